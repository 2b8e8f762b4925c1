// Runs models off the GUI thread. Only the newest request matters: a newer one stops the older, whose result is dropped.
#pragma once

#include "src/engine.h"
#include "src/formats/mapped_file.h"
#include "ui/jobs/job.h"
#include "ui/session/prompt.h"

#include <QObject>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>

namespace headscope {

class EngineWorker : public QObject {
    Q_OBJECT

public:
    struct Request {
        quint64 number = 0;
        std::shared_ptr<const Model> model;
        Prompt prompt; ///< only what the model can take
        Edits edits;
        std::shared_ptr<const Trace> base; ///< the newest trace without edits: layers that come out the same are taken over from it
        bool baseIsSame = false; ///< it is of this very prompt
        bool isFirst = false; ///< of this model
        std::chrono::milliseconds partialEvery{300};
        int generate = 0; ///< how many tokens to go on by first
        std::optional<int> layers; ///< no more than these are run; such a run ends with partial() and never finishes
    };
    struct Result {
        quint64 number = 0;
        Prompt prompt; ///< the request's, with what was generated
        std::shared_ptr<const Trace> trace;
        std::shared_ptr<const Trace> original;
        QString problem; ///< not empty: trace and original are null
        std::shared_ptr<const MappedFile> changedFile; ///< of the model, since it was opened; null: none
    };

    explicit EngineWorker(QObject *parent = nullptr);

    /// Replaces what is waiting and stops what is running.
    void submit(Request request);
    /// Stops everything and lets go of the model.
    void cancel();

Q_SIGNALS:
    void finished(const headscope::EngineWorker::Result &result);
    void progress(quint64 number, int done, int total);
    /// Layers of the run in hand that are done, at most a few times a second (RunRequest::partial). `before`: in a model's first run a
    /// finished trace of no text, for what cannot show a part of a run; else null.
    void partial(quint64 number, std::shared_ptr<const headscope::Trace> done, std::shared_ptr<const headscope::Trace> before);
    /// One more token was generated.
    void made(quint64 number, int id);

private:
    /// Kept from one run to the next; runs on the job's thread own it in turn.
    struct Slot {
        std::unique_ptr<Engine> engine;
        std::shared_ptr<const Model> model;
    };
    /// Nothing when stopped.
    std::optional<Result> run(Request &request, Slot &slot, const JobLink &link);

    std::shared_ptr<Slot> m_slot;
    Job m_job;
};

} // namespace headscope
