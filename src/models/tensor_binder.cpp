#include "src/models/tensor_binder.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/formats/shape.h"
#include "src/tensor/dtype.h"

#include <algorithm>
#include <cctype>
#include <memory>

namespace headscope {

namespace {

std::string lowerCaseName(DType type)
{
    std::string name(nameOf(type));
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
}

void convert(const StoredTensor &tensor, float *target)
{
    constexpr std::size_t chunk = 1 << 16; // a multiple of every type's block
    const std::size_t count = tensor.count();
    const auto chunks = static_cast<int>((count + chunk - 1) / chunk);
    forTasks(chunks, static_cast<double>(count), [&](int index, int) {
        const std::size_t first = static_cast<std::size_t>(index) * chunk;
        const std::size_t numbers = std::min(chunk, count - first);
        toFloats(
            tensor.dtype, tensor.bytes.subspan(bytesOf(tensor.dtype, first), bytesOf(tensor.dtype, numbers)), {target + first, numbers});
    });
}

bool isAligned(const StoredTensor &tensor)
{
    return reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % alignof(float) == 0;
}

} // namespace

TensorBinder::TensorBinder(Checkpoint checkpoint)
    : m_checkpoint(std::make_shared<const Checkpoint>(std::move(checkpoint)))
{
    m_owners.push_back(m_checkpoint);
}

void TensorBinder::enterLayer(int layer)
{
    m_layer = layer;
    if (m_layerPreparations.size() <= static_cast<std::size_t>(layer))
        m_layerPreparations.resize(static_cast<std::size_t>(layer) + 1);
}

void TensorBinder::leaveLayers()
{
    m_layer = -1;
}

MatrixView TensorBinder::matrix(const std::string &name, int rows, int cols)
{
    return {bind(name, {rows, cols}), rows, cols, cols, 1};
}

MatrixView TensorBinder::vector(const std::string &name, int count)
{
    return {bind(name, {count}), 1, count, count, 1};
}

MatrixView TensorBinder::optionalVector(const std::string &name, int count, std::optional<bool> wanted)
{
    return wanted.value_or(contains(name)) ? vector(name, count) : MatrixView{};
}

void TensorBinder::ignore(const std::string &name)
{
    m_ignored.insert(name);
}

const float *TensorBinder::bind(const std::string &name, const std::vector<std::int64_t> &shape)
{
    const StoredTensor &tensor = m_checkpoint->at(name);
    if (tensor.shape != shape)
        throw Error("the tensor has shape " + shapeText(tensor.shape) + ", the configuration says " + shapeText(shape),
            m_checkpoint->path().string() + ", " + name);
    if (!convertsToFloat(tensor.dtype))
        throw Error("the tensor holds numbers of type " + std::string(nameOf(tensor.dtype)), m_checkpoint->path().string() + ", " + name,
            "Save it as F32, F16 or BF16");
    const auto [entry, isNew] = m_bound.try_emplace(name, nullptr);
    if (isNew)
        entry->second
            = tensor.dtype == DType::f32 && isAligned(tensor) ? reinterpret_cast<const float *>(tensor.bytes.data()) : convertLater(tensor);
    return entry->second;
}

const float *TensorBinder::convertLater(const StoredTensor &tensor)
{
    // Not touched before the conversion: of a large tensor only addresses are reserved now.
    const std::shared_ptr<float> memory(
        static_cast<float *>(::operator new(tensor.count() * sizeof(float))), [](float *data) { ::operator delete(data); });
    m_owners.push_back(memory);
    Preparation &preparation = m_layer < 0 ? m_modelPreparation : m_layerPreparations[static_cast<std::size_t>(m_layer)];
    // The tensor's address is stable: the checkpoint is kept.
    preparation.push_back([&tensor, target = memory.get()] { convert(tensor, target); });
    return memory.get();
}

void TensorBinder::describe(LoadReport &report) const
{
    report.bytes = static_cast<std::int64_t>(m_checkpoint->bytes());
    std::set<std::string> dtypes;
    for (const StoredTensor &tensor : m_checkpoint->tensors()) {
        if (m_bound.contains(tensor.name)) {
            report.parameters += static_cast<std::int64_t>(tensor.count());
            dtypes.insert(lowerCaseName(tensor.dtype));
        } else if (!m_ignored.contains(tensor.name)) {
            report.unused.push_back(tensor.name);
        }
    }
    report.dtypes.assign(dtypes.begin(), dtypes.end());
    dtypes.erase("f32");
    for (const std::string &dtype : dtypes)
        report.notes.push_back("Stored as " + dtype + "; computed in f32, "
            + (dtype == "f64" ? "each number rounded to the nearest." : "which holds every " + dtype + " number exactly."));
}

std::unique_ptr<const Weights> TensorBinder::finish(ModelWeights model, std::vector<LayerWeights> layers)
{
    std::vector<Preparation> preparations = std::move(m_layerPreparations);
    preparations.resize(layers.size());
    preparations.push_back(std::move(m_modelPreparation));
    return std::make_unique<const Weights>(model, std::move(layers), std::move(m_owners), std::move(preparations));
}

} // namespace headscope
