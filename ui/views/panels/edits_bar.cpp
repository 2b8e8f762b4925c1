#include "ui/views/panels/edits_bar.h"

#include "ui/theme/plain_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

#include <array>

namespace headscope {

namespace {

/// The menu lists this many of the newest edits; a session can have hundreds.
constexpr std::size_t kListed = 20;

} // namespace

EditsBar::EditsBar(Session &session, Selection &selection, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_selection(selection)
    , m_list(new QToolButton(this))
    , m_menu(new QMenu(m_list))
    , m_shown(new SegmentedControl({tr("Edited"), tr("Original"), tr("Difference")}, this))
    , m_words(new QLabel(this))
    , m_reset(new QToolButton(this))
{
    setProperty("role", QStringLiteral("edits"));
    m_list->setProperty("kind", QStringLiteral("slim"));
    m_list->setPopupMode(QToolButton::InstantPopup);
    m_list->setMenu(m_menu);
    m_list->setToolTip(tr("What was changed, newest first: choose one to take it back"));
    m_shown->setCompact(true);
    m_shown->setAccessibleName(tr("Numbers shown: edited, original or their difference"));
    m_words->setProperty("role", QStringLiteral("muted"));
    m_words->setMinimumWidth(0);
    m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // the first to give way
    m_reset->setProperty("kind", QStringLiteral("quiet"));
    m_reset->setText(tr("Reset"));
    m_reset->setToolTip(tr("Take all edits back (Ctrl+Backspace)"));

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 3, 12, 3);
    layout->setSpacing(12);
    layout->addWidget(m_shown);
    layout->addWidget(m_list);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_reset);

    connect(m_shown, &SegmentedControl::activated, this, [this](int index) { m_selection.setShown(Shown(index)); });
    connect(m_menu, &QMenu::aboutToShow, this, &EditsBar::fillMenu);
    connect(m_reset, &QToolButton::clicked, &session, &Session::resetEdits);
    connect(&session, &Session::editsChanged, this, &EditsBar::refresh);
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & Selection::shownChanged)
            refresh();
    });
    refresh();
}

void EditsBar::refresh()
{
    const int count = int(m_session.edits().size());
    setVisible(count > 0);
    if (count == 0) {
        m_selection.setShown(Shown::edited); // without edits there is nothing to compare
        return;
    }
    m_list->setText(count == 1 ? tr("1 edit") : tr("%1 edits").arg(count));
    m_shown->setCurrent(int(m_selection.shown()));
    const std::array words{tr("Numbers as your edits make them"), tr("The model's own numbers, without your edits"),
        tr("How much your edits change each number: edited − original")};
    m_words->setText(words.at(std::size_t(m_selection.shown())));
    m_words->setToolTip(m_words->text());
}

void EditsBar::fillMenu()
{
    m_menu->clear();
    const Edits edits = m_session.edits();
    for (std::size_t i = edits.size(); i-- > 0 && edits.size() - i <= kListed;) {
        const Edit edit = edits[i];
        QAction *action = m_menu->addAction(QStringLiteral("×  ") + withoutMnemonics(QString::fromStdString(describe(edit))));
        connect(action, &QAction::triggered, this, [this, edit] { m_session.removeEdit(edit); });
    }
    if (edits.size() > kListed)
        m_menu->addAction(tr("and %1 older ones").arg(edits.size() - kListed))->setEnabled(false);
}

} // namespace headscope
