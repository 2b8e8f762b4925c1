#include "ui/session/session.h"

#include "src/error.h"
#include "ui/session/built_in_models.h"

#include <QUndoCommand>

#include <algorithm>

namespace headscope {

namespace {

/// Same kind and place; only the value may differ.
bool samePlace(Edit a, Edit b)
{
    a.value = b.value = 0;
    const bool usesStage = a.kind == Edit::Kind::setValue || a.kind == Edit::Kind::addValue || a.kind == Edit::Kind::scaleValue;
    if (!usesStage)
        a.stage = b.stage;
    return a == b;
}

bool namesAToken(const Edit &edit)
{
    return edit.row != Edit::kAll || edit.column != Edit::kAll;
}

} // namespace

/// One step of the undo list: the whole list of edits before and after, which is short. Edits that name a token mean something only with
/// the text they were made on, so the text comes back with them.
class EditsCommand : public QUndoCommand {
public:
    EditsCommand(Session &session, Edits after, const QString &textAfter, const QString &what)
        : QUndoCommand(what)
        , m_session(session)
        , m_before(session.edits())
        , m_after(std::move(after))
        , m_textBefore(session.text())
        , m_textAfter(textAfter)
    {
    }
    /// Dragging the temperature makes dozens of edits: one step.
    int id() const override { return isTemperatureChange() ? 1 : -1; }
    bool mergeWith(const QUndoCommand *other) override
    {
        m_after = static_cast<const EditsCommand *>(other)->m_after;
        setObsolete(m_after == m_before);
        return true;
    }
    void undo() override { apply(m_before, m_textBefore); }
    void redo() override { apply(m_after, m_textAfter); }

private:
    bool isTemperatureChange() const
    {
        const auto temperature = [](const Edit &edit) { return edit.kind == Edit::Kind::temperature; };
        Edits before = m_before;
        Edits after = m_after;
        std::erase_if(before, temperature);
        std::erase_if(after, temperature);
        return before == after;
    }
    void apply(const Edits &edits, const QString &text)
    {
        const bool bound = std::any_of(edits.begin(), edits.end(), namesAToken);
        m_session.apply(edits, bound ? text : m_session.text());
    }

    Session &m_session;
    Edits m_before;
    Edits m_after;
    QString m_textBefore;
    QString m_textAfter;
};

Session::Session(QObject *parent)
    : QObject(parent)
    , m_worker(std::make_unique<EngineWorker>())
{
    connect(m_worker.get(), &EngineWorker::finished, this, &Session::receive, Qt::QueuedConnection);
    connect(
        m_worker.get(), &EngineWorker::progress, this,
        [this](quint64 number, int done, int total) {
            if (number == m_number)
                Q_EMIT progress(done, total);
        },
        Qt::QueuedConnection);
}

Session::~Session() = default;

void Session::openModel(const QString &nameOrFolder)
{
    try {
        m_opening = resolveModel(nameOrFolder);
        start();
    } catch (const Error &error) {
        Q_EMIT failed(QString::fromStdString(error.what()));
    }
}

void Session::setText(const QString &text)
{
    if (text == m_text)
        return;
    Edits kept = m_edits;
    std::erase_if(kept, namesAToken);
    const bool drops = kept.size() != m_edits.size();
    if (drops)
        m_undo.push(new EditsCommand(*this, kept, text, tr("drop edits of the old text")));
    if (text != m_text) // the command sets it only when edits are bound to it
        apply(m_edits, text);
}

void Session::addEdit(const Edit &edit)
{
    Edits next = m_edits;
    std::erase_if(next, [&](const Edit &other) { return samePlace(other, edit); });
    next.push_back(edit);
    push(std::move(next), QString::fromStdString(describe(edit)));
}

void Session::removeEdit(const Edit &edit)
{
    Edits next = m_edits;
    std::erase_if(next, [&](const Edit &other) { return samePlace(other, edit); });
    push(std::move(next), tr("remove: %1").arg(QString::fromStdString(describe(edit))));
}

void Session::resetEdits()
{
    push({}, tr("reset all"));
}

void Session::push(Edits edits, const QString &what)
{
    if (edits != m_edits)
        m_undo.push(new EditsCommand(*this, std::move(edits), m_text, what)); // push() redoes, which applies
}

void Session::apply(const Edits &edits, const QString &text)
{
    const bool newText = text != m_text;
    const bool newEdits = edits != m_edits;
    m_text = text;
    m_edits = edits;
    if (newText)
        Q_EMIT textChanged();
    if (newEdits)
        Q_EMIT editsChanged();
    if (newText || newEdits)
        start();
}

void Session::cancel()
{
    m_worker->cancel();
    ++m_number;
    m_opening.clear();
    setBusy(false);
}

void Session::start()
{
    if (!m_model && m_opening.isEmpty())
        return;
    EngineWorker::Job job;
    job.number = ++m_number;
    job.text = m_text.toStdString();
    if (m_opening.isEmpty()) {
        job.model = m_model;
        job.edits = m_edits;
        job.originalBase = m_original;
    } else {
        job.folder = m_opening.toStdString();
    }
    m_worker->submit(std::move(job));
    setBusy(true);
}

void Session::receive(const EngineWorker::Result &result)
{
    if (result.number != m_number)
        return;
    m_opening.clear();
    setBusy(false);
    if (!result.error.isEmpty()) {
        Q_EMIT failed(result.error);
        return;
    }
    if (result.model != m_model) {
        m_model = result.model;
        m_trace = result.trace; // before modelChanged, so that nobody sees the new model with an old trace
        m_original = result.original;
        if (!m_edits.empty()) {
            m_edits.clear();
            Q_EMIT editsChanged();
        }
        m_undo.clear();
        Q_EMIT modelChanged();
    }
    m_trace = result.trace;
    m_original = result.original;
    Q_EMIT traceChanged();
}

void Session::setBusy(bool busy)
{
    if (busy == m_busy)
        return;
    m_busy = busy;
    Q_EMIT busyChanged(busy);
}

} // namespace headscope
