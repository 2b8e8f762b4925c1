#include "tests/ui/contrast.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/theme.h"

#include <QtTest>

using namespace headscope;

class ThemeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsReadable_data();
    void textIsReadable();
    void styleSheetLeavesNoPlaceholder();
    void switchingModeChangesTheTheme();
    void lettersAreAsLargeAsTheDesktops();
};

void ThemeTest::textIsReadable_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void ThemeTest::textIsReadable()
{
    QFETCH(bool, dark);
    const Theme theme = dark ? Theme::darkTheme() : Theme::light();
    // 4.5 : 1 is WCAG 2 AA for text of ordinary size.
    for (const QColor &background : {theme.panel, theme.window, theme.canvas, theme.bar}) {
        for (const QColor &ink : {theme.text, theme.muted, theme.error, theme.query, theme.value, theme.result})
            QVERIFY2(contrast(ink, background) >= 4.5, qPrintable(ink.name() + QStringLiteral(" on ") + background.name()));
        // Headings in the key colour are large and bold: 3 : 1.
        QVERIFY2(contrast(theme.key, background) >= 3, qPrintable(theme.key.name()));
    }
    QVERIFY(contrast(theme.onAccent, theme.accent) >= 4.5);
}

void ThemeTest::styleSheetLeavesNoPlaceholder()
{
    const QString sheet = styleSheet(Theme::light(), 1.5);
    QVERIFY(!sheet.contains(QLatin1Char('@')));
    QVERIFY(sheet.contains(QStringLiteral("font-size: 24pt"))); // a 16 pt title at zoom 1.5
}

void ThemeTest::switchingModeChangesTheTheme()
{
    Appearance &appearance = Appearance::instance();
    appearance.setMode(Appearance::Mode::light);
    QVERIFY(!Theme::current().dark);
    QSignalSpy changed(&appearance, &Appearance::changed);
    appearance.setMode(Appearance::Mode::dark);
    QVERIFY(Theme::current().dark);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(qApp->palette().color(QPalette::Window), Theme::darkTheme().window);
}

void ThemeTest::lettersAreAsLargeAsTheDesktops()
{
    Appearance &appearance = Appearance::instance();
    const double usual = uiFont().pointSizeF();
    for (const double points : {-1.0, 9.0, 10.0, 11.0}) { // -1: a desktop that tells pixels
        appearance.followDesktop(points);
        QCOMPARE(uiFont().pointSizeF(), usual);
    }
    appearance.followDesktop(13);
    QCOMPARE(uiFont().pointSizeF(), usual * 13 / 11);
    appearance.setZoom(2); // somebody chooses …
    QCOMPARE(appearance.normalZoom(), 13.0 / 11); // … and finds back
    appearance.followDesktop(200);
    QVERIFY(appearance.normalZoom() < 2);
    appearance.followDesktop(11);
    QCOMPARE(appearance.zoom(), 1.0);
}

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
