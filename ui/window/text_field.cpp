#include "ui/window/text_field.h"

#include "ui/session/shown_words.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

namespace headscope {

namespace {

// A line edit shapes all of its text whenever it paints, 1.4 ms for 1,000 characters: of a long text the line holds the beginning alone.
constexpr int kMostShown = 10'000;
constexpr int kBeginning = 80;
constexpr int kGap = 6;

bool hasLines(const QString &text)
{
    return text.trimmed().contains(QLatin1Char('\n'));
}

QString standInFor(const QString &text)
{
    const QString beginning = shownWords(text.left(kBeginning).simplified());
    if (text.size() > kMostShown)
        return TextField::tr("%1 characters:  %2 …").arg(QLocale().toString(text.size()), beginning);
    return TextField::tr("%1 lines:  %2 …").arg(QString::number(text.trimmed().count(QLatin1Char('\n')) + 1), beginning);
}

} // namespace

TextField::TextField(QWidget *parent)
    : QLineEdit(parent)
    , m_more(new QToolButton(this))
    , m_cut(new QLabel(this))
{
    m_more->setText(QStringLiteral("▾"));
    m_more->setProperty("kind", QStringLiteral("in-field"));
    m_more->setFocusPolicy(Qt::NoFocus);
    m_more->setCursor(Qt::ArrowCursor);
    m_more->setAccessibleName(tr("Edit in several lines"));
    m_more->setToolTip(tr("Edit in several lines (Ctrl+Shift+L, Alt+↓)"));
    connect(m_more, &QToolButton::clicked, this, [this] { Q_EMIT editorAsked(nullptr); });
    m_cut->setProperty("role", QStringLiteral("concern-small"));
    m_cut->hide();
    connect(&Appearance::instance(), &Appearance::changed, this, &TextField::place);
}

bool TextField::fits(const QString &text)
{
    return text.size() <= kMostShown && !hasLines(text);
}

void TextField::showText(const QString &text)
{
    const bool isWhole = fits(text);
    const QString shown = isWhole ? text : standInFor(text);
    setReadOnly(!isWhole);
    if (this->text() == shown)
        return;
    setText(shown);
    if (!isWhole)
        setCursorPosition(0);
}

void TextField::showCut(const QString &words, const QString &whole)
{
    m_cut->setText(words);
    m_cut->setToolTip(whole);
    m_cut->setVisible(!words.isEmpty());
    setAccessibleDescription(whole);
    place();
}

QString TextField::cut() const
{
    return m_cut->text();
}

void TextField::place()
{
    const QSize button = m_more->sizeHint();
    m_more->setGeometry(width() - button.width() - kGap, (height() - button.height()) / 2, button.width(), button.height());
    int left = m_more->x();
    if (!m_cut->isHidden()) {
        const QSize words = m_cut->sizeHint();
        left -= words.width() + kGap;
        m_cut->setGeometry(left, (height() - words.height()) / 2, words.width(), words.height());
    }
    setTextMargins(0, 0, width() - left - kGap, 0);
}

void TextField::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    place();
}

/// Of a line that only stands for its text every key that would do something to it; of another one what makes it too long for a line.
bool TextField::isForEditor(const QKeyEvent &key) const
{
    const bool isAlt = key.modifiers() == Qt::AltModifier;
    if (isAlt && key.key() == Qt::Key_Down)
        return true;
    if (key.matches(QKeySequence::Paste))
        return !holdsAll() || !fits(QGuiApplication::clipboard()->text());
    const bool leaves = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter || key.key() == Qt::Key_Escape || key.key() == Qt::Key_Tab
        || key.key() == Qt::Key_Backtab;
    const bool isModifier = key.key() >= Qt::Key_Shift && key.key() <= Qt::Key_ScrollLock;
    return !holdsAll() && !leaves && !isModifier && !(key.modifiers() & (Qt::AltModifier | Qt::MetaModifier));
}

void TextField::keyPressEvent(QKeyEvent *event)
{
    if (isForEditor(*event))
        Q_EMIT editorAsked(event->modifiers() == Qt::AltModifier ? nullptr : event);
    else
        QLineEdit::keyPressEvent(event);
}

void TextField::mousePressEvent(QMouseEvent *event)
{
    if (!holdsAll())
        Q_EMIT editorAsked(nullptr);
    else
        QLineEdit::mousePressEvent(event);
}

} // namespace headscope
