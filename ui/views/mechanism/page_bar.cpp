#include "ui/views/mechanism/page_bar.h"

#include "ui/views/view_keys.h"

#include <QHBoxLayout>
#include <QKeySequence>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

namespace headscope {

PageBar::PageBar(StepWalk &walk, QWidget *parent)
    : QFrame(parent)
    , m_walk(walk)
    , m_back(new QToolButton(this))
    , m_forward(new QToolButton(this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_name(new QLabel(this))
{
    setProperty("role", QStringLiteral("foot"));
    m_back->setText(QStringLiteral("◀"));
    m_back->setAccessibleName(tr("The one before"));
    m_forward->setText(QStringLiteral("▶"));
    m_forward->setAccessibleName(tr("The next one"));
    m_back->setToolTip(tr("%1 (%2)").arg(m_back->accessibleName(), keyName(rowOf(kViewKeys, ViewKey::pageBefore).keys[0])));
    m_forward->setToolTip(tr("%1 (%2)").arg(m_forward->accessibleName(), keyName(rowOf(kViewKeys, ViewKey::pageAfter).keys[0])));
    m_slider->setAccessibleName(tr("Which of the matrices is shown"));
    m_name->setTextFormat(Qt::PlainText);
    m_name->setProperty("role", QStringLiteral("mono"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 3, 16, 3);
    layout->setSpacing(8);
    for (QToolButton *button : {m_back, m_forward})
        button->setProperty("kind", QStringLiteral("quiet"));
    layout->addWidget(m_back);
    layout->addWidget(m_forward);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_name);
    connect(m_back, &QToolButton::clicked, this, [this] { m_walk.setPage(m_walk.page() - 1); });
    connect(m_forward, &QToolButton::clicked, this, [this] { m_walk.setPage(m_walk.page() + 1); });
    connect(m_slider, &QSlider::valueChanged, &m_walk, &StepWalk::setPage);
    connect(&m_walk, &StepWalk::changed, this, [this](StepWalk::Change what) {
        if (what == StepWalk::Change::content || what == StepWalk::Change::step || what == StepWalk::Change::page)
            follow();
    });
    hide();
}

void PageBar::follow()
{
    const int pages = m_walk.pages();
    setVisible(pages > 1);
    if (pages <= 1)
        return;
    const QSignalBlocker quiet(m_slider);
    m_slider->setRange(0, pages - 1);
    m_slider->setValue(m_walk.page());
    m_back->setEnabled(m_walk.page() > 0);
    m_forward->setEnabled(m_walk.page() + 1 < pages);
    const auto said = [&](int page) {
        return tr("%1 · %2 of %3")
            .arg(QString::fromStdString(pageName(m_walk.current(), m_walk.content()->names, page)), QString::number(page + 1),
                QString::number(pages));
    };
    int widest = 0; // so that the slider stays while the names change
    for (int page = 0; page < pages; ++page)
        widest = std::max(widest, m_name->fontMetrics().horizontalAdvance(said(page)));
    m_name->setMinimumWidth(std::min(widest + 4, 420));
    m_name->setText(said(m_walk.page()));
}

} // namespace headscope
