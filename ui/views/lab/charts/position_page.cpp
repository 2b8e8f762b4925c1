// The page of positions: what each way of telling them adds to scores as tokens are farther apart, and what shuffling the words changes.
#include "ui/views/lab/charts/lab_page.h"

#include "src/error.h"
#include "src/lab/position_reach.h"

#include <algorithm>
#include <array>
#include <limits>

namespace headscope {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
constexpr int kMostPointed = 48; // distances, up to which each is marked
constexpr std::array<std::string_view, 5> kUsual{"sinusoidal", "relative", "t5-buckets", "rotary", "alibi"};

using Page = LabPageContent;

/// Those of the group that are chosen; where there are none, the best known.
std::vector<ChosenMechanism> waysToTell(const std::vector<ChosenMechanism> &chosen)
{
    std::vector<ChosenMechanism> ways;
    std::ranges::copy_if(
        chosen, std::back_inserter(ways), [](const ChosenMechanism &one) { return one.mechanism->group == MechanismGroup::positions; });
    if (!ways.empty())
        return ways;
    for (const std::string_view name : kUsual)
        ways.push_back({&mechanismNamed(name), Parameters(mechanismNamed(name).parameters)});
    return ways;
}

ChartLine lineOf(const QString &name, int look, const std::vector<int> &distances, const std::vector<double> &numbers)
{
    ChartLine line{.name = name, .look = look, .hasPoints = std::ssize(distances) <= kMostPointed};
    for (std::size_t i = 0; i < distances.size(); ++i)
        line.points.push_back({double(distances[i]), numbers[i]});
    return line;
}

LineChart overDistance(const QString &title, const QString &note)
{
    LineChart chart;
    chart.title = title;
    chart.note = note;
    chart.x = {.title = Page::tr("distance: place of the key less place of the query")};
    chart.marks = {{0, Page::tr("itself")}};
    return chart;
}

void addNumbers(LabPageContent &content, const std::string &name, const PositionReach &reach)
{
    for (std::size_t i = 0; i < reach.distances.size(); ++i) {
        content.numbers.rows.push_back(name);
        const double envelope = reach.envelope.empty() ? kNone : reach.envelope[i];
        for (const double value : {double(reach.distances[i]), reach.added[i], reach.ofOnes[i], envelope})
            content.numbers.values.push_back(static_cast<float>(value));
    }
}

} // namespace

LabPageContent positionPage(const LabPageRequest &request, const LabNumbers &numbers, const std::stop_token &stop)
{
    LabPageContent content;
    content.note = inputNote(numbers);
    content.numbers.columns = {"distance", "added to the score", "score of ones", "score in phase"};
    LineChart added = overDistance(Page::tr("What positions add to the score"),
        Page::tr(
            "the score with positions less q·k / √d, the mean over all pairs of a distance; attention weights follow its exponential"));
    LineChart ones = overDistance(Page::tr("Positions alone"),
        Page::tr("the score of a query and a key of nothing but ones: only the positions tell pairs apart"));
    LineChart inPhase = overDistance(Page::tr("Rotary positions: how far a match is felt"),
        Page::tr("the score if each pair of channels of query and key pointed the same way: Σ ‖q‖·‖k‖·cos(θ·distance) / √d, mean lengths"));
    const std::vector<ChosenMechanism> ways = waysToTell(request.mechanisms);
    QStringList shuffles;
    for (const ChosenMechanism &way : ways) {
        const QString name = mechanismTitle(*way.mechanism);
        const int look = chartLook(ways, *way.mechanism);
        try {
            const PositionReach reach = positionReach(*way.mechanism, way.parameters, numbers.input, stop);
            added.lines.push_back(lineOf(name, look, reach.distances, reach.added));
            ones.lines.push_back(lineOf(name, look, reach.distances, reach.ofOnes));
            if (!reach.envelope.empty())
                inPhase.lines.push_back(lineOf(name, look, reach.distances, reach.envelope));
            addNumbers(content, std::string(way.mechanism->name), reach);
            const Shuffle shuffle = shuffled(*way.mechanism, way.parameters, numbers.input, numbers.input.seed);
            shuffles << Page::tr("%1 by %2 %").arg(name, QString::number(100 * shuffle.difference, 'f', 1));
        } catch (const Error &problem) {
            content.remarks << QStringLiteral("%1: %2").arg(name, QString::fromStdString(problem.what()));
        }
    }
    content.charts = {std::move(added), std::move(ones)};
    if (!inPhase.lines.empty())
        content.charts.push_back(std::move(inPhase));
    if (!shuffles.isEmpty()) {
        const MechanismInfo &none = mechanismNamed("no-positions");
        const Shuffle shuffle = shuffled(none, Parameters(none.parameters), numbers.input, numbers.input.seed);
        content.remarks.prepend(
            Page::tr("With the words shuffled, each output (back in its order) changes: %1. Without positions by %2 %%3.")
                .arg(shuffles.join(QStringLiteral("; ")), QString::number(100 * shuffle.difference, 'f', 1),
                    numbers.input.mask.causal ? Page::tr(", by the causal mask alone") : QString()));
    }
    return content;
}

} // namespace headscope
