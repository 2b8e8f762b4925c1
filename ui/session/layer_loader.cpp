#include "ui/session/layer_loader.h"

#include "src/trace/trace_data.h"

namespace headscope {

LayerLoader &LayerLoader::of(Session &session)
{
    if (auto *known = session.findChild<LayerLoader *>(QString(), Qt::FindDirectChildrenOnly))
        return *known;
    return *new LayerLoader(session);
}

LayerLoader::LayerLoader(Session &session)
    : QObject(&session)
    , m_session(session)
    , m_job(this)
{
    connect(&session, &Session::traceChanged, this, [this] { // nothing of an older run is worth its memory
        m_held.reset();
        m_wanted.reset();
        m_failed.reset();
        m_job.stop();
    });
}

bool LayerLoader::isReady(const std::shared_ptr<const Trace> &trace, int layer)
{
    if (!trace || !trace->data().store || layer < 0 || layer >= trace->doneLayers() || trace->data().store->isAtHand(layer))
        return true;
    const Wish wish{trace, layer};
    if (m_failed == wish)
        return true;
    if (m_wanted == wish)
        return false;
    m_wanted = wish;
    const auto end = [this](const std::shared_ptr<const void> &made) {
        m_held = made;
        if (!made)
            m_failed = m_wanted;
        m_wanted.reset();
        Q_EMIT ready();
    };
    m_job.start([wish](const JobLink &) { return wish.trace->data().store->hold(wish.layer); }, end,
        [end](const QString &) { end(nullptr); }); // not enough memory: whoever reads is told why
    return false;
}

bool LayerLoader::isReady(const StageKey &key, Shown shown)
{
    if (stageInfo(key.stage).scope == StageScope::model)
        return true;
    const auto original = m_session.original();
    if (shown == Shown::original && original)
        return isReady(original, key.layer);
    return isReady(m_session.trace(), key.layer) && (shown != Shown::difference || isReady(original, key.layer));
}

} // namespace headscope
