#include "ui/widgets/token_strip.h"

#include <QScrollBar>
#include <QtTest>

using namespace headscope;

namespace {

QList<TokenChip> chips(int count)
{
    QList<TokenChip> list;
    for (int i = 0; i < count; ++i)
        list.append({QStringLiteral("token%1").arg(i), QString::number(i), {}, false, false});
    return list;
}

} // namespace

class TokenStripTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void clickAndHoverNameTheChip();
    void keysMoveThePin();
    void thousandsOfChipsScrollToThePin();
    void aVeryLongPieceStaysNarrow();
};

void TokenStripTest::clickAndHoverNameTheChip()
{
    TokenStrip strip;
    strip.resize(600, strip.sizeHint().height());
    strip.setChips(chips(5));
    strip.show();
    QSignalSpy clicked(&strip, &TokenStrip::clicked);
    QSignalSpy hovered(&strip, &TokenStrip::hovered);
    QTest::mouseClick(strip.viewport(), Qt::LeftButton, {}, strip.chipRect(3).center());
    QCOMPARE(clicked.last().first().toInt(), 3);
    QTest::mouseMove(strip.viewport(), strip.chipRect(1).center());
    QTRY_COMPARE(hovered.last().first().toInt(), 1);
    QTest::mouseClick(strip.viewport(), Qt::LeftButton, {}, {strip.chipRect(4).right() + 40, 10});
    QCOMPARE(clicked.count(), 1); // beside the chips
}

void TokenStripTest::keysMoveThePin()
{
    TokenStrip strip;
    strip.setChips(chips(3));
    connect(&strip, &TokenStrip::clicked, &strip, &TokenStrip::setPinned);
    QTest::keyClick(&strip, Qt::Key_Right);
    QCOMPARE(strip.pinned(), 0);
    QTest::keyClick(&strip, Qt::Key_End);
    QTest::keyClick(&strip, Qt::Key_Right);
    QCOMPARE(strip.pinned(), 2);
    QTest::keyClick(&strip, Qt::Key_Home);
    QCOMPARE(strip.pinned(), 0);
    strip.setChips({});
    QTest::keyClick(&strip, Qt::Key_Right); // nothing to move to
    QCOMPARE(strip.pinned(), 0);
}

void TokenStripTest::thousandsOfChipsScrollToThePin()
{
    TokenStrip strip;
    strip.resize(600, strip.sizeHint().height());
    strip.setChips(chips(5000));
    strip.show();
    strip.setPinned(4000);
    QVERIFY(strip.horizontalScrollBar()->value() > 0);
    QVERIFY(strip.viewport()->rect().contains(strip.chipRect(4000)));
    strip.setPinned(2);
    QVERIFY(strip.viewport()->rect().contains(strip.chipRect(2)));
}

void TokenStripTest::aVeryLongPieceStaysNarrow()
{
    TokenStrip strip;
    strip.resize(600, strip.sizeHint().height());
    strip.setChips({{QString(10000, QLatin1Char('x')), QStringLiteral("1"), {}, false, false}});
    QVERIFY(strip.chipRect(0).width() < 250);
}

QTEST_MAIN(TokenStripTest)
#include "token_strip_test.moc"
