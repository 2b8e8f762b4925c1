// Combined heads, words, hidden tokens, and the chain of them that makePattern builds, against plain computations in double precision: on
// random matrices, and on models of every kind.
#include "src/error.h"
#include "src/patterns/chosen_patterns.h"
#include "src/patterns/combined_pattern.h"
#include "src/patterns/grouped_pattern.h"
#include "src/patterns/hidden_tokens.h"
#include "src/patterns/partial_pattern.h"
#include "src/patterns/token_units.h"
#include "tests/support/config_variants.h"
#include "tests/support/family_folders.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace headscope;

namespace {

// Sums of at most a few hundred single-precision numbers below 1.
constexpr double kTolerance = 2e-6;
// A head's pattern equals the run's weights to about 1e-5 (head_pattern.h), its scores, of sizes up to 30, to as many digits.
constexpr double kWeightTolerance = 2e-5;
constexpr double kScoreTolerance = 3e-4;

using Table = std::vector<std::vector<double>>;

class TablePattern : public Pattern {
public:
    TablePattern(Table table, int columns, bool sums)
        : Pattern(eachToken(int(table.size())), eachToken(columns))
        , m_table(std::move(table))
        , m_sums(sums)
    {
    }
    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        m_asked += std::int64_t(out.rows) * out.cols;
        for (int r = 0; r < out.rows; ++r)
            for (int c = 0; c < out.cols; ++c)
                out(r, c) = float(m_table.at(firstRow + r).at(firstColumn + c));
    }
    std::string formula() const override { return "A"; }
    bool rowsSumToOne() const override { return m_sums; }

    mutable std::int64_t m_asked = 0;

private:
    Table m_table;
    bool m_sums;
};

/// Rows of numbers in single precision that sum to 1.
Table randomRows(int rows, int columns, unsigned seed)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> uniform(0.01, 1);
    Table table(rows, std::vector<double>(columns));
    for (auto &row : table) {
        double sum = 0;
        for (double &number : row)
            sum += number = uniform(random);
        for (double &number : row)
            number = float(number / sum);
    }
    return table;
}

std::vector<TokenSpan> randomSpans(int count, unsigned seed)
{
    std::mt19937 random(seed);
    std::vector<TokenSpan> spans;
    for (int first = 0; first < count;) {
        const int last = std::min(count, first + 1 + int(random() % 5));
        spans.push_back({first, last});
        first = last;
    }
    return spans;
}

Table numbersOf(const Pattern &pattern, int step = 7)
{
    const int rows = pattern.rowCount();
    const int columns = pattern.columnCount();
    std::vector<float> numbers(std::size_t(rows) * columns, -1.0f);
    const MutableMatrixView view{numbers.data(), rows, columns, columns};
    for (int r = 0; r < rows; r += step)
        for (int c = 0; c < columns; c += step)
            pattern.block(r, c, view.block(r, c, std::min(step, rows - r), std::min(step, columns - c)));
    Table table(rows, std::vector<double>(columns));
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c)
            table[r][c] = view(r, c);
    return table;
}

double worst(const Table &a, const Table &b)
{
    double most = a.size() == b.size() ? 0 : INFINITY;
    for (std::size_t r = 0; r < a.size() && r < b.size(); ++r) {
        if (a[r].size() != b[r].size())
            return INFINITY;
        for (std::size_t c = 0; c < a[r].size(); ++c)
            if (a[r][c] != b[r][c]) // −∞ beside −∞
                most = std::max(most, std::abs(a[r][c] - b[r][c]));
    }
    return most;
}

double worstRowSum(const Pattern &pattern)
{
    double most = 0;
    for (const auto &row : numbersOf(pattern)) {
        double sum = 0;
        for (const double number : row)
            sum += number;
        most = std::max(most, std::abs(sum - 1));
    }
    return most;
}

/// What belongs to each unit, number by number.
Table plainGroups(const Table &tokens, const std::vector<TokenSpan> &rows, const std::vector<TokenSpan> &columns)
{
    Table result(rows.size(), std::vector<double>(columns.size()));
    for (std::size_t r = 0; r < rows.size(); ++r)
        for (std::size_t c = 0; c < columns.size(); ++c) {
            double sum = 0;
            for (int t = rows[r].first; t < rows[r].last; ++t)
                for (int s = columns[c].first; s < columns[c].last; ++s)
                    sum += tokens[t][s];
            result[r][c] = sum / (rows[r].last - rows[r].first);
        }
    return result;
}

Table plainPart(const Table &whole, const std::vector<int> &rows, const std::vector<int> &columns, bool renormalise)
{
    Table result;
    for (const int r : rows) {
        std::vector<double> row;
        double sum = 0;
        for (const int c : columns) {
            row.push_back(whole[r][c]);
            sum += whole[r][c];
        }
        if (renormalise)
            for (double &number : row)
                number = sum > 0 ? number / sum : 0;
        result.push_back(row);
    }
    return result;
}

std::shared_ptr<const TablePattern> pattern(const Table &table, bool sums = true)
{
    return std::make_shared<TablePattern>(table, table.empty() ? 0 : int(table.front().size()), sums);
}

Table tableOf(const Matrix &matrix)
{
    Table table(matrix.rows(), std::vector<double>(matrix.cols()));
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c)
            table[r][c] = matrix(r, c);
    return table;
}

} // namespace

class PatternChoiceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void masksForbidWhatIsZero();
    void headsCombine();
    void combiningNeedsTheSameTexts();
    void unitsAreSummedAndAveraged();
    void unitsAskForTheirOwnTokensOnly();
    void hiddenColumnsAreLeftOut();
    void rowsWithNothingLeftAreZero();
    void expressionsHide();
    void wrongExpressionsAreSaid();
    void everyModelAndChoice();
    void cellsAreOfEncoderAndDecoder();
    void scoresStayScores();
    void measuresThatHaveNoMeaningAreErrors();
    void sideBySideIsThePickedHead();
    void emptyTextHasNoRows();
};

void PatternChoiceTest::headsCombine()
{
    const std::vector<Table> tables = {randomRows(40, 30, 1), randomRows(40, 30, 2), randomRows(40, 30, 3)};
    const auto parts = [&] {
        return std::vector<std::shared_ptr<const Pattern>>{pattern(tables[0]), pattern(tables[1]), pattern(tables[2])};
    };
    Table mean = tables[0];
    Table max = mean;
    Table min = mean;
    for (int r = 0; r < 40; ++r)
        for (int c = 0; c < 30; ++c) {
            mean[r][c] = (tables[0][r][c] + tables[1][r][c] + tables[2][r][c]) / 3;
            max[r][c] = std::max({tables[0][r][c], tables[1][r][c], tables[2][r][c]});
            min[r][c] = std::min({tables[0][r][c], tables[1][r][c], tables[2][r][c]});
        }
    const auto joined = combinedPattern(parts(), HeadRule::mean, "1.1, 1.2, 2.1");
    QVERIFY(worst(numbersOf(*joined), mean) < kTolerance);
    QVERIFY(joined->rowsSumToOne());
    QCOMPARE(joined->formula(), std::string("mean over heads 1.1, 1.2, 2.1 of A"));
    const auto largest = combinedPattern(parts(), HeadRule::max, "x");
    QCOMPARE(worst(numbersOf(*largest), max), 0.0);
    QVERIFY(!largest->rowsSumToOne());
    const auto smallest = combinedPattern(parts(), HeadRule::min, "x");
    QCOMPARE(worst(numbersOf(*smallest), min), 0.0);
    QVERIFY(!smallest->rowsSumToOne());
    QVERIFY(!combinedPattern({pattern(tables[0]), pattern(tables[1], false)}, HeadRule::mean, "x")->rowsSumToOne());
}

void PatternChoiceTest::combiningNeedsTheSameTexts()
{
    QVERIFY_EXCEPTION_THROWN(combinedPattern({pattern(randomRows(4, 4, 1)), pattern(randomRows(4, 5, 1))}, HeadRule::mean, "x"), Error);
    QVERIFY_EXCEPTION_THROWN(combinedPattern({}, HeadRule::mean, "x"), Error);
}

void PatternChoiceTest::unitsAreSummedAndAveraged()
{
    for (const auto &[rows, columns] : {std::pair(1, 1), std::pair(37, 90), std::pair(200, 5), std::pair(150, 5000)}) {
        const Table table = randomRows(rows, columns, unsigned(rows));
        const std::vector<TokenSpan> rowSpans = randomSpans(rows, 5);
        const std::vector<TokenSpan> columnSpans = randomSpans(columns, 6);
        const auto grouped = groupedPattern(pattern(table), rowSpans, columnSpans, "words");
        QVERIFY(worst(numbersOf(*grouped, columns > 1000 ? 1000 : 7), plainGroups(table, rowSpans, columnSpans)) < kTolerance);
        QVERIFY(grouped->rowsSumToOne());
        if (columns < 1000) // 5,000 numbers in single precision do not sum to 1 this well
            QVERIFY(worstRowSum(*grouped) < 20 * kTolerance);
        QVERIFY(grouped->formula().find("words") != std::string::npos);
    }
    const Table table = randomRows(4, 4, 1);
    QVERIFY_EXCEPTION_THROWN(groupedPattern(pattern(table), {{0, 2}, {3, 4}}, eachToken(4), "words"), Error);
    QVERIFY_EXCEPTION_THROWN(groupedPattern(pattern(table), eachToken(4), {{0, 3}}, "words"), Error);
}

void PatternChoiceTest::unitsAskForTheirOwnTokensOnly()
{
    const auto tokens = pattern(randomRows(300, 300, 1));
    const std::vector<TokenSpan> spans = randomSpans(300, 2);
    const auto grouped = groupedPattern(tokens, spans, spans, "words");
    float number = 0;
    grouped->block(10, 20, {&number, 1, 1, 1});
    QCOMPARE(tokens->m_asked, std::int64_t(spans[10].last - spans[10].first) * (spans[20].last - spans[20].first));
}

void PatternChoiceTest::hiddenColumnsAreLeftOut()
{
    for (const int count : {1, 60, 3000}) {
        const Table table = randomRows(50, count, 9);
        std::vector<int> rows;
        std::vector<int> columns;
        for (int i = 0; i < 50; ++i)
            if (i % 3 != 1)
                rows.push_back(i);
        for (int i = 0; i < count; ++i)
            if (i % 7 != 2 && (i < 500 || i > 2800))
                columns.push_back(i);
        const auto hidden = partialPattern(pattern(table), rows, columns, false);
        QCOMPARE(worst(numbersOf(*hidden, 40), plainPart(table, rows, columns, false)), 0.0);
        QCOMPARE(hidden->rowsSumToOne(), int(columns.size()) == count);
        QCOMPARE(hidden->rows()[1], (TokenSpan{2, 3}));
        const auto renormalised = partialPattern(pattern(table), rows, columns, true);
        QVERIFY(worst(numbersOf(*renormalised, 40), plainPart(table, rows, columns, true)) < kTolerance);
        QVERIFY(renormalised->rowsSumToOne());
        QVERIFY(worstRowSum(*renormalised) < 20 * kTolerance);
        QVERIFY(renormalised->formula() != hidden->formula());
    }
    QVERIFY_EXCEPTION_THROWN(partialPattern(pattern(randomRows(3, 3, 1)), {0, 3}, {0}, false), Error);
    QVERIFY_EXCEPTION_THROWN(partialPattern(pattern(randomRows(3, 3, 1)), {1, 1}, {0}, false), Error);
}

void PatternChoiceTest::rowsWithNothingLeftAreZero()
{
    const auto renormalised = partialPattern(pattern({{1, 0, 0}, {0.5, 0.25, 0.25}}), {0, 1}, {1, 2}, true);
    QCOMPARE(numbersOf(*renormalised), (Table{{0, 0}, {0.5, 0.5}}));
    const auto nothing = partialPattern(pattern(randomRows(3, 3, 1)), {0, 1, 2}, {}, true);
    QCOMPARE(nothing->columnCount(), 0);
    QCOMPARE(numbersOf(*nothing).size(), std::size_t(3));
}

void PatternChoiceTest::expressionsHide()
{
    const auto model = openModel(sourcePath("resources/models/storyteller"));
    Engine engine(model);
    const auto trace = engine.run({.text = "The cat, the other cat and The end."});
    const auto labelsOf = [&](const PatternChoice &choice) {
        const auto made = makePattern(trace, {0, 0}, choice);
        const TokenText text(*trace, 0);
        QStringList labels;
        for (const TokenSpan &span : made->columns())
            labels << QString::fromStdString(text.label(span, TokenUnit::words));
        return labels.join(QLatin1Char('|'));
    };
    QCOMPARE(labelsOf({.hidden = "^(?i)the$"}), QStringLiteral("cat|,|other|cat|and|end|."));
    QCOMPARE(labelsOf({.hidden = "the"}), QStringLiteral("The|cat|,|cat|and|The|end|."));
    QCOMPARE(labelsOf({.unit = TokenUnit::words, .hidden = "[.,]"}), QStringLiteral("The|cat|the|other|cat|and|The|end"));
    QCOMPARE(labelsOf({.hidden = "nothing like it"}), labelsOf({}));
    try {
        labelsOf({.hidden = "."});
        QFAIL("nothing is left to show");
    } catch (const Error &error) {
        QCOMPARE(error.problem(), std::string("Every token is hidden: “.” finds all of them"));
        QVERIFY(!error.hint().empty());
    }
}

void PatternChoiceTest::wrongExpressionsAreSaid()
{
    for (const char *wrong : {"(", "[a", "*", "a{2", "\\"})
        QVERIFY_EXCEPTION_THROWN(checkHidden(wrong), Error);
    checkHidden("");
    checkHidden("(a|b)+");
    // Catastrophic backtracking ends with an Error instead of never.
    Token token;
    const std::string typed(60, 'a');
    token.piece = token.display = typed;
    token.end = typed.size();
    QVERIFY_EXCEPTION_THROWN(
        shownSpans(TokenText({token}, typed), eachToken(1), TokenUnit::tokens, SpecialTokens::shown, "^(a|aa)+$b|(a*)*(a*)*(a*)*(a*)*[^a]"),
        Error);
    // The limit is one for all tokens together: each alone is quick enough, and thousands of them are not.
    const std::string shorter(20, 'a');
    const auto hide = [&](int count) {
        std::vector<Token> tokens;
        std::string text;
        for (int i = 0; i < count; ++i) {
            Token one;
            one.piece = one.display = shorter;
            one.begin = text.size();
            text += shorter;
            one.end = text.size();
            tokens.push_back(one);
        }
        return shownSpans(TokenText(tokens, text), eachToken(count), TokenUnit::tokens, SpecialTokens::shown, "^(a|aa)+$b").size();
    };
    QCOMPARE(hide(1), std::size_t(1));
    QVERIFY_EXCEPTION_THROWN(hide(2000), Error);
}

void PatternChoiceTest::everyModelAndChoice()
{
    int checked = 0;
    for (const ConfigVariant &variant : configVariants()) {
        const auto trace = runVariant(variant, 11);
        const TransformerConfig &config = trace->config();
        for (int layer = 0; layer < config.layers; ++layer) {
            const HeadPlace picked{layer, 0};
            PatternChoice choice;
            choice.others = {{layer, config.heads - 1}};
            const Table one = tableOf(trace->matrix({Stage::weights, layer, 0}));
            const Table two = tableOf(trace->matrix({Stage::weights, layer, config.heads - 1}));
            Table mean = one;
            for (std::size_t r = 0; r < one.size(); ++r)
                for (std::size_t c = 0; c < one[r].size(); ++c)
                    mean[r][c] = (one[r][c] + two[r][c]) / 2;
            QVERIFY2(worst(numbersOf(*makePattern(trace, picked, choice)), mean) < kWeightTolerance, variant.name);

            const TokenText rowText(*trace, config.stackOf(layer));
            const TokenText columnText(*trace, config.layer(layer).cross ? 0 : config.stackOf(layer));
            for (const auto &[unit, unitName, unitTitle] : kTokenUnits) {
                for (const auto &[special, name, title] : kSpecialTokens) {
                    choice.unit = unit;
                    choice.special = special;
                    choice.hidden = "[aeiou]";
                    const auto rowSpans = tokenUnits(rowText, unit);
                    const auto columnSpans = tokenUnits(columnText, unit);
                    const auto rows = shownSpans(rowText, rowSpans, unit, special, choice.hidden);
                    const auto columns = shownSpans(columnText, columnSpans, unit, special, choice.hidden);
                    if (rows.empty() || columns.empty()) {
                        QVERIFY_THROWS_EXCEPTION(Error, (void)makePattern(trace, picked, choice));
                        continue;
                    }
                    const Table expected
                        = plainPart(plainGroups(mean, rowSpans, columnSpans), rows, columns, special == SpecialTokens::hiddenRenormalised);
                    const auto made = makePattern(trace, picked, choice);
                    QVERIFY2(worst(numbersOf(*made), expected) < kWeightTolerance, variant.name);
                    if (made->rowsSumToOne() && special != SpecialTokens::hiddenRenormalised)
                        QVERIFY2(worstRowSum(*made) < 20 * kTolerance, variant.name);
                    QVERIFY(!made->formula().empty());
                    for (int r = 0; r < made->rowCount(); ++r)
                        for (int c = made->reach(r, 1); c < made->columnCount(); ++c)
                            QCOMPARE(expected[r][c], double(made->beyondReach()));
                    ++checked;
                }
            }
        }
    }
    QVERIFY(checked > 100);
}

void PatternChoiceTest::cellsAreOfEncoderAndDecoder()
{
    bool found = false;
    for (const ConfigVariant &variant : configVariants()) {
        if (!variant.config.isEncoderDecoder())
            continue;
        found = true;
        const auto trace = runVariant(variant, 9);
        const TransformerConfig &config = trace->config();
        int cross = config.encoderLayers;
        while (!config.layer(cross).cross)
            ++cross;
        const auto made = makePattern(trace, {cross, 0}, {.special = SpecialTokens::hidden});
        const TokenText rows(*trace, 1);
        const TokenText columns(*trace, 0);
        for (const TokenSpan &span : made->rows())
            QVERIFY(!rows.isSpecial(span.first));
        for (const TokenSpan &span : made->columns())
            QVERIFY(!columns.isSpecial(span.first));
        // Heads of other texts cannot be joined, even where the numbers of tokens agree.
        PatternChoice choice;
        choice.others = {{0, 0}};
        QVERIFY_EXCEPTION_THROWN(makePattern(trace, {cross, 0}, choice), Error);
        QVERIFY_EXCEPTION_THROWN(makePattern(trace, {config.encoderLayers, 0}, choice), Error);
        PatternChoice beside = choice;
        beside.rule = HeadRule::sideBySide;
        QVERIFY_EXCEPTION_THROWN(chosenPatterns({trace, {config.encoderLayers, 0}, beside}, 4), Error);
    }
    QVERIFY(found);
}

void PatternChoiceTest::scoresStayScores()
{
    const auto trace = runVariant(configVariants().front(), 9);
    const auto scores = makePattern(trace, {0, 0}, {.measure = Measure::scores});
    QVERIFY(worst(numbersOf(*scores), tableOf(trace->matrix({Stage::maskedScores, 0, 0}))) < kScoreTolerance);
    QVERIFY(!scores->rowsSumToOne());
    QVERIFY_EXCEPTION_THROWN(makePattern(trace, {0, 0}, {.measure = Measure::scores, .unit = TokenUnit::words}), Error);
    QVERIFY_EXCEPTION_THROWN(
        makePattern(trace, {0, 0}, {.measure = Measure::scores, .special = SpecialTokens::hiddenRenormalised, .hidden = "."}), Error);
    const auto hidden = makePattern(trace, {0, 0}, {.measure = Measure::scores, .hidden = "a"});
    QVERIFY(hidden->rowCount() <= trace->tokenCount());
}

void PatternChoiceTest::measuresThatHaveNoMeaningAreErrors()
{
    const auto trace = runVariant(configVariants().front(), 9);
    const TransformerConfig &config = trace->config();
    QVERIFY_EXCEPTION_THROWN(makePattern(trace, {config.layers, 0}, {}), Error);
    QVERIFY_EXCEPTION_THROWN(makePattern(trace, {0, config.heads}, {}), Error);
    QVERIFY_EXCEPTION_THROWN(makePattern(trace, {-1, 0}, {}), Error);
    PatternChoice outside;
    outside.others = {{0, config.heads}};
    QVERIFY_EXCEPTION_THROWN(makePattern(trace, {0, 0}, outside), Error);
    for (const ConfigVariant &variant : configVariants()) {
        const auto other = runVariant(variant, 5);
        for (int layer = 0; layer < other->config().layers; ++layer) {
            for (const MeasureInfo &measure : allMeasures()) {
                const bool possible = measureProblem(*other, {layer, 0}, measure.id).empty();
                bool made = true;
                try {
                    makePattern(other, {layer, 0}, {.measure = measure.id});
                } catch (const Error &) {
                    made = false;
                }
                QCOMPARE(made, possible);
            }
        }
    }
}

void PatternChoiceTest::sideBySideIsThePickedHead()
{
    const auto trace = runVariant(configVariants().front(), 9);
    PatternChoice choice;
    choice.rule = HeadRule::sideBySide;
    choice.others = {{0, 1}, {0, 0}, {0, 1}};
    QVERIFY(worst(numbersOf(*makePattern(trace, {0, 0}, choice)), tableOf(trace->matrix({Stage::weights, 0, 0}))) < kWeightTolerance);
    const std::vector<HeadPlace> expected = {{0, 0}, {0, 1}};
    QCOMPARE(chosenHeads({0, 0}, choice), expected);
}

void PatternChoiceTest::emptyTextHasNoRows()
{
    const auto model = openModel(sourcePath("resources/models/storyteller"));
    Engine engine(model);
    const auto trace = engine.run({.text = ""});
    for (const auto &unit : kTokenUnits) {
        const auto made = makePattern(trace, {0, 0}, {.unit = unit.id, .special = SpecialTokens::hiddenRenormalised, .hidden = "a"});
        QCOMPARE(made->rowCount(), 0);
        QCOMPARE(made->columnCount(), 0);
        made->block(0, 0, {});
    }
}

/// Of models of every kind, of tokens, words and heads together: −∞ over a 0 stands just where no look is allowed.
void PatternChoiceTest::masksForbidWhatIsZero()
{
    PatternChoice words;
    words.unit = TokenUnit::words;
    PatternChoice two;
    int forbidden = 0;
    for (const ConfigVariant &variant : configVariants()) {
        const auto trace = runVariant(variant, 11);
        two.others = {{0, trace->config().heads - 1}};
        for (const PatternChoice &choice : {PatternChoice(), words, two}) {
            const HeadPlace picked{0, 0};
            const auto pattern = makePattern(trace, picked, choice);
            const Matrix numbers = wholeMatrix(*pattern);
            const Matrix mask = wholeMatrix(*maskPattern(trace, picked, choice));
            QCOMPARE(mask.rows(), numbers.rows());
            QCOMPARE(mask.cols(), numbers.cols());
            const auto mayLook = [&](TokenSpan queries, TokenSpan keys) {
                for (const HeadPlace &head : chosenHeads(picked, choice)) {
                    const Matrix scores = trace->matrix({Stage::maskedScores, head.layer, head.head});
                    for (int t = queries.first; t < queries.last; ++t)
                        for (int k = keys.first; k < keys.last; ++k)
                            if (scores(t, k) != -HUGE_VALF)
                                return true;
                }
                return false;
            };
            for (int r = 0; r < numbers.rows(); ++r) {
                for (int c = 0; c < numbers.cols(); ++c) {
                    const bool isForbidden = numbers(r, c) == 0 && mask(r, c) == -HUGE_VALF;
                    QVERIFY2(isForbidden == !mayLook(pattern->rows()[std::size_t(r)], pattern->columns()[std::size_t(c)]), variant.name);
                    forbidden += isForbidden ? 1 : 0;
                }
            }
        }
    }
    QVERIFY(forbidden > 100);
}

QTEST_APPLESS_MAIN(PatternChoiceTest)
#include "pattern_choice_test.moc"
