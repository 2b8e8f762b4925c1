#include "ui/session/model_opener.h"

#include "ui/session/failure_words.h"
#include "ui/session/local_bytes.h"

#include <QtConcurrent>

namespace headscope {

ModelOpener::ModelOpener(QObject *parent)
    : QObject(parent)
{
    m_threads.setMaxThreadCount(4); // the newest may not wait for one that is not wanted any more
    connect(&m_watcher, &QFutureWatcher<Answer>::finished, this, &ModelOpener::take);
}

void ModelOpener::open(const QString &path)
{
    m_opening = true;
    m_watcher.setFuture(QtConcurrent::run(&m_threads, [path = toLocalBytes(path)] { return open(path); }));
}

void ModelOpener::cancel()
{
    m_opening = false;
    m_watcher.setFuture({});
}

ModelOpener::Answer ModelOpener::open(const std::string &path)
{
    Answer answer;
    try {
        answer.model = openModel(path);
    } catch (...) {
        answer.problem = failureInWords(tr("There is not enough memory to open this model."));
    }
    return answer;
}

void ModelOpener::take()
{
    if (!m_opening)
        return;
    m_opening = false;
    const Answer answer = m_watcher.result();
    m_watcher.setFuture({}); // it would keep the model
    if (answer.model)
        Q_EMIT opened(answer.model);
    else
        Q_EMIT failed(answer.problem);
}

} // namespace headscope
