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
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kFoldedHeight = 34; // of what stands beneath the cards

} // namespace

LabWorkspace::LabWorkspace(Session &session, Selection &selection, LabState &lab, QWidget *parent)
    : QWidget(parent)
    , m_lab(lab)
    , m_controls(new LabControls(lab, this))
    , m_strip(new FoldStrip(this))
    , m_left(new QWidget(this))
    , m_header(new QWidget(this))
    , m_add(new QToolButton(m_header))
    , m_sets(new QToolButton(m_header))
    , m_search(new QLineEdit(m_header))
    , m_groups(new QButtonGroup(this))
    , m_cards(new CardsView(session, selection, lab))
    , m_area(new QScrollArea(this))
    , m_rows(new QSplitter(Qt::Vertical, this))
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
    centreLayout->addWidget(m_area, 1);
    m_rows->setHandleWidth(1);
    m_rows->setChildrenCollapsible(false);
    m_rows->addWidget(centre);
    m_rows->setStretchFactor(0, 1);

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
    m_columns->addWidget(m_rows);
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
    });
    connect(&Appearance::instance(), &Appearance::changed, this, qOverload<>(&QWidget::update));
    refreshGroups();
}

void LabWorkspace::buildHeader()
{
    m_headerLayout = new FlowLayout(6, 6);
    m_header->setLayout(m_headerLayout);
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
    const bool focused = std::ranges::any_of(m_groups->buttons(), [](const QAbstractButton *chip) { return chip->hasFocus(); });
    for (QAbstractButton *chip : m_groups->buttons()) {
        m_groups->removeButton(chip);
        m_headerLayout->removeWidget(chip);
        chip->hide();
        chip->deleteLater(); // it may be the one that was pressed
    }
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

void LabWorkspace::setBelow(QWidget *below, const QString &title)
{
    m_below = below;
    m_belowPlace = new QWidget(this);
    auto *layout = new QVBoxLayout(m_belowPlace);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(18, 4, 12, 2);
    auto *heading = new QLabel(title, m_belowPlace);
    heading->setProperty("role", QStringLiteral("heading"));
    m_belowFold = new QToolButton(m_belowPlace);
    m_belowFold->setProperty("kind", QStringLiteral("fold"));
    m_belowFold->setAccessibleName(tr("Fold the charts away, or show them"));
    m_belowFold->setToolTip(tr("%1 (F7)").arg(m_belowFold->accessibleName()));
    connect(m_belowFold, &QToolButton::clicked, this, &LabWorkspace::belowFoldToggled);
    head->addWidget(heading, 1);
    head->addWidget(m_belowFold);
    layout->addLayout(head);
    layout->addWidget(below, 1);
    m_rows->addWidget(m_belowPlace);
    m_rows->setStretchFactor(1, 0);
    refreshBelow();
}

void LabWorkspace::setControlsFolded(bool folded)
{
    m_controls->setVisible(!folded);
    m_strip->setVisible(folded);
    foldInSplitter(*m_columns, *m_left, folded ? FoldStrip::thickness() : -1);
}

void LabWorkspace::setBelowFolded(bool folded)
{
    m_belowFolded = folded;
    refreshBelow();
}

void LabWorkspace::refreshBelow()
{
    if (!m_below)
        return;
    m_belowPlace->setVisible(!m_bare);
    m_below->setVisible(!m_belowFolded);
    m_belowFold->setText(m_belowFolded ? QStringLiteral("▴") : QStringLiteral("▾"));
    foldInSplitter(*m_rows, *m_belowPlace, m_belowFolded ? int(kFoldedHeight * Appearance::instance().zoom()) : -1);
}

void LabWorkspace::setCompact(bool compact)
{
    m_headerLayout->setContentsMargins(16, compact ? 6 : 12, 16, compact ? 0 : 2);
}

void LabWorkspace::setBare(bool bare)
{
    m_bare = bare;
    m_left->setVisible(!bare);
    m_header->setVisible(!bare);
    refreshBelow();
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
