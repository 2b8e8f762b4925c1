#include "ui/widgets/hint_line.h"

#include <QEvent>

namespace headscope {

HintLine::HintLine(QWidget *parent)
    : QLabel(parent)
{
    setProperty("role", QStringLiteral("small"));
    setTextFormat(Qt::PlainText);
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // takes what is left, and never widens the window
}

void HintLine::setHints(const QStringList &hints)
{
    m_hints = hints;
    fit();
}

void HintLine::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    fit();
}

void HintLine::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

void HintLine::fit()
{
    QString shown;
    for (const QString &hint : m_hints) {
        const QString longer = shown.isEmpty() ? hint : shown + QStringLiteral("   ") + hint;
        if (fontMetrics().horizontalAdvance(longer) > width())
            break;
        shown = longer;
    }
    if (shown != text())
        setText(shown);
}

} // namespace headscope
