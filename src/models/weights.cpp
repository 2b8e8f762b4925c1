#include "src/models/weights.h"

#include <algorithm>
#include <functional>
#include <mutex>

namespace headscope {

struct Weights::Group {
    Preparation preparation;
    std::once_flag done;
};

Weights::Weights(ModelWeights model, std::vector<LayerWeights> layers, std::vector<std::shared_ptr<const void>> owners,
    std::vector<Preparation> preparations, std::vector<std::shared_ptr<const MappedFile>> files, std::vector<NamedTensor> tensors)
    : m_model(model)
    , m_layers(std::move(layers))
    , m_owners(std::move(owners))
    , m_files(std::move(files))
    , m_tensors(std::move(tensors))
{
    for (Preparation &preparation : preparations) {
        m_groups.push_back(std::make_unique<Group>());
        m_groups.back()->preparation = std::move(preparation);
    }
}

Weights::~Weights() = default;

void Weights::prepare(std::size_t group) const
{
    if (group >= m_groups.size())
        return;
    Group &found = *m_groups[group];
    std::call_once(found.done, [&] {
        for (const std::function<void()> &convert : found.preparation)
            convert();
        found.preparation.clear();
    });
}

void Weights::requireUnchanged() const
{
    for (const std::shared_ptr<const MappedFile> &file : m_files)
        file->requireUnchanged();
}

std::shared_ptr<const MappedFile> Weights::changedFile() const
{
    std::shared_ptr<const MappedFile> found;
    for (const std::shared_ptr<const MappedFile> &file : m_files) {
        const FileChange change = file->change();
        if (change == FileChange::lost)
            return file;
        if (change == FileChange::elsewhere && !found)
            found = file;
    }
    return found;
}

const ModelWeights &Weights::model() const
{
    prepare(m_layers.size());
    return m_model;
}

const NamedTensor *Weights::tensorAt(const void *address) const
{
    const std::less<> before; // of any two addresses
    const auto holds
        = [&](const std::pair<const void *, const void *> &part) { return !before(address, part.first) && before(address, part.second); };
    const auto found
        = std::ranges::find_if(m_tensors, [&](const NamedTensor &tensor) { return std::ranges::any_of(tensor.memory, holds); });
    return address && found != m_tensors.end() ? &*found : nullptr;
}

const LayerWeights &Weights::layer(int layer) const
{
    prepare(static_cast<std::size_t>(layer));
    return m_layers[static_cast<std::size_t>(layer)];
}

} // namespace headscope
