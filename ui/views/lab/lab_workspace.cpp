#include "ui/views/lab/lab_workspace.h"

#include "ui/theme/theme.h"
#include "ui/views/lab/cards_figure.h"
#include "ui/views/lab/lab_sets.h"
#include "ui/views/lab/mechanism_picker.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/fold_strip.h"
#include "ui/widgets/splitter_fold.h"

#include <QButtonGroup>
#include <QEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace headscope {

LabWorkspace::LabWorkspace(Session &session, Selection &selection, LabState &lab, QWidget *parent)
    : QWidget(parent)
    , m_lab(lab)
    , m_controls(new LabControls(lab, this))
    , m_strip(new FoldStrip(this))
    , m_left(new QWidget(this))
    , m_header(new QWidget(this))
    , m_pages(new SegmentedControl({tr("Cards"), tr("Charts"), tr("In the Model")}, m_header)) // in the order of LabView
    , m_add(new QToolButton(m_header))
    , m_sets(new QToolButton(m_header))
    , m_search(new QLineEdit(m_header))
    , m_groups(new QButtonGroup(this))
    , m_cards(new CardsView(session, selection, lab))
    , m_charts(new LabChartsView(session, selection, lab))
    , m_swapped(new SwapView(session, selection, lab))
    , m_area(new QScrollArea(this))
    , m_stack(new QStackedWidget(this))
    , m_columns(new QSplitter(Qt::Horizontal, this))
{
    buildHeader();
    m_area->setWidget(m_cards);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusProxy(m_cards);
    m_area->viewport()->installEventFilter(this);
    auto *centre = new QWidget(this);
    auto *centreLayout = new QVBoxLayout(centre);
    centreLayout->setContentsMargins(0, 0, 0, 0);
    centreLayout->setSpacing(0);
    centreLayout->addWidget(m_header);
    centreLayout->addWidget(m_stack, 1);
    for (QWidget *page : std::initializer_list<QWidget *>{m_area, m_charts, m_swapped}) // in the order of LabView
        m_stack->addWidget(page);

    m_strip->setTitles({tr("Queries, keys, values")}, tr("Show the Lab's controls (F6)"));
    m_strip->hide();
    auto *left = new QHBoxLayout(m_left);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(0);
    left->addWidget(m_controls);
    left->addWidget(m_strip);
    m_columns->setChildrenCollapsible(false);
    m_columns->setHandleWidth(1);
    m_columns->addWidget(m_left);
    m_columns->addWidget(centre);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_columns);

    connect(m_strip, &FoldStrip::unfolded, this, &LabWorkspace::controlsFoldToggled);
    connect(m_controls, &LabControls::foldAsked, this, &LabWorkspace::controlsFoldToggled);
    connect(m_cards, &CardsView::openAsked, this, &LabWorkspace::openAsked);
    connect(m_cards, &CardsView::selectedMoved, m_area, [this](const QRect &card) {
        m_area->ensureVisible(card.center().x(), card.center().y(), card.width() / 2 + 12, card.height() / 2 + 12);
    });
    connect(m_cards, &CardsView::progressed, this, [this] {
        const auto run = m_cards->maker().run();
        m_controls->showSource(run ? sourceOf(run->numbers, m_lab) : QString());
    });
    connect(&m_lab, &LabState::changed, this, [this](LabState::Changes what) {
        if (what & (LabState::mechanismsChanged | LabState::foundChanged))
            refreshGroups();
        if (what & LabState::viewChanged)
            refreshPage();
    });
    connect(&Appearance::instance(), &Appearance::changed, this, qOverload<>(&QWidget::update));
    refreshGroups();
    refreshPage();
}

View &LabWorkspace::currentView() const
{
    switch (m_lab.choices().view) {
    case LabView::cards: return *m_cards;
    case LabView::charts: return *m_charts;
    case LabView::model: return *m_swapped;
    }
    return *m_cards;
}

void LabWorkspace::refreshPage()
{
    const LabView view = m_lab.choices().view;
    m_pages->setCurrent(static_cast<int>(view));
    m_stack->setCurrentIndex(static_cast<int>(view));
    refreshGroups(); // chips are of the cards
    Q_EMIT viewChanged();
}

void LabWorkspace::buildHeader()
{
    m_headerLayout = new FlowLayout(6, 6);
    m_header->setLayout(m_headerLayout);
    m_pages->setCompact(true);
    m_pages->setAccessibleName(tr("What is shown of the mechanisms"));
    connect(m_pages, &SegmentedControl::activated, this, [this](int index) { m_lab.show(static_cast<LabView>(index)); });
    m_headerLayout->addWidget(m_pages);
    m_add->setText(tr("Add mechanism…"));
    m_add->setProperty("kind", QStringLiteral("slim"));
    m_add->setToolTip(tr("The list of all mechanisms, with their ideas"));
    connect(m_add, &QToolButton::clicked, this, &LabWorkspace::showPicker);
    m_sets->setText(tr("Sets ▾"));
    m_sets->setProperty("kind", QStringLiteral("slim"));
    m_sets->setPopupMode(QToolButton::InstantPopup);
    m_sets->setToolTip(tr("Mechanisms that belong together; pinned cards stay"));
    auto *menu = new QMenu(m_sets);
    menu->setToolTipsVisible(true);
    for (const LabSet &set : labSets()) {
        QAction *action = menu->addAction(QStringLiteral("%1  (%2)").arg(set.title).arg(set.mechanisms.size()), this,
            [this, set] { m_lab.setMechanisms(set.mechanisms); });
        action->setToolTip(set.meaning);
    }
    m_sets->setMenu(menu);
    m_search->setPlaceholderText(tr("Find among the cards"));
    m_search->setProperty("role", QStringLiteral("slim"));
    m_search->setAccessibleName(tr("Find a card by name"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(150);
    m_search->setMaximumWidth(230);
    m_search->setFixedHeight(m_add->sizeHint().height());
    connect(
        m_search, &QLineEdit::textChanged, this, [this](const QString &text) { m_lab.find(text.toStdString(), m_lab.choices().group); });
    for (QWidget *part : std::initializer_list<QWidget *>{m_add, m_sets, m_search})
        m_headerLayout->addWidget(part);
    m_groups->setExclusive(true);
}

void LabWorkspace::showPicker()
{
    MechanismPicker(m_lab, this).exec();
}

/// A chip for each group that has a card.
void LabWorkspace::refreshGroups()
{
    const LabChoices &choices = m_lab.choices();
    if (m_search->text().toStdString() != choices.search)
        m_search->setText(QString::fromStdString(choices.search));
    m_search->setVisible(choices.view == LabView::cards);
    const bool focused = std::ranges::any_of(m_groups->buttons(), [](const QAbstractButton *chip) { return chip->hasFocus(); });
    for (QAbstractButton *chip : m_groups->buttons()) {
        m_groups->removeButton(chip);
        m_headerLayout->removeWidget(chip);
        chip->hide();
        chip->deleteLater(); // it may be the one that was pressed
    }
    if (choices.view != LabView::cards)
        return;
    const auto add = [&](const QString &title, const QString &meaning, const std::string &group) {
        auto *chip = new QToolButton(m_header);
        chip->setText(title);
        chip->setToolTip(meaning);
        chip->setProperty("kind", QStringLiteral("slim"));
        chip->setCheckable(true);
        chip->setChecked(choices.group == group);
        connect(chip, &QToolButton::clicked, this, [this, group] { m_lab.find(m_lab.choices().search, group); });
        m_groups->addButton(chip);
        m_headerLayout->addWidget(chip);
        chip->show();
        if (focused && chip->isChecked())
            chip->setFocus(Qt::OtherFocusReason);
    };
    add(tr("All %1").arg(choices.mechanisms.size()), tr("Cards of all groups"), {});
    for (const MechanismGroupInfo &group : allMechanismGroups()) {
        const auto count = std::ranges::count_if(
            choices.mechanisms, [&](const LabMechanism &mechanism) { return mechanismNamed(mechanism.name).group == group.id; });
        if (count > 0 || choices.group == group.name)
            add(QStringLiteral("%1 %2").arg(groupName(group.id)).arg(count), groupTitle(group.id), std::string(group.name));
    }
}

void LabWorkspace::setControlsFolded(bool folded)
{
    m_controls->setVisible(!folded);
    m_strip->setVisible(folded);
    foldInSplitter(*m_columns, *m_left, folded ? FoldStrip::thickness() : -1);
}

void LabWorkspace::setCompact(bool compact)
{
    m_headerLayout->setContentsMargins(16, compact ? 6 : 12, 16, compact ? 0 : 2);
}

void LabWorkspace::setBare(bool bare)
{
    m_left->setVisible(!bare);
    m_header->setVisible(!bare);
}

/// The cards stand in what is seen of them, not in all that they take.
bool LabWorkspace::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_area->viewport() && event->type() == QEvent::Resize)
        m_cards->setViewport(m_area->viewport()->size());
    return QWidget::eventFilter(watched, event);
}

void LabWorkspace::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::current().canvas);
}

} // namespace headscope
