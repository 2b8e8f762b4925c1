// A recorded run of the official implementation (tests/reference): its tensors by place, its ids and texts.
#pragma once

#include "src/formats/json.h"
#include "src/formats/safetensors.h"
#include "src/trace/trace.h"

#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

/// A recorded tensor, or one head of it, as a matrix of doubles.
struct RecordedMatrix {
    const std::byte *bytes = nullptr;
    int rows = 0;
    int cols = 0;
    std::ptrdiff_t rowStride = 0;

    double operator()(int row, int col) const
    {
        float value;
        std::memcpy(&value, bytes + sizeof(float) * static_cast<std::size_t>(row * rowStride + col), sizeof value);
        return value;
    }
};

/// One head of [T, D], [T, H, Dh], [S, G, Dh] or [H, T, S]; a vector counts as one row. Of a tensor with fewer heads than the model, the
/// one that `head` shares with its neighbours.
inline RecordedMatrix recordedMatrix(const StoredTensor &tensor, const StageInfo &info, int head, int heads)
{
    const auto size = [&](std::size_t axis) { return static_cast<int>(tensor.shape[axis]); };
    const std::byte *bytes = tensor.bytes.data();
    if (tensor.shape.size() == 1)
        return {bytes, 1, size(0), size(0)};
    if (tensor.shape.size() == 2)
        return {bytes, size(0), size(1), size(1)};
    if (info.quadratic)
        return {bytes + sizeof(float) * static_cast<std::size_t>(head) * size(1) * size(2), size(1), size(2), size(2)};
    const int shared = head / (heads / size(1));
    return {bytes + sizeof(float) * static_cast<std::size_t>(shared) * size(2), size(0), size(2),
        static_cast<std::ptrdiff_t>(size(1)) * size(2)};
}

class Recording {
public:
    explicit Recording(const std::filesystem::path &path)
        : m_file(SafetensorsFile::open(path))
    {
    }

    const SafetensorsFile &file() const { return *m_file; }
    bool has(const std::string &name) const { return m_file->metadata().count(name) > 0; }
    std::string word(const std::string &name) const { return has(name) ? m_file->metadata().at(name) : std::string(); }
    /// Metadata that is a JSON list of whole numbers; empty where there is none.
    std::vector<int> numbers(const std::string &name) const
    {
        std::vector<int> list;
        if (!has(name))
            return list;
        for (const Json number : Json::parse(word(name), m_file->path().string()).elements())
            list.push_back(number.get<int>());
        return list;
    }

private:
    std::shared_ptr<const SafetensorsFile> m_file;
};

/// The place of every name that recordings of this model may have.
inline std::map<std::string, StageKey> placesByName(const TransformerConfig &config)
{
    std::map<std::string, StageKey> places;
    for (int layer = 0; layer < config.layers; ++layer)
        for (const Stage stage : config.stages(layer))
            places[hookName(config, stage, layer)] = {stage, layer, 0};
    return places;
}

inline std::vector<int> idsOf(const std::vector<Token> &tokens)
{
    std::vector<int> ids;
    for (const Token &token : tokens)
        ids.push_back(token.id);
    return ids;
}

} // namespace headscope
