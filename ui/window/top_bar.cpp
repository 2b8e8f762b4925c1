#include "ui/window/top_bar.h"

#include "ui/session/model_facts.h"
#include "ui/session/model_words.h"
#include "ui/session/settings_file.h"
#include "ui/theme/plain_text.h"
#include "ui/widgets/segmented_control.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace headscope {

namespace {

constexpr int kMaximumCharacters = kMostRememberedText; // that can be pasted; a file may have more
// A line edit shapes all of its text whenever it paints, 1.4 ms for 1,000 characters: of a long text the line holds the beginning alone.
constexpr int kMostShown = 10'000;
constexpr int kMostTyped = 40'000; // by hand: nobody's line turns into a beginning in the middle of a word
constexpr int kBeginning = 80;
constexpr int kModelColumn = 10; // of the grid
constexpr int kWidestName = 190; // pixels of a model's name on its button

QString beginningOf(const QString &text)
{
    return TopBar::tr("%1 …   %2 characters").arg(text.left(kBeginning).simplified(), QLocale().toString(text.size()));
}

void setRole(QLabel &label, const QString &role)
{
    label.setProperty("role", role);
    label.style()->unpolish(&label);
    label.style()->polish(&label);
}

} // namespace

TopBar::TopBar(Session &session, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_menu(new QToolButton(this))
    , m_brand(new QLabel(QStringLiteral("Headscope"), this))
    , m_workspaces(new SegmentedControl({tr("Walk"), tr("Heads")}, this))
    , m_lead(new QLabel(this))
    , m_sentence(addField(tr("Sentence")))
    , m_newText(new QToolButton(this))
    , m_addPair(new QToolButton(this))
    , m_secondLead(new QLabel(this))
    , m_second(addField(tr("Second sentence")))
    , m_removePair(new QToolButton(this))
    , m_model(new QPushButton(this))
    , m_badge(new QToolButton(this))
    , m_export(new QPushButton(tr("Export…"), this))
{
    setProperty("role", QStringLiteral("bar"));
    m_menu->setText(QStringLiteral("☰"));
    m_menu->setProperty("kind", QStringLiteral("menu"));
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_menu->setAccessibleName(tr("Menu"));
    m_menu->setToolTip(tr("Menu (F10)"));
    m_menu->setShortcut(Qt::Key_F10);
    m_brand->setProperty("role", QStringLiteral("brand"));

    m_workspaces->setAccessibleName(tr("Workspace"));
    m_workspaces->setToolTip(tr("Walk: the computation, stage by stage (Ctrl+1)\nHeads: every head, then one (Ctrl+2)"));
    connect(m_workspaces, &SegmentedControl::activated, this, &TopBar::workspaceChosen);

    m_sentence->setProperty("role", QStringLiteral("sentence"));
    m_sentence->setPlaceholderText(tr("Type a sentence"));
    m_sentence->setToolTip(tr("The sentence: every change runs the model again (Ctrl+L)"));
    m_second->setProperty("role", QStringLiteral("second"));
    for (QLineEdit *field : {m_sentence, m_second})
        connect(field, &QLineEdit::textEdited, this, [this, field](const QString &text) { setTextOf(*field, text); });

    m_newText->setText(QStringLiteral("✕"));
    m_newText->setProperty("kind", QStringLiteral("quiet"));
    m_newText->setAccessibleName(tr("New text"));
    m_newText->setToolTip(tr("This text is too long to be edited here: begin a new one"));
    m_newText->hide();
    connect(m_newText, &QToolButton::clicked, this, [this] {
        m_session.setText(QString());
        m_sentence->setFocus(Qt::OtherFocusReason);
    });
    m_addPair->setText(tr("+ B"));
    m_addPair->setProperty("kind", QStringLiteral("quiet"));
    m_addPair->setAccessibleName(tr("Add a second sentence"));
    m_addPair->setToolTip(tr("This model reads two sentences at once: add a second (Ctrl+B)"));
    connect(m_addPair, &QToolButton::clicked, this, &TopBar::openPair);
    m_removePair->setText(QStringLiteral("✕"));
    m_removePair->setProperty("kind", QStringLiteral("quiet"));
    m_removePair->setAccessibleName(tr("Remove the second sentence"));
    m_removePair->setToolTip(tr("Remove the second sentence (Ctrl+B)"));
    connect(m_removePair, &QToolButton::clicked, this, [this] { m_session.setPair(std::nullopt); });

    m_model->setAccessibleName(tr("Model"));
    m_badge->setProperty("kind", QStringLiteral("badge"));
    connect(m_badge, &QToolButton::clicked, this, &TopBar::aboutModelRequested);

    m_export->setProperty("kind", QStringLiteral("primary"));
    m_export->setToolTip(tr("Save this view as PNG, SVG or PDF, or its numbers as CSV, NPY, JSON or safetensors (Ctrl+E)"));
    connect(m_export, &QPushButton::clicked, this, &TopBar::exportRequested);

    auto *model = new QHBoxLayout;
    model->setSpacing(4);
    model->addWidget(m_model);
    model->addWidget(m_badge);
    m_layout = new QGridLayout(this);
    m_layout->addLayout(model, 0, kModelColumn);
    arrange();

    connect(&m_session, &Session::textChanged, this, &TopBar::showTexts);
    connect(&m_session, &Session::modelChanged, this, [this] {
        showModel();
        showTexts();
    });
    showModel();
    showTexts();
}

/// Two texts stand one below the other, or where height is dear side by side.
void TopBar::arrange()
{
    m_menu->setVisible(m_compact);
    m_brand->setVisible(!m_compact);
    m_layout->setContentsMargins(m_compact ? 10 : 18, m_compact ? 4 : 9, m_compact ? 10 : 18, m_compact ? 4 : 9);
    m_layout->setHorizontalSpacing(m_compact ? 8 : 14);
    m_layout->setVerticalSpacing(7);
    enum Column {
        menu,
        brand,
        workspaces,
        lead,
        sentence,
        newText,
        addPair,
        secondLead,
        second,
        removePair,
        afterTexts = kModelColumn + 1
    };
    static_assert(removePair < kModelColumn);
    const int row = m_compact ? 0 : 1;
    const auto below = [this](int beside, int under) { return m_compact ? beside : under; };
    const auto put = [this](QWidget *widget, int at, int column) { m_layout->addWidget(widget, at, column); };
    put(m_menu, 0, menu);
    put(m_brand, 0, brand);
    put(m_workspaces, 0, workspaces);
    put(m_lead, 0, lead);
    put(m_sentence, 0, sentence);
    put(m_newText, 0, newText);
    put(m_addPair, 0, addPair);
    put(m_secondLead, row, below(secondLead, lead));
    put(m_second, row, below(second, sentence));
    put(m_removePair, row, below(removePair, kModelColumn));
    put(m_export, 0, afterTexts);
    m_layout->setColumnStretch(sentence, 3);
    m_layout->setColumnStretch(second, m_compact && m_second->isVisibleTo(this) ? 2 : 0);
    for (QLineEdit *field : {m_sentence, m_second})
        field->setMinimumWidth(m_compact ? 110 : 220);
}

void TopBar::setCompact(bool compact)
{
    m_compact = compact;
    arrange();
}

QLineEdit *TopBar::addField(const QString &name)
{
    auto *field = new QLineEdit(this);
    field->setMaxLength(kMaximumCharacters);
    field->setAccessibleName(name);
    field->setMinimumWidth(220);
    connect(field, &QLineEdit::inputRejected, this, [this] { Q_EMIT textTooLong(kMaximumCharacters); });
    connect(field, &QLineEdit::returnPressed, this, &TopBar::leftSentence);
    field->installEventFilter(this);
    return field;
}

/// A line edit claims Ctrl+E (end of line) and Ctrl+Backspace for itself; here they are Export and Reset All Edits. And it would take the
/// name of a dropped file as text: files are the window's.
bool TopBar::eventFilter(QObject *watched, QEvent *event)
{
    if (auto *field = qobject_cast<QLineEdit *>(watched); field && field->isReadOnly() && replacesLongText(*field, *event))
        return field->isReadOnly(); // emptied: what was typed goes into it
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::ControlModifier && (key->key() == Qt::Key_E || key->key() == Qt::Key_Backspace)) {
            event->ignore();
            return true;
        }
    }
    if (event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove || event->type() == QEvent::Drop) {
        if (static_cast<QDropEvent *>(event)->mimeData()->hasUrls()) {
            event->ignore();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void TopBar::setTextOf(const QLineEdit &field, const QString &text)
{
    const bool target = m_session.model() && m_session.model()->config().isEncoderDecoder();
    if (&field == m_sentence)
        m_session.setText(text);
    else if (m_session.prompt().pair && !target)
        m_session.setPair(text);
    else
        m_session.setTarget(text);
}

/// Of a text that is too long for its line the line holds the beginning, which cannot be edited. But whoever has selected all of it and
/// types, pastes or deletes means a new text: the field is emptied for it first. Anything less is answered in words, and is over then.
bool TopBar::replacesLongText(QLineEdit &field, const QEvent &event)
{
    if (event.type() != QEvent::KeyPress)
        return false;
    const auto &key = static_cast<const QKeyEvent &>(event);
    const bool isText = !key.text().isEmpty() && key.text().at(0).isPrint()
        && !(key.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    const bool pastes = key.matches(QKeySequence::Paste) && !QGuiApplication::clipboard()->text().isEmpty();
    const bool removes = key.key() == Qt::Key_Backspace || key.key() == Qt::Key_Delete;
    if (!isText && !pastes && !removes)
        return false;
    if (field.selectedText().size() == field.text().size())
        setTextOf(field, QString());
    else
        Q_EMIT tooLongToEdit();
    return true;
}

void TopBar::setWorkspace(int index)
{
    m_workspaces->setCurrent(index);
}

void TopBar::openPair()
{
    m_session.setPair(QString());
    m_second->setFocus(Qt::OtherFocusReason);
}

void TopBar::showTexts()
{
    const auto model = m_session.model();
    const Prompt &prompt = m_session.prompt();
    const bool target = model && model->config().isEncoderDecoder();
    const bool pair = !target && model && takesPairs(*model) && prompt.pair;
    const auto put = [](QLineEdit &field, const QString &text) {
        const bool isLong = text.size() > (field.text() == text ? kMostTyped : kMostShown);
        const QString shown = isLong ? beginningOf(text) : text;
        field.setReadOnly(isLong);
        if (field.text() == shown)
            return;
        field.setText(shown);
        if (isLong)
            field.setCursorPosition(0);
    };
    put(*m_sentence, prompt.text);
    put(*m_second, target ? prompt.target : prompt.pair.value_or(QString()));
    m_newText->setVisible(m_sentence->isReadOnly());
    m_addPair->setVisible(!target && model && takesPairs(*model) && !prompt.pair);
    m_removePair->setVisible(pair);
    m_second->setVisible(target || pair);
    m_secondLead->setVisible(target || pair);
    arrange();
    m_lead->setVisible(target || pair);
    m_lead->setText(target ? tr("Encoder reads") : tr("A"));
    m_secondLead->setText(target ? tr("Decoder says") : tr("B"));
    setRole(*m_lead, target ? QStringLiteral("muted") : QStringLiteral("first"));
    setRole(*m_secondLead, target ? QStringLiteral("muted") : QStringLiteral("second"));
    m_second->setAccessibleName(target ? tr("What the decoder says") : tr("Second sentence"));
    m_second->setPlaceholderText(target ? tr("Type what the decoder has said so far, or let it generate") : tr("Type the second sentence"));
    m_second->setToolTip(target ? tr("The target text: the decoder reads it up to each token and foretells the next")
                                : tr("The second sentence: the model reads both as one text"));
}

void TopBar::showModel()
{
    const auto model = m_session.model();
    const QString name = model ? modelTitle(*model) : tr("No model");
    const QString shown = QFontMetrics(m_model->font()).elidedText(name, Qt::ElideMiddle, kWidestName);
    m_model->setText(withoutMnemonics(shown) + QStringLiteral("  ▾"));
    QString about = model ? QString::fromStdString(model->config().description) : QString();
    if (about.isEmpty())
        about = tr("Choose a model, or open a folder (Ctrl+O)");
    if (model && name != shown)
        about = name + QLatin1Char('\n') + about;
    m_model->setToolTip(about);
    const int concerns = model ? concernCount(*model) : 0;
    m_badge->setVisible(concerns > 0);
    m_badge->setText(QString::number(concerns));
    m_badge->setAccessibleName(tr("To know about this model"));
    m_badge->setToolTip(concerns == 1 ? tr("One thing to know about this model") : tr("%1 things to know about this model").arg(concerns));
}

} // namespace headscope
