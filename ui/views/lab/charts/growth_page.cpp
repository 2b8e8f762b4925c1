// The page of time, memory and operations over the length of a text.
#include "ui/views/lab/charts/lab_page.h"

#include <limits>

namespace headscope {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

using Page = LabPageContent;

struct MeasureWords {
    GrowthMeasure id;
    AxisUnit unit;
    const char *title;
    const char *note;
};
constexpr std::array<MeasureWords, countOf<GrowthMeasure>()> kWords{{
    {GrowthMeasure::seconds, AxisUnit::seconds, QT_TRANSLATE_NOOP("headscope::LabPageContent", "Time as the text grows"),
        QT_TRANSLATE_NOOP("headscope::LabPageContent", "measured on this machine in turns with full attention, the median; log–log")},
    {GrowthMeasure::bytesHeld, AxisUnit::bytes, QT_TRANSLATE_NOOP("headscope::LabPageContent", "Memory as the text grows"),
        QT_TRANSLATE_NOOP(
            "headscope::LabPageContent", "the most held at once beside q, k, v and the output, counted by the runs; log–log")},
    {GrowthMeasure::operations, AxisUnit::count, QT_TRANSLATE_NOOP("headscope::LabPageContent", "Operations as the text grows"),
        QT_TRANSLATE_NOOP("headscope::LabPageContent", "multiply-adds, exponentials and the like, counted by the runs; log–log")},
}};
static_assert(hasRowForEach(kWords));

QString lawText(const std::optional<PowerLaw> &law)
{
    return law ? QStringLiteral("n^%1 ± %2").arg(law->exponent, 0, 'f', 2).arg(law->spread, 0, 'f', 2) : QString();
}

LineChart chartOf(const Growth &growth, const MeasureWords &words)
{
    LineChart chart;
    chart.title = Page::tr(words.title);
    chart.note = Page::tr(words.note);
    chart.x = {.title = Page::tr("tokens n"), .unit = AxisUnit::count, .base = 2};
    chart.y = {.unit = words.unit, .base = 10};
    chart.instead = Page::tr("Measuring …");
    for (std::size_t i = 0; i < growth.lines.size(); ++i) {
        const GrowthLine &line = growth.lines[i];
        ChartLine drawn;
        drawn.name = mechanismTitle(*line.chosen.mechanism);
        drawn.detail = lawText(line.law(words.id));
        drawn.look = chartLook(growth.request.mechanisms, *line.chosen.mechanism);
        for (const GrowthPoint &point : line.points)
            drawn.points.push_back({double(point.tokens), rowOf(growthMeasures(), words.id).of(point)});
        chart.lines.push_back(std::move(drawn));
    }
    return chart;
}

void addRow(NumberTable &table, const std::string &name, std::initializer_list<float> values)
{
    table.rows.push_back(name);
    table.values.insert(table.values.end(), values);
}

NumberTable numbersOf(const Growth &growth)
{
    NumberTable table;
    table.columns = {"tokens", "seconds", "bytes held", "multiply-adds", "special functions", "operations"};
    for (const GrowthLine &line : growth.lines) {
        const std::string name(line.chosen.mechanism->name);
        for (const GrowthPoint &point : line.points)
            addRow(table, name + ", " + std::to_string(point.tokens) + " tokens",
                {float(point.tokens), float(point.seconds), float(point.work.bytesHeld), float(point.work.multiplyAdds),
                    float(point.work.specials), float(point.work.multiplyAdds + point.work.specials)});
        const auto part = [&](GrowthMeasure measure, double PowerLaw::*of) {
            const auto law = line.law(measure);
            return law ? float((*law).*of) : kNone;
        };
        for (const auto &[words, of] : {std::pair{", fitted power of n", &PowerLaw::exponent}, {", its standard error", &PowerLaw::spread}})
            addRow(table, name + words,
                {kNone, part(GrowthMeasure::seconds, of), part(GrowthMeasure::bytesHeld, of), kNone, kNone,
                    part(GrowthMeasure::operations, of)});
    }
    return table;
}

} // namespace

LabPageContent growthPage(const Growth &growth, bool outdated)
{
    LabPageContent page;
    const GrowthRequest &request = growth.request;
    page.note
        = Page::tr("Random queries, keys and values of width %1, %2. n^p: fitted to the larger half of the sizes, with its standard error.")
              .arg(request.width)
              .arg(request.causal ? Page::tr("nobody sees later tokens") : Page::tr("all tokens see each other"));
    if (outdated)
        page.note.prepend(Page::tr("Out of date: mechanisms or their parameters have changed since. "));
    for (const MeasureWords &words : kWords)
        page.charts.push_back(chartOf(growth, words));
    for (const GrowthLine &line : growth.lines)
        if (!line.ended.empty())
            page.remarks << QStringLiteral("%1: %2.").arg(mechanismTitle(*line.chosen.mechanism), QString::fromStdString(line.ended));
    page.numbers = numbersOf(growth);
    return page;
}

LabPageContent unmeasuredPage()
{
    LabPageContent page;
    LineChart chart;
    chart.title = Page::tr(kWords[0].title);
    chart.note = Page::tr(kWords[0].note);
    chart.instead
        = Page::tr("Nothing was measured yet. “Measure on this machine” runs the chosen mechanisms on longer and longer texts, up to "
                   "32,768 tokens or as far as the time allows.");
    page.charts.push_back(chart);
    return page;
}

int chartLook(const std::vector<ChosenMechanism> &among, const MechanismInfo &mechanism)
{
    if (&mechanism == &fullAttention())
        return ChartLine::kReference;
    int look = 0;
    for (const ChosenMechanism &one : among) {
        if (one.mechanism == &mechanism)
            break;
        look += one.mechanism == &fullAttention() ? 0 : 1;
    }
    return look;
}

QString mechanismTitle(const MechanismInfo &mechanism)
{
    return QString::fromUtf8(mechanism.title.data(), qsizetype(mechanism.title.size()));
}

} // namespace headscope
