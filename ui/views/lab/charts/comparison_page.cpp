// The page that compares all mechanisms: what their rows state beside what runs counted.
#include "ui/views/lab/charts/lab_page.h"

#include <limits>

namespace headscope {

namespace {

using Page = LabPageContent;

NumberTable numbersOf(const std::vector<ComparedRow> &rows)
{
    NumberTable table;
    table.columns = {"complexity per layer", "multiply-adds", "special functions", "sequential operations", "sequential steps",
        "longest path", "steps to travel", "memory", "bytes held", "state", "state numbers", "reach of the first token",
        "time of full attention's", "difference from full attention"};
    const auto number = [&](double value) {
        table.values.push_back(float(value));
        table.words.emplace_back();
    };
    const auto words = [&](std::string_view text) {
        table.values.push_back(std::numeric_limits<float>::quiet_NaN());
        table.words.emplace_back(text);
    };
    for (const ComparedRow &row : rows) {
        const MechanismInfo &mechanism = *row.chosen.mechanism;
        table.rows.emplace_back(mechanism.title);
        const auto counted = [&](double value) { row.problem.empty() ? number(value) : words("–"); };
        words(mechanism.cost);
        counted(row.work.multiplyAdds);
        counted(row.work.specials);
        words(mechanism.sequential);
        counted(row.work.sequentialSteps);
        words(mechanism.path);
        row.travel ? (row.travel->reachesAll ? number(row.travel->steps) : words("does not reach all")) : words("–");
        words(mechanism.memory);
        counted(row.work.bytesHeld);
        words(mechanism.state);
        counted(row.work.stateNumbers);
        row.reach ? number(*row.reach) : words("–");
        counted(row.time);
        counted(row.difference);
    }
    return table;
}

} // namespace

LabPageContent comparisonPage(const LabPageRequest &request, const LabNumbers &numbers, const std::stop_token &stop)
{
    LabPageContent page;
    page.queries = numbers.input.q.rows();
    page.width = numbers.input.q.cols();
    page.rows = comparisonRows(inTableOrder(request.mechanisms), numbers.input, request.rounds, {}, stop);
    page.note = inputNote(numbers)
        + Page::tr(" Above: as the paper states it for n tokens of width d. Beneath: counted, computed or measured for these tokens.");
    for (const ComparedRow &row : page.rows)
        if (!row.problem.empty())
            page.remarks << QStringLiteral("%1: %2").arg(mechanismTitle(*row.chosen.mechanism), QString::fromStdString(row.problem));
    page.numbers = numbersOf(page.rows);
    return page;
}

} // namespace headscope
