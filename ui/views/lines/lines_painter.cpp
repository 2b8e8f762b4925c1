#include "ui/views/lines/lines_painter.h"

#include "ui/theme/head_color.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/measure_words.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::LinesView)
};

constexpr double kLegendLine = 20;
constexpr double kSampleWidth = 26;

struct Sample {
    double number;
    QString text;
};

std::vector<Sample> samplesOf(const LinesPicture &picture)
{
    std::vector<Sample> samples;
    if (picture.possible == 0 && picture.undefined > 0)
        return samples; // there are no numbers
    for (const double share : {0.05, 0.25, 0.5, 1.0}) {
        const double number = picture.low + share * (picture.high - picture.low);
        samples.push_back({number, numberText(number, {2, false})});
    }
    return samples;
}

/// Where the parts of the legend stand: name, samples, heads, and the rule on a line of its own.
struct LegendFlow {
    double width;
    double x = 0;
    int line = 0;
    QPointF next(double need)
    {
        if (x > 0 && x + need > width) {
            x = 0;
            ++line;
        }
        const QPointF at(x, line * kLegendLine);
        x += need + 16;
        return at;
    }
};

/// draw(): what is at its place; called with null to measure.
template <typename Draw>
int flowLegend(const LinesPicture &picture, double width, const Draw &draw)
{
    const QFontMetricsF metrics(figureFont(12));
    LegendFlow flow{width};
    for (const Sample &sample : samplesOf(picture)) {
        const double need = kSampleWidth + 6 + metrics.horizontalAdvance(sample.text);
        draw(flow.next(need), &sample, nullptr, QString());
    }
    for (const LineSet &set : picture.sets)
        if (!set.name.isEmpty())
            draw(flow.next(16 + metrics.horizontalAdvance(set.name)), nullptr, &set, QString());
    const QString rule = ruleText(picture);
    draw(flow.next(metrics.horizontalAdvance(rule)), nullptr, nullptr, rule);
    return flow.line + 1;
}

} // namespace

QColor lineColor(const LineSet &set)
{
    return set.colorIndex < 0 ? Theme::current().accent : headColor(set.colorIndex, Theme::current().dark);
}

bool paintLines(QPainter &painter, const LinesPicture &picture, const LinesLayout &layout, const LitTokens &lit, double top, double bottom,
    int mostOfQuery)
{
    struct Seen {
        const RuledPair *pair;
        const LineSet *set;
    };
    std::vector<Seen> seen;
    bool left = false;
    const std::size_t most = static_cast<std::size_t>(kMostPainted) / std::max<std::size_t>(1, picture.sets.size());
    for (const LineSet &set : picture.sets) {
        std::size_t own = 0;
        std::vector<int> ofQuery(mostOfQuery > 0 ? layout.rows.size() : 0);
        for (auto pair = set.pairs.rbegin(); pair != set.pairs.rend(); ++pair) {
            if (!lit.lights(pair->row, pair->column) || !layout.inSight(pair->row, pair->column, top, bottom))
                continue;
            if (own == most) {
                left = true;
                break;
            }
            if (mostOfQuery > 0) {
                const QRectF &query = layout.rows[static_cast<std::size_t>(pair->row)];
                const bool inSight = query.bottom() >= top && query.top() <= bottom;
                if (!inSight || ofQuery[static_cast<std::size_t>(pair->row)]++ >= mostOfQuery) {
                    left = true;
                    continue;
                }
            }
            seen.push_back({&*pair, &set});
            ++own;
        }
    }
    std::stable_sort(seen.begin(), seen.end(), [](const Seen &a, const Seen &b) { return a.pair->weight < b.pair->weight; });
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const Seen &line : seen) {
        const double strength = picture.strength(line.pair->weight);
        QColor color = lineColor(*line.set);
        color.setAlphaF(static_cast<float>(lineOpacity(strength)));
        painter.setPen(QPen(color, lineWidth(strength), Qt::SolidLine, Qt::FlatCap));
        painter.drawPath(layout.path(line.pair->row, line.pair->column));
    }
    painter.restore();
    return left;
}

void paintTokens(QPainter &painter, const LinesPicture &picture, const LinesLayout &layout, const LitTokens &lit, const LitTokens &pinned,
    double top, double bottom)
{
    const Theme &theme = Theme::current();
    std::vector<char> litRows(layout.rows.size());
    std::vector<char> litColumns(layout.columns.size());
    if (lit.any())
        for (const LineSet &set : picture.sets)
            for (const RuledPair &pair : set.pairs)
                if (lit.lights(pair.row, pair.column) && picture.strength(pair.weight) > 0.05)
                    litRows[static_cast<std::size_t>(pair.row)] = litColumns[static_cast<std::size_t>(pair.column)] = 1;
    const QFont plain = figureFont(layout.labelPixels);
    const QFont bold = figureFont(layout.labelPixels, QFont::DemiBold);
    const auto paint = [&](const QRectF &area, const QString &label, Qt::Alignment alignment, bool isPinned, bool isLit, bool every) {
        if (area.bottom() < top || area.top() > bottom || (!every && !isPinned && !isLit))
            return;
        painter.setFont(isPinned || isLit ? bold : plain);
        painter.setPen(isPinned ? theme.accent : isLit || !lit.any() ? theme.text : theme.muted);
        const QString text = QFontMetricsF(painter.font()).elidedText(label, Qt::ElideRight, area.width() + 1);
        // Labels that thin out are higher than their row.
        painter.drawText(area.adjusted(0, -10, 0, 10), static_cast<int>(alignment | Qt::AlignVCenter | Qt::TextSingleLine), text);
    };
    const bool arcs = layout.mode == LinesMode::arcs;
    for (std::size_t r = 0; r < layout.rows.size(); ++r) {
        const int row = static_cast<int>(r);
        const bool isLit = lit.any() && (row == lit.row || litRows[r] || (arcs && litColumns[r]));
        paint(layout.rows[r], picture.shown.rowLabels[row], arcs ? Qt::AlignHCenter : Qt::AlignRight,
            row == pinned.row || (arcs && row == pinned.column), isLit, row % layout.labelEvery == 0);
    }
    if (arcs)
        return;
    for (std::size_t c = 0; c < layout.columns.size(); ++c) {
        const int column = static_cast<int>(c);
        const bool isLit = lit.any() && (column == lit.column || litColumns[c]);
        paint(layout.columns[c], picture.shown.columnLabels[column], Qt::AlignLeft, column == pinned.column, isLit,
            column % layout.labelEvery == 0);
    }
}

void paintColumnHeads(QPainter &painter, const LinesLayout &layout, double height)
{
    if (layout.mode != LinesMode::columns || layout.rows.empty() || layout.columns.empty())
        return;
    painter.setFont(figureFont(12));
    painter.setPen(Theme::current().muted);
    const QRectF &left = layout.rows.front();
    const QRectF &right = layout.columns.front();
    painter.drawText(QRectF(left.right() - 160, 0, 160, height), Qt::AlignRight | Qt::AlignVCenter, Words::tr("queries"));
    painter.drawText(QRectF(right.left(), 0, 160, height), Qt::AlignLeft | Qt::AlignVCenter, Words::tr("keys"));
}

double linesLegendHeight(const LinesPicture &picture, double width)
{
    return kLegendLine * flowLegend(picture, width, [](const QPointF &, const Sample *, const LineSet *, const QString &) {});
}

void paintLinesLegend(QPainter &painter, const LinesPicture &picture, const QRectF &area)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(12));
    const auto text = [&](const QPointF &at, const QString &words) {
        painter.setPen(theme.muted);
        painter.drawText(QRectF(at, QSizeF(area.right() - at.x(), kLegendLine)), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
            QFontMetricsF(painter.font()).elidedText(words, Qt::ElideRight, area.right() - at.x()));
    };
    flowLegend(picture, area.width(), [&](const QPointF &place, const Sample *sample, const LineSet *set, const QString &words) {
        const QPointF at = area.topLeft() + place;
        const double middle = at.y() + kLegendLine / 2;
        if (sample) {
            const double strength = picture.strength(sample->number);
            QColor color = picture.sets.size() == 1 ? lineColor(picture.sets.front()) : theme.text;
            color.setAlphaF(static_cast<float>(lineOpacity(strength)));
            painter.setPen(QPen(color, lineWidth(strength), Qt::SolidLine, Qt::FlatCap));
            painter.drawLine(QPointF(at.x(), middle), QPointF(at.x() + kSampleWidth, middle));
            text(at + QPointF(kSampleWidth + 6, 0), sample->text);
        } else if (set) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(lineColor(*set));
            painter.drawRoundedRect(QRectF(at.x(), middle - 5, 10, 10), 3, 3);
            text(at + QPointF(16, 0), set->name);
        } else {
            text(at, words);
        }
    });
    painter.restore();
}

} // namespace headscope
