// Opens model folders and files off the GUI thread. Trap: opening cannot be stopped half-way, so an outdated one runs to its end and its
// model is thrown away there.
#pragma once

#include "src/models/model.h"

#include <QFutureWatcher>
#include <QObject>
#include <QString>
#include <QThreadPool>

#include <memory>

namespace headscope {

class ModelOpener : public QObject {
    Q_OBJECT

public:
    explicit ModelOpener(QObject *parent = nullptr);

    /// The newest request wins: what was being opened before is not heard of again.
    void open(const QString &path);
    void cancel();
    bool isOpening() const { return m_opening; }

Q_SIGNALS:
    void opened(const std::shared_ptr<const headscope::Model> &model);
    /// In words, with what to do.
    void failed(const QString &message);

private:
    struct Answer {
        std::shared_ptr<const Model> model;
        QString problem; ///< not empty: no model
    };
    static Answer open(const std::string &path);
    void take();

    QThreadPool m_threads; ///< of its own: other background work must not make an opening wait
    QFutureWatcher<Answer> m_watcher;
    bool m_opening = false;
};

} // namespace headscope
