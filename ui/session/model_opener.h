// Opens model folders and files off the GUI thread. Trap: opening cannot be stopped half-way, so an outdated one runs to its end and its
// model is thrown away there.
#pragma once

#include "src/models/model.h"
#include "ui/jobs/job.h"

#include <QObject>
#include <QString>

#include <memory>

namespace headscope {

class ModelOpener : public QObject {
    Q_OBJECT

public:
    explicit ModelOpener(QObject *parent = nullptr);

    /// The newest request wins: what was being opened before is not heard of again.
    void open(const QString &path);
    void cancel() { m_job.stop(); }
    bool isOpening() const { return m_job.isBusy(); }

Q_SIGNALS:
    void opened(const std::shared_ptr<const headscope::Model> &model);
    /// In words, with what to do.
    void failed(const QString &message);

private:
    Job m_job;
};

} // namespace headscope
