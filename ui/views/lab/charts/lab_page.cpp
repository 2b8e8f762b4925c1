#include "ui/views/lab/charts/lab_page.h"

#include "src/lab/temperature.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace headscope {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
constexpr double kColdest = 0.05;
constexpr double kHottest = 20;
constexpr int kTemperatures = 81;
constexpr std::size_t kNamedKeys = 6; // those with the largest weights have lines of their own
constexpr std::size_t kSlopedKeys = 3;
constexpr int kDrawnRows = 61;
constexpr int kDrawnKeys = 16;
constexpr std::array<int, 11> kWidths{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

using Page = LabPageContent;

QString inWords(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// A token, with its place where there are several of it.
QString keyName(const LabNumbers &numbers, int key)
{
    const std::string &name = numbers.keys[std::size_t(key)];
    const QString word = QString::fromStdString(name);
    return std::ranges::count(numbers.keys, name) > 1 ? QStringLiteral("%1 (%2)").arg(word).arg(key + 1) : word;
}

struct SoftmaxPage {
    const LabNumbers &numbers;
    RowScores row;
    std::vector<SoftenedRow> softened; ///< over the temperatures
    std::vector<std::size_t> largest; ///< of the row's keys, the largest weight at T = 1 first
    std::vector<WidthPoint> widths;

    template <typename Of>
    ChartLine line(const QString &name, int look, const Of &of) const
    {
        ChartLine line;
        line.name = name;
        line.look = look;
        line.hasPoints = false;
        for (const SoftenedRow &one : softened)
            line.points.push_back({one.temperature, of(one)});
        return line;
    }

    LineChart overTemperature(const QString &title, const QString &note, AxisUnit unit) const
    {
        LineChart chart;
        chart.title = title;
        chart.note = note;
        chart.x = {.title = Page::tr("temperature T"), .base = 10};
        chart.y = {.unit = unit};
        chart.marks = {{1, Page::tr("T = 1, as it is")}};
        if (numbers.input.q.cols() > 1)
            chart.marks.push_back({1 / std::sqrt(double(numbers.input.q.cols())), Page::tr("T = 1/√d, not divided")});
        return chart;
    }
};

std::vector<LineChart> softmaxCharts(const SoftmaxPage &page, int query)
{
    const QString name = QString::fromStdString(page.numbers.queries[std::size_t(query)]);
    const auto key = [&](std::size_t rank) { return keyName(page.numbers, page.row.keys[page.largest[rank]]); };
    LineChart weights = page.overTemperature(Page::tr("Weights of the row “%1”").arg(name),
        Page::tr("A = softmax(s / T), s = q·k / √d; the keys with the largest weights"), AxisUnit::share);
    weights.y.low = 0;
    weights.y.high = 1;
    for (std::size_t rank = 0; rank < std::min(kNamedKeys, page.largest.size()); ++rank)
        weights.lines.push_back(page.line(key(rank), int(rank), [&](const SoftenedRow &one) { return one.weights[page.largest[rank]]; }));

    LineChart slopes = page.overTemperature(Page::tr("Slope of the softmax"),
        Page::tr("∂A/∂s: what a gradient is multiplied by. As T falls, attention becomes hard and no gradient is left"), AxisUnit::number);
    slopes.lines.push_back(
        page.line(Page::tr("‖∂A/∂s‖, whole row"), ChartLine::kReference, [](const SoftenedRow &one) { return one.slope; }));
    for (std::size_t rank = 0; rank < std::min(kSlopedKeys, page.largest.size()); ++rank)
        slopes.lines.push_back(page.line(key(rank), int(rank), [&](const SoftenedRow &one) { return one.slopes[page.largest[rank]]; }));

    LineChart entropy = page.overTemperature(Page::tr("Entropy of the row"),
        Page::tr("bits, from 0 (one key has all) to log₂ %1 = %2 (all the same)")
            .arg(page.row.keys.size())
            .arg(std::log2(double(page.row.keys.size())), 0, 'f', 2),
        AxisUnit::number);
    entropy.y.low = 0;
    entropy.y.high = std::max(1.0, std::ceil(std::log2(double(page.row.keys.size()))));
    entropy.lines.push_back(page.line(Page::tr("entropy"), 0, [](const SoftenedRow &one) { return one.entropy; }));

    LineChart width;
    width.title = Page::tr("Why scores are divided by √d");
    width.note = Page::tr("‖∂A/∂z‖ of softmax(z) for drawn q and k, the median of %1 rows of %2 keys").arg(kDrawnRows).arg(kDrawnKeys);
    width.x = {.title = Page::tr("width d"), .unit = AxisUnit::count, .base = 2};
    ChartLine divided{.name = Page::tr("z = q·k / √d"), .look = ChartLine::kReference};
    ChartLine undivided{.name = Page::tr("z = q·k"), .look = 1};
    for (const WidthPoint &point : page.widths) {
        divided.points.push_back({double(point.width), point.slopeDivided});
        undivided.points.push_back({double(point.width), point.slopeUndivided});
    }
    width.lines = {divided, undivided};
    return {weights, slopes, entropy, width};
}

NumberTable softmaxNumbers(const SoftmaxPage &page)
{
    NumberTable table;
    table.columns = {"temperature", "width", "slope", "entropy", "slope undivided", "entropy undivided"};
    for (const int key : page.row.keys)
        table.columns.push_back("weight of " + keyName(page.numbers, key).toStdString());
    const auto add = [&](const std::string &name, std::initializer_list<double> first, const std::vector<double> &weights) {
        table.rows.push_back(name);
        for (const double value : first)
            table.values.push_back(float(value));
        for (std::size_t i = 0; i < page.row.keys.size(); ++i)
            table.values.push_back(weights.empty() ? kNone : float(weights[i]));
    };
    for (const SoftenedRow &row : page.softened)
        add("this row", {row.temperature, kNone, row.slope, row.entropy, kNone, kNone}, row.weights);
    for (const WidthPoint &point : page.widths)
        add("drawn rows",
            {kNone, double(point.width), point.slopeDivided, point.entropyDivided, point.slopeUndivided, point.entropyUndivided}, {});
    return table;
}

LabPageContent softmaxPage(const LabPageRequest &request, const LabNumbers &numbers)
{
    LabPageContent content;
    content.note = inputNote(numbers);
    const int query = request.query < 0 ? numbers.input.q.rows() - 1 : std::min(request.query, numbers.input.q.rows() - 1);
    SoftmaxPage page{numbers, scoresOfRow(numbers.input, query), {}, {}, {}};
    if (page.row.keys.empty()) {
        content.remarks << Page::tr("The mask hides every key from this query.");
        return content;
    }
    const double undivided = 1 / std::sqrt(double(numbers.input.q.cols()));
    page.softened = softenedOver(page.row.scores, ratioSteps(std::min(kColdest, undivided / 2), kHottest, kTemperatures));
    page.largest.resize(page.row.keys.size());
    std::iota(page.largest.begin(), page.largest.end(), std::size_t(0));
    std::ranges::stable_sort(page.largest, std::greater(), [&](std::size_t i) { return page.row.scores[i]; });
    page.widths = softmaxOverWidth(kWidths, kDrawnKeys, kDrawnRows, numbers.input.seed);
    content.charts = softmaxCharts(page, query);
    content.numbers = softmaxNumbers(page);
    return content;
}

LabPageContent errorPage(const LabPageRequest &request, const LabNumbers &numbers, const std::stop_token &stop)
{
    LabPageContent content;
    content.note = inputNote(numbers);
    LineChart whole;
    whole.title = Page::tr("Difference from full attention over features, landmarks, window, k");
    whole.note = Page::tr("‖out − full‖ / ‖full‖ as one parameter of each mechanism changes; the others stay as they are chosen");
    whole.x = {.title = Page::tr("value of the parameter"), .unit = AxisUnit::count, .base = 2};
    whole.y = {.unit = AxisUnit::share};
    whole.instead
        = Page::tr("None of the chosen mechanisms has a number of keys, features or the like. Add one, for example Local window or Top-k.");
    LineChart real = whole;
    real.title = Page::tr("Difference from full attention over temperature and the like");
    real.x = {.title = Page::tr("value of the parameter"), .base = 10};
    content.numbers.columns = {"value", "difference to full"};
    const MechanismRun full = runMechanism(fullAttention(), numbers.input, Parameters({}));
    for (const ChosenMechanism &chosen : request.mechanisms) {
        if (!knobOf(*chosen.mechanism))
            continue;
        const ErrorCurve curve = errorCurve(chosen, numbers.input, full, stop);
        if (!curve.problem.empty())
            content.remarks << QStringLiteral("%1: %2").arg(mechanismTitle(*chosen.mechanism), QString::fromStdString(curve.problem));
        ChartLine line;
        line.name = mechanismTitle(*chosen.mechanism);
        line.detail = inWords(curve.knob->name);
        line.look = chartLook(request.mechanisms, *chosen.mechanism);
        line.hasPoints = curve.knob->isWhole;
        for (const ErrorPoint &point : curve.points) {
            line.points.push_back({point.value, point.difference});
            content.numbers.rows.push_back(std::string(chosen.mechanism->name) + ", " + std::string(curve.knob->name));
            content.numbers.values.push_back(float(point.value));
            content.numbers.values.push_back(float(point.difference));
        }
        (curve.knob->isWhole ? whole : real).lines.push_back(std::move(line));
    }
    content.charts.push_back(std::move(whole));
    if (!real.lines.empty())
        content.charts.push_back(std::move(real));
    return content;
}

} // namespace

QString inputNote(const LabNumbers &numbers)
{
    return Page::tr("%1 queries, %2 keys, width %3, %4.")
        .arg(numbers.input.q.rows())
        .arg(numbers.input.k.rows())
        .arg(numbers.input.q.cols())
        .arg(numbers.input.mask.causal ? Page::tr("nobody sees later tokens") : Page::tr("all tokens see each other"));
}

LabPageContent labPage(const LabPageRequest &request, const LabNumbers &numbers, const std::stop_token &stop)
{
    switch (request.page) {
    case LabPage::growth: return unmeasuredPage();
    case LabPage::reach: return reachPage(request, numbers, stop);
    case LabPage::softmax: return softmaxPage(request, numbers);
    case LabPage::positions: return positionPage(request, numbers, stop);
    case LabPage::errors: return errorPage(request, numbers, stop);
    case LabPage::table: return comparisonPage(request, numbers, stop);
    }
    return {};
}

} // namespace headscope
