#include "ui/widgets/offer_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

namespace headscope {

OfferBar::OfferBar(QWidget *parent)
    : QFrame(parent)
    , m_heading(new QLabel(this))
    , m_text(new QLabel(this))
    , m_accept(new QPushButton(this))
    , m_decline(new QPushButton(this))
{
    setProperty("role", QStringLiteral("notice"));
    m_heading->setProperty("role", QStringLiteral("heading"));
    for (QLabel *label : {m_heading, m_text}) {
        label->setTextFormat(Qt::PlainText); // texts quote what people typed
        label->setWordWrap(true);
    }
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_accept->setProperty("kind", QStringLiteral("primary"));
    m_decline->setProperty("kind", QStringLiteral("quiet"));
    connect(m_accept, &QPushButton::clicked, this, &OfferBar::accepted);
    connect(m_decline, &QPushButton::clicked, this, &OfferBar::declined);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_heading);
    words->addWidget(m_text);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(18, 9, 14, 9);
    layout->setSpacing(10);
    layout->addLayout(words, 1);
    layout->addWidget(m_decline, 0, Qt::AlignVCenter);
    layout->addWidget(m_accept, 0, Qt::AlignVCenter);
    hide();
}

void OfferBar::offer(const QString &heading, const QString &text, const QString &accept, const QString &decline)
{
    m_heading->setText(heading);
    m_heading->setVisible(!heading.isEmpty());
    m_text->setText(text);
    m_text->setProperty("role", heading.isEmpty() ? QVariant() : QVariant(QStringLiteral("muted"))); // alone it is what is to be read
    m_text->style()->unpolish(m_text);
    m_text->style()->polish(m_text);
    m_text->setVisible(!text.isEmpty());
    m_accept->setText(accept);
    m_accept->setVisible(!accept.isEmpty());
    m_decline->setText(decline);
    m_decline->setVisible(!decline.isEmpty());
    setAccessibleName(heading);
    setAccessibleDescription(text);
    show();
}

QString OfferBar::heading() const
{
    return m_heading->text();
}

QString OfferBar::text() const
{
    return m_text->text();
}

} // namespace headscope
