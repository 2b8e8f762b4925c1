// The table of tokens fills its canvas and stays inside.
#include "ui/views/walk/token_table.h"

#include "ui/theme/theme.h"

#include <QtTest>

using namespace headscope;

class TokenTableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entriesStayInsideAndApart();
    void fewTokensFillTheScreen();
    void figuresHaveLettersOfOneSize();
};

namespace {

constexpr QRectF kArea(28, 80, 1200, 440);

std::vector<Token> tokensOf(int count)
{
    std::vector<Token> tokens{std::size_t(count)};
    for (Token &token : tokens)
        token.display = "word";
    return tokens;
}

} // namespace

void TokenTableTest::entriesStayInsideAndApart()
{
    for (const QSizeF &size : {QSizeF(380, 200), QSizeF(900, 330), QSizeF(1200, 440), QSizeF(3700, 1700)}) {
        const QRectF area(QPointF(28, 80), size);
        for (int count = 1; count < 150; count += count < 20 ? 1 : 13) {
            const TokenTableLayout layout = layOutTokensOnScreen(tokensOf(count), area, 0);
            QVERIFY(layout.scale >= 1);
            QRectF before;
            for (int token = 0; token < std::min(count, layout.capacity()); ++token) {
                const QRectF rect = layout.entryRect(token);
                QVERIFY2(area.adjusted(-0.5, 0, 0.5, 0.5).contains(rect), qPrintable(QString::number(count)));
                QVERIFY(rect.height() > 29.9 && !rect.adjusted(0.1, 0.1, -0.1, -0.1).intersects(before));
                before = rect;
            }
            QCOMPARE(layout.tokenAt(layout.entryRect(0).center()), std::optional(0));
        }
    }
}

void TokenTableTest::fewTokensFillTheScreen()
{
    for (const int count : {5, 6, 8, 10, 12, 18, 20}) {
        const TokenTableLayout layout = layOutTokensOnScreen(tokensOf(count), kArea, 0);
        QVERIFY(layout.capacity() >= count);
        const double down = (layout.entryRect(layout.perColumn - 1).bottom() - kArea.top()) / kArea.height();
        const double across = (layout.entryRect(layout.perColumn * (layout.columns - 1)).right() - kArea.left()) / kArea.width();
        QVERIFY2(down > 0.9 || across > 0.9, qPrintable(QString::number(count)));
    }
    QVERIFY(layOutTokensOnScreen(tokensOf(6), kArea, 0).scale > 1.3);
    QCOMPARE(layOutTokensOnScreen(tokensOf(400), kArea, 17).first, 17); // too many: they scroll
}

void TokenTableTest::figuresHaveLettersOfOneSize()
{
    for (const int count : {1, 6, 40, 400}) {
        const TokenTableLayout layout = layOutTokens(tokensOf(count), kArea, 0);
        QCOMPARE(layout.scale, 1.0);
        QVERIFY(layout.entry.height() <= 50);
    }
}

QTEST_MAIN(TokenTableTest)
#include "token_table_test.moc"
