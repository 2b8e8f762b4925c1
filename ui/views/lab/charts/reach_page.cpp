// The page of how far a token is heard: derivatives of later outputs, and what is left of a text in one vector.
#include "ui/views/lab/charts/lab_page.h"

#include "src/error.h"
#include "src/lab/bottleneck.h"
#include "src/lab/reach.h"

#include <algorithm>
#include <limits>

namespace headscope {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
constexpr int kSteps = 1; // of the decoder: an untrained one hears nearly the same at each

using Page = LabPageContent;

/// Full attention and the networks beside attention, which are what is compared, whatever is chosen; then what is chosen.
std::vector<ChosenMechanism> withReach(const std::vector<ChosenMechanism> &chosen)
{
    std::vector<ChosenMechanism> all;
    const auto known = mechanismsWithReach();
    const auto add = [&](const ChosenMechanism &one) {
        const bool isNew = std::ranges::find(all, one.mechanism, &ChosenMechanism::mechanism) == all.end();
        if (isNew && std::ranges::find(known, one.mechanism) != known.end())
            all.push_back(one);
    };
    for (const ChosenMechanism &one : chosen)
        add(one);
    add({&fullAttention(), Parameters({})});
    for (const MechanismInfo *mechanism : known)
        if (mechanism->group == MechanismGroup::beside)
            add({mechanism, Parameters(mechanism->parameters)});
    return all;
}

void addNumbers(LabPageContent &content, const std::string &name, const std::vector<double> &reach)
{
    for (std::size_t t = 0; t < reach.size(); ++t) {
        content.numbers.rows.push_back(name);
        for (const float value : {float(t), float(reach[t]), kNone})
            content.numbers.values.push_back(value);
    }
}

void addReach(LabPageContent &content, const LabPageRequest &request, const LabNumbers &numbers, const std::stop_token &stop)
{
    LineChart plain;
    plain.title = Page::tr("How much of token 0 reaches token t");
    plain.note = Page::tr("‖∂out(t)/∂x(0)‖ / √d, an exact derivative: 1 where the token is handed on as it is");
    plain.x = {.title = Page::tr("distance t"), .unit = AxisUnit::count};
    LineChart powers = plain;
    powers.title = Page::tr("The same by powers of ten");
    powers.note = Page::tr("a straight line downwards is forgetting by the same factor at each step; a line that ends is 0 from there on");
    powers.y.base = 10;
    const std::vector<ChosenMechanism> mechanisms = withReach(request.mechanisms);
    for (const ChosenMechanism &chosen : mechanisms) {
        ChartLine line;
        line.name = mechanismTitle(*chosen.mechanism);
        line.look = chartLook(mechanisms, *chosen.mechanism);
        line.hasPoints = numbers.input.q.rows() <= 24;
        try {
            const std::vector<double> reach = reachOfFirst(*chosen.mechanism, chosen.parameters, numbers.input, stop);
            for (std::size_t t = 0; t < reach.size(); ++t)
                line.points.push_back({double(t), reach[t]});
            addNumbers(content, std::string(chosen.mechanism->name), reach);
        } catch (const Error &problem) {
            content.remarks << QStringLiteral("%1: %2").arg(line.name, QString::fromStdString(problem.what()));
            continue;
        }
        plain.lines.push_back(line);
        powers.lines.push_back(std::move(line));
    }
    content.charts.push_back(std::move(plain));
    content.charts.push_back(std::move(powers));
}

void addBottleneck(LabPageContent &content, const LabNumbers &numbers, const std::stop_token &stop)
{
    LineChart chart;
    chart.title = Page::tr("What a decoder still hears of each token");
    chart.note
        = Page::tr("‖∂c/∂x(s)‖ / √d of its context c: the encoder's last state alone (a GRU of the seed), or attention over all states");
    chart.x = {.title = Page::tr("token s of the text"), .unit = AxisUnit::count};
    const auto line = [&](const QString &name, int look, const std::vector<double> &reach) {
        ChartLine drawn{.name = name, .look = look, .hasPoints = reach.size() <= 24};
        for (std::size_t s = 0; s < reach.size(); ++s) {
            drawn.points.push_back({double(s + 1), reach[s]});
            content.numbers.rows.push_back(name.toStdString());
            for (const float value : {float(s + 1), kNone, float(reach[s])})
                content.numbers.values.push_back(value);
        }
        chart.lines.push_back(std::move(drawn));
    };
    try {
        if (const auto bottleneck = bottleneckOf(numbers.input, kSteps, {}, stop)) {
            line(Page::tr("one vector"), ChartLine::kReference, bottleneck->fixed);
            line(Page::tr("attention over all states"), 0, bottleneck->attended.front());
        }
    } catch (const Error &problem) {
        chart.instead = QString::fromStdString(problem.what());
    }
    content.charts.push_back(std::move(chart));
}

} // namespace

LabPageContent reachPage(const LabPageRequest &request, const LabNumbers &numbers, const std::stop_token &stop)
{
    LabPageContent content;
    content.note = inputNote(numbers);
    content.numbers.columns = {"token", "reach of token 0", "left in the decoder's context"};
    addReach(content, request, numbers, stop);
    addBottleneck(content, numbers, stop);
    return content;
}

} // namespace headscope
