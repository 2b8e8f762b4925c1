// Runs models off the GUI thread. Only the newest request matters: a newer one stops the older, whose result is dropped.
#pragma once

#include "src/engine.h"

#include <QObject>
#include <QString>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace headscope {

class EngineWorker : public QObject {
    Q_OBJECT

public:
    struct Job {
        std::uint64_t number = 0;
        std::shared_ptr<const Model> model; ///< null: open `folder` first
        std::string folder;
        std::string text;
        Edits edits;
        std::shared_ptr<const Trace> originalBase; ///< newest trace without edits, may be of another text
    };
    struct Result {
        std::uint64_t number = 0;
        std::shared_ptr<const Model> model;
        std::shared_ptr<const Trace> trace;
        std::shared_ptr<const Trace> original;
        QString error; ///< not empty: trace and original are null
    };

    explicit EngineWorker(QObject *parent = nullptr);
    ~EngineWorker() override;

    /// Replaces what is waiting and stops what is running.
    void submit(Job job);
    void cancel();

Q_SIGNALS:
    /// Delivered on the thread of this object.
    void finished(const headscope::EngineWorker::Result &result);
    void progress(quint64 number, int done, int total);

private:
    void loop(std::stop_token quit);
    std::optional<Result> execute(Job &job, std::stop_token stop);

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::optional<Job> m_waiting;
    std::stop_source m_current;
    std::unique_ptr<Engine> m_engine;
    std::shared_ptr<const Model> m_engineModel;
    std::jthread m_thread; // last: joined before the rest goes
};

} // namespace headscope

Q_DECLARE_METATYPE(headscope::EngineWorker::Result)
