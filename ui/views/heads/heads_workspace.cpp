#include "ui/views/heads/heads_workspace.h"

#include "src/error.h"
#include "ui/session/model_words.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/pattern/measure_words.h"
#include "ui/views/shared/pattern/shown_patterns.h"
#include "ui/views/table/head_table_view.h"
#include "ui/widgets/fold_strip.h"
#include "ui/widgets/splitter_fold.h"

#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace headscope {

HeadsWorkspace::HeadsWorkspace(Session &session, Selection &selection, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
    , m_column(new HeadColumn(session, selection, this))
    , m_strip(new FoldStrip(this))
    , m_left(new QWidget(this))
    , m_title(new QLabel(this))
    , m_description(new QLabel(this))
    , m_bar(new PatternBar(session, selection, this))
    , m_formula(new QLabel(this))
    , m_filter(new SegmentedControl(titlesOf(kPairFilters), this))
    , m_switch(new ViewSwitch(this))
    , m_stack(new QStackedWidget(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
{
    auto *centre = new QWidget(this);
    m_title->setProperty("role", QStringLiteral("title"));
    m_title->setTextFormat(Qt::PlainText);
    m_description->setProperty("role", QStringLiteral("muted"));
    m_description->setTextFormat(Qt::PlainText);
    m_description->setWordWrap(true);
    auto *centreLayout = new QVBoxLayout(centre);
    centreLayout->setContentsMargins(0, 0, 0, 0);
    centreLayout->setSpacing(0);
    m_header = new QVBoxLayout;
    m_header->setSpacing(4);
    m_top = new QHBoxLayout;
    m_top->setSpacing(16);
    m_top->addWidget(m_switch, 1);
    m_header->addLayout(m_top);
    m_header->addSpacing(8);
    m_header->addWidget(m_title);
    m_header->addWidget(m_description);
    m_formula->setProperty("role", QStringLiteral("small"));
    m_formula->setTextFormat(Qt::PlainText);
    m_formula->setWordWrap(true);
    m_formula->setAccessibleName(tr("Formula"));
    m_formula->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_header->addWidget(m_formula);
    m_header->addSpacing(2);
    m_header->addWidget(m_bar);
    m_header->addWidget(m_filter, 0, Qt::AlignLeft);
    m_filter->setAccessibleName(tr("Whose attention to whose"));
    m_filter->setToolTip(tr("Sentence A looking at A or B, sentence B looking at A or B: the rest is dimmed"));
    m_filter->hide();
    centreLayout->addLayout(m_header);
    centreLayout->addWidget(m_stack, 1);
    grid()->setShowsHead(true);
    for (const HeadView &row : headViews())
        addView(row);
    m_heatmap = findChild<HeatmapView *>();
    m_compare = findChild<CompareView *>();
    connect(findChild<HeadTableView *>(), &HeadTableView::opened, this, [this] { showView(QStringLiteral("heatmap")); });

    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_strip->setTitles({tr("All heads")}, tr("Show the grid of heads (F6)"));
    m_strip->hide();
    connect(m_strip, &FoldStrip::unfolded, this, &HeadsWorkspace::foldToggled);
    connect(m_column, &HeadColumn::foldAsked, this, &HeadsWorkspace::foldToggled);
    auto *left = new QHBoxLayout(m_left);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(0);
    left->addWidget(m_column);
    left->addWidget(m_strip);
    m_splitter->addWidget(m_left);
    m_splitter->addWidget(centre);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({390, 800});
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);

    connect(
        m_filter, &SegmentedControl::activated, this, [this](int index) { m_selection.setFilter(kPairFilters[std::size_t(index)].id); });
    connect(m_switch, &ViewSwitch::activated, this, &HeadsWorkspace::showIndex);
    connect(grid(), &HeadGridView::opened, this, [this] { currentView().setFocus(Qt::OtherFocusReason); });
    connect(&session, &Session::traceChanged, this, &HeadsWorkspace::refreshHeader);
    connect(&session, &Session::partialChanged, this, &HeadsWorkspace::refreshHeader);
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & (Selection::stageChanged | Selection::shownChanged | Selection::patternChanged))
            refreshHeader();
        if (what & Selection::filterChanged)
            refreshFilter();
    });
    connect(&Appearance::instance(), &Appearance::changed, this, qOverload<>(&QWidget::update));
    setCompact(false);
    refreshHeader();
}

void HeadsWorkspace::setColumnFolded(bool folded)
{
    m_column->setVisible(!folded);
    m_strip->setVisible(folded);
    foldInSplitter(*m_splitter, *m_left, folded ? FoldStrip::thickness() : -1);
}

void HeadsWorkspace::setCompact(bool compact)
{
    m_compact = compact;
    m_header->setContentsMargins(26, compact ? 6 : 14, 24, compact ? 2 : 6);
    m_top->removeWidget(m_title);
    m_header->removeWidget(m_title);
    if (compact) // a line less above the picture
        m_top->addWidget(m_title);
    else
        m_header->insertWidget(m_header->indexOf(m_description), m_title);
    showDescriptions();
}

void HeadsWorkspace::setBare(bool bare)
{
    m_bare = bare;
    m_left->setVisible(!bare);
    m_switch->setVisible(!bare);
    m_bar->setVisible(!bare && current().offers.has_value());
    refreshFilter();
    showDescriptions();
}

void HeadsWorkspace::showDescriptions()
{
    QStringList words;
    for (QLabel *label : {m_description, m_formula}) {
        label->setVisible(!m_compact && !m_bare && !label->text().isEmpty());
        if (!label->text().isEmpty())
            words << label->text();
    }
    m_title->setToolTip(m_compact ? words.join(QLatin1Char('\n')) : QString());
}

void HeadsWorkspace::addView(const HeadView &row)
{
    const QString title = tr(row.title);
    View *view = row.make(m_session, m_selection, *m_column->scores(), this);
    if (view->accessibleName().isEmpty())
        view->setAccessibleName(title);
    view->setShowsHead(true);
    m_views.push_back({row.id, title, view, row.offers});
    m_stack->addWidget(view);
    m_switch->add(title);
}

const HeadsWorkspace::Entry *HeadsWorkspace::find(const QString &id) const
{
    const HeadView *row = headViewNamed(id);
    return row ? &m_views[std::size_t(row - headViews().data())] : nullptr;
}

bool HeadsWorkspace::showView(const QString &id)
{
    const Entry *entry = find(id);
    return entry && showIndex(static_cast<int>(entry - m_views.data()));
}

void HeadsWorkspace::startComparison()
{
    if (!showView(QStringLiteral("compare")))
        return;
    if (!m_compare->a())
        m_compare->pinA();
}

bool HeadsWorkspace::showIndex(int index)
{
    if (index == m_index)
        return true;
    if (!m_session.locks().allows(SessionControl::view)) {
        m_switch->setCurrent(m_index);
        return false;
    }
    m_index = index;
    m_switch->setCurrent(index);
    m_selection.hover(-1, -1);
    const QWidget *focus = window()->focusWidget(); // also of a window that is not the active one
    const bool isInside = focus && m_stack->isAncestorOf(focus);
    m_stack->setCurrentIndex(index); // would give the focus to the first field of the view
    if (isInside)
        currentView().setFocus(Qt::OtherFocusReason);
    refreshHeader();
    followNeeds();
    Q_EMIT viewChanged();
    return true;
}

void HeadsWorkspace::followNeeds()
{
    grid()->setNeeded(isVisible() && headViewNamed(currentId())->ofAllHeads);
}

void HeadsWorkspace::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    followNeeds();
}

void HeadsWorkspace::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    followNeeds();
}

void HeadsWorkspace::refreshHeader()
{
    const int layer = m_selection.layer();
    const int head = m_selection.head();
    const Measure measure = m_selection.pattern().measure;
    const auto trace = m_session.trace();
    QString title = trace ? headTitle(trace->config(), layer, head) : QString();
    const auto count = static_cast<int>(measuredHeads({layer, head}, m_selection.pattern()).size());
    const std::optional<PatternBar::Offers> offers = current().offers;
    const bool wholeLayer = offers == PatternBar::Offers::everything && !measureInfo(measure).ofHeads;
    if (trace && wholeLayer)
        title = pictureTitle(trace->config(), {layer, head}, measure);
    if (trace && count > 1 && offers == PatternBar::Offers::everything) {
        const HeadRuleInfo &rule = headRuleInfo(m_selection.pattern().rule);
        title = !rule.join && count > kMostSideBySide ? tr("The first %1 of %n heads side by side", nullptr, count).arg(kMostSideBySide)
                                                      : QCoreApplication::translate("Patterns", rule.heading.data(), nullptr, count);
    }
    if (m_selection.shown() == Shown::original)
        title += tr(" · original");
    else if (m_selection.shown() == Shown::difference)
        title += current().view == m_heatmap && m_heatmap->isSideBySide() ? tr(" · edited") : tr(" · difference");
    m_title->setText(title);
    const bool oneHead = !wholeLayer && (count == 1 || offers != PatternBar::Offers::everything);
    QString description;
    if (trace) {
        if (oneHead)
            description = headDescription(trace->config(), layer, head);
        if (const QString sharing = sharingHeads(trace->config(), head); oneHead && !sharing.isEmpty())
            description += (description.isEmpty() ? QString() : QStringLiteral(" ")) + tr("Key and value shared by %1.").arg(sharing);
        if (trace->config().layer(layer).cross)
            description += (description.isEmpty() ? QString() : QStringLiteral(" "))
                + tr("Rows: what the decoder says. Columns: what the encoder reads.");
    }
    m_description->setText(description);
    refreshFormula();
    refreshFilter();
}

void HeadsWorkspace::refreshFormula()
{
    const std::optional<PatternBar::Offers> offers = current().offers;
    m_bar->setVisible(offers.has_value() && !m_bare);
    QString formula;
    if (offers) {
        m_bar->setOffers(*offers);
        const HeadPlace picked{m_selection.layer(), m_selection.head()};
        const auto trace = m_session.newestWith(picked.layer);
        if (trace && hasTokens(*trace)) {
            try {
                PatternChoice choice = m_selection.pattern();
                if (*offers == PatternBar::Offers::tokensOfOneHead) {
                    choice.unit = TokenUnit::tokens;
                    choice.others.clear();
                }
                formula = QString::fromStdString(makePattern(trace, picked, choice)->formula());
            } catch (const Error &) {
                // The view says what is wrong, and where the picture would be.
            }
        }
    }
    m_formula->setText(formula);
    showDescriptions();
}

void HeadsWorkspace::refreshFilter()
{
    const auto trace = m_session.trace();
    m_filter->setVisible(trace && trace->pair() && !m_bare);
    m_filter->setCurrent(static_cast<int>(m_selection.filter()));
}

void HeadsWorkspace::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::current().canvas);
}

} // namespace headscope
