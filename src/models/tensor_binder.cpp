#include "src/models/tensor_binder.h"

#include "src/error.h"
#include "src/formats/shape.h"
#include "src/tensor/dtype.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <utility>

namespace headscope {

namespace {

// An error should fit a screen.
constexpr std::size_t kToldProblems = 8;

std::string lowerCaseName(DType type)
{
    std::string name(nameOf(type));
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
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

StoredMatrix TensorBinder::matrix(const std::string &name, int rows, int cols)
{
    const StoredTensor *tensor = use(name, {rows, cols});
    return tensor ? StoredMatrix(tensor->dtype, tensor->bytes, rows, cols) : StoredMatrix();
}

LinearWeights TensorBinder::linear(const std::string &name, int in, int out, std::optional<bool> bias)
{
    return {matrix(name + ".weight", out, in).transposed(), optionalVector(name + ".bias", out, bias)};
}

NormWeights TensorBinder::norm(const std::string &name, int width, bool shift)
{
    return {vector(name + ".weight", width), shift ? vector(name + ".bias", width) : MatrixView{}};
}

MatrixView TensorBinder::vector(const std::string &name, int count)
{
    return numbers(name, {count}, 1, count);
}

MatrixView TensorBinder::optionalVector(const std::string &name, int count, std::optional<bool> wanted)
{
    return wanted.value_or(contains(name)) ? vector(name, count) : MatrixView{};
}

MatrixView TensorBinder::bundledVector(const std::string &name, int count, int first, int run, int step)
{
    const StoredTensor *tensor = use(name, {count});
    if (!tensor)
        return {};
    const int seen = count / step * run;
    const StoredMatrix bundled = StoredMatrix(tensor->dtype, tensor->bytes, count, 1).bundledRows(first, run, step, seen);
    const std::shared_ptr<float[]> memory = memoryFrom(*tensor, static_cast<std::size_t>(seen));
    prepare([bundled, target = memory.get()] { bundled.copyTo({target, bundled.rows(), 1, 1}); });
    return {memory.get(), 1, seen, seen, 1};
}

NormWeights TensorBinder::plainNorm(int width)
{
    // A width that no tensor has confirmed is not believed.
    if (!m_problems.empty())
        return {};
    const auto [entry, isNew] = m_plainGains.try_emplace(width, nullptr);
    if (isNew) {
        const std::shared_ptr<float[]> ones = memoryFor(static_cast<std::size_t>(width));
        std::fill_n(ones.get(), width, 1.0f);
        entry->second = ones.get();
    }
    return {{entry->second, 1, width, width, 1}, {}};
}

MatrixView TensorBinder::table(const std::string &name, int rows, int cols)
{
    return numbers(name, {rows, cols}, rows, cols);
}

void TensorBinder::ignore(const std::string &name)
{
    m_ignored.insert(name);
}

const StoredTensor *TensorBinder::use(const std::string &asked, const std::vector<std::int64_t> &shape)
{
    const auto standIn = m_standIns.find(asked);
    const std::string &name = standIn != m_standIns.end() ? standIn->second : asked;
    m_checkpoint->requireReadable(name);
    const StoredTensor *tensor = m_checkpoint->find(name);
    if (!tensor) {
        const std::optional<std::string> shard = m_checkpoint->shardThatLacks(name);
        m_problems.push_back(name + " is missing: " + shapeText(shape) + (shard ? ", and should be in " + *shard : ""));
    } else if (tensor->shape != shape) {
        m_problems.push_back(name + " has shape " + shapeText(tensor->shape) + ", the configuration says " + shapeText(shape));
    } else if (!convertsToFloat(tensor->dtype)) {
        m_problems.push_back(name + " holds numbers of type " + std::string(nameOf(tensor->dtype)) + ", which is not supported");
    } else {
        const auto [entry, isNew] = m_used.try_emplace(name);
        if (isNew) {
            const int rows = shape.size() > 1 ? static_cast<int>(shape.front()) : 1;
            const int cols = static_cast<int>(tensor->count() / static_cast<std::size_t>(std::max(rows, 1)));
            entry->second = {name, StoredMatrix(tensor->dtype, tensor->bytes, rows, cols), {}};
            entry->second.memory.emplace_back(tensor->bytes.data(), tensor->bytes.data() + tensor->bytes.size());
        }
        return tensor;
    }
    return nullptr;
}

MatrixView TensorBinder::numbers(const std::string &name, const std::vector<std::int64_t> &shape, int rows, int cols)
{
    const StoredTensor *tensor = use(name, shape);
    if (!tensor)
        return {};
    const auto [entry, isNew] = m_numbers.try_emplace(name, nullptr);
    if (isNew)
        entry->second = convertLater(*tensor);
    return {entry->second, rows, cols, cols, 1};
}

std::shared_ptr<float[]> TensorBinder::memoryFor(std::size_t count)
{
    const std::shared_ptr<float[]> memory(new float[count]);
    m_owners.push_back(memory);
    return memory;
}

std::shared_ptr<float[]> TensorBinder::memoryFrom(const StoredTensor &tensor, std::size_t count)
{
    const std::shared_ptr<float[]> memory = memoryFor(count);
    m_used[tensor.name].memory.emplace_back(memory.get(), memory.get() + count);
    return memory;
}

void TensorBinder::prepare(std::function<void()> work)
{
    (m_layer < 0 ? m_modelPreparation : m_layerPreparations[static_cast<std::size_t>(m_layer)]).push_back(std::move(work));
}

const float *TensorBinder::convertLater(const StoredTensor &tensor)
{
    const std::shared_ptr<float[]> memory = memoryFrom(tensor, tensor.count());
    // The tensor's address is stable: the checkpoint is kept.
    prepare([&tensor, target = memory.get()] { toFloats(tensor.dtype, tensor.bytes, {target, tensor.count()}); });
    return memory.get();
}

void TensorBinder::describe(LoadReport &report) const
{
    report.bytes = static_cast<std::int64_t>(m_checkpoint->bytes());
    std::set<std::string> dtypes;
    for (const StoredTensor &tensor : m_checkpoint->tensors()) {
        if (m_used.contains(tensor.name)) {
            report.parameters += static_cast<std::int64_t>(tensor.count());
            dtypes.insert(lowerCaseName(tensor.dtype));
        } else {
            (m_ignored.contains(tensor.name) ? report.ignored : report.unused).push_back(tensor.name);
        }
    }
    for (const UnreadTensor &tensor : m_checkpoint->unread()) // not needed, or it would have been refused
        (m_ignored.contains(tensor.name) ? report.ignored : report.unused).push_back(tensor.name);
    report.dtypes.assign(dtypes.begin(), dtypes.end());
    dtypes.erase("f32");
    for (const std::string &dtype : dtypes)
        report.notes.push_back("Stored as " + dtype + "; computed in f32, "
            + (dtype == "f64" ? "each number rounded to the nearest." : "which holds every " + dtype + " number exactly."));
}

std::unique_ptr<const Weights> TensorBinder::finish(ModelWeights model, std::vector<LayerWeights> layers)
{
    if (!m_problems.empty()) {
        std::string text = std::to_string(m_problems.size()) + (m_problems.size() == 1 ? " tensor does" : " tensors do") + " not fit: ";
        const std::size_t told = std::min(m_problems.size(), kToldProblems);
        for (std::size_t i = 0; i < told; ++i)
            text += (i == 0 ? "" : "; ") + m_problems[i];
        if (told < m_problems.size())
            text += "; and " + std::to_string(m_problems.size() - told) + " more";
        throw Error(text, m_checkpoint->path().string(),
            "The weights do not belong to this config.json, or are of another kind of model. Nothing was filled in");
    }
    std::vector<Preparation> preparations = std::move(m_layerPreparations);
    preparations.resize(layers.size());
    preparations.push_back(std::move(m_modelPreparation));
    std::vector<NamedTensor> tensors;
    for (auto &[name, tensor] : m_used)
        tensors.push_back(std::move(tensor));
    return std::make_unique<const Weights>(
        model, std::move(layers), std::move(m_owners), std::move(preparations), m_checkpoint->files(), std::move(tensors));
}

} // namespace headscope
