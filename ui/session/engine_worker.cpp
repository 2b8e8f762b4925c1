#include "ui/session/engine_worker.h"

#include "src/error.h"

#include <QMetaObject>

#include <new>

namespace headscope {

EngineWorker::EngineWorker(QObject *parent)
    : QObject(parent)
    , m_thread([this](std::stop_token quit) { loop(quit); })
{
    qRegisterMetaType<Result>();
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
    std::lock_guard lock(m_mutex);
    m_waiting.reset();
    m_current.request_stop();
}

void EngineWorker::loop(std::stop_token quit)
{
    while (true) {
        Job job;
        std::stop_token stop;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, quit, [this] { return m_waiting.has_value(); }))
                return;
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
        result.model = job.model ? job.model : openModel(job.folder);
        if (!m_engine || m_engineModel != result.model) {
            m_engine = std::make_unique<Engine>(result.model);
            m_engineModel = result.model;
        }
        RunRequest request;
        request.text = job.text;
        request.progress = [this, number = job.number](int done, int total) { Q_EMIT progress(number, done, total); };
        // The unedited run comes first: the edited one takes over every layer before its first edit from it.
        const bool sameText = job.originalBase && job.originalBase->modelPointer() == result.model && job.originalBase->text() == job.text;
        result.original = sameText ? job.originalBase : m_engine->run(request, stop);
        if (!result.original)
            return std::nullopt;
        if (job.edits.empty()) {
            result.trace = result.original;
            return result;
        }
        request.edits = job.edits;
        request.base = result.original;
        result.trace = m_engine->run(request, stop);
        if (!result.trace)
            return std::nullopt;
        return result;
    } catch (const Error &error) {
        result.error = QString::fromStdString(error.what());
    } catch (const std::bad_alloc &) {
        result.error = tr("There is not enough memory for this run. Use a shorter text or a smaller model.");
    } catch (const std::exception &error) {
        result.error = QString::fromStdString(error.what());
    }
    result.trace.reset();
    result.original.reset();
    return result;
}

} // namespace headscope
