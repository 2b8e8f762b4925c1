#include "ui/views/whatif/what_if_table.h"

#include "src/error.h"
#include "ui/session/model_words.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace headscope {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

} // namespace

ViewTable whatIfTable(const WhatIfFigure::Content &content)
{
    const SweepResults &sweep = content.sweep;
    if (!sweep.problem.isEmpty())
        throw Error(sweep.problem.toStdString());
    const bool ofTokens = sweep.request.kind == SweepKind::streamPatched;
    ViewTable table;
    table.columns = {"layer", ofTokens ? "token" : "head", "logit change", "log probability change", "KL bits", "logit", "probability",
        "probability before", "probability after"};
    const auto add = [&table](const QString &name, std::initializer_list<float> values) {
        table.rows.push_back(name.toStdString());
        table.values.insert(table.values.end(), values);
    };
    for (const WordChange &word : content.words)
        add(WhatIfFigure::tr("word: %1").arg(word.word),
            {kNone, kNone, kNone, kNone, kNone, kNone, kNone, float(word.before), float(word.after)});
    std::vector<SweepCell> cells = sweep.cells;
    std::ranges::stable_sort(cells, {}, [](const SweepCell &cell) { return std::pair(cell.layer, cell.place); });
    const TransformerConfig &config = content.trace->config();
    for (const SweepCell &cell : cells) {
        const PredictionChange &change = cell.change;
        add(ofTokens ? WhatIfFigure::tr("%1, token %2").arg(layerTitle(config, cell.layer)).arg(cell.place + 1)
                     : headTitle(config, cell.layer, cell.place),
            {float(cell.layer + 1), float(cell.place + 1), float(change.logitChange), float(change.logProbabilityChange),
                float(change.divergence), float(change.logit), float(change.probability), kNone, kNone});
    }
    return table;
}

} // namespace headscope
