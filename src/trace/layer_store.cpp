#include "src/trace/layer_store.h"

namespace headscope {

LayerStore::LayerStore(std::shared_ptr<const Transformer> transformer)
    : m_transformer(std::move(transformer))
    , m_layers(static_cast<std::size_t>(m_transformer->model().config().layers))
{
}

void LayerStore::takeOver(const LayerStore &before, int count)
{
    for (int layer = 0; layer < count; ++layer)
        add(before.layer(layer));
}

bool LayerStore::runNext(const std::stop_token &stop)
{
    auto layer = std::make_shared<const LayerTrace>(m_transformer->runLayer(m_done, layers(m_done), stop));
    if (stop.stop_requested())
        return false;
    add(std::move(layer));
    return true;
}

void LayerStore::add(std::shared_ptr<const LayerTrace> layer)
{
    m_bytes += layer->bytes;
    m_layers[static_cast<std::size_t>(m_done)] = std::move(layer);
    ++m_done;
}

} // namespace headscope
