#include "ui/session/engine_worker.h"

#include "src/models/weights.h"
#include "ui/session/failure_words.h"

#include <QMetaObject>

namespace headscope {

EngineWorker::EngineWorker(QObject *parent)
    : QObject(parent)
    , m_thread([this](std::stop_token quit) { loop(quit); })
{
    qRegisterMetaType<Result>();
    qRegisterMetaType<std::shared_ptr<const Trace>>();
}

EngineWorker::~EngineWorker()
{
    cancel();
    m_thread.request_stop();
    m_wake.notify_all();
}

void EngineWorker::submit(Job job)
{
    {
        std::lock_guard lock(m_mutex);
        m_waiting = std::move(job);
        m_current.request_stop();
    }
    m_wake.notify_all();
}

void EngineWorker::cancel()
{
    {
        std::lock_guard lock(m_mutex);
        m_waiting.reset();
        m_current.request_stop();
        m_letGo = true;
    }
    m_wake.notify_all();
}

void EngineWorker::loop(std::stop_token quit)
{
    while (true) {
        Job job;
        std::stop_token stop;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, quit, [this] { return m_waiting.has_value() || m_letGo; }))
                return;
            if (m_letGo) {
                m_engine.reset();
                m_engineModel.reset();
                m_letGo = false;
            }
            if (!m_waiting)
                continue;
            job = std::move(*m_waiting);
            m_waiting.reset();
            m_current = std::stop_source();
            stop = m_current.get_token();
        }
        std::optional<Result> result = execute(job, stop);
        if (result && !stop.stop_requested())
            Q_EMIT finished(*result); // queued: the receiver lives on another thread
    }
}

std::optional<EngineWorker::Result> EngineWorker::execute(Job &job, std::stop_token stop)
{
    Result result;
    result.number = job.number;
    try {
        if (!run(job, stop, result))
            return std::nullopt;
        result.changedFile = job.model->weights().changedFile();
        return result;
    } catch (...) {
        result.problem = failureInWords(tr("There is not enough memory for this run. Use a shorter text or a smaller model."));
    }
    result.trace.reset();
    result.original.reset();
    result.changedFile = job.model->weights().changedFile();
    return result;
}

/// False when stopped.
bool EngineWorker::run(Job &job, std::stop_token stop, Result &result)
{
    if (!m_engine || m_engineModel != job.model) {
        m_engine = std::make_unique<Engine>(job.model);
        m_engineModel = job.model;
    }
    RunRequest request = requestOf(job.prompt);
    request.base = job.base;
    if (job.generate > 0) {
        request.edits = job.edits;
        const std::vector<int> ids = m_engine->generate(
            request, job.generate, [this, number = job.number](int id) { Q_EMIT made(number, id); }, stop);
        if (stop.stop_requested())
            return false;
        job.baseIsSame = job.baseIsSame && ids.empty();
        job.prompt.generated.insert(job.prompt.generated.end(), ids.begin(), ids.end());
        request.generated = job.prompt.generated;
        request.edits.clear();
    }
    result.prompt = job.prompt;
    request.progress = [this, number = job.number](int done, int total) { Q_EMIT progress(number, done, total); };
    std::shared_ptr<const Trace> before;
    const auto showPartial = [this, &job, &before](std::shared_ptr<const Trace> done) {
        if (job.isFirst && !before)
            before = Engine(job.model).run({});
        Q_EMIT partial(job.number, std::move(done), before);
    };
    request.partialEvery = job.partialEvery;
    if (job.edits.empty())
        request.partial = showPartial;
    if (job.layers)
        request.layers = [layers = *job.layers](const Trace &) { return layers; };
    // The unedited run comes first: the edited one takes over every layer before its first edit from it.
    const bool reuse = job.base && job.baseIsSame && job.base->modelPointer() == job.model;
    result.original = reuse ? job.base : m_engine->run(request, stop);
    if (!result.original)
        return false;
    if (!result.original->isComplete()) {
        showPartial(result.original);
        return false;
    }
    result.trace = result.original;
    if (!job.edits.empty()) {
        request.edits = job.edits;
        request.base = result.original;
        request.partial = showPartial;
        result.trace = m_engine->run(request, stop);
    }
    return result.trace != nullptr;
}

} // namespace headscope
