#include "ui/window/top_bar.h"

#include "ui/session/model_facts.h"
#include "ui/session/model_words.h"
#include "ui/session/settings_file.h"
#include "ui/theme/plain_text.h"
#include "ui/widgets/segmented_control.h"
#include "ui/window/long_text_edit.h"
#include "ui/window/main_window.h"
#include "ui/window/text_editor.h"
#include "ui/window/workspaces.h"

#include <QDragEnterEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace headscope {

namespace {

constexpr int kMaximumCharacters = kMostRememberedText; // that can be pasted; a file may have more
constexpr int kModelColumn = 10; // of the grid
constexpr int kWidestName = 190; // pixels of a model's name on its button
constexpr int kField = 220; // least width of a text
constexpr int kNarrowField = 160;

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
    , m_workspaces(new SegmentedControl({}, this))
    , m_lead(new QLabel(this))
    , m_sentence(addField(tr("Sentence")))
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
    m_brand->setProperty("role", QStringLiteral("brand"));

    m_workspaces->setAccessibleName(tr("Workspace"));
    QStringList titles;
    QStringList tips;
    for (const WorkspaceWords &words : kWorkspaceWords) {
        titles << MainWindow::tr(words.title);
        tips << tr("%1: %2 (%3)").arg(titles.last(), MainWindow::tr(words.sentence), keyOf(words.id).toString(QKeySequence::NativeText));
    }
    m_workspaces->setLabels(titles);
    m_workspaces->setToolTip(tips.join(QLatin1Char('\n')));
    connect(m_workspaces, &SegmentedControl::activated, this, &TopBar::workspaceChosen);

    m_sentence->setProperty("role", QStringLiteral("sentence"));
    m_sentence->setPlaceholderText(tr("Type a sentence"));
    m_sentence->setToolTip(tr("The sentence: every change runs the model again (Ctrl+L)"));
    m_second->setProperty("role", QStringLiteral("second"));
    for (TextField *field : {m_sentence, m_second}) {
        connect(field, &QLineEdit::textEdited, this, [this, field](const QString &text) { setTextOf(*field, text); });
        connect(field, &TextField::editorAsked, this, [this, field](QKeyEvent *key) { openEditor(*field, key); });
    }

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
    connect(&m_session, &Session::traceChanged, this, &TopBar::showCut);
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
    m_workspaces->setCompact(m_compact);
    for (TextField *field : {m_sentence, m_second})
        field->setMinimumWidth(m_compact ? kNarrowField : kField);
    m_layout->setContentsMargins(m_compact ? 10 : 18, m_compact ? 4 : 9, m_compact ? 10 : 18, m_compact ? 4 : 9);
    m_layout->setHorizontalSpacing(m_compact ? 8 : 14);
    m_layout->setVerticalSpacing(7);
    enum Column { menu, brand, workspaces, lead, sentence, addPair, secondLead, second, removePair, afterTexts = kModelColumn + 1 };
    static_assert(removePair < kModelColumn);
    const int row = m_compact ? 0 : 1;
    const auto below = [this](int beside, int under) { return m_compact ? beside : under; };
    const auto put = [this](QWidget *widget, int at, int column) { m_layout->addWidget(widget, at, column); };
    put(m_menu, 0, menu);
    put(m_brand, 0, brand);
    put(m_workspaces, 0, workspaces);
    put(m_lead, 0, lead);
    put(m_sentence, 0, sentence);
    put(m_addPair, 0, addPair);
    put(m_secondLead, row, below(secondLead, lead));
    put(m_second, row, below(second, sentence));
    put(m_removePair, row, below(removePair, kModelColumn));
    put(m_export, 0, afterTexts);
    m_layout->setColumnStretch(sentence, 3);
    m_layout->setColumnStretch(second, m_compact && m_second->isVisibleTo(this) ? 2 : 0);
    for (TextField *field : {m_sentence, m_second})
        field->setMinimumWidth(m_compact ? 84 : 220);
}

void TopBar::setCompact(bool compact)
{
    m_compact = compact;
    arrange();
}

TextField *TopBar::addField(const QString &name)
{
    auto *field = new TextField(this);
    field->setMaxLength(kMaximumCharacters);
    field->setAccessibleName(name);
    connect(field, &QLineEdit::inputRejected, this, [this] { Q_EMIT textTooLong(kMaximumCharacters); });
    connect(field, &QLineEdit::returnPressed, this, &TopBar::leftSentence);
    field->installEventFilter(this);
    return field;
}

/// A line edit claims Ctrl+E (end of line) and Ctrl+Backspace for itself; here they are Export and Reset All Edits. And it would take the
/// name of a dropped file as text: files are the window's.
bool TopBar::eventFilter(QObject *watched, QEvent *event)
{
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

void TopBar::setTextOf(const TextField &field, const QString &text)
{
    const bool target = m_session.model() && m_session.model()->config().isEncoderDecoder();
    if (&field == m_sentence)
        m_session.setText(text);
    else if (m_session.prompt().pair && !target)
        m_session.setPair(text);
    else
        m_session.setTarget(text);
}

QString TopBar::textOf(const TextField &field) const
{
    const Prompt &prompt = m_session.prompt();
    const bool target = m_session.model() && m_session.model()->config().isEncoderDecoder();
    return &field == m_sentence ? prompt.text : target ? prompt.target : prompt.pair.value_or(QString());
}

void TopBar::openEditorAt(TextField &field, qsizetype start, qsizetype length)
{
    if (!m_editor) { // over the window, which the bar is in by now
        m_editor = new TextEditor(*window());
        connect(m_editor, &TextEditor::edited, this, [this](const QString &text) { setTextOf(*m_edited, text); });
        connect(m_editor, &TextEditor::tooLong, this, &TopBar::textTooLong);
        connect(m_editor, &TextEditor::left, this, &TopBar::leftSentence);
    }
    m_edited = &field;
    m_editor->open(field, textOf(field), start, length);
    showCut();
}

/// With what is selected on the line, where it is the text.
void TopBar::openEditor(TextField &field, QKeyEvent *key)
{
    const bool isAll = field.hasSelectedText() && field.selectedText().size() == field.text().size();
    if (isAll)
        openEditorAt(field, 0, textOf(field).size());
    else if (field.holdsAll())
        openEditorAt(field, field.hasSelectedText() ? field.selectionStart() : field.cursorPosition(), field.selectedText().size());
    else
        openEditorAt(field, 0, 0);
    if (key)
        QCoreApplication::sendEvent(&m_editor->edit(), key);
}

void TopBar::editSentence()
{
    m_sentence->setFocus(Qt::ShortcutFocusReason);
    m_sentence->selectAll();
    if (!m_sentence->holdsAll())
        openEditor(*m_sentence);
}

/// What the model did not read stands where it was typed.
void TopBar::showCut()
{
    const auto trace = m_session.trace();
    QString words;
    QString whole;
    if (trace && trace->cutTokens() > 0) {
        int read = 0;
        for (int stack = 0; stack < trace->config().stackCount(); ++stack)
            read += static_cast<int>(trace->stackTokens(stack).size());
        words = tr("%1 of %2 tokens are read")
                    .arg(QLocale().toString(read), QLocale().toString(qulonglong(read) + qulonglong(trace->cutTokens())));
        QStringList notes;
        for (const std::string &note : trace->notes())
            notes << QString::fromStdString(note);
        whole = notes.join(QLatin1Char('\n'));
    }
    if (textOf(*m_sentence).size() == kMaximumCharacters) {
        const QString limit = tr("at most %1 characters can be typed or pasted").arg(QLocale().toString(kMaximumCharacters));
        words = words.isEmpty() ? limit : limit + QStringLiteral(" · ") + words;
        whole.prepend(limit + QLatin1Char('\n'));
    }
    m_sentence->showCut(words, whole.trimmed());
    if (m_editor)
        m_editor->showCut(whole.trimmed());
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
    TextField &focused = m_second->hasFocus() ? *m_second : *m_sentence;
    const bool isTyped = focused.hasFocus() && focused.holdsAll();
    const int place = focused.cursorPosition();
    m_sentence->showText(prompt.text);
    m_second->showText(textOf(*m_second));
    if (m_editor && m_editor->isVisible())
        m_editor->showText(textOf(*m_edited));
    else if (isTyped && !focused.holdsAll())
        openEditorAt(focused, place, 0); // it has just become too long for its line
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
        about = tr("Choose a model, or open a folder (Ctrl+Shift+M)");
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
