#include "ui/window/walk_coach.h"

#include "ui/session/strongest_row.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/stages/lesson.h"
#include "ui/widgets/accessible_painting.h"
#include "ui/window/tour_words.h"
#include "ui/window/walk_rail.h"

#include <QAbstractButton>
#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QTextDocumentFragment>
#include <QToolButton>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kOutside = 10; // from the card's edge to that of the widget
constexpr double kCorner = 12;

/// Steps that a key asks for; 0: it asks for nothing here.
int stepsOf(const QKeyEvent &key)
{
    if (key.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return 0;
    switch (key.key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
    case Qt::Key_PageUp:
    case Qt::Key_Backspace: return -1;
    case Qt::Key_Right:
    case Qt::Key_Down:
    case Qt::Key_PageDown:
    case Qt::Key_Return:
    case Qt::Key_Enter: return 1;
    case Qt::Key_Tab:
    case Qt::Key_Backtab: return 0;
    default: return !key.text().isEmpty() && key.text().at(0).isPrint() ? 1 : 0;
    }
}

bool isPress(const QKeyEvent &key)
{
    return key.key() == Qt::Key_Space || key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
}

} // namespace

WalkCoach::WalkCoach(Session &session, Selection &selection, WalkRail &rail, QWidget &walk)
    : QWidget(&walk)
    , m_session(session)
    , m_selection(selection)
    , m_rail(rail)
    , m_walk(walk)
    , m_place(new QLabel(this))
    , m_words(new QLabel(this))
    , m_back(new QPushButton(QStringLiteral("◀"), this))
    , m_next(new QPushButton(this))
    , m_leave(new QToolButton(this))
{
    setAccessibleName(tr("How attention works"));
    m_place->setProperty("role", QStringLiteral("muted"));
    m_words->setProperty("role", QStringLiteral("coach"));
    m_words->setTextFormat(Qt::RichText); // as lessons are, which escape what is typed
    m_words->setWordWrap(true);
    m_back->setProperty("kind", QStringLiteral("step"));
    m_back->setFixedWidth(36);
    m_back->setAccessibleName(tr("Previous stage"));
    m_back->setToolTip(tr("Previous stage (←)"));
    connect(m_back, &QPushButton::clicked, this, [this] { step(-1); });
    m_next->setProperty("kind", QStringLiteral("primary"));
    m_next->setToolTip(tr("Next stage (any key)"));
    connect(m_next, &QPushButton::clicked, this, [this] { step(1); });
    m_leave->setText(QStringLiteral("✕"));
    m_leave->setProperty("kind", QStringLiteral("quiet"));
    m_leave->setAccessibleName(tr("Leave"));
    m_leave->setToolTip(tr("Leave; the picture stays (Esc)"));
    connect(m_leave, &QToolButton::clicked, this, &WalkCoach::leave);
    for (QWidget *button : {static_cast<QWidget *>(m_back), static_cast<QWidget *>(m_next), static_cast<QWidget *>(m_leave)})
        button->setFocusPolicy(Qt::TabFocus); // a click leaves the keys to the picture

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kOutside + 16, 2 + 8, kOutside + 8, kOutside + 8);
    layout->setSpacing(10);
    layout->addWidget(m_place);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_back);
    layout->addWidget(m_next);
    layout->addWidget(m_leave);
    hide();

    connect(&m_selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & (Selection::stageChanged | Selection::pinChanged))
            follow();
    });
    connect(&m_session, &Session::traceChanged, this, [this] {
        makeRoom();
        follow();
    });
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        makeRoom();
        follow();
    });
}

void WalkCoach::start()
{
    show();
    qApp->installEventFilter(this);
    m_rail.goTo(0);
    if (const auto trace = m_session.trace(); trace && trace->tokenCount() > 0)
        m_selection.pin(strongestRow(*trace, m_selection.layer(), m_selection.head()), -1);
    makeRoom();
    follow();
}

void WalkCoach::leave()
{
    if (isHidden())
        return;
    qApp->removeEventFilter(this);
    hide();
    Q_EMIT left();
}

void WalkCoach::step(int steps)
{
    if (m_rail.position() + steps >= m_rail.path().length())
        leave();
    else
        m_rail.step(steps);
}

QString WalkCoach::words() const
{
    return wordsAt(m_selection.key());
}

QString WalkCoach::wordsAt(const StageKey &key) const
{
    const auto trace = m_session.trace();
    return trace && trace->has(key.stage, key.layer) ? tourWords(*trace, key, m_selection.row()) : QString();
}

void WalkCoach::follow()
{
    if (isHidden())
        return;
    const int last = m_rail.path().length();
    m_place->setMinimumWidth(m_place->fontMetrics().horizontalAdvance(tr("%1 of %2").arg(last).arg(last)));
    m_place->setText(tr("%1 of %2").arg(m_rail.position() + 1).arg(last));
    m_words->setText(colored(words(), Theme::current()));
    announce(*this, QTextDocumentFragment::fromHtml(words()).toPlainText());
    m_back->setEnabled(m_rail.position() > 0);
    m_next->setText(m_rail.position() + 1 < last ? tr("Next  ▶") : tr("Finish"));
}

void WalkCoach::makeRoom()
{
    if (isHidden() || m_rail.path().length() == 0)
        return;
    const QString shown = m_words->text();
    int height = 0;
    const StageKey here = m_selection.key();
    for (int i = 0; i < m_rail.path().length(); ++i) {
        StageKey key = m_rail.path().at(i);
        if (key.layer != here.layer)
            continue;
        key.head = here.head;
        m_words->setText(colored(wordsAt(key), Theme::current()));
        height = std::max(height, m_words->heightForWidth(m_words->width()));
    }
    m_words->setText(shown);
    m_words->setMinimumHeight(height);
}

/// While the tour goes on, keys in the walk are the tour's. Fields keep theirs, and so does a button that is about to be pressed.
bool WalkCoach::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return false;
    const QWidget *focus = QApplication::focusWidget();
    const auto &key = static_cast<const QKeyEvent &>(*event);
    if (watched != focus || QApplication::activePopupWidget() || !m_walk.isAncestorOf(focus) || qobject_cast<const QLineEdit *>(focus)
        || (qobject_cast<const QAbstractButton *>(focus) && isPress(key)))
        return false;
    const bool leaves = key.key() == Qt::Key_Escape;
    const int steps = stepsOf(key);
    if (!leaves && steps == 0)
        return false;
    if (event->type() == QEvent::ShortcutOverride)
        event->accept(); // the key itself comes next
    else if (leaves)
        leave();
    else
        step(steps);
    return true;
}

void WalkCoach::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme.canvas);
    painter.setPen(QPen(theme.accent, 1.2));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(kOutside, 2, -kOutside, -kOutside), kCorner, kCorner);
}

void WalkCoach::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    makeRoom();
}

} // namespace headscope
