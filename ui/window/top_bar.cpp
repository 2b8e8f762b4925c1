#include "ui/window/top_bar.h"

#include "ui/widgets/segmented_control.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace headscope {

namespace {
// Laying out one line of text is quadratic in places; 200,000 characters (some 30,000 words) still type smoothly.
constexpr int kMaximumCharacters = 200'000;
} // namespace

TopBar::TopBar(Session &session, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_workspaces(new SegmentedControl({tr("Walk"), tr("Heads")}, this))
    , m_sentence(new QLineEdit(this))
    , m_model(new QPushButton(this))
{
    setProperty("role", QStringLiteral("bar"));
    auto *brand = new QLabel(QStringLiteral("Headscope"), this);
    brand->setProperty("role", QStringLiteral("brand"));

    m_workspaces->setAccessibleName(tr("Workspace"));
    m_workspaces->setToolTip(tr("Walk: the computation, stage by stage (Ctrl+1)\nHeads: every head, then one (Ctrl+2)"));
    connect(m_workspaces, &SegmentedControl::activated, this, &TopBar::workspaceChosen);

    m_sentence->setProperty("role", QStringLiteral("sentence"));
    m_sentence->setMaxLength(kMaximumCharacters);
    m_sentence->setPlaceholderText(tr("Type a sentence"));
    m_sentence->setAccessibleName(tr("Sentence"));
    m_sentence->setToolTip(tr("The sentence: every change runs the model again (Ctrl+L)"));
    m_sentence->setMinimumWidth(220);
    connect(m_sentence, &QLineEdit::textEdited, &m_session, &Session::setText);
    connect(m_sentence, &QLineEdit::inputRejected, this, [this] { Q_EMIT textTooLong(kMaximumCharacters); });
    connect(m_sentence, &QLineEdit::returnPressed, this, &TopBar::leftSentence);
    m_sentence->installEventFilter(this);
    connect(&m_session, &Session::textChanged, this, [this] {
        if (m_sentence->text() != m_session.text())
            m_sentence->setText(m_session.text());
    });

    m_model->setAccessibleName(tr("Model"));
    connect(&m_session, &Session::modelChanged, this, &TopBar::showModel);
    showModel();

    auto *exportButton = new QPushButton(tr("Export…"), this);
    exportButton->setProperty("kind", QStringLiteral("primary"));
    exportButton->setToolTip(tr("Save this view as PNG, SVG or PDF, or its numbers as CSV, NPY, JSON or safetensors (Ctrl+E)"));
    connect(exportButton, &QPushButton::clicked, this, &TopBar::exportRequested);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(18, 9, 18, 9);
    layout->setSpacing(14);
    layout->addWidget(brand);
    layout->addWidget(m_workspaces);
    layout->addWidget(m_sentence, 1);
    layout->addWidget(m_model);
    layout->addWidget(exportButton);
}

/// A line edit claims Ctrl+E (end of line) and Ctrl+Backspace for itself; here they are Export and Reset All Edits.
bool TopBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::ControlModifier && (key->key() == Qt::Key_E || key->key() == Qt::Key_Backspace)) {
            event->ignore();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void TopBar::setWorkspace(int index)
{
    m_workspaces->setCurrent(index);
}

void TopBar::showModel()
{
    const auto model = m_session.model();
    QString name = model ? QString::fromStdString(model->name()) : tr("No model");
    if (!name.isEmpty() && !name.contains(QLatin1Char('/'))) // org/name of the hub is written as it is
        name[0] = name[0].toUpper();
    m_model->setText(name + QStringLiteral("  ▾"));
    QString about = model ? QString::fromStdString(model->config().description) : QString();
    m_model->setToolTip(about.isEmpty() ? tr("Choose a model, or open a folder (Ctrl+O)") : about);
}

} // namespace headscope
