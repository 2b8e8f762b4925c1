#include "ui/views/panels/right_dock.h"

#include "ui/theme/theme.h"
#include "ui/views/panels/edits_panel.h"
#include "ui/views/panels/head_statistics_panel.h"
#include "ui/views/panels/lesson_panel.h"
#include "ui/views/panels/prediction_panel.h"
#include "ui/views/panels/row_chart_panel.h"
#include "ui/widgets/fold_strip.h"

#include <QPainter>
#include <QPushButton>
#include <QTimer>

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

    m_area = new QScrollArea(this);
    m_area->setWidget(content);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->viewport()->setAutoFillBackground(false);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_area);
    m_strip = new FoldStrip(this);
    m_strip->hide();
    outer->addWidget(m_strip);
    connect(m_strip, &FoldStrip::unfolded, this, [this](int index) {
        Q_EMIT foldToggled();
        if (index >= 0)
            QTimer::singleShot(0, this, [this, panel = m_named[std::size_t(index)].second] { m_area->ensureWidgetVisible(panel, 0, 0); });
    });
    m_fold = new QToolButton(this);
    m_fold->setProperty("kind", QStringLiteral("fold"));
    m_fold->setText(QStringLiteral("»"));
    m_fold->setAccessibleName(tr("Fold the explanations away"));
    m_fold->setToolTip(tr("%1 (F8)").arg(m_fold->accessibleName()));
    connect(m_fold, &QToolButton::clicked, this, &RightDock::foldToggled);
    setAccessibleName(tr("Explanations, charts and edits"));
    setWorkspace(false);
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        updateGeometry();
        update();
    });
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
    if (heads)
        m_named = {{tr("Attention of a token"), m_row}, {tr("This head"), m_head}, {tr("What if"), m_edits},
            {tr("What comes next"), m_prediction}};
    else
        m_named = {{tr("What is happening"), m_lesson}, {tr("Row of numbers"), m_row}, {tr("What comes next"), m_prediction},
            {tr("What if"), m_edits}};
    QStringList titles;
    for (const auto &[title, panel] : m_named)
        titles << title;
    m_strip->setTitles(titles, tr("Show the explanations (F8)"));
}

void RightDock::setFolded(bool folded)
{
    m_folded = folded;
    m_area->setVisible(!folded);
    m_fold->setVisible(!folded);
    m_strip->setVisible(folded);
    updateGeometry();
}

QSize RightDock::sizeHint() const
{
    return {int(320 * Appearance::instance().zoom()), 600};
}

QSize RightDock::minimumSizeHint() const
{
    return m_folded ? m_strip->minimumSizeHint() : QSize(int(280 * Appearance::instance().zoom()), 200);
}

void RightDock::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const QSize size = m_fold->sizeHint();
    m_fold->setGeometry(width() - size.width() - 12, 12, size.width(), size.height());
    m_fold->raise();
}

void RightDock::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::current().panel);
}

} // namespace headscope
