#include "ui/views/whatif/what_if_figure.h"

#include "src/tensor/missing_number.h"
#include "src/trace/predictions.h"
#include "ui/session/model_words.h"
#include "ui/session/prediction_row.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/charts/prediction_bars.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/figure_words.h"
#include "ui/views/shared/matrix/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

constexpr double kMargin = 26;
constexpr double kGap = 28;
constexpr double kSection = 30;
constexpr double kWide = 900; // from here on the strongest stand beside the table
constexpr double kLeftShare = 0.6;
constexpr double kListHeading = 24;
constexpr std::size_t kStrongest = 12;

} // namespace

double valueOf(const PredictionChange &change, SweepMeasure measure)
{
    switch (measure) {
    case SweepMeasure::logit: return change.logitChange;
    case SweepMeasure::logProbability: return change.logProbabilityChange;
    case SweepMeasure::divergence: return change.divergence;
    }
    return 0;
}

WhatIfFigure::WhatIfFigure(Content content, double width, bool legend)
    : PointedFigure(width, legend)
    , m_content(std::move(content))
    , m_config(m_content.trace->config())
{
    m_height = 14;
    placeWords();
    placeSweep();
    m_height += kMargin;
}

void WhatIfFigure::placeWords()
{
    const double inner = m_width - 2 * kMargin;
    m_wordsHeading = QRectF(kMargin, m_height, inner, kHeading + (m_legend ? kNote : 0));
    m_height = m_wordsHeading.bottom() + 4;
    m_words = QRectF(kMargin, m_height, std::min(inner, 760.0), kSignedBarHeight * double(m_content.words.size()));
    m_height = m_words.bottom() + kSection;
}

void WhatIfFigure::placeSweep()
{
    const double inner = m_width - 2 * kMargin;
    m_sweepHeading = QRectF(kMargin, m_height, inner, kHeading + (m_legend ? kNote : 0));
    m_height = m_sweepHeading.bottom() + 6;
    const SweepResults &sweep = m_content.sweep;
    if (!sweep.request.base)
        return;
    int columns = m_config.heads;
    if (ofTokens()) {
        columns = 0;
        for (int stack = 0; stack < m_config.stackCount(); ++stack)
            columns = std::max(columns, int(sweep.request.base->stackTokens(stack).size()));
    }
    for (int layer = 0; layer < m_config.layers; ++layer)
        m_table.rows << layerTitle(m_config, layer);
    for (int column = 0; column < columns; ++column) {
        const bool named = ofTokens() && !m_config.isEncoderDecoder();
        m_table.columns << (named ? QString::fromStdString(sweep.request.base->tokens()[std::size_t(column)].display)
                                  : QString::number(column + 1));
    }
    m_table.numbers = filledMatrix(m_config.layers, columns, kMissingFloat);
    const MutableMatrixView cells = writableNumbers(m_table.numbers);
    for (const SweepCell &cell : sweep.cells)
        if (cell.place < columns)
            cells(cell.layer, cell.place) = float(valueOf(cell.change, m_content.measure));
    if (m_legend)
        m_table.caption = m_content.measure == SweepMeasure::divergence
            ? tr("bits by which the whole distribution changes: KL(without ‖ with)")
            : tr("negative: the word is less likely with the change");
    if (!ofTokens() && m_content.picked.layer >= 0)
        m_table.picked = {m_content.picked.layer, m_content.picked.head};

    m_strongest = sweep.cells;
    const auto size = [this](const SweepCell &cell) { return sizeOf(valueOf(cell.change, m_content.measure)); };
    std::ranges::stable_sort(m_strongest, [&](const SweepCell &a, const SweepCell &b) {
        return size(a) != size(b) ? size(a) > size(b) : std::pair(a.layer, a.place) < std::pair(b.layer, b.place);
    });
    if (m_strongest.size() > kStrongest)
        m_strongest.resize(kStrongest);

    const bool wide = m_width >= kWide;
    const double left = wide ? inner * kLeftShare - kGap / 2 : inner;
    m_tableArea = QRectF(kMargin, m_height, left, headMatrixHeight(m_table, left));
    const double barsHeight = kListHeading + kSignedBarHeight * double(m_strongest.size());
    m_barsArea = wide ? QRectF(kMargin + inner * kLeftShare + kGap / 2, m_height, inner * (1 - kLeftShare) - kGap / 2, barsHeight)
                      : QRectF(kMargin, m_tableArea.bottom() + kGap, left, barsHeight);
    m_height = std::max(m_tableArea.bottom(), m_barsArea.bottom());
}

QString WhatIfFigure::sweepHeading() const
{
    const SweepRequest &request = m_content.sweep.request;
    if (!request.base)
        return tr("What is each head worth?");
    const QString word = QString::fromStdString(entryDisplay(request.base->model().tokenizer(), request.id));
    const QString of = m_content.measure == SweepMeasure::logit ? tr("the logit of “%1”").arg(word)
        : m_content.measure == SweepMeasure::logProbability     ? tr("log p of “%1”").arg(word)
                                                                : tr("the distribution");
    switch (request.kind) {
    case SweepKind::headsOff: return tr("Each head off: change of %1").arg(of);
    case SweepKind::headsPatched: return tr("Each head's output from sentence B: change of %1").arg(of);
    case SweepKind::streamPatched: return tr("Each layer's stream from sentence B, token by token: change of %1").arg(of);
    }
    return {};
}

QString WhatIfFigure::sweepNote() const
{
    const SweepResults &sweep = m_content.sweep;
    if (!sweep.request.base)
        return tr("Start switches every head off in turn and compares the prediction.");
    if (!sweep.problem.isEmpty())
        return sweep.problem;
    if (m_content.sweepIsOld)
        return tr("Measured before your last change: Start measures again.");
    const QString place = predictionPlace(*sweep.request.base, sweep.request.row);
    return sweep.cells.size() < sweep.total ? tr("%1 of %2 runs, %3").arg(sweep.cells.size()).arg(sweep.total).arg(place)
                                            : tr("%1 runs, %2, with − without the change").arg(sweep.cells.size()).arg(place);
}

QString WhatIfFigure::cellName(const SweepCell &cell) const
{
    const QString layer = QString::fromStdString(m_config.shortLayerName(cell.layer));
    if (!ofTokens())
        return QStringLiteral("%1.%2").arg(layer).arg(cell.place + 1);
    const auto &tokens = m_content.sweep.request.base->stackTokens(m_config.stackOf(cell.layer));
    return tr("%1, “%2”").arg(layer, QString::fromStdString(tokens[std::size_t(cell.place)].display));
}

void WhatIfFigure::paint(QPainter &painter, CellIndex hovered) const
{
    painter.save();
    const QString place = predictionPlace(*m_content.trace, m_content.row);
    paintHeading(painter, m_wordsHeading, tr("Prediction %1").arg(place),
        m_content.edited ? tr("Without your edits → with them; bars: the difference in percentage points")
                         : tr("No edit is active: change something above, or in the panel at the right."));
    if (m_content.edited) {
        std::vector<NamedNumber> bars;
        for (const WordChange &word : m_content.words)
            bars.push_back(
                {tr("%1   %2 → %3").arg(word.word, percentText(word.before), percentText(word.after)), (word.after - word.before) * 100});
        paintSignedBars(painter, bars, m_words);
    } else {
        std::vector<NamedNumber> bars;
        for (const WordChange &word : m_content.words)
            bars.push_back({word.word, word.after * 100, percentText(word.after)});
        paintSignedBars(painter, bars, m_words, Theme::current().accent);
    }
    paintHeading(painter, m_sweepHeading, sweepHeading(), sweepNote(), m_content.sweepIsOld ? Theme::current().edited : QColor());
    if (m_content.sweep.request.base && m_content.sweep.problem.isEmpty()) {
        paintHeadMatrix(painter, m_table, m_tableArea, hovered);
        if (!m_strongest.empty()) {
            painter.setFont(figureFont(12, QFont::DemiBold));
            painter.setPen(Theme::current().muted);
            painter.drawText(QRectF(m_barsArea.left(), m_barsArea.top(), m_barsArea.width(), kListHeading), Qt::AlignLeft | Qt::AlignTop,
                tr("The strongest"));
            std::vector<NamedNumber> bars;
            for (const SweepCell &cell : m_strongest)
                bars.push_back({cellName(cell), valueOf(cell.change, m_content.measure)});
            paintSignedBars(painter, bars, m_barsArea.adjusted(0, kListHeading, 0, 0));
        }
    }
    painter.restore();
}

QRectF WhatIfFigure::strongestRect(int index) const
{
    return {m_barsArea.left(), m_barsArea.top() + kListHeading + index * kSignedBarHeight, m_barsArea.width(), kSignedBarHeight};
}

FigureHit WhatIfFigure::hitOf(const SweepCell &cell) const
{
    FigureHit hit;
    hit.head = {cell.layer, ofTokens() ? -1 : cell.place};
    hit.cell = {cell.layer, cell.place};
    const PredictionChange &change = cell.change;
    const QString name = ofTokens() ? tr("%1, token %2").arg(layerTitle(m_config, cell.layer)).arg(cell.place + 1)
                                    : headTitle(m_config, cell.layer, cell.place);
    hit.text = tr("%1\nlogit %2 (%3)\nlog p %4, probability %5\nKL %6 bits")
                   .arg(name, exactText(float(change.logit)),
                       (change.logitChange > 0 ? QStringLiteral("+") : QString()) + exactText(float(change.logitChange)),
                       (change.logProbabilityChange > 0 ? QStringLiteral("+") : QString()) + exactText(float(change.logProbabilityChange)),
                       percentText(change.probability), exactText(float(change.divergence)));
    return hit;
}

std::optional<FigureHit> WhatIfFigure::hitAt(const QPointF &position) const
{
    if (!m_content.sweep.request.base)
        return std::nullopt;
    if (const auto cell = headMatrixLayout(m_table, m_tableArea).cellAt(position)) {
        for (const SweepCell &one : m_content.sweep.cells)
            if (one.layer == cell->row && one.place == cell->column)
                return hitOf(one);
        return std::nullopt;
    }
    const double top = m_barsArea.top() + kListHeading;
    if (m_barsArea.contains(position) && position.y() >= top) {
        const auto index = std::size_t((position.y() - top) / kSignedBarHeight);
        if (index < m_strongest.size())
            return hitOf(m_strongest[index]);
    }
    return std::nullopt;
}

} // namespace headscope
