#include "src/formats/safetensors.h"

#include "src/error.h"
#include "src/formats/byte_reader.h"
#include "src/formats/download_check.h"
#include "src/formats/json.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace headscope {

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeader = 100'000'000; // the official reader's limit

constexpr const char *kDamaged = "The file is damaged or cut short; fetch it again";

struct ByteRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::size_t offset(const Json &value)
{
    const auto number = value.get<std::int64_t>();
    if (number < 0)
        throw Error("an offset may not be negative", value.where(), kDamaged);
    return static_cast<std::size_t>(number);
}

std::vector<std::int64_t> shapeOf(const Json &value)
{
    std::vector<std::int64_t> shape;
    shape.reserve(value.size());
    for (const Json size : value.elements())
        shape.push_back(size.get<std::int64_t>());
    return shape;
}

/// One entry of the header. `type` is as the file has it; of one that is not known here, the tensor has no more than its name.
struct Entry {
    StoredTensor tensor;
    ByteRange range;
    std::string_view type;
    bool isKnown = false;
};

/// Checks dtype, shape and range against each other; fills all but the tensor's bytes.
Entry readEntry(std::string_view name, const Json &json, const std::string &file)
{
    const std::string where = file + ", at " + std::string(name);
    Entry entry;
    entry.tensor.name = name;
    entry.type = json.at("dtype").get<std::string_view>();
    const Json offsets = json.at("data_offsets");
    if (!offsets.isArray() || offsets.size() != 2)
        throw Error("two offsets are needed, begin and end", where, kDamaged);
    entry.range = {offset(offsets.at(0)), offset(offsets.at(1))};
    const ByteRange range = entry.range;
    if (range.begin > range.end)
        throw Error("the data ends before it begins", where, kDamaged);

    entry.tensor.shape = shapeOf(json.at("shape"));
    const std::size_t count = countOf(entry.tensor.shape, where);
    const std::optional<DType> dtype = dtypeNamed(entry.type);
    entry.isKnown = dtype && blockNumbers(*dtype) == 1; // GGUF alone stores blocks
    if (!entry.isKnown)
        return entry;
    entry.tensor.dtype = *dtype;
    const std::size_t needed = bytesOf(*dtype, count);
    if (range.end - range.begin != needed)
        throw Error("the shape takes " + std::to_string(needed) + " bytes, the offsets span " + std::to_string(range.end - range.begin),
            where, kDamaged);
    return entry;
}

/// Sorts by place. The ranges must cover the data once, without a gap: then no byte is read as two tensors and none is smuggled along.
void checkCover(std::vector<Entry> &entries, std::size_t dataSize, const std::string &where)
{
    std::sort(entries.begin(), entries.end(),
        [](const Entry &a, const Entry &b) { return std::pair(a.range.begin, a.range.end) < std::pair(b.range.begin, b.range.end); });
    std::size_t covered = 0;
    for (const auto &[tensor, range, type, isKnown] : entries) {
        if (range.end > dataSize)
            throw Error("the tensor “" + tensor.name + "” ends at byte " + std::to_string(range.end) + ", the file has "
                    + std::to_string(dataSize) + " bytes of data",
                where, kDamaged);
        if (range.begin != covered)
            throw Error("the tensor “" + tensor.name + "” begins at byte " + std::to_string(range.begin)
                    + ", the one before it ends at " + std::to_string(covered),
                where, "Tensors may neither overlap nor leave gaps; write the file again");
        covered = range.end;
    }
    if (covered != dataSize)
        throw Error("the tensors end at byte " + std::to_string(covered) + ", the file has " + std::to_string(dataSize) + " bytes of data",
            where, "Bytes that belong to no tensor are not allowed; write the file again");
}

} // namespace

std::shared_ptr<const SafetensorsFile> SafetensorsFile::open(const std::filesystem::path &path)
{
    return read(MappedFile::open(path));
}

std::shared_ptr<const SafetensorsFile> SafetensorsFile::read(std::shared_ptr<const MappedFile> file)
{
    return std::shared_ptr<const SafetensorsFile>(new SafetensorsFile(std::move(file)));
}

SafetensorsFile::SafetensorsFile(std::shared_ptr<const MappedFile> file)
    : m_file(std::move(file))
{
    const std::span<const std::byte> all = m_file->bytes();
    const std::string where = m_file->path().string();
    requireDownloaded(*m_file);
    if (all.size() < kLengthBytes)
        throw Error("the file has " + std::to_string(all.size()) + " bytes, too few for a safetensors file", where, kDamaged);
    const auto headerSize = ByteReader(all, where).number<std::uint64_t>();
    if (headerSize > kMaxHeader)
        throw Error("the header claims " + std::to_string(headerSize) + " bytes, more than the 100 MB allowed", where,
            "This may be no safetensors file at all");
    if (headerSize > all.size() - kLengthBytes)
        throw Error("the header claims " + std::to_string(headerSize) + " bytes, the file has " + std::to_string(all.size() - kLengthBytes)
                + " after the length",
            where, kDamaged);
    const std::string_view headerText = m_file->text().substr(kLengthBytes, headerSize);
    if (headerText.empty() || headerText.front() != '{')
        throw Error("the header must start with “{”", where, "This may be no safetensors file at all");

    const Json header = Json::parse(headerText, where);
    const std::span<const std::byte> data = all.subspan(kLengthBytes + headerSize);
    std::vector<Entry> entries;
    bool metadataSeen = false;
    for (const auto &[name, value] : header.members()) {
        if (name == "__metadata__") {
            if (std::exchange(metadataSeen, true))
                throw Error("the header has two entries “__metadata__”", where, "Write the file again");
            for (const auto &[key, text] : value.members())
                m_metadata[std::string(key)] = text.get<std::string>();
            continue;
        }
        entries.push_back(readEntry(name, value, where));
    }
    checkCover(entries, data.size(), where);
    for (auto &[tensor, range, type, isKnown] : entries) {
        if (!isKnown) {
            m_unread.push_back({std::move(tensor.name), "its numbers are of type " + std::string(type) + ", which is not supported",
                "Save the tensor as F32, F16 or BF16"});
            continue;
        }
        tensor.bytes = data.subspan(range.begin, range.end - range.begin);
        m_tensors.push_back(std::move(tensor));
    }
    sortByName(m_tensors, where);
}

const StoredTensor *SafetensorsFile::find(std::string_view name) const
{
    return findTensor(m_tensors, name);
}

} // namespace headscope
