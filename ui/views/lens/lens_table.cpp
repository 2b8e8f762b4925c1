#include "ui/views/lens/lens_table.h"

#include "ui/session/model_words.h"
#include "ui/views/lens/lens_figure.h"

#include <limits>

namespace headscope {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

} // namespace

ViewTable lensTable(const LensNumbers &numbers)
{
    const TransformerConfig &config = numbers.trace->config();
    ViewTable table;
    table.columns = {"layer", "place", "probability", "logit", "rank", "head", "contribution"};
    const auto add = [&table](const QString &name, std::initializer_list<float> values) {
        table.rows.push_back(name.toStdString());
        table.values.insert(table.values.end(), values);
    };
    for (const LensPoint &point : numbers.points) {
        const QString layer = point.layer < 0 ? LensFigure::tr("embedding") : layerTitle(config, point.layer);
        const auto number = float(point.layer + 1);
        for (std::size_t place = 0; place < point.best.size(); ++place) {
            const Prediction &one = point.best[place];
            add(QStringLiteral("%1: %2").arg(layer, QString::fromStdString(one.display)),
                {number, float(place + 1), one.probability, one.logit, kNone, kNone, kNone});
        }
        add(LensFigure::tr("%1, followed: %2").arg(layer, QString::fromStdString(point.chosen.display)),
            {number, kNone, point.chosen.probability, point.chosen.logit, point.rank == 0 ? kNone : float(point.rank), kNone, kNone});
    }
    if (numbers.contributions)
        for (const Contribution &part : numbers.contributions->parts)
            add(LensFigure::tr("contribution of %1").arg(partName(config, part)),
                {part.layer >= 0 ? float(part.layer + 1) : kNone, kNone, kNone, kNone, kNone,
                    part.part == Contribution::Part::head ? float(part.head + 1) : kNone, float(part.value)});
    return table;
}

} // namespace headscope
