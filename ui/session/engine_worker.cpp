#include "ui/session/engine_worker.h"

#include "src/models/weights.h"

namespace headscope {

EngineWorker::EngineWorker(QObject *parent)
    : QObject(parent)
    , m_slot(std::make_shared<Slot>())
    , m_job(this)
{
    m_job.setNoMemoryWords(tr("There is not enough memory for this run. Use a shorter text or a smaller model."));
}

void EngineWorker::submit(Request request)
{
    const auto changedFile = [model = request.model] { return model->weights().changedFile(); };
    const auto fail = [this, number = request.number, changedFile](const QString &problem) {
        Result result;
        result.number = number;
        result.problem = problem;
        result.changedFile = changedFile();
        Q_EMIT finished(result);
    };
    m_job.start(
        [this, request = std::move(request), slot = m_slot, changedFile](const JobLink &link) mutable {
            std::optional<Result> result = run(request, *slot, link);
            if (result)
                result->changedFile = changedFile();
            return result;
        },
        [this](const std::optional<Result> &result) {
            if (result) // else it was only to show a part
                Q_EMIT finished(*result);
        },
        fail);
}

void EngineWorker::cancel()
{
    m_job.stop();
    m_slot = std::make_shared<Slot>(); // a run that has not noticed yet takes the old one with it
}

std::optional<EngineWorker::Result> EngineWorker::run(Request &request, Slot &slot, const JobLink &link)
{
    const quint64 number = request.number;
    const std::shared_ptr<const Model> &model = request.model;
    if (!slot.engine || slot.model != model) {
        slot.engine = std::make_unique<Engine>(model);
        slot.model = model;
    }
    RunRequest run = requestOf(request.prompt);
    run.base = request.base;
    if (request.generate > 0) {
        run.edits = request.edits;
        const auto tell = [this, &link, number](int id) { link.post([this, number, id] { Q_EMIT made(number, id); }); };
        const std::vector<int> ids = slot.engine->generate(run, request.generate, tell, link.stop());
        if (link.stop().stop_requested())
            return std::nullopt;
        request.baseIsSame = request.baseIsSame && ids.empty();
        request.prompt.generated.insert(request.prompt.generated.end(), ids.begin(), ids.end());
        run.generated = request.prompt.generated;
        run.edits.clear();
    }
    Result result;
    result.number = number;
    result.prompt = request.prompt;
    run.progress
        = [this, &link, number](int done, int total) { link.post([this, number, done, total] { Q_EMIT progress(number, done, total); }); };
    std::shared_ptr<const Trace> before;
    const auto showPartial = [&](std::shared_ptr<const Trace> done) {
        if (request.isFirst && !before)
            before = Engine(model).run({});
        link.post([this, number, done = std::move(done), before] { Q_EMIT partial(number, done, before); });
    };
    run.partialEvery = request.partialEvery;
    if (request.edits.empty())
        run.partial = showPartial;
    if (request.layers)
        run.layers = [layers = *request.layers](const Trace &) { return layers; };
    // The unedited run comes first: the edited one takes over every layer before its first edit from it.
    const bool reuse = request.base && request.baseIsSame && request.base->modelPointer() == model;
    result.original = reuse ? request.base : slot.engine->run(run, link.stop());
    if (!result.original)
        return std::nullopt;
    if (!result.original->isComplete()) {
        showPartial(result.original);
        return std::nullopt;
    }
    result.trace = result.original;
    if (!request.edits.empty()) {
        run.edits = request.edits;
        run.base = result.original;
        run.partial = showPartial;
        result.trace = slot.engine->run(run, link.stop());
    }
    return result.trace ? std::optional(result) : std::nullopt;
}

} // namespace headscope
