#include "ui/session/layer_loader.h"

#include "src/trace/trace_data.h"

#include <QMetaObject>

#include <exception>

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
{
    m_pool.setMaxThreadCount(1);
    connect(&session, &Session::traceChanged, this, [this] { // nothing of an older run is worth its memory
        m_held.reset();
        m_wanted.reset();
        m_failed.reset();
    });
}

LayerLoader::~LayerLoader()
{
    m_pool.waitForDone(); // it posts to this object
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
    if (!m_working)
        start();
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

void LayerLoader::start()
{
    m_working = true;
    m_pool.start([this, wish = *m_wanted] {
        std::shared_ptr<const void> made;
        try {
            made = wish.trace->data().store->hold(wish.layer);
        } catch (...) {
            // Not enough memory. There is nobody to tell on this thread.
        }
        QMetaObject::invokeMethod(this, [this, wish, made] {
            m_working = false;
            if (m_wanted && *m_wanted != wish) {
                start();
                return;
            }
            m_held = made;
            if (!made)
                m_failed = wish;
            m_wanted.reset();
            Q_EMIT ready();
        });
    });
}

} // namespace headscope
