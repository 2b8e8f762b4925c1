// Characters that cannot be seen, or that turn a line, are written out wherever the window shows a token or a text: ⟨0x01⟩, ⟨U+202E⟩.
#include "src/formats/visible_text.h"
#include "tests/layout/audited_window.h"
#include "tests/support/test.h"

#include <QAccessible>
#include <QAction>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStatusBar>
#include <QtTest>

using namespace headscope;

namespace {

const QString kText = QStringLiteral("The\x01 cat\x7f\u0085 sat\u202E on\u200B\u2066 mat\x1b");
const QStringList kWritten = {QStringLiteral("⟨0x01⟩"), QStringLiteral("⟨0x7F⟩"), QStringLiteral("⟨U+202E⟩")};

/// What a text has that nobody could see; texts of ours have line ends and tabs.
QString unseenIn(const QString &text)
{
    for (const QChar character : text) {
        const bool isOurs = character == QLatin1Char('\n') || character == QLatin1Char('\t') || character == QChar::LineSeparator;
        if (steersDisplay(character.unicode()) && !isOurs) // what only joins or parts letters belongs to people's writing
            return QStringLiteral("U+%1").arg(character.unicode(), 4, 16, QLatin1Char('0'));
    }
    return {};
}

/// Where a text is typed it stands as it is.
bool isEditor(const QObject *widget)
{
    return qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QPlainTextEdit *>(widget)
        || (widget->parent() && qobject_cast<const QPlainTextEdit *>(widget->parent()));
}

/// Tooltips, names for screen readers, titles, entries of menus.
QStringList wordsOf(QWidget &window)
{
    QStringList words{window.windowTitle()};
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        words << widget->toolTip() << widget->accessibleName() << widget->accessibleDescription();
        if (QAccessibleInterface *read = isEditor(widget) ? nullptr : QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget)))
            for (int i = 0; i < std::min(read->childCount(), 400); ++i)
                if (const QAccessibleInterface *child = read->child(i); child && !isEditor(child->object() ? child->object() : widget))
                    words << child->text(QAccessible::Name) << child->text(QAccessible::Description);
    }
    for (const QAction *action : window.findChildren<QAction *>())
        words << action->text() << action->toolTip();
    return words;
}

} // namespace

class ShownBytesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPlaceWritesThemOut_data();
    void everyPlaceWritesThemOut();
};

void ShownBytesTest::everyPlaceWritesThemOut_data()
{
    QTest::addColumn<bool>("presents");
    QTest::newRow("window") << false;
    QTest::newRow("presented") << true;
}

void ShownBytesTest::everyPlaceWritesThemOut()
{
    QFETCH(const bool, presents);
    AuditedWindow audited(kAuditedModels[1], 6); // Storyteller reads every byte
    MainWindow &window = audited.window();
    window.session().setText(kText);
    QVERIFY(QTest::qWaitFor(
        [&] {
            const auto trace = window.session().trace();
            return trace && trace->text() == kText.toStdString() && !window.session().isBusy();
        },
        60'000));
    audited.setSize(presents ? kAuditSizes.back() : kAuditSizes[2]);
    QStringList wrong;
    QStringList shown;
    for (const AuditPlace &place : audited.places()) {
        QStringList here = wordsOf(window);
        for (const SeenText &text : audited.seen(place).texts)
            if (!isEditor(text.widget))
                here << text.text;
        for (const QString &text : here)
            if (const QString unseen = unseenIn(text); !unseen.isEmpty())
                wrong << QStringLiteral("%1: %2 in “%3”").arg(place.name, unseen, text.toHtmlEscaped());
        shown << here;
    }
    wrong.removeDuplicates();
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    const QString all = shown.join(QLatin1Char('\n'));
    for (const QString &written : kWritten)
        QVERIFY2(all.contains(written), qPrintable(written));
}

QTEST_MAIN(ShownBytesTest)
#include "shown_bytes_test.moc"
