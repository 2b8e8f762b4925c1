#include "ui/views/shared/scores/filter_box.h"

#include "ui/views/shared/scores/head_score_source.h"

#include <QAbstractItemView>
#include <QStringListModel>
#include <QVBoxLayout>

namespace headscope {

namespace {

/// What is half typed is not a mistake yet.
constexpr int kPause = 700;

QString nameBefore(const QString &text, int cursor)
{
    const std::string all = text.toStdString();
    const auto bytes = std::size_t(text.left(cursor).toUtf8().size());
    const std::string_view name = HeadFilter::nameBefore(all, bytes);
    return QString::fromUtf8(name.data(), qsizetype(name.size()));
}

} // namespace

FilterBox::FilterBox(HeadScoreSource &source, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_line(new QLineEdit(this))
    , m_problem(new QLabel(this))
    , m_completer(new QCompleter(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_line);
    layout->addWidget(m_problem);
    m_line->setPlaceholderText(tr("Filter heads: layer>2 entropy<1 induction>0.3"));
    m_line->setAccessibleName(tr("Filter heads"));
    m_line->setClearButtonEnabled(true);
    m_line->setToolTip(tr(
        "Conditions side by side must all hold; “or” stands between groups.\nNames: layer, head and the scores, completed as you type."));
    m_problem->setProperty("role", QStringLiteral("error"));
    m_problem->setWordWrap(true);
    m_problem->setMinimumWidth(1); // a longer message takes more lines, not a wider panel
    m_problem->hide();

    QStringList names;
    for (const std::string_view name : HeadFilter::names())
        names << QString::fromUtf8(name.data(), qsizetype(name.size()));
    m_completer->setModel(new QStringListModel(names, m_completer));
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setWidget(m_line);
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this, &FilterBox::takeName);

    m_pause.setSingleShot(true);
    m_pause.setInterval(kPause);
    connect(&m_pause, &QTimer::timeout, this, &FilterBox::refresh);
    connect(m_line, &QLineEdit::textEdited, this, &FilterBox::offerNames);
    connect(m_line, &QLineEdit::textChanged, this, [this](const QString &text) { m_source.setFilterText(text); });
    connect(m_line, &QLineEdit::editingFinished, this, &FilterBox::refresh);
    connect(&source, &HeadScoreSource::filterChanged, this, [this] {
        if (m_line->text() != m_source.filterText())
            m_line->setText(m_source.filterText());
        if (m_source.filterProblem().isEmpty())
            refresh();
        else
            m_pause.start();
    });
    m_line->setText(source.filterText());
}

void FilterBox::offerNames()
{
    const QString name = nameBefore(m_line->text(), m_line->cursorPosition());
    m_completer->setCompletionPrefix(name);
    const bool isWhole = m_completer->completionCount() == 1 && m_completer->currentCompletion().compare(name, Qt::CaseInsensitive) == 0;
    if (name.isEmpty() || m_completer->completionCount() == 0 || isWhole) {
        m_completer->popup()->hide();
        return;
    }
    m_completer->complete();
}

void FilterBox::takeName(const QString &name)
{
    const int cursor = m_line->cursorPosition();
    const auto typed = int(nameBefore(m_line->text(), cursor).size());
    QString text = m_line->text();
    text.replace(cursor - typed, typed, name);
    m_line->setText(text);
    m_line->setCursorPosition(cursor - typed + int(name.size()));
}

void FilterBox::refresh()
{
    m_pause.stop();
    const QString &problem = m_source.filterProblem();
    const QString &held = m_source.heldFilterText();
    m_problem->setText(problem.isEmpty() ? QString()
            : held.isEmpty()             ? tr("%1; all heads are shown").arg(problem)
                                         : tr("%1; still showing the heads of “%2”").arg(problem, held));
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace headscope
