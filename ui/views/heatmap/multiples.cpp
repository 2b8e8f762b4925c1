#include "ui/views/heatmap/multiples.h"

#include "ui/session/pinned_pair.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/head_choice.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr double kMargin = 24;
constexpr double kStatus = 26; // the line that tells a cell's numbers

} // namespace

Multiples::Multiples(Session &session, Selection &selection, QWidget &view)
    : m_session(session)
    , m_selection(selection)
    , m_view(view)
    , m_maker(&view, [this](const MultiplesPicture *) { changed(); })
{
}

void Multiples::changed()
{
    m_pointed = {};
    m_view.setAccessibleDescription(picture() ? picture()->shown.title : m_maker.problem());
    place();
    m_view.update();
}

void Multiples::place()
{
    m_cells.drop();
    const QRectF area = QRectF(m_view.rect()).adjusted(kMargin, 8, -kMargin, -8 - kStatus);
    m_place = picture() ? placeMultiplesOnScreen(*picture(), area, m_contrast) : MultiplesPlacement();
}

void Multiples::setContrast(Contrast contrast)
{
    m_contrast = contrast;
    m_cells.drop();
}

QString Multiples::wordsInstead() const
{
    if (picture())
        return {};
    if (isBusy())
        return tr("Looking where these heads look…");
    return m_maker.problem().isEmpty() ? tr("Type a sentence to see where these heads look.") : m_maker.problem();
}

QString Multiples::cellText() const
{
    const auto picture = this->picture();
    if (!picture || m_pointed.row < 0)
        return {};
    QStringList numbers;
    for (const ShownHead &head : picture->shown.heads) {
        float number = 0;
        head.pattern->block(m_pointed.row, m_pointed.column, {&number, 1, 1, 1});
        numbers << QStringLiteral("%1 %2").arg(head.shortName, numberText(number, {3, false}));
    }
    return tr("%1 → %2:  %3")
        .arg(picture->shown.rowLabels[m_pointed.row], picture->shown.columnLabels[m_pointed.column], numbers.join(QStringLiteral("  ·  ")));
}

void Multiples::paint(QPainter &painter) const
{
    const int row = m_pointed.row >= 0 ? m_pointed.row : pinnedInMultiples(*picture(), m_selection);
    m_cells.paint(painter, m_view.rect(), Theme::current().canvas,
        [this](QPainter &cells) { paintMultiplesCells(cells, *picture(), m_place, m_contrast); });
    paintMultiplesMarks(painter, *picture(), m_place, row, m_pointed.column);
    painter.setFont(figureFont(12));
    painter.setPen(Theme::current().text);
    const QRectF status(kMargin, m_view.height() - 8 - kStatus, m_view.width() - 2 * kMargin, kStatus);
    painter.drawText(status, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
        QFontMetricsF(painter.font()).elidedText(cellText(), Qt::ElideRight, status.width()));
}

ViewFigure Multiples::figure(bool settled, const FigureParts &parts) const
{
    const auto picture = settled && this->picture() ? this->picture() : madeNow(multiplesOrder(m_session, m_selection));
    return multiplesFigure(picture, picture ? pinnedInMultiples(*picture, m_selection) : -1, parts, m_contrast);
}

void Multiples::pointAt(const std::optional<QPointF> &point)
{
    const auto picture = this->picture();
    const MultiplesPlacement::Cell before = m_pointed;
    m_pointed = point && picture ? m_place.cellAt(*picture, *point) : MultiplesPlacement::Cell();
    if (m_pointed == before && point)
        return;
    m_view.setCursor(m_pointed.head >= 0 && m_pointed.row < 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    m_selection.hover(m_pointed.row >= 0 ? picture->shown.pattern().rows()[static_cast<std::size_t>(m_pointed.row)].first : -1, -1);
    m_view.update();
}

void Multiples::click(const QPointF &point)
{
    const auto picture = this->picture();
    if (!picture)
        return;
    const MultiplesPlacement::Cell cell = m_place.cellAt(*picture, point);
    const ShownPatterns &shown = picture->shown;
    if (cell.head >= 0 && cell.row < 0)
        chooseHead(m_selection, shown.heads[static_cast<std::size_t>(cell.head)].place);
    else if (cell.head >= 0)
        pinPair(m_selection,
            {shown.pattern().rows()[static_cast<std::size_t>(cell.row)].first,
                shown.pattern().columns()[static_cast<std::size_t>(cell.column)].first});
}

void Multiples::movePin(int step)
{
    const auto picture = this->picture();
    if (!picture)
        return;
    const Pattern &pattern = picture->shown.pattern();
    const int row = std::clamp(pinnedInMultiples(*picture, m_selection) + step, 0, pattern.rowCount() - 1);
    pinPair(m_selection, {pattern.rows()[static_cast<std::size_t>(row)].first, -1});
}

} // namespace headscope
