#include "ui/widgets/token_strip.h"

#include "ui/theme/theme.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace headscope {

namespace {
constexpr int kGap = 7;
constexpr int kPadding = 12;
constexpr int kMinimumWidth = 38;
constexpr int kMaximumWidth = 190; // a longer piece is elided; its tooltip has all of it
constexpr int kTop = 7;
constexpr int kCompactTop = 4;

} // namespace

TokenStrip::TokenStrip(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::TabFocus);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // it would stand on the chips; the wheel, the keys and a drag scroll
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Tokens"));
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        layOut();
        updateGeometry();
        viewport()->update();
    });
}

int TokenStrip::chipHeight() const
{
    const int text = QFontMetrics(uiFont(11)).height() + 8;
    return m_compact ? text : text + QFontMetrics(monoFont(8)).height();
}

QSize TokenStrip::sizeHint() const
{
    return {400, chipHeight() + 2 * (m_compact ? kCompactTop : kTop)};
}

QSize TokenStrip::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void TokenStrip::setChips(const QList<TokenChip> &chips)
{
    m_chips = chips;
    m_hovered = -1;
    layOut();
    reveal(m_pinned);
    viewport()->update();
}

void TokenStrip::setPinned(int index)
{
    if (index == m_pinned)
        return;
    m_pinned = index;
    reveal(index);
    if (index >= 0 && index < m_chips.size())
        setAccessibleDescription(
            tr("%1 pinned, %2 of %3").arg(m_chips[index].text, QString::number(index + 1), QString::number(m_chips.size())));
    viewport()->update();
}

void TokenStrip::setHovered(int index)
{
    if (index == m_hovered)
        return;
    m_hovered = index;
    viewport()->update();
}

void TokenStrip::setMade(int index)
{
    if (index == m_made)
        return;
    m_made = index;
    reveal(index);
    viewport()->update();
}

void TokenStrip::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    viewport()->update();
}

void TokenStrip::setCompact(bool compact)
{
    if (compact == m_compact)
        return;
    m_compact = compact;
    layOut();
    updateGeometry();
    viewport()->update();
}

void TokenStrip::layOut()
{
    const QFontMetrics text(uiFont(11));
    const QFontMetrics detail(monoFont(8));
    m_left.clear();
    int x = 0;
    for (const TokenChip &chip : m_chips) {
        m_left.append(x);
        const int below = m_compact ? 0 : detail.horizontalAdvance(chip.detail);
        const int wanted = std::max(text.horizontalAdvance(chip.text), below) + 2 * kPadding;
        x += std::clamp(wanted, kMinimumWidth, kMaximumWidth) + kGap;
    }
    m_left.append(x);
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(60);
    horizontalScrollBar()->setRange(0, std::max(0, x - kGap - viewport()->width()));
}

QRect TokenStrip::chipRect(int index) const
{
    return {m_left[index] - horizontalScrollBar()->value(), m_compact ? kCompactTop : kTop, m_left[index + 1] - m_left[index] - kGap,
        chipHeight()};
}

int TokenStrip::chipAt(int x) const
{
    const int position = x + horizontalScrollBar()->value();
    const auto after = std::upper_bound(m_left.begin(), m_left.end(), position);
    const int index = static_cast<int>(after - m_left.begin()) - 1;
    return index >= 0 && index < m_chips.size() && chipRect(index).left() <= x && x <= chipRect(index).right() ? index : -1;
}

void TokenStrip::reveal(int index)
{
    if (index < 0 || index >= m_chips.size())
        return;
    // One neighbour stays in sight in either direction.
    const QRect before = chipRect(std::max(0, index - 1));
    const QRect after = chipRect(std::min(static_cast<int>(m_chips.size()) - 1, index + 1));
    if (before.left() < 0)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + before.left());
    else if (after.right() > viewport()->width())
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() + after.right() - viewport()->width() + 1);
}

void TokenStrip::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_chips.isEmpty()) {
        painter.setFont(uiFont(10));
        painter.setPen(theme.muted);
        painter.drawText(viewport()->rect(), Qt::AlignVCenter | Qt::AlignLeft, tr("The pieces of your sentence appear here."));
        return;
    }
    const auto begin = std::upper_bound(m_left.begin(), m_left.end(), horizontalScrollBar()->value());
    for (int i = std::max(0, static_cast<int>(begin - m_left.begin()) - 1); i < m_chips.size(); ++i) {
        if (chipRect(i).left() > viewport()->width())
            break;
        paintChip(painter, i);
    }
    paintEdges(painter);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(0.5, 2.5, -0.5, -2.5), 9, 9);
    }
}

void TokenStrip::paintChip(QPainter &painter, int index) const
{
    const Theme &theme = Theme::current();
    const QRect area = chipRect(index);
    const TokenChip &chip = m_chips[index];
    const bool pinned = index == m_pinned && m_active;
    const bool made = index == m_made;
    QPen frame(pinned                                 ? theme.accent
            : made || chip.generated                  ? theme.result
            : index == m_hovered || index == m_pinned ? theme.muted
                                                      : theme.line,
        pinned || made ? 2 : 1);
    if (chip.unknown)
        frame.setStyle(Qt::DashLine);
    painter.setOpacity(chip.pending ? 0.55 : 1);
    painter.setPen(frame);
    painter.setBrush(pinned ? theme.accentSoft : (index == m_hovered ? theme.hover : theme.panel));
    painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 8, 8);
    const QFont textFont = uiFont(11);
    const QFont detailFont = monoFont(8);
    painter.setFont(textFont);
    painter.setPen(chip.special || !m_active ? theme.muted : theme.text);
    const int below = m_compact ? 0 : QFontMetrics(detailFont).height();
    const QRect upper = area.adjusted(6, 3, -6, -below - 3);
    painter.drawText(
        upper, Qt::AlignCenter, QFontMetrics(textFont).elidedText(chip.text, Qt::ElideMiddle, area.width() - 2 * kPadding + 4));
    if (!m_compact) {
        painter.setFont(detailFont);
        painter.setPen(theme.muted);
        painter.drawText(area.adjusted(4, 0, -4, -4), Qt::AlignHCenter | Qt::AlignBottom, chip.detail);
    }
    if (chip.sentence >= 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(chip.sentence == 0 ? theme.first : theme.second);
        painter.drawRoundedRect(QRectF(area.left() + 8, area.bottom() - 3.5, area.width() - 16, 3), 1.5, 1.5);
    }
    painter.setOpacity(1);
}

/// A fade at each edge beyond which there is more.
void TokenStrip::paintEdges(QPainter &painter) const
{
    constexpr int kFade = 36;
    const QColor solid = Theme::current().window;
    QColor clear = solid;
    clear.setAlpha(0);
    const auto fade = [&](int from, int to) {
        QLinearGradient gradient(from, 0, to, 0);
        gradient.setColorAt(0, solid);
        gradient.setColorAt(1, clear);
        painter.fillRect(QRect(std::min(from, to), 0, kFade, height()), gradient);
    };
    if (horizontalScrollBar()->value() > 0)
        fade(0, kFade);
    if (horizontalScrollBar()->value() < horizontalScrollBar()->maximum())
        fade(viewport()->width(), viewport()->width() - kFade);
}

void TokenStrip::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton) {
        horizontalScrollBar()->setValue(m_dragFrom - event->position().toPoint().x());
        return;
    }
    const int index = chipAt(event->position().toPoint().x());
    if (index != m_hovered) {
        setHovered(index);
        Q_EMIT hovered(index);
    }
}

void TokenStrip::mousePressEvent(QMouseEvent *event)
{
    const int index = chipAt(event->position().toPoint().x());
    m_dragFrom = event->position().toPoint().x() + horizontalScrollBar()->value();
    if (event->button() == Qt::LeftButton && index >= 0)
        Q_EMIT clicked(index);
}

void TokenStrip::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const int index = byKey ? m_pinned : chipAt(event->pos().x());
    if (index >= 0)
        Q_EMIT menuRequested(index, byKey ? viewport()->mapToGlobal(chipRect(index).bottomLeft()) : event->globalPos());
}

void TokenStrip::keyPressEvent(QKeyEvent *event)
{
    const int last = static_cast<int>(m_chips.size()) - 1;
    int wanted = -1;
    switch (event->key()) {
    case Qt::Key_Left: wanted = std::max(0, m_pinned - 1); break;
    case Qt::Key_Right: wanted = std::min(last, m_pinned + 1); break;
    case Qt::Key_Home: wanted = 0; break;
    case Qt::Key_End: wanted = last; break;
    default: QWidget::keyPressEvent(event); return; // the scroll area's own would swallow keys of the picture
    }
    if (wanted >= 0 && last >= 0)
        Q_EMIT clicked(wanted);
}

void TokenStrip::wheelEvent(QWheelEvent *event)
{
    const QPoint delta = event->angleDelta();
    const int step = qAbs(delta.x()) > qAbs(delta.y()) ? delta.x() : delta.y();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - step);
    event->accept();
}

void TokenStrip::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
    horizontalScrollBar()->setValue(0); // a wider strip shows the start again
    reveal(m_pinned);
}

bool TokenStrip::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = chipAt(help->pos().x());
        if (index >= 0)
            QToolTip::showText(help->globalPos(), m_chips[index].toolTip, this);
        else
            QToolTip::hideText();
        return true;
    }
    if (event->type() == QEvent::Leave && m_hovered >= 0) {
        setHovered(-1);
        Q_EMIT hovered(-1);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

AccessibleTable TokenStrip::accessibleTable(int) const
{
    AccessibleTable list;
    list.name = accessibleName();
    list.rows = int(m_chips.size());
    list.currentRow = m_pinned;
    list.cell = [this](int row, int) {
        const TokenChip &chip = m_chips[row];
        return chip.detail.isEmpty() ? tr("token %1, %2").arg(QString::number(row + 1), chip.text)
                                     : tr("token %1, %2, %3").arg(QString::number(row + 1), chip.text, chip.detail);
    };
    list.rect = [this](int row, int) { return QRectF(chipRect(row)); };
    list.choose = [strip = const_cast<TokenStrip *>(this)](int row, int) { Q_EMIT strip->clicked(row); };
    return list;
}

} // namespace headscope
