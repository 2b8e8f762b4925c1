#include "ui/widgets/hint_line.h"

#include <QEvent>
#include <QStyle>

namespace headscope {

namespace {

constexpr int kSpare = 3; // pixels: a long line may come out a little wider than Qt has measured it

} // namespace

HintLine::HintLine(QWidget *parent)
    : QLabel(parent)
{
    setRole("small");
    m_said.setSingleShot(true);
    m_said.setInterval(4000);
    connect(&m_said, &QTimer::timeout, this, [this] {
        setRole("small");
        fit();
    });
    setTextFormat(Qt::PlainText);
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setContentsMargins(kSpare, 0, kSpare, 0);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // takes what is left, and never widens the window
}

void HintLine::setHints(const QStringList &hints)
{
    m_hints = hints;
    fit();
}

void HintLine::say(const QString &words)
{
    m_said.start();
    setRole("said");
    setText(words);
}

void HintLine::setRole(const char *role)
{
    setProperty("role", QString::fromLatin1(role));
    style()->unpolish(this);
    style()->polish(this);
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
    if (m_said.isActive())
        return;
    QString shown;
    for (const QString &hint : m_hints) {
        const QString longer = shown.isEmpty() ? hint : shown + QStringLiteral("   ") + hint;
        if (fontMetrics().horizontalAdvance(longer) > contentsRect().width())
            break;
        shown = longer;
    }
    if (shown != text())
        setText(shown);
}

} // namespace headscope
