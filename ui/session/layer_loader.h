// Of a long run most numbers are made again when somebody looks at them. Views that read on the window's thread first ask whether those of
// a layer are at hand; if not, what they are read from is made on another thread, and the view is told to look again.
#pragma once

#include "ui/jobs/job.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QObject>

#include <memory>
#include <optional>

namespace headscope {

/// One for a session: all its views wait for the same work. The newest question wins.
class LayerLoader : public QObject {
    Q_OBJECT

public:
    static LayerLoader &of(Session &session);

    /// Can rows of any stage of this layer be read in a moment? Else they are prepared, and ready() follows. Always true of a run that
    /// keeps everything, of no trace, and of a layer the trace does not have.
    bool isReady(const std::shared_ptr<const Trace> &trace, int layer);
    /// Of the session's traces that `shown` is about. Stages before and behind the layers always are.
    bool isReady(const StageKey &key, Shown shown);

Q_SIGNALS:
    /// What was asked for last is at hand, and stays so until something else is.
    void ready();

private:
    explicit LayerLoader(Session &session);
    struct Wish {
        std::shared_ptr<const Trace> trace;
        int layer = 0;
        bool operator==(const Wish &) const = default;
    };

    Session &m_session;
    std::optional<Wish> m_wanted;
    std::optional<Wish> m_failed; ///< no memory: not tried again, the view does what it can
    std::shared_ptr<const void> m_held; ///< what was made last stays in memory for the views that asked
    Job m_job;
};

} // namespace headscope
