#include "ui/session/model_opener.h"

#include "ui/session/local_bytes.h"

namespace headscope {

ModelOpener::ModelOpener(QObject *parent)
    : QObject(parent)
    , m_job(this, Job::Newer::atOnce)
{
    m_job.setNoMemoryWords(tr("There is not enough memory to open this model."));
}

void ModelOpener::open(const QString &path)
{
    m_job.start([path = toLocalBytes(path)](const JobLink &) { return openModel(path); },
        [this](const std::shared_ptr<const Model> &model) { Q_EMIT opened(model); },
        [this](const QString &problem) { Q_EMIT failed(problem); });
}

} // namespace headscope
