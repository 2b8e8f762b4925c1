#include "ui/views/text/text_painter.h"

#include "ui/theme/color_scale.h"
#include "ui/theme/head_color.h"
#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/legend_painter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLinearGradient>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::TextView)
};

constexpr double kHeading = 26;
constexpr double kSectionGap = 22;
constexpr double kRadius = 4;
constexpr double kBothLegend = 46;
constexpr double kUndefinedLine = 18; // beneath it
constexpr double kStrongest = 0.85; // opacity: the words stay readable
constexpr double kDimmed = 0.3; // of sentences that the filter leaves out

QString quoted(const QStringList &labels, int index)
{
    QString label = labels.value(index);
    if (label.size() > 30)
        label = label.left(28) + QStringLiteral("…");
    return QStringLiteral("“%1”").arg(label);
}

Legend legendOf(const TextPicture &picture)
{
    Legend legend;
    legend.scale = ColorScale::currentSequential();
    legend.range = {picture.low, picture.high};
    legend.numbers = picture.numbers;
    legend.format = {2, false};
    legend.caption = textCaption(picture);
    if (!picture.shown.note.isEmpty())
        legend.caption += QStringLiteral("; ") + picture.shown.note;
    return legend;
}

/// Of the two colours of both directions: a weight of 0.1 must still be seen.
double bothOpacity(double strength)
{
    return strength > 0 ? kStrongest * std::pow(strength, 0.6) : 0;
}

QColor withAlpha(QColor color, double alpha)
{
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

/// The number of a piece in one of the block's lists; nothing where the mode has none.
std::optional<float> numberOf(const std::vector<float> &numbers, bool has, int piece)
{
    return has && piece < static_cast<int>(numbers.size()) ? std::optional<float>(numbers[static_cast<std::size_t>(piece)]) : std::nullopt;
}

class TextPainter {
public:
    TextPainter(QPainter &painter, const TextPicture &picture, const TextDocument &document)
        : m_painter(painter)
        , m_picture(picture)
        , m_document(document)
        , m_theme(Theme::current())
        , m_scale(ColorScale::currentSequential())
    {
    }

    void paint(const TextSection &section, int piece, bool pointed, bool dimmed)
    {
        const TextLayout &layout = m_document.layout(section);
        const TextPiece &words = m_document.pieces(section)[static_cast<std::size_t>(piece)];
        const TextBlock &block = m_picture.blocks[static_cast<std::size_t>(section.block)];
        const QRectF box = layout.boxes[static_cast<std::size_t>(piece)].translated(0, section.body);
        m_painter.setOpacity(dimmed ? kDimmed : 1);
        const auto key = numberOf(block.keys, section.ofKeys, piece);
        const auto query = numberOf(block.queries, section.ofQueries, piece);
        QColor text = words.special ? m_theme.muted : m_theme.text;
        if (m_picture.mode == TextMode::both) {
            const double bar = std::max(3.0, box.height() * 0.2);
            if (key)
                fill(box.adjusted(0, 0, 0, -bar - 1), bothColor(m_theme.query, *key));
            if (query)
                fill(QRectF(box.left(), box.bottom() - bar, box.width(), bar), bothColor(m_theme.key, *query));
        } else if (const auto number = key ? key : query; number) {
            if (const double strength = m_picture.strength(*number); !(strength < 0)) {
                fill(box, m_scale.color(strength));
                text = m_scale.textOn(strength);
            }
        }
        const bool looks = section.ofQueries && piece == m_picture.row;
        const bool isLookedAt = section.ofKeys && piece == m_picture.column;
        if (looks || isLookedAt || pointed) {
            m_painter.setPen(QPen(looks ? m_theme.accent : isLookedAt ? m_theme.key : m_theme.muted, looks || isLookedAt ? 2 : 1));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawRoundedRect(box.adjusted(-0.5, -0.5, 0.5, 0.5), kRadius, kRadius);
        }
        m_painter.setPen(text);
        const double start = std::max(0.0, box.width() - QFontMetricsF(m_painter.font()).horizontalAdvance(words.text) - 1.5);
        const QRectF place(box.left() + std::min(start, words.spaces * layout.spaceWidth + 1.5), box.top(), box.width(), box.height());
        const QString shown
            = start > 0 ? words.text : QFontMetricsF(m_painter.font()).elidedText(words.text, Qt::ElideRight, box.width() - 4);
        m_painter.drawText(place, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine), shown);
        m_painter.setOpacity(1);
    }

private:
    QColor bothColor(const QColor &direction, float number) const
    {
        const double strength = m_picture.strength(number);
        return std::isnan(strength) ? undefinedColor() : withAlpha(direction, bothOpacity(strength));
    }

    void fill(const QRectF &area, const QColor &color)
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(color);
        m_painter.drawRoundedRect(area, kRadius, kRadius);
    }

    QPainter &m_painter;
    const TextPicture &m_picture;
    const TextDocument &m_document;
    const Theme &m_theme;
    ColorScale m_scale;
};

} // namespace

TextDocument textDocument(const TextPicture &picture, double width, double zoom)
{
    TextDocument document;
    if (picture.shown.empty())
        return document;
    const ShownPatterns &shown = picture.shown;
    const int stack = shown.trace->config().stackOf(shown.heads.front().place.layer);
    document.queries = textPieces(TokenText(*shown.trace, stack), shown.pattern().rows(), shown.choice.unit);
    document.queryLayout = textLayout(document.queries, width, zoom);
    if (shown.crosses) {
        document.keys = textPieces(TokenText(*shown.trace, 0), shown.pattern().columns(), shown.choice.unit);
        document.keyLayout = textLayout(document.keys, width, zoom);
    }
    double y = 0;
    const auto add = [&](TextSection section) {
        section.top = y;
        section.body = y + (section.heading.isEmpty() ? 0 : kHeading * zoom);
        y = section.body + document.layout(section).height + kSectionGap * zoom;
        document.sections.push_back(std::move(section));
    };
    for (int block = 0; block < static_cast<int>(picture.blocks.size()); ++block) {
        const QString &name = picture.blocks[static_cast<std::size_t>(block)].name;
        if (!shown.crosses) {
            add({name, block, true, true});
            continue;
        }
        const QString head = name.isEmpty() ? QString() : name + QStringLiteral(": ");
        add({head + Words::tr("the text that is looked at"), block, false, true});
        add({head + Words::tr("the text that looks"), block, true, false});
    }
    document.height = std::max(0.0, y - kSectionGap * zoom);
    return document;
}

TextDocument::Hit TextDocument::at(const QPointF &point) const
{
    for (int index = 0; index < static_cast<int>(sections.size()); ++index) {
        const TextSection &section = sections[static_cast<std::size_t>(index)];
        if (const int piece = layout(section).pieceAt(point - QPointF(0, section.body)); piece >= 0)
            return {index, piece};
    }
    return {};
}

void paintText(QPainter &painter, const TextPicture &picture, const TextDocument &document, const TextDocument::Hit &pointed, double top,
    double bottom)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const std::vector<char> rows = picture.shown.pairs.brightRows();
    const std::vector<char> columns = picture.shown.pairs.brightColumns();
    TextPainter pieces(painter, picture, document);
    for (int index = 0; index < static_cast<int>(document.sections.size()); ++index) {
        const TextSection &section = document.sections[static_cast<std::size_t>(index)];
        const TextLayout &layout = document.layout(section);
        if (section.body + layout.height < top || section.top > bottom)
            continue;
        if (!section.heading.isEmpty()) {
            const int color = picture.blocks[static_cast<std::size_t>(section.block)].colorIndex;
            const bool several = picture.blocks.size() > 1;
            painter.setFont(figureFont(layout.pixels * 0.8 / figureZoom(), QFont::DemiBold));
            painter.setPen(several ? headColor(color, theme.dark) : theme.muted);
            painter.drawText(QPointF(0, section.top + QFontMetricsF(painter.font()).ascent()), section.heading);
        }
        painter.setFont(figureFont(layout.pixels / figureZoom()));
        const auto [first, last] = layout.between(top - section.body, bottom - section.body);
        for (int piece = first; piece < last; ++piece) {
            const auto i = static_cast<std::size_t>(piece);
            const bool asKey = section.ofKeys && (columns.empty() || columns[i]);
            const bool asQuery = section.ofQueries && (rows.empty() || rows[i]);
            const bool keysShow = picture.mode != TextMode::to && picture.mode != TextMode::given;
            const bool queriesShow = picture.mode != TextMode::from && picture.mode != TextMode::received;
            const bool passes = (keysShow && asKey) || (queriesShow && asQuery);
            pieces.paint(
                section, piece, pointed == TextDocument::Hit{index, piece}, picture.shown.pairs.filter != PairFilter::all && !passes);
        }
    }
    painter.restore();
}

QString textCaption(const TextPicture &picture)
{
    const QString row = quoted(picture.shown.rowLabels, picture.row);
    const QString column = quoted(picture.shown.columnLabels, picture.column);
    switch (picture.mode) {
    case TextMode::from:
        return picture.row < 0 ? Words::tr("point at a token to see where it looks") : Words::tr("from %1 to each").arg(row);
    case TextMode::to:
        return picture.column < 0 ? Words::tr("point at a token to see what looks at it") : Words::tr("from each to %1").arg(column);
    case TextMode::both: return Words::tr("shade: from %1 to each; bar beneath: from each to %2").arg(row, column);
    case TextMode::received: return Words::tr("received by each from all queries together: the sum of its column");
    case TextMode::given: return Words::tr("given by each to all keys together: the sum of its row");
    }
    return {};
}

double textLegendHeight(const TextPicture &picture, double width)
{
    if (picture.mode == TextMode::both)
        return kBothLegend + (picture.numbers.undefined ? kUndefinedLine : 0);
    return legendSize(legendOf(picture), std::min(width, 420.0)).height();
}

void paintTextLegend(QPainter &painter, const TextPicture &picture, const QRectF &area)
{
    if (picture.mode != TextMode::both) {
        paintLegend(painter, legendOf(picture), QRectF(area.topLeft(), QSizeF(std::min(area.width(), 420.0), area.height())));
        return;
    }
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(12));
    const double half = area.width() / 2;
    const auto bar = [&](double x, const QColor &color, const QString &words) {
        const QRectF swatch(x, area.top() + 4, std::min(150.0, half - 60), 10);
        QLinearGradient gradient(swatch.topLeft(), swatch.topRight());
        for (int stop = 0; stop <= 10; ++stop)
            gradient.setColorAt(stop / 10.0, withAlpha(color, bothOpacity(stop / 10.0)));
        painter.setPen(QPen(theme.line, 1));
        painter.setBrush(gradient);
        painter.drawRoundedRect(swatch, 3, 3);
        painter.setPen(theme.muted);
        const QString ends = QStringLiteral("%1 … %2").arg(numberText(picture.low, {2, false}), numberText(picture.high, {2, false}));
        painter.drawText(QPointF(swatch.right() + 8, swatch.bottom()), ends);
        painter.drawText(QRectF(x, swatch.bottom() + 6, half - 12, 20), static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
            QFontMetricsF(painter.font()).elidedText(words, Qt::ElideRight, half - 12));
    };
    bar(area.left(), theme.query, Words::tr("shade: from %1 to each").arg(quoted(picture.shown.rowLabels, picture.row)));
    bar(area.left() + half, theme.key, Words::tr("bar beneath: from each to %1").arg(quoted(picture.shown.columnLabels, picture.column)));
    if (picture.numbers.undefined)
        paintUndefinedSwatch(painter, area.topLeft() + QPointF(0, kBothLegend + 2));
    painter.restore();
}

} // namespace headscope
