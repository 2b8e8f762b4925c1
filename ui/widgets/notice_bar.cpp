#include "ui/widgets/notice_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

namespace headscope {

NoticeBar::NoticeBar(QWidget *parent)
    : QFrame(parent)
    , m_label(new QLabel(this))
{
    setProperty("role", QStringLiteral("notice"));
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::PlainText); // messages quote file names and typed text
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *close = new QToolButton(this);
    close->setText(tr("Dismiss"));
    close->setProperty("kind", QStringLiteral("quiet"));
    connect(close, &QToolButton::clicked, this, &NoticeBar::clear);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(18, 5, 12, 5);
    layout->addWidget(m_label, 1);
    layout->addWidget(close);
    hide();
}

void NoticeBar::showError(const QString &message)
{
    showMessage(message, true);
}

void NoticeBar::showNote(const QString &message)
{
    showMessage(message, false);
}

void NoticeBar::clear()
{
    m_label->clear();
    hide();
}

QString NoticeBar::text() const
{
    return m_label->text();
}

void NoticeBar::showMessage(const QString &message, bool error)
{
    m_error = error;
    m_label->setProperty("role", error ? QStringLiteral("error") : QStringLiteral("muted"));
    m_label->style()->unpolish(m_label);
    m_label->style()->polish(m_label);
    m_label->setText(message);
    m_label->setAccessibleName(error ? tr("Error") : tr("Note"));
    show();
}

} // namespace headscope
