#include "ui/session/session.h"

#include "src/error.h"
#include "ui/session/built_in_models.h"
#include "ui/session/edits_command.h"
#include "ui/session/local_bytes.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace headscope {

namespace {

/// Same kind and place; only the value may differ.
bool samePlace(Edit a, Edit b)
{
    a.value = b.value = 0;
    a.id = b.id;
    a.rule = b.rule;
    a.name = b.name;
    const bool usesStage = a.kind == Edit::Kind::setValue || a.kind == Edit::Kind::addValue || a.kind == Edit::Kind::scaleValue
        || a.kind == Edit::Kind::setRows;
    if (!usesStage)
        a.stage = b.stage;
    if (a.kind == Edit::Kind::replacePattern || (a.patch && b.patch && a.patch->rows == b.patch->rows))
        a.patch = b.patch; // other numbers in the same rows
    return a == b;
}

} // namespace

Session::Session(QObject *parent, std::chrono::milliseconds partialEvery)
    : QObject(parent)
    , m_worker(std::make_unique<EngineWorker>())
    , m_opener(std::make_unique<ModelOpener>())
    , m_partialEvery(partialEvery)
{
    connect(m_worker.get(), &EngineWorker::finished, this, &Session::receive);
    connect(m_worker.get(), &EngineWorker::progress, this, [this](quint64 number, int done, int total) {
        if (number == m_number)
            Q_EMIT progress(done, total);
    });
    connect(m_worker.get(), &EngineWorker::partial, this, &Session::takePartial);
    connect(m_worker.get(), &EngineWorker::made, this, [this](quint64 number, int id) {
        if (number != m_number)
            return;
        m_prompt.generated.push_back(id);
        Q_EMIT generatedChanged();
    });
    connect(m_opener.get(), &ModelOpener::opened, this, &Session::showModel);
    connect(m_opener.get(), &ModelOpener::failed, this, [this](const QString &message) {
        m_reopening = false;
        m_restored.reset();
        refreshState();
        Q_EMIT failed(message);
    });
}

Session::~Session() = default;

void Session::openModel(const QString &nameOrPath)
{
    if (m_locks.allows(SessionControl::model))
        open(nameOrPath);
}

void Session::open(const QString &nameOrPath)
{
    try {
        const QString path = resolveModel(nameOrPath);
        dropNext();
        m_reopening = false;
        m_restored.reset();
        stopGenerating();
        m_opener->open(path);
        refreshState();
    } catch (const Error &error) {
        Q_EMIT failed(QString::fromStdString(error.what()));
    }
}

void Session::reopenModel()
{
    if (!m_model)
        return;
    open(fromLocalBytes(m_model->folder().string()));
    m_reopening = true;
}

void Session::restore(const QString &nameOrPath, const Prompt &prompt, const Edits &edits)
{
    open(nameOrPath);
    if (m_opener->isOpening()) // else it has failed
        m_restored = Work{prompt, edits};
}

/// What the next model brings along; else the texts, without ids of another model, and the edits where they can stay.
Session::Work Session::workWith(const Model &next) const
{
    if (m_restored)
        return *m_restored;
    Work work{m_prompt, keepsEdits(next) ? m_edits : Edits()};
    work.prompt.generated.clear();
    return work;
}

/// Edits name places: they can stay where the next model has the same ones.
bool Session::keepsEdits(const Model &next) const
{
    const auto sizes = [](const TransformerConfig &config) {
        return std::tuple(
            config.layers, config.encoderLayers, config.heads, config.headWidth, config.width, config.feedForward, config.vocabulary);
    };
    return m_reopening && m_model && sizes(m_model->config()) == sizes(next.config());
}

void Session::showModel(const std::shared_ptr<const Model> &model)
{
    m_opener->cancel();
    m_next = model;
    start();
}

/// A model that was about to be shown, when a newer wish counts.
void Session::dropNext()
{
    if (!m_next)
        return;
    m_next.reset();
    m_worker->cancel();
    ++m_number;
    m_running = false;
    dropPartial();
}

void Session::type(Prompt prompt)
{
    if (prompt == m_prompt || !m_locks.allows(SessionControl::text))
        return;
    prompt.generated.clear();
    Edits kept = m_edits;
    std::erase_if(kept, namesAToken);
    if (kept.size() != m_edits.size())
        m_undo.push(new EditsCommand(*this, kept, prompt, tr("drop edits of the old text")));
    if (prompt != m_prompt) // the command sets it only when edits are bound to it
        apply(m_edits, prompt);
}

void Session::setText(const QString &text)
{
    Prompt prompt = m_prompt;
    prompt.text = text;
    type(prompt);
}

void Session::setPair(const std::optional<QString> &pair)
{
    Prompt prompt = m_prompt;
    prompt.pair = pair;
    type(prompt);
}

void Session::setTarget(const QString &target)
{
    Prompt prompt = m_prompt;
    prompt.target = target;
    type(prompt);
}

void Session::generate(int count)
{
    if (m_model && canGenerate(*m_model) && !isOpening() && m_locks.allows(SessionControl::generate))
        start(count);
}

void Session::stopGenerating()
{
    if (m_generating)
        start();
}

void Session::useGeneratedAsText()
{
    if (!m_trace || m_prompt.generated.empty() || !m_locks.allows(SessionControl::generate))
        return;
    stopGenerating();
    Prompt prompt = m_prompt;
    QString &text = m_model->config().isEncoderDecoder() ? prompt.target : prompt.text;
    text = (text + textOf(*m_trace, m_prompt.generated)).trimmed();
    type(prompt);
}

void Session::clearGenerated()
{
    if ((m_prompt.generated.empty() && !m_generating) || !m_locks.allows(SessionControl::generate))
        return;
    Prompt prompt = m_prompt;
    prompt.generated.clear();
    apply(m_edits, prompt);
}

void Session::addEdit(const Edit &edit)
{
    Edits next = m_edits;
    std::erase_if(next, [&](const Edit &other) { return samePlace(other, edit); });
    next.push_back(edit);
    push(std::move(next), QString::fromStdString(describe(edit)));
}

void Session::takeEdits(const Edits &edits, const QString &what)
{
    push(edits, what);
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
    if (edits != m_edits && m_locks.allows(SessionControl::edits))
        m_undo.push(new EditsCommand(*this, std::move(edits), m_prompt, what)); // push() redoes, which applies
}

void Session::apply(const Edits &edits, const Prompt &prompt)
{
    const bool newText = prompt.text != m_prompt.text || prompt.pair != m_prompt.pair || prompt.target != m_prompt.target;
    const bool newGenerated = prompt.generated != m_prompt.generated;
    const bool newEdits = edits != m_edits;
    m_prompt = prompt;
    m_edits = edits;
    if (newText)
        Q_EMIT textChanged();
    if (newGenerated)
        Q_EMIT generatedChanged();
    if (newEdits)
        Q_EMIT editsChanged();
    if (newText || newGenerated || newEdits)
        start();
}

void Session::cancel()
{
    const bool wasGenerating = m_generating;
    m_opener->cancel();
    m_next.reset();
    m_restored.reset();
    m_worker->cancel();
    ++m_number;
    m_running = false;
    dropPartial();
    if (wasGenerating)
        start(); // the tokens made so far deserve their trace
    refreshState();
}

void Session::start(int generate)
{
    const auto model = m_next ? m_next : m_model;
    if (!model)
        return;
    EngineWorker::Request request;
    request.number = ++m_number;
    request.model = model;
    request.prompt = promptFor(*model, m_prompt);
    request.partialEvery = m_partialEvery;
    if (m_edits.empty())
        request.layers = m_layers;
    if (!m_next) {
        request.edits = m_edits;
        request.base = m_original;
        request.baseIsSame = m_original && m_originalPrompt == request.prompt;
        request.generate = generate;
    } else {
        Work work = workWith(*m_next);
        request.prompt = promptFor(*model, std::move(work.prompt));
        request.edits = std::move(work.edits);
        request.isFirst = true;
    }
    m_worker->submit(std::move(request));
    m_running = true;
    dropPartial();
    if (m_generating != (generate > 0)) {
        m_generating = generate > 0;
        Q_EMIT generatingChanged(m_generating);
    }
    refreshState();
}

void Session::receive(const EngineWorker::Result &result)
{
    if (result.number != m_number)
        return;
    m_running = false;
    m_changedFile = result.changedFile;
    const bool generated = m_generating;
    m_generating = false;
    if (!result.problem.isEmpty()) {
        m_next.reset();
        m_reopening = false;
        m_restored.reset();
        dropPartial();
        refreshState();
        if (generated)
            Q_EMIT generatingChanged(false);
        Q_EMIT failed(result.problem);
        return;
    }
    if (m_next)
        takeModel(result);
    m_trace = result.trace;
    m_original = result.original;
    m_originalPrompt = result.prompt;
    Q_EMIT traceArrived(*m_trace);
    refreshState();
    if (generated)
        Q_EMIT generatingChanged(false);
    Q_EMIT traceChanged();
    dropPartial(); // behind it, so that no view falls back to the trace before
}

std::shared_ptr<const Trace> Session::newestWith(int layer) const
{
    return m_partial && layer < m_partial->doneLayers() ? m_partial : m_trace;
}

void Session::takePartial(quint64 number, std::shared_ptr<const Trace> done, const std::shared_ptr<const Trace> &before)
{
    if (number != m_number)
        return;
    if (m_next && before) {
        // The new model is shown from its first layers on: trace() stays without text until all are done.
        EngineWorker::Result empty;
        empty.trace = empty.original = before;
        empty.prompt = promptFor(*m_next, {});
        takeModel(empty);
        refreshState();
        Q_EMIT traceChanged();
        if (number != m_number) // somebody asked for another run in answer
            return;
    }
    m_partial = std::move(done);
    Q_EMIT traceArrived(*m_partial);
    Q_EMIT partialChanged();
}

void Session::dropPartial()
{
    if (!m_partial)
        return;
    m_partial.reset();
    if (m_trace)
        Q_EMIT traceArrived(*m_trace);
    Q_EMIT partialChanged();
}

void Session::takeModel(const EngineWorker::Result &result)
{
    const bool keeps = keepsEdits(*m_next) && !m_restored;
    Work work = workWith(*m_next);
    m_reopening = false;
    m_restored.reset();
    m_model = std::move(m_next);
    m_next.reset();
    m_trace = result.trace; // before modelChanged, so that nobody sees the new model with an old trace
    m_original = result.original;
    m_originalPrompt = result.prompt;
    m_logitRows.drop();
    Q_EMIT traceArrived(*m_trace);
    const Prompt before = std::exchange(m_prompt, std::move(work.prompt));
    const Edits editsBefore = std::exchange(m_edits, std::move(work.edits));
    if (before.text != m_prompt.text || before.pair != m_prompt.pair || before.target != m_prompt.target)
        Q_EMIT textChanged();
    if (before.generated != m_prompt.generated)
        Q_EMIT generatedChanged();
    if (editsBefore != m_edits)
        Q_EMIT editsChanged();
    if (!keeps)
        m_undo.clear();
    Q_EMIT modelChanged();
}

void Session::refreshState()
{
    const bool busy = m_running || m_opener->isOpening();
    if (busy == m_busy)
        return;
    m_busy = busy;
    Q_EMIT busyChanged(busy);
}

} // namespace headscope
