#include "ui/views/panels/panel.h"

#include "ui/theme/theme.h"

namespace headscope {

Panel::Panel(Session &session, Selection &selection, const QString &heading, Selection::Changes interest, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
    , m_layout(new QVBoxLayout(this))
    , m_heading(new QLabel(heading, this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(8);
    m_heading->setProperty("role", QStringLiteral("heading"));
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setWordWrap(true);
    m_layout->addWidget(m_heading);
    setAccessibleName(heading);

    m_timer.setSingleShot(true);
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, [this] { refresh(); });
    connect(&session, &Session::traceChanged, this, &Panel::refreshSoon);
    connect(&session, &Session::editsChanged, this, &Panel::refreshSoon);
    connect(&Appearance::instance(), &Appearance::changed, this, &Panel::refreshSoon);
    connect(&selection, &Selection::changed, this, [this, interest](Selection::Changes what) {
        if (what & interest)
            refreshSoon();
    });
}

void Panel::refreshSoon()
{
    if (isVisible())
        m_timer.start();
}

void Panel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void Panel::setHeading(const QString &heading)
{
    m_heading->setText(heading);
    setAccessibleName(heading);
}

QLabel *Panel::addNote()
{
    auto *note = new QLabel(this);
    note->setProperty("role", QStringLiteral("muted"));
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    m_layout->addWidget(note);
    return note;
}

} // namespace headscope
