#include "ui/views/shared/scores/score_legend.h"

#include "src/tensor/missing_number.h"
#include "ui/views/shared/scores/head_score_source.h"
#include "ui/views/shared/scores/score_words.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kWidest = 260;

} // namespace

ScoreLegend::ScoreLegend(const HeadScoreSource &source, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    const auto refresh = [this] {
        updateGeometry();
        update();
    };
    connect(&source, &HeadScoreSource::changed, this, refresh);
    connect(&source, &HeadScoreSource::colourChanged, this, refresh);
}

Legend ScoreLegend::legend() const
{
    const ScoreId id = m_source.colour().value_or(ScoreId::entropy);
    const ScoreDefinition &score = scoreDefinition(id);
    const auto [low, high] = m_source.rangeOf(id);
    Legend legend{low < 0 ? ColorScale::currentDiverging() : ColorScale::currentSequential(), {low, high}, {}, {2, false}, {}};
    for (const HeadRow &row : m_source.rows()) {
        const double value = row.value(id);
        if (std::isfinite(value))
            legend.numbers = legend.numbers.with({value, value});
        else
            legend.numbers.undefined |= !isMissing(value);
    }
    const QString unit = QString::fromUtf8(score.unit.data());
    legend.caption = legend.numbers.empty() && !legend.numbers.undefined ? tr("%1: not measured yet").arg(scoreTitle(id))
        : unit.isEmpty()                                                 ? scoreTitle(id)
                                                                         : tr("%1, in %2").arg(scoreTitle(id), unit);
    return legend;
}

QSize ScoreLegend::sizeHint() const
{
    const QSizeF size = legendSize(legend(), kWidest);
    return {int(kWidest), int(std::ceil(size.height()))};
}

void ScoreLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QSizeF size = legendSize(legend(), std::min<double>(width(), kWidest));
    paintLegend(painter, legend(), QRectF(QPointF(), size));
}

} // namespace headscope
