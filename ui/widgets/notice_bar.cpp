#include "ui/widgets/notice_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

namespace headscope {

namespace {
constexpr qsizetype kLongest = 320; // characters that the bar shows: three lines at most
} // namespace

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
    connect(close, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT dismissed();
    });
    m_action = new QToolButton(this);
    m_action->setProperty("kind", QStringLiteral("slim")); // a button to be seen: it mends what the message says
    m_action->hide();
    connect(m_action, &QToolButton::clicked, this, &NoticeBar::actionRequested);
    m_details = new QToolButton(this);
    m_details->setText(tr("Details…"));
    m_details->setProperty("kind", QStringLiteral("quiet"));
    m_details->hide();
    connect(m_details, &QToolButton::clicked, this, [this] { Q_EMIT detailsRequested(m_message); });
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(18, 5, 12, 5);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_details);
    layout->addWidget(close);
    hide();
}

void NoticeBar::showError(const QString &message, const QString &action)
{
    showMessage(message, action, true);
}

void NoticeBar::showNote(const QString &message, const QString &action)
{
    showMessage(message, action, false);
}

void NoticeBar::clear()
{
    m_message.clear();
    m_error = false;
    m_label->clear();
    hide();
}

QString NoticeBar::text() const
{
    return m_message;
}

void NoticeBar::showMessage(const QString &message, const QString &action, bool error)
{
    if (!isHidden() && message == m_message && error == m_error && action == m_action->text())
        return; // painting may be what failed, and a new layout would paint again
    m_error = error;
    m_label->setProperty("role", error ? QStringLiteral("error") : QStringLiteral("muted"));
    m_label->style()->unpolish(m_label);
    m_label->style()->polish(m_label);
    m_message = message;
    const bool isLong = message.size() > kLongest;
    m_details->setVisible(isLong && error);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_label->setText(isLong && error ? message.left(kLongest).trimmed() + QChar(0x2026) : message);
    m_label->setAccessibleName(error ? tr("Error") : tr("Note"));
    show();
}

} // namespace headscope
