// Alignments against the whole table of Needleman and Wunsch, filled in here: as many pairs as possible, in order, each unit once.
#include "src/patterns/token_alignment.h"

#include <QtTest>

#include <algorithm>
#include <random>

using namespace headscope;

namespace {

int mostPairsByTable(const std::vector<std::string> &a, const std::vector<std::string> &b)
{
    std::vector<std::vector<int>> table(a.size() + 1, std::vector<int>(b.size() + 1, 0));
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j)
            table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : std::max(table[i - 1][j], table[i][j - 1]);
    return table[a.size()][b.size()];
}

/// Empty, or what is wrong.
QString problemOf(const std::vector<std::string> &a, const std::vector<std::string> &b)
{
    int nextA = 0, nextB = 0, pairs = 0;
    for (const AlignedUnit &unit : alignUnits(a, b)) {
        if (unit.a < 0 && unit.b < 0)
            return QStringLiteral("an empty place");
        if ((unit.a >= 0 && unit.a != nextA++) || (unit.b >= 0 && unit.b != nextB++))
            return QStringLiteral("out of order");
        if (unit.a >= 0 && unit.b >= 0 && a[std::size_t(unit.a)] != b[std::size_t(unit.b)])
            return QStringLiteral("different texts");
        pairs += unit.a >= 0 && unit.b >= 0 ? 1 : 0;
    }
    if (nextA != int(a.size()) || nextB != int(b.size()))
        return QStringLiteral("units are missing");
    if (pairs != mostPairsByTable(a, b))
        return QStringLiteral("%1 pairs, not %2").arg(pairs).arg(mostPairsByTable(a, b));
    return {};
}

} // namespace

class TokenAlignmentTest : public QObject {
    Q_OBJECT

private slots:
    void byHand();
    void asTheWholeTable();
    void marksAndCaseAreNoDifference();
};

void TokenAlignmentTest::byHand()
{
    const std::vector<AlignedUnit> expected{{0, 0}, {1, -1}, {2, 1}, {-1, 2}, {3, 3}};
    QVERIFY(alignUnits({"the", "big", "cat", "sat"}, {"the", "cat", "never", "sat"}) == expected);
    const AlignmentCount count = countOf(expected);
    QCOMPARE(count.both, 3);
    QCOMPARE(count.onlyA, 1);
    QCOMPARE(count.onlyB, 1);
    QVERIFY(alignUnits({}, {}).empty());
    QVERIFY((alignUnits({"a"}, {}) == std::vector<AlignedUnit>{{0, -1}}));
    QVERIFY((alignUnits({}, {"a", "b"}) == std::vector<AlignedUnit>{{-1, 0}, {-1, 1}}));
}

void TokenAlignmentTest::asTheWholeTable()
{
    std::mt19937 random(4);
    for (int round = 0; round < 400; ++round) {
        const unsigned words = 2 + random() % 5;
        const auto some = [&] {
            std::vector<std::string> texts(random() % 14);
            for (std::string &text : texts)
                text = std::string(1, char('a' + random() % words));
            return texts;
        };
        const std::vector<std::string> a = some();
        const std::vector<std::string> b = some();
        const QString problem = problemOf(a, b);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
}

void TokenAlignmentTest::marksAndCaseAreNoDifference()
{
    const auto token = [](const char *display, std::size_t begin, std::size_t end, int sequence = 0) {
        Token result;
        result.display = display;
        result.begin = begin;
        result.end = end;
        result.sequence = sequence;
        return result;
    };
    const TokenText bytes({token("The", 0, 3), token("␣cat", 3, 7), token("␣sat", 7, 11)}, "The cat sat");
    Token start = token("[CLS]", 0, 0, -1);
    start.special = true;
    const TokenText pieces({start, token("the", 0, 3), token("cat", 4, 7), token("sat", 8, 11)}, "The cat sat");
    const std::vector<std::string> a = comparableTexts(bytes, eachToken(3));
    const std::vector<std::string> b = comparableTexts(pieces, eachToken(4));
    QVERIFY((a == std::vector<std::string>{"the", "cat", "sat"}));
    QVERIFY((b == std::vector<std::string>{"[CLS]", "the", "cat", "sat"}));
    QCOMPARE(countOf(alignUnits(a, b)).both, 3);
    const std::vector<TokenSpan> words{{0, 1}, {1, 3}};
    QVERIFY((comparableTexts(bytes, words) == std::vector<std::string>{"the", "cat sat"}));
}

QTEST_APPLESS_MAIN(TokenAlignmentTest)
#include "token_alignment_test.moc"
