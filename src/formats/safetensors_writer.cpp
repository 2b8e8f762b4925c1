#include "src/formats/safetensors_writer.h"

#include "src/error.h"
#include "src/formats/atomic_file.h"
#include "src/formats/json_writer.h"
#include "src/formats/shape.h"

#include <array>
#include <cstddef>
#include <set>

namespace headscope {

namespace {

std::string headerOf(std::span<const FloatTensor> tensors, const std::map<std::string, std::string> &metadata)
{
    JsonWriter json;
    json.beginObject();
    if (!metadata.empty()) {
        json.key("__metadata__").beginObject();
        for (const auto &[name, text] : metadata)
            json.key(name).value(text);
        json.endObject();
    }
    std::size_t offset = 0;
    for (const FloatTensor &tensor : tensors) {
        json.key(tensor.name).beginObject().key("dtype").value("F32").key("shape").beginArray();
        for (const std::int64_t size : tensor.shape)
            json.value(size);
        json.endArray().key("data_offsets").beginArray().value(offset);
        offset += tensor.values.size_bytes();
        json.value(offset).endArray().endObject();
    }
    std::string header = json.endObject().text();
    header.resize((header.size() + 7) / 8 * 8, ' ');
    return header;
}

} // namespace

void writeSafetensors(const std::filesystem::path &path, std::span<const FloatTensor> tensors,
    const std::map<std::string, std::string> &metadata, const std::stop_token &stop)
{
    std::set<std::string_view> names{"__metadata__"};
    for (const FloatTensor &tensor : tensors) {
        if (!names.insert(tensor.name).second)
            throw Error("two tensors are named “" + tensor.name + "”", path.string(), "Give each tensor its own name");
        checkShape(tensor.shape, tensor.values.size(), "tensor “" + tensor.name + "”");
    }

    const std::string header = headerOf(tensors, metadata);
    std::array<std::byte, 8> length;
    for (std::size_t i = 0; i < length.size(); ++i)
        length[i] = static_cast<std::byte>(std::uint64_t{header.size()} >> 8 * i);

    AtomicFile file(path, stop);
    file.write(length);
    file.write(header);
    for (const FloatTensor &tensor : tensors)
        file.write(std::as_bytes(tensor.values));
    file.commit();
}

} // namespace headscope
