#include "ui/views/lens/lens_figure.h"

#include "src/tensor/missing_number.h"
#include "src/trace/predictions.h"
#include "ui/session/model_words.h"
#include "ui/session/prediction_row.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/charts/figure_chart.h"
#include "ui/views/shared/charts/prediction_bars.h"
#include "ui/views/shared/charts/signed_bars.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/figure_words.h"
#include "ui/views/shared/matrix/matrix_labels.h"
#include "ui/views/shared/matrix/number_text.h"

#include <QLineSeries>
#include <QLocale>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

constexpr double kMargin = 26;
constexpr double kGap = 28; // between two parts side by side
constexpr double kSection = 34; // between two beneath each other
constexpr double kWide = 900; // from here on charts stand beside the tables
constexpr double kLeftShare = 0.58;
constexpr double kRow = 25;
constexpr double kWordWidth = 98;
constexpr double kWordGaps = 16; // around a word and its share
constexpr double kChosenWidth = 128;
constexpr double kColumnNames = 20;
constexpr double kChartHeight = 260;
constexpr int kBars = 14;
constexpr double kChip = 24;
constexpr double kEdge = 0.05; // of an axis, beyond its first and last value

/// The next of 1, 2, 5, 10, 20, … percent: an axis that ends in a round number.
double roundTop(double probability)
{
    for (const double top : {0.01, 0.02, 0.05, 0.1, 0.2, 0.5})
        if (probability <= top)
            return top;
    return 1;
}

} // namespace

QString partName(const TransformerConfig &config, const Contribution &part)
{
    const QString layer = part.layer >= 0 ? QString::fromStdString(config.shortLayerName(part.layer)) : QString();
    switch (part.part) {
    case Contribution::Part::embedding: return LensFigure::tr("embedding");
    case Contribution::Part::position: return LensFigure::tr("position");
    case Contribution::Part::tokenType: return LensFigure::tr("token type");
    case Contribution::Part::head: return QStringLiteral("%1.%2").arg(layer).arg(part.head + 1);
    case Contribution::Part::mlp: return LensFigure::tr("MLP %1").arg(layer);
    case Contribution::Part::bias: return LensFigure::tr("bias %1").arg(layer);
    case Contribution::Part::outputBias: return LensFigure::tr("output bias");
    case Contribution::Part::edits: return LensFigure::tr("edits");
    }
    return {};
}

LensFigure::LensFigure(std::shared_ptr<const LensNumbers> numbers, HeadPlace picked, double width, bool legend, LensWords words)
    : PointedFigure(width, legend)
    , m_numbers(std::move(numbers))
    , m_config(m_numbers->trace->config())
    , m_wide(m_width >= kWide)
{
    m_height = kMargin;
    placeWords(words);
    placeParts();
    if (picked.layer >= m_config.firstLayerOf(m_config.stackCount() - 1) && !m_table.rows.isEmpty())
        m_table.picked = {picked.layer - m_config.firstLayerOf(m_config.stackCount() - 1), picked.head};
    m_height += kMargin;
}

QString LensFigure::pointName(int point) const
{
    const int layer = m_numbers->points[std::size_t(point)].layer;
    return layer < 0 ? tr("embedding") : layerTitle(m_config, layer);
}

double LensFigure::wholeWidth(int places) const
{
    const QFontMetricsF metrics(figureFont(12));
    const QFontMetricsF digits(figureMono(11));
    double widest = 0;
    for (const LensPoint &point : m_numbers->points)
        for (int place = 0; place < std::min(places, int(point.best.size())); ++place) {
            const Prediction &one = point.best[std::size_t(place)];
            widest = std::max(widest,
                metrics.horizontalAdvance(QString::fromStdString(one.display)) + digits.horizontalAdvance(percentText(one.probability)));
        }
    return widest + kWordGaps + 2;
}

void LensFigure::placeWords(LensWords words)
{
    const double inner = m_width - 2 * kMargin;
    const double left = m_wide ? inner * kLeftShare - kGap / 2 : inner;
    m_wordsHeading = QRectF(kMargin, m_height, inner, kHeading + (m_legend ? kNote : 0));
    m_height = m_wordsHeading.bottom() + 6;
    const QFontMetricsF metrics(figureFont(12));
    const auto points = int(m_numbers->points.size());
    for (int point = 0; point < points; ++point)
        m_nameWidth = std::max(m_nameWidth, std::ceil(metrics.horizontalAdvance(pointName(point))) + 12);
    m_places = std::clamp(int((left - m_nameWidth - kChosenWidth) / kWordWidth), 1, LensNumbers::kBest);
    while (words == LensWords::whole && m_places > 1 && (left - m_nameWidth - kChosenWidth) / m_places < wholeWidth(m_places))
        --m_places;
    m_words = QRectF(kMargin, m_height, left, kColumnNames + kRow * points);
    if (m_wide) {
        m_chart = QRectF(kMargin + inner * kLeftShare + kGap / 2, m_height, inner * (1 - kLeftShare) - kGap / 2,
            std::clamp(m_words.height(), kChartHeight, 1.6 * kChartHeight));
        m_height = std::max(m_words.bottom(), m_chart.bottom()) + kSection;
    } else {
        m_chart = QRectF(kMargin, m_words.bottom() + kGap, left, kChartHeight);
        m_height = m_chart.bottom() + kSection;
    }
}

void LensFigure::placeParts()
{
    const double inner = m_width - 2 * kMargin;
    const double notes = !m_legend ? 0 : m_wide ? kNote : 2 * kNote;
    m_partsHeading = QRectF(kMargin, m_height, inner, kHeading + (m_numbers->contributions ? notes : 3 * kNote));
    m_height = m_partsHeading.bottom() + 6;
    if (!m_numbers->contributions)
        return;
    const int first = m_config.firstLayerOf(m_config.stackCount() - 1);
    const int layers = m_config.layers - first;
    bool mlp = false;
    bool bias = false;
    for (const Contribution &part : m_numbers->contributions->parts) {
        mlp |= part.part == Contribution::Part::mlp;
        bias |= part.part == Contribution::Part::bias && part.value != 0;
    }
    for (int layer = first; layer < m_config.layers; ++layer)
        m_table.rows << layerTitle(m_config, layer);
    for (int head = 0; head < m_config.heads; ++head)
        m_table.columns << QString::number(head + 1);
    if (mlp)
        m_table.columns << tr("MLP");
    if (bias)
        m_table.columns << tr("bias");
    m_table.numbers = filledMatrix(layers, int(m_table.columns.size()), kMissingFloat);
    const MutableMatrixView cells = writableNumbers(m_table.numbers);
    for (const Contribution &part : m_numbers->contributions->parts) {
        const int row = part.layer - first;
        if (part.part == Contribution::Part::head)
            cells(row, part.head) = float(part.value);
        else if (part.part == Contribution::Part::mlp)
            cells(row, m_config.heads) = float(part.value);
        else if (part.part == Contribution::Part::bias && bias)
            cells(row, m_config.heads + (mlp ? 1 : 0)) = float(part.value);
    }
    if (m_legend)
        m_table.caption = tr("added to the logit by each head of a layer (columns), directly");

    m_strongest = m_numbers->contributions->parts;
    std::ranges::stable_sort(m_strongest, [](const Contribution &a, const Contribution &b) { return sizeOf(a.value) > sizeOf(b.value); });
    if (m_strongest.size() > kBars)
        m_strongest.resize(kBars);

    const double left = m_wide ? inner * kLeftShare - kGap / 2 : inner;
    m_tableArea = QRectF(kMargin, m_height, left, headMatrixHeight(m_table, left));
    m_others = QRectF(kMargin, m_tableArea.bottom() + 12, left, 2 * kChip + 8);
    const double barsHeight = kSignedBarHeight * double(m_strongest.size()) + kColumnNames;
    if (m_wide) {
        m_bars = QRectF(kMargin + inner * kLeftShare + kGap / 2, m_height, inner * (1 - kLeftShare) - kGap / 2, barsHeight);
        m_height = std::max(m_others.bottom(), m_bars.bottom());
    } else {
        m_bars = QRectF(kMargin, m_others.bottom() + kGap, left, barsHeight);
        m_height = m_bars.bottom();
    }
}

QRectF LensFigure::wordCell(int point, int place) const
{
    const double width = (m_words.width() - m_nameWidth - kChosenWidth) / m_places;
    return {m_words.left() + m_nameWidth + place * width, m_words.top() + kColumnNames + point * kRow, width, kRow};
}

void LensFigure::paint(QPainter &painter, CellIndex hovered) const
{
    painter.save();
    const Trace &trace = *m_numbers->trace;
    const QString word = QString::fromStdString(entryDisplay(trace.model().tokenizer(), m_numbers->id));
    const bool post = m_config.norm != NormKind::none && m_config.normPlace == NormPlace::post;
    paintHeading(painter, m_wordsHeading, tr("What would be said after each layer, %1").arg(predictionPlace(trace, m_numbers->row)),
        post ? tr("Each layer's normalised output through the prediction head. nostalgebraist 2020")
             : tr("The residual stream after each layer through the final norm and W_U. nostalgebraist 2020"));
    paintWords(painter);
    paintChart(painter);
    if (!m_numbers->contributions) {
        paintHeading(painter, m_partsHeading, tr("Direct contributions"), m_numbers->refusal);
        painter.restore();
        return;
    }
    const LogitContributions &all = *m_numbers->contributions;
    QString note = tr("Each part's vector · W_U[%1], with the norm's own scale; they add up to the logit. Elhage et al. 2021").arg(word);
    if (all.severalNorms)
        note = tr("Each part's vector carried to W_U[%1], every norm with its own scale; they add up to the logit. Elhage et al. 2021")
                   .arg(word);
    if (all.beforeCap)
        note.prepend(tr("Before the model's cap. "));
    paintHeading(painter, m_partsHeading,
        tr("What each part adds by itself to the logit of “%1”: %2").arg(word, numberText(all.logit, {2, false})), note);
    paintHeadMatrix(painter, m_table, m_tableArea, hovered);
    paintOthers(painter);
    paintBars(painter);
    painter.restore();
}

void LensFigure::paintWords(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const ColorScale scale = ColorScale::currentSequential();
    const auto points = int(m_numbers->points.size());
    const QFont font = figureFont(12);
    const QFontMetricsF metrics(font);
    const QFont digits = figureMono(11);
    const QFontMetricsF digitMetrics(digits);

    painter.setFont(figureFont(11));
    painter.setPen(theme.muted);
    for (int place = 0; place < m_places; ++place) {
        const QRectF cell = wordCell(0, place);
        painter.drawText(QRectF(cell.left(), m_words.top(), cell.width(), kColumnNames), Qt::AlignCenter,
            place == 0 ? tr("likeliest") : QString::number(place + 1));
    }
    const QString word = QString::fromStdString(m_numbers->points.front().chosen.display);
    const QRectF heading(m_words.right() - kChosenWidth + 12, m_words.top(), kChosenWidth - 12, kColumnNames);
    painter.setFont(figureFont(11, QFont::DemiBold));
    painter.setPen(theme.accent);
    painter.drawText(heading, Qt::AlignRight | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(tr("“%1”, rank").arg(word), Qt::ElideMiddle, heading.width()));

    for (int point = 0; point < points; ++point) {
        const LensPoint &numbers = m_numbers->points[std::size_t(point)];
        const double top = m_words.top() + kColumnNames + point * kRow;
        painter.setFont(font);
        painter.setPen(theme.text);
        painter.drawText(QRectF(m_words.left(), top, m_nameWidth - 8, kRow), Qt::AlignRight | Qt::AlignVCenter, pointName(point));
        for (int place = 0; place < std::min(m_places, int(numbers.best.size())); ++place) {
            const Prediction &one = numbers.best[std::size_t(place)];
            const QRectF cell = wordCell(point, place).adjusted(0.5, 0.5, -0.5, -0.5);
            painter.fillRect(cell, scale.color(one.probability));
            painter.setPen(scale.textOn(one.probability));
            painter.setFont(digits);
            const QString share = percentText(one.probability);
            const double shareWidth = digitMetrics.horizontalAdvance(share);
            painter.drawText(cell.adjusted(0, 0, -5, 0), Qt::AlignRight | Qt::AlignVCenter, share);
            painter.setFont(font);
            const double room = cell.width() - shareWidth - kWordGaps;
            painter.drawText(cell.adjusted(6, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                metrics.elidedText(QString::fromStdString(one.display), Qt::ElideRight, room));
            if (one.id == m_numbers->id) {
                painter.setPen(QPen(theme.accent, 2));
                painter.drawRect(cell.adjusted(1, 1, -1, -1));
            }
        }
        painter.setFont(digits);
        painter.setPen(theme.text);
        painter.drawText(QRectF(m_words.right() - kChosenWidth, top, kChosenWidth - 54, kRow), Qt::AlignRight | Qt::AlignVCenter,
            percentText(numbers.chosen.probability));
        painter.setPen(numbers.rank == 1 ? theme.accent : theme.muted);
        painter.drawText(QRectF(m_words.right() - 52, top, 52, kRow), Qt::AlignRight | Qt::AlignVCenter,
            numbers.rank == 0 ? numberText(std::nan(""), {}) : QLocale::c().toString(numbers.rank));
    }
}

void LensFigure::paintChart(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const auto points = int(m_numbers->points.size());
    const QRectF plot = m_chart.adjusted(52, 26, -46, -30);
    double most = 0;
    for (const LensPoint &point : m_numbers->points)
        most = std::max(most, double(point.chosen.probability));
    const double top = roundTop(most);
    const double lastRank = std::max(1.0, std::log10(double(m_config.vocabulary)));

    FigureChart figure;
    auto *probability = new QLineSeries;
    auto *rank = new QLineSeries;
    for (int point = 0; point < points; ++point) {
        const LensPoint &numbers = m_numbers->points[std::size_t(point)];
        if (numbers.rank == 0) // the logits of this layer are undefined
            continue;
        probability->append(point, numbers.chosen.probability);
        rank->append(point, std::log10(double(numbers.rank)));
    }
    probability->setPen(QPen(theme.accent, 2.5));
    rank->setPen(QPen(theme.key, 1.5, Qt::DashLine));
    auto *along = new QValueAxis;
    auto *shares = new QValueAxis;
    auto *ranks = new QValueAxis;
    // Room for the points and strokes on the edges, which the plot area would cut.
    along->setRange(-kEdge, std::max(1, points - 1) + kEdge);
    shares->setRange(-kEdge * top, (1 + kEdge) * top);
    ranks->setRange(-kEdge * lastRank, (1 + kEdge) * lastRank);
    ranks->setReverse(true);
    along->setGridLineVisible(false);
    ranks->setGridLineVisible(false);
    shares->setGridLineVisible(false);
    for (QValueAxis *axis : {along, shares, ranks}) {
        axis->setLabelsVisible(false);
        axis->setLineVisible(false);
    }
    QChart &chart = figure.chart();
    chart.addSeries(rank);
    chart.addSeries(probability);
    chart.addAxis(along, Qt::AlignBottom);
    chart.addAxis(shares, Qt::AlignLeft);
    chart.addAxis(ranks, Qt::AlignRight);
    for (QLineSeries *series : {probability, rank}) {
        series->attachAxis(along);
        series->attachAxis(series == probability ? shares : ranks);
        series->setPointsVisible(points <= 40);
    }
    const auto height = [&](double share) { return plot.bottom() - (share + kEdge) / (1 + 2 * kEdge) * plot.height(); };
    const auto place = [&](int point) {
        const double last = std::max(1, points - 1);
        return plot.left() + (point + kEdge) / (last + 2 * kEdge) * plot.width();
    };
    painter.setPen(QPen(theme.line, 1));
    for (const double share : {0.0, 0.5, 1.0})
        painter.drawLine(QPointF(plot.left(), height(share)), QPointF(plot.right(), height(share)));
    figure.paint(painter, plot);

    painter.setFont(figureMono(11));
    const QFontMetricsF metrics(painter.font());
    painter.setPen(theme.accent);
    for (const double share : {0.0, top / 2, top}) {
        const double y = height(share / top);
        painter.drawText(QRectF(m_chart.left(), y - 10, plot.left() - m_chart.left() - 8, 20), Qt::AlignRight | Qt::AlignVCenter,
            QLocale::c().toString(share * 100, 'g', 3) + QStringLiteral(" %"));
    }
    painter.setPen(theme.key);
    for (int power = 0; power <= int(lastRank); ++power) {
        const double y = height(1 - power / lastRank);
        painter.drawText(QRectF(plot.right() + 8, y - 10, m_chart.right() - plot.right() - 8, 20), Qt::AlignLeft | Qt::AlignVCenter,
            power < 3 ? QString::number(int(std::pow(10, power))) : QStringLiteral("10%1").arg(QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹")[power]));
    }
    painter.setPen(theme.muted);
    const double pitch = plot.width() / std::max(1, points - 1);
    const auto shortName = [&](int point) {
        const int layer = m_numbers->points[std::size_t(point)].layer;
        return layer < 0 ? tr("emb.") : QString::fromStdString(m_config.shortLayerName(layer));
    };
    const int step = labelStep(pitch, metrics.horizontalAdvance(shortName(points - 1)) + 10);
    for (int point = 0; point < points; ++point) {
        if (point % step != 0 && point != 0)
            continue;
        painter.drawText(QRectF(place(point) - 30, plot.bottom() + 6, 60, 18), Qt::AlignHCenter | Qt::AlignTop, shortName(point));
    }
    painter.setFont(figureFont(12, QFont::DemiBold));
    painter.setPen(theme.accent);
    const QString word = QString::fromStdString(m_numbers->points.front().chosen.display);
    const QFontMetricsF headings(painter.font());
    painter.drawText(QRectF(m_chart.left(), m_chart.top(), m_chart.width() - 70, 20), Qt::AlignLeft | Qt::AlignVCenter,
        headings.elidedText(tr("Probability of “%1”").arg(word), Qt::ElideRight, m_chart.width() - 70));
    painter.setPen(theme.key);
    painter.drawText(QRectF(m_chart.right() - 70, m_chart.top(), 70, 20), Qt::AlignRight | Qt::AlignVCenter, tr("its rank"));
}

void LensFigure::paintOthers(QPainter &painter) const
{
    const ColorScale scale = ColorScale::currentDiverging();
    const ValueRange range = rangeOf(m_table.numbers.view).symmetric();
    painter.setFont(figureFont(12));
    const QFontMetricsF metrics(painter.font());
    QPointF at = m_others.topLeft();
    for (const Contribution &part : m_numbers->contributions->parts) {
        if (part.layer >= 0)
            continue;
        const QString text = QStringLiteral("%1  %2").arg(partName(m_config, part), signedText(part.value));
        const double width = metrics.horizontalAdvance(text) + 20;
        if (at.x() + width > m_others.right() && at.x() > m_others.left())
            at = {m_others.left(), at.y() + kChip + 4};
        const double place = range.position(part.value, true);
        const QRectF chip(at.x(), at.y(), width, kChip);
        painter.setPen(QPen(Theme::current().line, 1));
        painter.setBrush(scale.color(place));
        painter.drawRoundedRect(chip, 6, 6);
        painter.setPen(scale.textOn(place));
        painter.drawText(chip, Qt::AlignCenter, text);
        at.rx() += width + 8;
    }
}

void LensFigure::paintBars(QPainter &painter) const
{
    painter.setFont(figureFont(12, QFont::DemiBold));
    painter.setPen(Theme::current().muted);
    painter.drawText(QRectF(m_bars.left(), m_bars.top(), m_bars.width(), kColumnNames), Qt::AlignLeft | Qt::AlignTop,
        tr("The strongest of %1 parts").arg(m_numbers->contributions->parts.size()));
    std::vector<NamedNumber> bars;
    for (const Contribution &part : m_strongest)
        bars.push_back({partName(m_config, part), part.value});
    paintSignedBars(painter, bars, m_bars.adjusted(0, kColumnNames, 0, 0));
}

QRectF LensFigure::barRect(int index) const
{
    return {m_bars.left(), m_bars.top() + kColumnNames + index * kSignedBarHeight, m_bars.width(), kSignedBarHeight};
}

const Contribution *LensFigure::partAt(CellIndex cell) const
{
    const int layer = m_config.firstLayerOf(m_config.stackCount() - 1) + cell.row;
    const QString column = m_table.columns.value(cell.column);
    const Contribution::Part kind = cell.column < m_config.heads ? Contribution::Part::head
        : column == tr("MLP")                                    ? Contribution::Part::mlp
                                                                 : Contribution::Part::bias;
    for (const Contribution &part : m_numbers->contributions->parts)
        if (part.part == kind && part.layer == layer && (kind != Contribution::Part::head || part.head == cell.column))
            return &part;
    return nullptr;
}

QString LensFigure::partTitle(const Contribution &part) const
{
    switch (part.part) {
    case Contribution::Part::head: return headTitle(m_config, part.layer, part.head);
    case Contribution::Part::mlp: return tr("%1, MLP").arg(layerTitle(m_config, part.layer));
    case Contribution::Part::bias: return tr("%1, biases of attention and norms").arg(layerTitle(m_config, part.layer));
    default: return partName(m_config, part);
    }
}

std::optional<FigureHit> LensFigure::hitAt(const QPointF &position) const
{
    const auto ofPart = [&](const Contribution &part, CellIndex cell) {
        FigureHit hit;
        if (part.part == Contribution::Part::head)
            hit.head = {part.layer, part.head};
        hit.text = tr("%1 adds %2 to the logit")
                       .arg(partTitle(part), (part.value > 0 ? QStringLiteral("+") : QString()) + exactText(float(part.value)));
        hit.cell = cell;
        return hit;
    };
    const auto points = int(m_numbers->points.size());
    for (int point = 0; point < points; ++point) {
        const LensPoint &numbers = m_numbers->points[std::size_t(point)];
        for (int place = 0; place < std::min(m_places, int(numbers.best.size())); ++place) {
            if (!wordCell(point, place).contains(position))
                continue;
            const Prediction &one = numbers.best[std::size_t(place)];
            FigureHit hit;
            hit.word = one.id;
            hit.text = tr("%1: “%2”, probability %3, logit %4\nClick to follow this word")
                           .arg(pointName(point), QString::fromStdString(one.display), exactText(one.probability), exactText(one.logit));
            return hit;
        }
    }
    if (!m_numbers->contributions)
        return std::nullopt;
    if (const auto cell = headMatrixLayout(m_table, m_tableArea).cellAt(position)) {
        const Contribution *part = partAt(*cell);
        return part ? std::optional(ofPart(*part, *cell)) : std::nullopt;
    }
    if (m_bars.contains(position)) {
        const int index = int((position.y() - m_bars.top() - kColumnNames) / kSignedBarHeight);
        if (position.y() >= m_bars.top() + kColumnNames && index < int(m_strongest.size()))
            return ofPart(m_strongest[std::size_t(index)], {});
    }
    return std::nullopt;
}

} // namespace headscope
