// No word from outside becomes rich text: labels, tooltips, tooltips of lists and message boxes show "<s>" as it is.
#include "tests/ui/shown_tool_tip.h"
#include "ui/theme/plain_text.h"

#include <QApplication>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWindow>
#include <QtTest>

using namespace headscope;

namespace {

const QString kMarkup = QStringLiteral("<s>struck</s> <h1>large</h1> <img src=\"picture.png\">");

} // namespace

class PlainTextTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { keepTextPlain(); }
    void labels();
    void toolTips();
    void messageBoxes();
    void richTextWhereItIsMeant();
    void mnemonicsAndTitles();
};

void PlainTextTest::labels()
{
    QWidget window;
    auto *layout = new QVBoxLayout(&window);
    auto *label = new QLabel(kMarkup);
    label->setWordWrap(true);
    layout->addWidget(label);
    QVERIFY(window.sizeHint().isValid());
    QCOMPARE(label->textFormat(), Qt::PlainText);
    window.show();
    label->setText(QStringLiteral("<b>later</b>"));
    QCOMPARE(label->textFormat(), Qt::PlainText);
    QCOMPARE(label->text(), QStringLiteral("<b>later</b>"));
}

void PlainTextTest::toolTips()
{
    QWidget window;
    window.show();
    QToolTip::showText({10, 10}, kMarkup, &window);
    QTRY_VERIFY(shownToolTip());
    QCOMPARE(shownToolTip()->textFormat(), Qt::PlainText);
    QCOMPARE(shownToolTip()->text(), kMarkup);
    QVERIFY(shownToolTip()->width() > shownToolTip()->fontMetrics().horizontalAdvance(QStringLiteral("<s>struck</s>")));
    QToolTip::showText({20, 20}, QStringLiteral("<b>another</b>"), &window);
    QTRY_VERIFY(shownToolTip() && shownToolTip()->text() == QStringLiteral("<b>another</b>"));
    QCOMPARE(shownToolTip()->textFormat(), Qt::PlainText);

    window.setToolTip(QStringLiteral("<i>of the widget</i>"));
    QHelpEvent asked(QEvent::ToolTip, {1, 1}, window.mapToGlobal(QPoint(1, 1)));
    QApplication::sendEvent(&window, &asked);
    QTRY_VERIFY(shownToolTip() && shownToolTip()->text() == window.toolTip());
    QCOMPARE(shownToolTip()->textFormat(), Qt::PlainText);
    QToolTip::hideText();
}

void PlainTextTest::messageBoxes()
{
    QMessageBox box;
    box.setText(kMarkup);
    box.setInformativeText(kMarkup);
    box.show();
    const QList<QLabel *> labels = box.findChildren<QLabel *>();
    QVERIFY(labels.size() >= 2);
    for (const QLabel *label : labels)
        QVERIFY(label->textFormat() == Qt::PlainText || label->text().isEmpty());
}

void PlainTextTest::richTextWhereItIsMeant()
{
    QLabel label(QStringLiteral("<b>ours</b>"));
    label.setTextFormat(Qt::RichText);
    label.show();
    QCOMPARE(label.textFormat(), Qt::RichText);
}

void PlainTextTest::mnemonicsAndTitles()
{
    QCOMPARE(withoutMnemonics(QStringLiteral("R&D & co")), QStringLiteral("R&&D && co"));
    QWidget window;
    window.setWindowTitle(titleWords(QStringLiteral("a[*]b")));
    window.show();
    QCOMPARE(window.windowHandle()->title(), QStringLiteral("a[*]b"));
}

QTEST_MAIN(PlainTextTest)
#include "plain_text_test.moc"
