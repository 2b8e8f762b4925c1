// One choice has one answer: all views, tables of exports and comparisons show the same numbers, labels, spans and bright cells, over
// random models, texts, choices and filters, and over recorded models whose pairs have separators.
#include "ui/views/shared/pattern/shown_patterns.h"

#include "src/engine.h"
#include "src/error.h"
#include "tests/support/family_folders.h"
#include "tests/support/random_model.h"
#include "ui/export/view_export.h"
#include "ui/theme/theme.h"
#include "ui/views/compare/compare_content.h"
#include "ui/views/heatmap/multiples_figure.h"
#include "ui/views/lines/lines_picture.h"
#include "ui/views/lines/lines_view.h"
#include "ui/views/shared/pattern/heatmap_content.h"
#include "ui/views/text/text_picture.h"

#include <QtTest>

#include <cstring>
#include <random>

using namespace headscope;

namespace {

class Dice {
public:
    explicit Dice(std::uint32_t seed)
        : m_random(seed)
    {
    }
    int below(int count) { return static_cast<int>(m_random() % static_cast<unsigned>(count)); }
    template <typename Table>
    auto rowOf(const Table &table)
    {
        return table[static_cast<std::size_t>(below(static_cast<int>(table.size())))].id;
    }

private:
    std::mt19937 m_random;
};

PatternChoice randomChoice(Dice &dice, const TransformerConfig &config)
{
    PatternChoice choice;
    choice.measure = dice.rowOf(allMeasures());
    choice.rule = dice.rowOf(allHeadRules());
    choice.unit = dice.rowOf(kTokenUnits);
    choice.special = dice.rowOf(kSpecialTokens);
    choice.hidden = std::array{"", "", "a", "[a-f]$"}[static_cast<std::size_t>(dice.below(4))];
    for (int others = dice.below(3); others > 0; --others)
        choice.others.push_back({dice.below(config.layers), dice.below(config.heads)});
    return choice;
}

std::vector<float> numbersOf(const Pattern &pattern)
{
    std::vector<float> numbers(std::size_t(pattern.rowCount()) * std::size_t(pattern.columnCount()));
    pattern.block(0, 0, {numbers.data(), pattern.rowCount(), pattern.columnCount(), pattern.columnCount()});
    return numbers;
}

/// To the bit, so that NaN is NaN.
bool same(const std::vector<float> &a, const std::vector<float> &b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

/// A heatmap marks the global token.
QStringList unmarked(QStringList labels)
{
    if (!labels.isEmpty() && labels.front().startsWith(QStringLiteral("◆ ")))
        labels.front().remove(0, 2);
    return labels;
}

} // namespace

class ShownPatternsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomModels();
    void pairsWithSeparators();

private:
    void open(const std::shared_ptr<const Model> &model);
    void compareViews(Dice &dice);
    int m_pictures = 0;
    int m_filtered = 0;
    int m_sideBySide = 0;
    Session m_session;
    Selection m_selection{m_session};
};

void ShownPatternsTest::open(const std::shared_ptr<const Model> &model)
{
    m_session.showModel(model);
    QTRY_VERIFY_WITH_TIMEOUT(m_session.model() == model && !m_session.isBusy() && m_session.trace(), kPatience);
}

void ShownPatternsTest::compareViews(Dice &dice)
{
    const TransformerConfig &config = m_session.trace()->config();
    m_selection.setKey({Stage::weights, dice.below(config.layers), dice.below(config.heads)});
    m_selection.setPattern(randomChoice(dice, config));
    m_selection.setFilter(dice.rowOf(kPairFilters));
    const PatternChoice &choice = m_selection.pattern();

    const ShownPatterns shown = shownPatterns(m_session, m_selection);
    const auto request = heatmapRequest(m_session, m_selection, PoolRule::largest);
    QVERIFY(request && shown.trace == request->trace);
    std::optional<HeatmapContent> heatmap;
    try {
        heatmap = heatmapContent(*request);
    } catch (const Error &error) {
        QVERIFY(shown.empty());
        QVERIFY(shown.problem.contains(QString::fromStdString(error.problem())));
        return;
    }
    if (shown.empty()) { // a heatmap shows one of the heads, which may be of different texts
        QVERIFY(isSideBySide(request->place, choice));
        return;
    }
    ++m_pictures;
    m_filtered += shown.pairs.filter != PairFilter::all;
    m_sideBySide += shown.heads.size() > 1;

    // Heatmap.
    const Pattern &pattern = shown.pattern();
    QCOMPARE(heatmap->pattern->rows(), pattern.rows());
    QCOMPARE(heatmap->pattern->columns(), pattern.columns());
    QCOMPARE(unmarked(heatmap->picture.rowLabels), shown.rowLabels);
    QCOMPARE(unmarked(heatmap->picture.columnLabels), shown.columnLabels);
    const std::vector<float> numbers = numbersOf(pattern);
    QVERIFY(same(numbersOf(*heatmap->pattern), numbers));
    const std::vector<char> rows = shown.pairs.brightRows();
    const std::vector<char> columns = shown.pairs.brightColumns();
    std::int64_t possible = 0;
    const auto isBright = [&](int r, int c) { return heatmap->pairs.passes(r, c); };
    for (int r = 0; r < pattern.rowCount(); ++r) {
        for (int c = 0; c < pattern.columnCount(); ++c) {
            QCOMPARE((rows.empty() || rows[std::size_t(r)]) && (columns.empty() || columns[std::size_t(c)]), isBright(r, c));
            const float number = numbers[std::size_t(r * pattern.columnCount() + c)];
            const bool any = measureInfo(choice.measure).adds ? number > 0 : number != -HUGE_VALF;
            possible += isBright(r, c) && any && std::isfinite(number);
        }
    }

    // Lines.
    const auto lines = linesPicture(shown, {false, {PairRule::Kind::share, 1}});
    QCOMPARE(lines->sets.size(), shown.heads.size());
    QCOMPARE(std::int64_t(lines->sets.front().pairs.size()), possible);
    for (const RuledPair &pair : lines->sets.front().pairs) {
        QVERIFY(isBright(pair.row, pair.column));
        QVERIFY(std::abs(pair.weight - numbers[std::size_t(pair.row * pattern.columnCount() + pair.column)]) <= 1e-4F);
    }

    // Text: the rows and columns it shows are those of the pattern.
    const int row = dice.below(pattern.rowCount());
    const auto text = textPicture(shown, TextMode::from, row, -1);
    QCOMPARE(int(text->blocks.front().keys.size()), pattern.columnCount());
    for (int c = 0; c < pattern.columnCount(); ++c) {
        const float number = numbers[std::size_t(row * pattern.columnCount() + c)];
        const float key = text->blocks.front().keys[std::size_t(c)];
        QVERIFY(key == number || std::abs(key - number) <= 1e-4F || (std::isnan(key) && std::isnan(number)));
    }

    // Side by side.
    const auto multiples = multiplesPicture(shown);
    QCOMPARE(multiples->pools.size(), shown.heads.size());
    QVERIFY(same(multiples->pools.front().values,
        std::vector<float>(heatmap->picture.numbers.view.data, heatmap->picture.numbers.view.data + numbers.size())));

    // Tables, and each side of a comparison.
    LinesView view(m_session, m_selection);
    const ViewTable table = viewTable(view.drawn(), m_selection);
    QVERIFY(same(table.values, numbers));
    QCOMPARE(labelsIn(table.rows), shown.rowLabels);
    QCOMPARE(labelsIn(table.columns), shown.columnLabels);
    const PinnedHead side{request->trace, request->place, choice};
    const auto comparison = compareContent(side, side);
    QCOMPARE(comparison->a.rows, shown.rowLabels);
    QCOMPARE(comparison->b.columns, shown.columnLabels);
    QCOMPARE(comparison->a.pattern->rows(), pattern.rows());
}

void ShownPatternsTest::randomModels()
{
    Appearance::instance().apply();
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        Dice dice(seed);
        m_session.setText(QString::fromStdString(randomText(3, seed) + " " + randomText(4, seed + 1) + ". " + randomText(2, seed + 2)));
        m_session.setPair(QString::fromStdString(randomText(2, seed + 3) + " " + randomText(3, seed + 4)));
        m_session.setTarget(QString::fromStdString(randomText(3, seed + 5)));
        open(randomModel(randomConfig(seed), seed));
        for (int i = 0; i < 6; ++i) {
            compareViews(dice);
            if (QTest::currentTestFailed()) {
                qWarning() << "seed" << seed << "choice" << i;
                return;
            }
        }
    }
    QVERIFY(m_pictures > 100 && m_filtered > 10 && m_sideBySide > 5);
}

// [CLS] and [SEP] belong to sentence A or B where the model is told so, and to none elsewhere.
void ShownPatternsTest::pairsWithSeparators()
{
    m_filtered = 0;
    m_session.setText(QStringLiteral("The cat sat. It ran"));
    m_session.setPair(QStringLiteral("the dog"));
    for (const char *name : {"bert", "roberta"}) {
        open(openModel(kFamilyFolders / name));
        Dice dice(7);
        for (int i = 0; i < 30; ++i) {
            compareViews(dice);
            if (QTest::currentTestFailed()) {
                qWarning() << name << "choice" << i;
                return;
            }
        }
        m_selection.setPattern({});
        m_selection.setFilter(PairFilter::aToA);
        const std::vector<char> rows = shownPatterns(m_session, m_selection).pairs.brightRows();
        const bool isTold = m_session.trace()->config().tokenTypes > 1;
        QCOMPARE(bool(rows.front()), isTold); // [CLS] or <s>
        QVERIFY(std::count(rows.begin(), rows.end(), 1) > 0);
    }
    QVERIFY(m_filtered > 10);
}

QTEST_MAIN(ShownPatternsTest)
#include "shown_patterns_test.moc"
