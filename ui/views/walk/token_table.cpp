#include "ui/views/walk/token_table.h"

#include "ui/session/shown_words.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::TokenTable)
};

constexpr double kRow = 36;
constexpr double kHead = 26;
constexpr double kWidth = 400; // of one column of the table
constexpr double kGap = 36;
constexpr double kRoomyRow = 50; // few tokens need not look lost
constexpr double kWidest = 640; // of one column in a figure
constexpr double kWidestOnScreen = 760;
constexpr double kNarrowest = 330; // on a small screen
constexpr double kLowestRow = 30;
constexpr double kReadableWidth = 460; // of a column whose letters may grow
constexpr double kLargestScale = 1.7;

/// Left edges within an entry, and its end.
struct Stops {
    double place = 10;
    double piece = 52;
    double id = 200;
    double bytes = 262;
};

double zoom()
{
    return Appearance::instance().zoom();
}

Stops stops(double width, double scale)
{
    const double stretch = std::max(0.8, width / kWidth);
    const double z = zoom() * scale;
    return {10 * z, 52 * z, 200 * stretch, 262 * stretch};
}

int fittingColumns(const QRectF &area, double narrowest)
{
    return std::max(1, int((area.width() + kGap) / (narrowest * zoom() + kGap)));
}

double columnWidth(const QRectF &area, int columns)
{
    return (area.width() + kGap) / columns - kGap;
}

QString elided(const QFont &font, const QString &text, double width)
{
    return QFontMetricsF(font).elidedText(text, Qt::ElideRight, width);
}

void paintHeadings(QPainter &painter, const QRectF &entry, double scale)
{
    const Theme &theme = Theme::current();
    const Stops stop = stops(entry.width(), scale);
    painter.setFont(figureFont(11 * scale));
    painter.setPen(theme.muted);
    const double height = kHead * zoom() * scale;
    const QRectF line(entry.left(), entry.top() - height, entry.width(), height - 6);
    const auto word
        = [&](double from, const QString &text) { painter.drawText(line.adjusted(from, 0, 0, 0), Qt::AlignLeft | Qt::AlignBottom, text); };
    word(stop.place, Words::tr("place"));
    word(stop.piece, Words::tr("piece"));
    word(stop.id, Words::tr("id"));
    word(stop.bytes, Words::tr("bytes of the text"));
}

void paintEntry(QPainter &painter, const TokenTable &table, int index, const QRectF &rect, double scale, bool lit)
{
    const Theme &theme = Theme::current();
    const Token &token = (*table.tokens)[std::size_t(index)];
    const Stops stop = stops(rect.width(), scale);
    if (lit) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accentSoft);
        painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 7, 7);
    } else {
        painter.setPen(QPen(theme.line, 1));
        painter.drawLine(rect.bottomLeft() + QPointF(8, 0), rect.bottomRight() - QPointF(8, 0));
    }
    const auto column = [&](double from, double to) { return QRectF(rect.left() + from, rect.top(), to - from, rect.height()); };
    painter.setFont(figureMono(11.5 * scale));
    painter.setPen(theme.muted);
    painter.drawText(column(stop.place, stop.piece - 8), Qt::AlignLeft | Qt::AlignVCenter, QString::number(index + 1));

    const QFont pieceFont = figureFont(13.5 * scale, QFont::Medium);
    const QString piece = elided(pieceFont, QString::fromStdString(token.display), stop.id - stop.piece - 34 * scale);
    const double chipWidth = QFontMetricsF(pieceFont).horizontalAdvance(piece) + 18 * scale;
    const QRectF chip(rect.left() + stop.piece, rect.top() + rect.height() * 0.14, chipWidth, rect.height() * 0.72);
    painter.setPen(QPen(lit ? theme.accent : theme.line, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(chip, 7, 7);
    painter.setFont(pieceFont);
    painter.setPen(token.note.empty() ? theme.text : theme.edited);
    painter.drawText(chip, Qt::AlignCenter, piece);

    painter.setFont(figureMono(12 * scale));
    painter.setPen(theme.text);
    painter.drawText(column(stop.id, stop.bytes - 6), Qt::AlignLeft | Qt::AlignVCenter, QString::number(token.id));
    painter.setPen(theme.muted);
    const QString last = token.note.empty() ? tokenBytes(table, index) : QString::fromStdString(token.note);
    if (!token.note.empty())
        painter.setFont(figureFont(11.5 * scale));
    const QRectF rest = column(stop.bytes, rect.width() - 8);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, elided(painter.font(), last, rest.width()));
}

} // namespace

QRectF TokenTableLayout::entryRect(int token) const
{
    const int place = token - first;
    if (token < 0 || token >= count || place < 0 || place >= capacity())
        return {};
    const int column = place / perColumn;
    return {area.left() + column * (entry.width() + kGap), area.top() + kHead * zoom() * scale + (place % perColumn) * entry.height(),
        entry.width(), entry.height()};
}

std::optional<int> TokenTableLayout::tokenAt(const QPointF &position) const
{
    for (int token = first; token < std::min(count, first + capacity()); ++token) {
        if (entryRect(token).contains(position))
            return token;
    }
    return std::nullopt;
}

TokenTable tokenTableOf(const Trace &trace, int stack)
{
    TokenTable table;
    table.tokens = &trace.stackTokens(stack);
    table.texts[0] = stack == 0 ? trace.text() : trace.target();
    if (stack == 0 && trace.pair())
        table.texts[1] = *trace.pair();
    return table;
}

TokenTableLayout layOutTokens(const std::vector<Token> &tokens, const QRectF &area, int first)
{
    TokenTableLayout layout;
    layout.area = area;
    layout.count = int(tokens.size());
    const double room = area.height() - kHead * zoom();
    const double height = std::clamp(room / std::max(1, layout.count), kRow * zoom(), kRoomyRow * zoom());
    layout.perColumn = std::max(1, int(room / height));
    layout.columns = std::clamp((layout.count + layout.perColumn - 1) / layout.perColumn, 1, fittingColumns(area, kWidth));
    layout.entry = QSizeF(std::min(columnWidth(area, layout.columns), kWidest * zoom()), height);
    layout.first = std::clamp(first, 0, std::max(0, layout.count - layout.capacity()));
    return layout;
}

TokenTableLayout layOutTokensOnScreen(const std::vector<Token> &tokens, const QRectF &area, int first)
{
    TokenTableLayout layout;
    layout.area = area;
    layout.count = int(tokens.size());
    const double room = std::max(kLowestRow * zoom(), area.height() - kHead * zoom());
    const int most = fittingColumns(area, kNarrowest);
    const auto rowsIn = [&](int columns) { return std::max(1, (layout.count + columns - 1) / columns); };
    // As many columns as make letters largest, no more than needed; when not all tokens fit, all there are.
    double best = 0;
    for (int columns = 1; columns <= most; ++columns) {
        const double height = room / rowsIn(columns);
        const double growth = std::min(height / kRoomyRow, columnWidth(area, columns) / kReadableWidth) / zoom();
        const double scale = height >= kRow * zoom() ? std::max(1.0, growth) : growth;
        if (scale > best && height >= kLowestRow * zoom()) {
            best = scale;
            layout.columns = columns;
        }
    }
    const bool fits = best > 0;
    layout.scale = std::clamp(best, 1.0, kLargestScale);
    const double z = layout.scale * zoom();
    if (!fits)
        layout.columns = most;
    layout.perColumn = fits ? rowsIn(layout.columns) : std::max(1, int(room / (kRow * zoom())));
    const double height = fits ? (area.height() - kHead * z) / layout.perColumn : kRow * z;
    layout.entry = QSizeF(std::min(columnWidth(area, layout.columns), kWidestOnScreen * z), std::min(height, kRoomyRow * 1.2 * z));
    layout.first = std::clamp(first, 0, std::max(0, layout.count - layout.capacity()));
    return layout;
}

void paintTokens(QPainter &painter, const TokenTable &table, const TokenTableLayout &layout, int lit, int filled)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const int last = std::min(layout.count, layout.first + layout.capacity());
    for (int token = layout.first; token < last; ++token) {
        const QRectF rect = layout.entryRect(token);
        if ((token - layout.first) % layout.perColumn == 0)
            paintHeadings(painter, rect, layout.scale);
        if (token < filled)
            paintEntry(painter, table, token, rect, layout.scale, token == lit);
    }
    if (layout.count > layout.capacity()) {
        painter.setFont(figureMono(10.5));
        painter.setPen(Theme::current().muted);
        painter.drawText(QRectF(layout.area.left(), layout.area.bottom() + 2, layout.area.width(), 16),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip,
            Words::tr("%1–%2 of %3: scroll for more").arg(layout.first + 1).arg(last).arg(layout.count));
    }
    painter.restore();
}

QString tokenBytes(const TokenTable &table, int token)
{
    const Token &piece = (*table.tokens)[std::size_t(token)];
    if (piece.sequence < 0) // put there by the tokenizer
        return {};
    const std::string_view text = table.texts[std::min(piece.sequence, 1)];
    const std::size_t begin = std::min(piece.begin, text.size());
    const std::size_t end = std::clamp(piece.end, begin, text.size());
    QStringList bytes;
    for (std::size_t i = begin; i < end; ++i)
        bytes << QStringLiteral("%1").arg(uint(static_cast<unsigned char>(text[i])), 2, 16, QLatin1Char('0'));
    return bytes.join(QLatin1Char(' '));
}

QString tokenTip(const TokenTable &table, int token)
{
    const Token &piece = (*table.tokens)[std::size_t(token)];
    QString tip = Words::tr("%1: id %2, “%3” in the vocabulary")
                      .arg(QString::fromStdString(piece.display), QString::number(piece.id), shownWords(piece.piece));
    if (const QString bytes = tokenBytes(table, token); !bytes.isEmpty())
        tip += QLatin1Char('\n') + Words::tr("bytes %1").arg(bytes);
    if (!piece.note.empty())
        tip += QLatin1Char('\n') + QString::fromStdString(piece.note);
    return tip;
}

} // namespace headscope
