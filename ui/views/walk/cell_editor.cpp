#include "ui/views/walk/cell_editor.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/walk/number_input.h"

#include <QFontMetrics>
#include <QKeyEvent>

#include <algorithm>

namespace headscope {

CellEditor::CellEditor(QWidget *parent)
    : QLineEdit(parent)
    , m_bubble(new QLabel(parent))
{
    setObjectName(QStringLiteral("cellEditor"));
    setAccessibleName(tr("New value of the number"));
    setAlignment(Qt::AlignCenter);
    m_bubble->setObjectName(QStringLiteral("cellEditorMessage"));
    m_bubble->hide();
    hide();
}

void CellEditor::open(const QRectF &cell, const QString &number)
{
    const Theme &theme = Theme::current();
    setFont(figureMono(13));
    setStyleSheet(QStringLiteral("QLineEdit { background: %1; color: %2; border: 2px solid %3; border-radius: 6px; padding: 0 4px; }")
                      .arg(theme.panel.name(), theme.text.name(), theme.edited.name()));
    const QFontMetrics metrics(font());
    const int width = std::max(int(cell.width()) + 8, metrics.horizontalAdvance(number) + 36);
    const int height = std::max(int(cell.height()) + 4, metrics.height() + 10);
    QRect rect(0, 0, std::max(width, 84), height);
    rect.moveCenter(cell.center().toPoint());
    const QRect room = parentWidget()->rect().adjusted(2, 2, -2, -2);
    rect.moveLeft(std::clamp(rect.left(), room.left(), std::max(room.left(), room.right() - rect.width())));
    rect.moveTop(std::clamp(rect.top(), room.top(), std::max(room.top(), room.bottom() - rect.height())));
    setGeometry(rect);
    m_before = number;
    m_bubble->hide();
    setText(number);
    selectAll();
    show();
    raise();
    setFocus(Qt::OtherFocusReason);
}

void CellEditor::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter: accept(false); return;
    case Qt::Key_Escape: close(); return;
    default: QLineEdit::keyPressEvent(event);
    }
}

void CellEditor::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    // The context menu takes the focus for a moment.
    if (isVisible() && event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        accept(true);
}

void CellEditor::accept(bool leaving)
{
    if (text() == m_before) {
        close();
        return;
    }
    QString problem;
    const auto value = readNumber(text(), &problem);
    if (!value) {
        if (leaving)
            close();
        else
            say(problem);
        return;
    }
    close();
    Q_EMIT accepted(*value);
}

void CellEditor::close()
{
    if (!isVisible())
        return;
    const bool hadFocus = hasFocus();
    m_bubble->hide();
    hide();
    if (hadFocus)
        parentWidget()->setFocus(Qt::OtherFocusReason);
    Q_EMIT closed();
}

void CellEditor::say(const QString &problem)
{
    const Theme &theme = Theme::current();
    m_bubble->setFont(figureFont(12));
    m_bubble->setStyleSheet(
        QStringLiteral("QLabel { background: %1; color: %2; border: 1px solid %2; border-radius: 6px; padding: 5px 9px; }")
            .arg(theme.panel.name(), theme.error.name()));
    m_bubble->setText(problem);
    m_bubble->adjustSize();
    QPoint at(geometry().left(), geometry().bottom() + 6);
    if (at.y() + m_bubble->height() > parentWidget()->height())
        at.setY(geometry().top() - 6 - m_bubble->height());
    at.setX(std::clamp(at.x(), 4, std::max(4, parentWidget()->width() - m_bubble->width() - 4)));
    m_bubble->move(at);
    m_bubble->show();
    m_bubble->raise();
    selectAll();
}

} // namespace headscope
