// Models with one NaN or ∞ in a tensor: every view, stage and panel shows what follows from it as undefined, in its own colour and in
// words, never as 0, as nothing or in a colour by chance; and nothing is painted at a place that is no place.
#include "src/export/number_table.h"
#include "src/patterns/aligned_pattern.h"
#include "src/patterns/head_pattern.h"
#include "src/tensor/missing_number.h"
#include "src/trace/explain.h"
#include "tests/support/model_folder.h"
#include "tests/ui/recorded_painting.h"
#include "tests/ui/views/walk/opened_session.h"
#include "ui/export/stage_figure.h"
#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"
#include "ui/views/arithmetic/arithmetic_sheet.h"
#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/compare/compare_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/panels/head_statistics_panel.h"
#include "ui/views/panels/row_chart.h"
#include "ui/views/panels/row_numbers.h"
#include "ui/views/shared/charts/prediction_bars.h"
#include "ui/views/shared/scores/score_legend.h"
#include "ui/views/table/head_table_view.h"
#include "ui/views/walk/walk_view.h"
#include "ui/views/whatif/what_if_view.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace headscope;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

bool isFinite(const QRectF &place)
{
    return std::isfinite(place.left()) && std::isfinite(place.top()) && std::isfinite(place.right()) && std::isfinite(place.bottom());
}

/// A figure as it is exported.
struct Painted {
    QList<PaintedPart> parts;
    QImage image;

    explicit Painted(const QSizeF &figure, const std::function<void(QPainter &, const QRectF &)> &paint)
    {
        const QSize size(int(std::ceil(figure.width())), int(std::ceil(figure.height())));
        const QRectF area(QPointF(), figure);
        RecordedPainting painting(size);
        QPainter recorder(&painting);
        paint(recorder, area);
        recorder.end();
        parts = painting.parts();
        image = QImage(size, QImage::Format_RGB32);
        image.fill(Theme::current().canvas);
        QPainter painter(&image);
        paint(painter, area);
    }

    QString texts() const
    {
        QStringList all;
        for (const PaintedPart &part : parts)
            if (part.kind == PaintedPart::Kind::text)
                all << part.text;
        return all.join(QLatin1Char('|'));
    }
    /// Nothing when all parts have a place.
    QString withoutPlace() const
    {
        for (const PaintedPart &part : parts)
            if (!isFinite(part.place))
                return QStringLiteral("a part %1 in %2").arg(part.text, part.color);
        return {};
    }
};

int pixelsOf(const QImage &image, const QColor &color)
{
    int count = 0;
    const QImage plain = image.convertToFormat(QImage::Format_RGB32);
    for (int y = 0; y < plain.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(plain.constScanLine(y));
        count += int(std::count(line, line + plain.width(), color.rgb()));
    }
    return count;
}

Painted paintedView(const View &view)
{
    return Painted(view.figureSize(), [&](QPainter &painter, const QRectF &area) { view.paintFigure(painter, area); });
}

} // namespace

class UndefinedNumbersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void everyViewShowsThem_data();
    void everyViewShowsThem();
    void everyPartOfAPatternIsThatOfTheStage();
    void headsSideBySide();
    void thumbnailsAndScores();
    void everyStageShowsThem_data();
    void everyStageShowsThem();
    void arithmeticShowsThem();
    void comparisonsCountThem();
    void panelsShowThem();
    void longRowsPutThemFirst();
    void tablesAndClipboardWriteThem();
    void statisticsSayThem();

private:
    /// The second token's position is NaN (or ∞): row 0 of layer 1 is a row of weights, all others are undefined.
    QString modelWith(float number);
    void open(float number);
    void settle(View &view);

    QTemporaryDir m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<HeadsWorkspace> m_heads;
};

void UndefinedNumbersTest::initTestCase()
{
    for (const float number : {kNan, kInfinity}) {
        ModelFolder folder = ModelFolder::gpt2();
        folder.numbers["transformer.wpe.weight"] = {{8, number}};
        folder.write(modelWith(number).toStdString());
    }
}

QString UndefinedNumbersTest::modelWith(float number)
{
    return m_folder.filePath(std::isnan(number) ? QStringLiteral("nan") : QStringLiteral("infinity"));
}

void UndefinedNumbersTest::init()
{
    Appearance::instance().apply();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_selection->setStage(Stage::weights);
}

void UndefinedNumbersTest::cleanup()
{
    m_heads.reset();
    m_selection.reset();
    m_session.reset();
    Appearance::instance().setMode(Appearance::Mode::light);
}

void UndefinedNumbersTest::open(float number)
{
    m_heads = std::make_unique<HeadsWorkspace>(*m_session, *m_selection);
    m_heads->resize(1100, 760);
    m_heads->show();
    QVERIFY(runIn(*m_session, modelWith(number), QStringLiteral("w1 w2 w3 w4")));
    m_selection->pin(2, 1);
    QVERIFY(m_session->trace()->matrix({Stage::weights, 0, 0})(0, 0) == 1);
    QVERIFY(std::isnan(m_session->trace()->matrix({Stage::weights, 0, 0})(2, 1)));
}

void UndefinedNumbersTest::settle(View &view)
{
    view.grab();
    QTRY_VERIFY_WITH_TIMEOUT(view.isSettled(), kPatience);
    view.grab();
}

void UndefinedNumbersTest::everyViewShowsThem_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("words"); // a word that stands in the figure
    QTest::addColumn<bool>("coloured");
    const std::tuple<const char *, const char *, bool> views[] = {{"heatmap", "NaN", true},
        {"lines", "undefined (NaN, ∞), without a line", false}, {"text", "NaN", true}, {"qk-space", "undefined", false},
        {"pair", "NaN", true}, {"compare", "NaN", true}, {"lens", "NaN", true}, {"what-if", "NaN", true}, {"table", "NaN", true}};
    for (const auto &[id, words, coloured] : views)
        for (const char *how : {"nan light", "infinity dark"})
            QTest::addRow("%s %s", id, how) << QString::fromLatin1(id) << QString::fromUtf8(words) << coloured;
}

void UndefinedNumbersTest::everyViewShowsThem()
{
    QFETCH(QString, id);
    QFETCH(QString, words);
    QFETCH(bool, coloured);
    const QString row = QString::fromLatin1(QTest::currentDataTag());
    Appearance::instance().setMode(row.endsWith(QLatin1String("dark")) ? Appearance::Mode::dark : Appearance::Mode::light);
    open(row.contains(QLatin1String("infinity")) ? kInfinity : kNan);
    QVERIFY(m_heads->showView(id));
    View &view = m_heads->currentView();
    if (id == QLatin1String("compare")) {
        m_heads->compare()->pinA();
        m_selection->setHead(1);
        m_heads->compare()->pinB();
    }
    if (id == QLatin1String("table")) { // its scores are those of the survey
        const HeadSurvey &survey = m_heads->grid()->survey();
        QTRY_VERIFY_WITH_TIMEOUT(survey.layers() > 0 && survey.isFinished(), kPatience);
    }
    settle(view);
    if (auto *whatIf = qobject_cast<WhatIfView *>(&view)) {
        whatIf->startSweep();
        settle(view);
    }
    const Painted figure = paintedView(view);
    QCOMPARE(figure.withoutPlace(), QString());
    if (id == QLatin1String("qk-space")) { // it refuses, in its place in the window
        const Painted shown(view.size(), [&](QPainter &painter, const QRectF &) { view.render(&painter); });
        QVERIFY2(shown.texts().contains(words), qPrintable(shown.texts()));
        return;
    }
    QVERIFY2(figure.texts().contains(words), qPrintable(figure.texts()));
    if (coloured)
        QVERIFY(pixelsOf(figure.image, undefinedColor()) > 20);
    QCOMPARE(pixelsOf(figure.image, Qt::black), 0); // a transparent colour would be
    QVERIFY(!view.grab().isNull());
}

void UndefinedNumbersTest::everyPartOfAPatternIsThatOfTheStage()
{
    open(kNan);
    const StageKey key{Stage::weights, 0, 1};
    const Matrix whole = m_session->trace()->matrix(key);
    const auto same = [](float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    for (int row = 0; row < whole.rows(); ++row) {
        const auto pattern = headPattern(m_session->trace(), key);
        QCOMPARE(pattern->reach(row, 1), whole.cols());
        for (int column = 0; column < whole.cols(); ++column) {
            float number = 0;
            pattern->block(row, column, {&number, 1, 1, 1});
            QVERIFY2(same(number, whole(row, column)), qPrintable(QStringLiteral("%1, %2: %3").arg(row).arg(column).arg(number)));
        }
    }
}

void UndefinedNumbersTest::headsSideBySide()
{
    open(kNan);
    m_selection->setPattern({.rule = HeadRule::sideBySide, .others = {{0, 1}, {1, 0}}});
    for (const char *id : {"heatmap", "lines", "text"}) {
        m_heads->showView(QString::fromLatin1(id));
        for (const MeasureInfo &measure : allMeasures()) {
            PatternChoice choice = m_selection->pattern();
            choice.measure = measure.id;
            m_selection->setPattern(choice);
            settle(m_heads->currentView());
            const Painted figure = paintedView(m_heads->currentView());
            QCOMPARE(figure.withoutPlace(), QString());
            QVERIFY2(figure.texts().contains(QLatin1String("NaN")) || figure.texts().contains(QLatin1String("undefined")),
                qPrintable(QStringLiteral("%1 %2: %3").arg(QString::fromLatin1(id)).arg(int(measure.id)).arg(figure.texts())));
            if (id != std::string("lines"))
                QVERIFY(pixelsOf(figure.image, undefinedColor()) > 20);
        }
    }
}

void UndefinedNumbersTest::thumbnailsAndScores()
{
    open(kNan);
    HeadGridView *grid = m_heads->grid();
    QTRY_VERIFY_WITH_TIMEOUT(grid->survey().isFinished(), kPatience);
    QVERIFY(pixelsOf(paintedView(*grid).image, undefinedColor()) > 20);
    for (const ScoreId id : {ScoreId::entropy, ScoreId::distance}) {
        m_heads->column()->scores()->setColour(id);
        QTRY_VERIFY_WITH_TIMEOUT(m_heads->column()->scores()->isIdle(), kPatience);
        const Painted figure = paintedView(*grid);
        QVERIFY2(figure.texts().contains(QLatin1String("NaN")), qPrintable(figure.texts()));
        QVERIFY(pixelsOf(figure.image, undefinedColor()) > 20);
        ScoreLegend legend(*m_heads->column()->scores());
        legend.resize(legend.sizeHint());
        const Painted shown(legend.size(), [&](QPainter &painter, const QRectF &) { legend.render(&painter); });
        QVERIFY2(shown.texts().contains(QLatin1String("NaN")), qPrintable(shown.texts()));
        QVERIFY2(!shown.texts().contains(QLatin1String("not measured")), qPrintable(shown.texts()));
    }
}

void UndefinedNumbersTest::everyStageShowsThem_data()
{
    QTest::addColumn<float>("number");
    QTest::newRow("nan") << kNan;
    QTest::newRow("infinity") << kInfinity;
}

void UndefinedNumbersTest::everyStageShowsThem()
{
    QFETCH(float, number);
    open(number);
    const auto trace = m_session->trace();
    WalkView view(*m_session, *m_selection);
    view.resize(1000, 700);
    for (int layer = 0; layer < 2; ++layer) {
        for (const Stage stage : trace->config().stages(layer)) {
            m_selection->setKey({stage, layer, 0});
            m_selection->pin(2, 1);
            QVERIFY(!view.grab().isNull());
            const Painted figure = paintedView(view);
            const QByteArray name = stageInfo(stage).name.data();
            QVERIFY2(figure.withoutPlace().isEmpty(), name + ": " + figure.withoutPlace().toUtf8());
            if (stage == Stage::tokens)
                continue;
            const Matrix numbers = trace->matrix({stage, layer, 0});
            bool undefined = false;
            for (int r = 0; r < numbers.rows(); ++r)
                for (int c = 0; c < numbers.cols(); ++c)
                    undefined |= std::isnan(numbers(r, c)) && !isMissing(numbers(r, c));
            QVERIFY2(!undefined || (figure.texts().contains(QLatin1String("NaN")) && pixelsOf(figure.image, undefinedColor()) > 20), name);
            // The figure of the stage alone, as the export makes it.
            const StageFigure alone(trace, {{stage, layer, 0}});
            const Painted exported(alone.size(), [&](QPainter &painter, const QRectF &area) { alone.figure().paint(painter, area); });
            QVERIFY2(exported.withoutPlace().isEmpty(), name);
            QVERIFY2(
                !undefined || (exported.texts().contains(QLatin1String("NaN")) && pixelsOf(exported.image, undefinedColor()) > 20), name);
        }
    }
}

void UndefinedNumbersTest::arithmeticShowsThem()
{
    open(kNan);
    const auto trace = m_session->trace();
    ArithmeticView view(*m_session, *m_selection);
    view.resize(900, 220);
    for (const Stage stage : trace->config().stages(0)) {
        if (stage == Stage::tokens)
            continue;
        const StageKey key{stage, 0, 0};
        m_selection->setKey(key);
        m_selection->pin(1, 0);
        QVERIFY(!view.grab().isNull());
        const Painted figure = paintedView(view);
        QVERIFY2(figure.withoutPlace().isEmpty(), stageInfo(stage).name.data());
        if (!std::isnan(trace->matrix(key)(1, 0)))
            continue;
        QVERIFY2(figure.texts().contains(QLatin1String("NaN")), stageInfo(stage).name.data());
        ArithmeticSheet sheet = sheetFor(explain(*trace, key, 1, 0));
        sortBySize(sheet); // those that are undefined first, whatever there is
        const auto isUndefined = [](const TermBlock &block) { return std::isnan(block.value); };
        QVERIFY2(std::ranges::is_partitioned(sheet.blocks, isUndefined), stageInfo(stage).name.data());
    }
}

void UndefinedNumbersTest::comparisonsCountThem()
{
    open(kNan);
    m_heads->showView(QStringLiteral("compare"));
    m_heads->compare()->pinA();
    m_selection->setHead(1);
    m_heads->compare()->pinB();
    settle(m_heads->currentView());
    const auto content = m_heads->compare()->content();
    QVERIFY(content);
    QCOMPARE(content->summary.cells, std::size_t(4)); // the first row, with its three zeros
    QCOMPARE(content->summary.undefined, std::size_t(12));
    QVERIFY(std::isnan(content->summary.meanDifference) && std::isnan(content->summary.correlation.value()));
    QCOMPARE(content->summary.largestDifference, 0.0);
    const QString words = summaryOf(*content).join(QLatin1Char('\n'));
    QVERIFY2(words.contains(QStringLiteral("NaN over 16 pairs that both have, 12 of them undefined; correlation NaN.")), qPrintable(words));
    QVERIFY2(words.contains(QStringLiteral("No difference where both are defined.")), qPrintable(words));
    const HeatmapCard card = compareCard(*content, {2, 1});
    QVERIFY2(card.lines.join(QLatin1Char(' ')).contains(QStringLiteral("A NaN   B NaN B − A NaN")),
        qPrintable(card.lines.join(QLatin1Char(' '))));
}

void UndefinedNumbersTest::panelsShowThem()
{
    PredictionBars bars;
    bars.setLines({{QStringLiteral("a"), 0.5, -1}, {QStringLiteral("b"), std::nan(""), -1}});
    bars.resize(300, bars.sizeHint().height());
    QVERIFY(pixelsOf(bars.grab().toImage(), undefinedColor()) > 20);
    bars.setLines({{QStringLiteral("a"), 0.5, std::nan("")}}); // before the edits it was undefined
    bars.resize(300, bars.sizeHint().height());
    QVERIFY(pixelsOf(bars.grab().toImage(), undefinedColor()) > 20);
    QVERIFY(bars.accessibleDescription().contains(QLatin1String("50")));

    open(kNan);
    for (const Qt::Orientation orientation : {Qt::Horizontal, Qt::Vertical}) {
        RowChart chart(orientation);
        RowNumbers numbers;
        numbers.names = {QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z")};
        numbers.columns = {0, 1, 2};
        numbers.values = {0.5, std::nan(""), -0.25};
        chart.setNumbers(numbers);
        chart.resize(300, 160);
        QVERIFY(pixelsOf(chart.grab().toImage(), undefinedColor()) > 20);
    }
}

void UndefinedNumbersTest::longRowsPutThemFirst()
{
    QTemporaryDir home;
    ModelFolder folder = ModelFolder::llama({1, 2, 2, 4, 8, 300, 7});
    folder.numbers["model.layers.0.mlp.up_proj.weight"] = {{250 * 8, kNan}}; // what one of 300 numbers is made with
    folder.write(home.path().toStdString());
    QVERIFY(runIn(*m_session, home.path(), QStringLiteral("w1 w2")));
    const auto trace = m_session->trace();
    for (const Stage stage : {Stage::mlpPost, Stage::mlpPre}) {
        const auto numbers = rowNumbers(*m_session, {stage, 0, 0}, 1, Shown::edited);
        QVERIFY(numbers && numbers->columns.size() < 300);
        const bool undefined = std::isnan(trace->matrix({stage, 0, 0})(1, 250));
        if (undefined) {
            QCOMPARE(numbers->columns.front(), 250);
            QVERIFY(std::isnan(numbers->values.front()));
        }
    }
    QVERIFY(std::isnan(trace->matrix({Stage::mlpPost, 0, 0})(1, 250)));
}

void UndefinedNumbersTest::tablesAndClipboardWriteThem()
{
    open(kNan);
    const QString copied = QString::fromStdString(tabbedText(stageTable(*m_session->trace(), {Stage::weights, 0, 0})));
    QCOMPARE(copied.split(QLatin1Char('\n'))[3], QStringLiteral("w3\tnan\tnan\tnan\tnan")); // as a program reads it, without a sign
    for (const char *id : {"heatmap", "pair", "lens", "what-if", "table"}) {
        QVERIFY(m_heads->showView(QString::fromLatin1(id)));
        View &view = m_heads->currentView();
        settle(view);
        if (const auto table = view.table())
            QVERIFY2(std::ranges::any_of(table->values, [](float value) { return std::isnan(value) && !isMissing(value); }), id);
    }
}

void UndefinedNumbersTest::statisticsSayThem()
{
    open(kNan);
    HeadStatisticsPanel panel(*m_session, *m_selection);
    panel.show();
    const auto said = [&] {
        const QList<QLabel *> labels = panel.findChildren<QLabel *>();
        return std::ranges::any_of(labels, [](const QLabel *label) { return label->text().contains(QLatin1String(">NaN<")); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(said(), kPatience);
}

QTEST_MAIN(UndefinedNumbersTest)
#include "undefined_numbers_test.moc"
