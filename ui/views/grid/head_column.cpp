#include "ui/views/grid/head_column.h"

#include "ui/session/shown_trace.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/scores/score_words.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace headscope {

namespace {

/// A tall grid leaves this share of the column to the list.
constexpr double kGridShare = 0.62;
constexpr int kLeastGrid = 40; // pixels
constexpr int kLeastList = 44;

QScrollArea *scrolled(QWidget *content, QWidget *parent)
{
    auto *area = new QScrollArea(parent);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    content->setProperty("role", QStringLiteral("scrolled"));
    return area;
}

QLabel *label(const QString &text, const char *role, QWidget *parent)
{
    auto *one = new QLabel(text, parent);
    one->setProperty("role", QLatin1String(role));
    return one;
}

} // namespace

HeadColumn::HeadColumn(Session &session, Selection &selection, QWidget *parent)
    : QWidget(parent)
    , m_scores(new HeadScoreSource(session, this))
    , m_colour(new QToolButton(this))
    , m_grid(new HeadGridView(session, selection, m_scores, this))
    , m_gridArea(scrolled(m_grid, this))
    , m_legend(label(QString(), "small", this))
    , m_scoreLegend(new ScoreLegend(*m_scores, this))
    , m_standOuts(new StandOutList(this))
    , m_filter(new FilterBox(*m_scores, this))
    , m_session(session)
    , m_selection(selection)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 14, 14);
    layout->setSpacing(10);
    auto *header = new QHBoxLayout;
    header->addWidget(label(tr("All heads"), "heading", this));
    header->addStretch();
    m_colour->setProperty("kind", QStringLiteral("quiet"));
    m_colour->setPopupMode(QToolButton::InstantPopup);
    m_colour->setToolTip(tr("What the colours of the grid mean"));
    auto *menu = new QMenu(m_colour);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillColourMenu(menu); });
    m_colour->setMenu(menu);
    header->addWidget(m_colour);
    auto *fold = new QToolButton(this);
    fold->setText(QStringLiteral("«"));
    fold->setProperty("kind", QStringLiteral("fold"));
    fold->setAccessibleName(tr("Fold the grid of heads away"));
    fold->setToolTip(tr("%1 (F6)").arg(fold->accessibleName()));
    connect(fold, &QToolButton::clicked, this, &HeadColumn::foldAsked);
    header->addWidget(fold);
    layout->addLayout(header);
    layout->addWidget(m_gridArea);
    layout->addWidget(m_legend);
    layout->addWidget(m_scoreLegend);
    layout->addSpacing(8);
    layout->addWidget(label(tr("Heads that stand out"), "heading", this));
    auto *list = new QWidget(this);
    auto *listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(0, 0, 4, 0);
    listLayout->addWidget(m_standOuts);
    listLayout->addStretch();
    QScrollArea *listArea = scrolled(list, this);
    listArea->setMinimumHeight(kLeastList);
    layout->addWidget(listArea, 1);
    layout->addWidget(m_filter);

    connect(m_grid, &HeadGridView::surveyChanged, this, [this] {
        m_legend->setText(m_grid->legendText());
        const auto model = m_session.model();
        const bool known = model && m_grid->survey().layers() == model->config().layers;
        m_scores->takeSurvey(
            known ? shownTrace(m_session, m_selection) : nullptr, known ? m_grid->survey().scores() : std::vector<HeadScores>());
        refreshStandOuts();
        layOut();
    });
    connect(m_scores, &HeadScoreSource::changed, this, [this] {
        m_legend->setText(m_grid->legendText());
        const bool onRequest = m_scores->hasAny(ScoreId::randomInduction) || m_scores->hasAny(ScoreId::drawn);
        if (onRequest || m_toldOnRequest)
            refreshStandOuts();
        m_toldOnRequest = onRequest;
    });
    connect(m_scores, &HeadScoreSource::colourChanged, this, &HeadColumn::refreshColour);
    connect(m_standOuts, &StandOutList::picked, this, [this](int layer, int head) {
        m_selection.setKey({m_selection.stage(), layer, head});
    });
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (!(what & Selection::stageChanged))
            return;
        m_standOuts->setPicked(m_selection.layer(), m_selection.head());
        const QRect picked = m_grid->headRect(m_selection.layer(), m_selection.head()).toAlignedRect();
        m_gridArea->ensureVisible(picked.center().x(), picked.center().y(), picked.width(), picked.height());
    });
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        updateGeometry();
        update();
    });
    m_standOuts->setPicked(m_selection.layer(), m_selection.head());
    refreshColour();
}

QSize HeadColumn::sizeHint() const
{
    return {int(390 * Appearance::instance().zoom()), 600};
}

QSize HeadColumn::minimumSizeHint() const
{
    return {int(300 * Appearance::instance().zoom()), 300};
}

void HeadColumn::refreshColour()
{
    const auto colour = m_scores->colour();
    m_legend->setText(m_grid->legendText());
    m_legend->setVisible(!colour);
    m_scoreLegend->setVisible(colour.has_value());
    m_colour->setText(tr("Colour: %1 ▾").arg(colour ? scoreTitle(*colour) : tr("pattern")));
}

void HeadColumn::refreshStandOuts()
{
    const auto model = m_session.model();
    const bool known = model && m_grid->survey().layers() == model->config().layers;
    if (known)
        m_standOuts->setScores(m_grid->survey().scores(), model->config(), m_scores->rows());
    else
        m_standOuts->setScores({}, {});
}

void HeadColumn::fillColourMenu(QMenu *menu)
{
    menu->clear();
    const auto add = [&](const QString &title, std::optional<ScoreId> id) {
        QAction *action = menu->addAction(title);
        action->setCheckable(true);
        action->setChecked(m_scores->colour() == id);
        connect(action, &QAction::triggered, this, [this, id] { m_scores->setColour(id); });
    };
    add(tr("Pattern"), std::nullopt);
    menu->addSeparator();
    for (const ScoreDefinition &score : allScores()) {
        const bool onRequest = score.origin == ScoreOrigin::drawing || score.origin == ScoreOrigin::randomTokens;
        const bool whenLookedAt = score.origin == ScoreOrigin::weights || score.fromTrace;
        if (whenLookedAt || m_scores->hasAny(score.id) || (!onRequest && m_scores->colour() == score.id))
            add(scoreTitle(score.id), score.id);
    }
}

void HeadColumn::layOut()
{
    const int whole = m_grid->heightForWidth(m_gridArea->viewport()->width());
    const bool wide = m_grid->minimumSizeHint().width() > m_gridArea->viewport()->width();
    const int bar = wide ? 12 : 0; // the horizontal scroll bar's own height
    const int others = layout()->minimumSize().height() - m_gridArea->minimumHeight(); // or the grid would lie over them
    const int most = std::min(int(height() * kGridShare), height() - others);
    m_gridArea->setFixedHeight(std::clamp(whole + bar, kLeastGrid, std::max(kLeastGrid, most)));
}

void HeadColumn::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void HeadColumn::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::current().window);
}

} // namespace headscope
