#include "ui/views/panels/right_dock.h"

#include "ui/theme/theme.h"
#include "ui/views/panels/edits_panel.h"
#include "ui/views/panels/head_statistics_panel.h"
#include "ui/views/panels/lesson_panel.h"
#include "ui/views/panels/prediction_panel.h"
#include "ui/views/panels/row_chart_panel.h"

#include <QPainter>
#include <QPushButton>

namespace headscope {

RightDock::RightDock(Session &session, Selection &selection, QWidget *parent)
    : QWidget(parent)
{
    auto *content = new QWidget(this);
    content->setProperty("role", QStringLiteral("scrolled"));
    m_layout = new QVBoxLayout(content);
    m_layout->setContentsMargins(22, 20, 18, 20);
    m_layout->setSpacing(24);
    m_lesson = new LessonPanel(session, selection, content);
    m_row = new RowChartPanel(session, selection, content);
    m_head = new HeadStatisticsPanel(session, selection, content);
    m_edits = new EditsPanel(session, selection, content);
    m_prediction = new PredictionPanel(session, selection, content);

    m_compare = new QWidget(content);
    auto *compare = new QHBoxLayout(m_compare);
    compare->setContentsMargins(0, 0, 0, 0);
    compare->setSpacing(8);
    auto *pin = new QPushButton(tr("Pin as A"), m_compare);
    pin->setToolTip(tr("Keep this head on this text as A, to compare others with it (A)"));
    connect(pin, &QPushButton::clicked, this, &RightDock::pinAsked);
    auto *start = new QPushButton(tr("Compare…"), m_compare);
    start->setToolTip(tr("Show A beside what you look at now, and the difference (C)"));
    connect(start, &QPushButton::clicked, this, &RightDock::comparisonAsked);
    compare->addWidget(pin);
    compare->addWidget(start);
    compare->addStretch();

    auto *area = new QScrollArea(this);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(area);
    setAccessibleName(tr("Explanations, charts and edits"));
    setWorkspace(false);
    connect(&Appearance::instance(), &Appearance::changed, this, qOverload<>(&QWidget::update));
}

void RightDock::setWorkspace(bool heads)
{
    m_row->setWeightsOnly(heads);
    m_compare->setVisible(heads);
    m_lesson->setVisible(!heads);
    m_head->setVisible(heads);
    const std::initializer_list<QWidget *> walkOrder = {m_lesson, m_row, m_prediction, m_edits, m_head, m_compare};
    const std::initializer_list<QWidget *> headsOrder = {m_row, m_head, m_edits, m_prediction, m_lesson, m_compare};
    while (QLayoutItem *item = m_layout->takeAt(0))
        delete item;
    for (QWidget *panel : heads ? headsOrder : walkOrder)
        m_layout->addWidget(panel);
    m_layout->addStretch();
}

void RightDock::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::current().panel);
}

} // namespace headscope
