#include "src/formats/gguf.h"

#include "src/error.h"
#include "src/formats/byte_reader.h"
#include "src/formats/download_check.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

namespace headscope {

namespace {

constexpr std::string_view kMagic = "GGUF";
constexpr const char *kDamaged = "The file is damaged or cut short; fetch it again";
constexpr std::uint32_t kMostAxes = 4; // ggml's own limit

struct TensorType {
    std::uint32_t number;
    std::string_view name;
    std::optional<DType> dtype; ///< nothing: known, but not supported
};

// Numbers of enum ggml_type.
constexpr std::array<TensorType, 35> kTensorTypes{{
    {0, "F32", DType::f32},
    {1, "F16", DType::f16},
    {2, "Q4_0", DType::q4_0},
    {3, "Q4_1", {}},
    {6, "Q5_0", {}},
    {7, "Q5_1", {}},
    {8, "Q8_0", DType::q8_0},
    {9, "Q8_1", {}},
    {10, "Q2_K", {}},
    {11, "Q3_K", {}},
    {12, "Q4_K", DType::q4_k},
    {13, "Q5_K", {}},
    {14, "Q6_K", DType::q6_k},
    {15, "Q8_K", {}},
    {16, "IQ2_XXS", {}},
    {17, "IQ2_XS", {}},
    {18, "IQ3_XXS", {}},
    {19, "IQ1_S", {}},
    {20, "IQ4_NL", {}},
    {21, "IQ3_S", {}},
    {22, "IQ2_S", {}},
    {23, "IQ4_XS", {}},
    {24, "I8", DType::i8},
    {25, "I16", DType::i16},
    {26, "I32", DType::i32},
    {27, "I64", DType::i64},
    {28, "F64", DType::f64},
    {29, "IQ1_M", {}},
    {30, "BF16", DType::bf16},
    {31, "Q4_0_4_4", {}},
    {32, "Q4_0_4_8", {}},
    {33, "Q4_0_8_8", {}},
    {34, "TQ1_0", {}},
    {35, "TQ2_0", {}},
    {39, "MXFP4", {}},
}};

const TensorType *findType(std::uint32_t number)
{
    const auto found
        = std::find_if(kTensorTypes.begin(), kTensorTypes.end(), [&](const TensorType &type) { return type.number == number; });
    return found != kTensorTypes.end() ? &*found : nullptr;
}

UnreadTensor unreadTensor(std::string name, const TensorType *type, std::uint32_t number)
{
    return {std::move(name),
        "its numbers are of type " + (type ? std::string(type->name) : "number " + std::to_string(number)) + ", which is not supported",
        "Supported: F32, F16, BF16, F64, Q8_0, Q4_0, Q4_K, Q6_K. Choose another quantisation of the model, e.g. Q8_0"};
}

[[noreturn]] void failWithCount(const char *what, std::uint64_t count, const std::string &where)
{
    throw Error(
        std::string("the header claims ") + std::to_string(count) + " " + what + ", more than the file has room for", where, kDamaged);
}

} // namespace

bool GgufFile::recognises(const MappedFile &file)
{
    return file.text().starts_with(kMagic);
}

std::shared_ptr<const GgufFile> GgufFile::open(const std::filesystem::path &path)
{
    return read(MappedFile::open(path));
}

std::shared_ptr<const GgufFile> GgufFile::read(std::shared_ptr<const MappedFile> file)
{
    return std::shared_ptr<const GgufFile>(new GgufFile(std::move(file)));
}

GgufFile::GgufFile(std::shared_ptr<const MappedFile> file)
    : m_file(std::move(file))
    , m_where(m_file->path().string())
{
    requireDownloaded(*m_file);
    if (!recognises(*m_file))
        throw Error("the file does not begin as a GGUF file does", m_where, "This may be no GGUF file at all");
    ByteReader reader(m_file->bytes(), m_where);
    reader.bytes(kMagic.size());
    const auto version = reader.number<std::uint32_t>();
    if (version != 0 && (version & 0xffff) == 0)
        throw Error("the file was written for big-endian computers", m_where, "Fetch the usual, little-endian file");
    if (version != 2 && version != 3)
        throw Error("the file has version " + std::to_string(version) + " of the GGUF format", m_where, "Supported: versions 2 and 3");
    const auto tensorCount = reader.number<std::uint64_t>();
    const auto keyCount = reader.number<std::uint64_t>();
    readMetadata(reader, keyCount);
    requireWhole();
    readTensors(reader, tensorCount);
}

void GgufFile::readMetadata(ByteReader &reader, std::uint64_t count)
{
    if (count > reader.left() / 13) // a key's length, a type, a byte
        failWithCount("keys", count, m_where);
    while (count-- > 0) {
        const std::string_view key = reader.text(reader.number<std::uint64_t>());
        if (!m_metadata.emplace(key, GgufValue::read(reader, key, m_where)).second)
            throw Error("the metadata has the key “" + std::string(key) + "” twice", m_where, kDamaged);
    }
}

void GgufFile::requireWhole() const
{
    const GgufValue *parts = find("split.count");
    const GgufValue *part = find("split.no");
    if (parts && parts->integer() > 1)
        throw Error("this is part " + std::to_string(part ? part->integer() + 1 : 1) + " of a model in " + std::to_string(parts->integer())
                + " GGUF files",
            m_where, "Join them with llama.cpp's “llama-gguf-split --merge FIRST-PART WHOLE.gguf”, and open the whole");
}

void GgufFile::readTensors(ByteReader &reader, std::uint64_t count)
{
    if (count > reader.left() / 24) // a name's length, the number of axes, a type, an offset
        failWithCount("tensors", count, m_where);
    m_tensors.reserve(static_cast<std::size_t>(count));
    std::vector<std::uint64_t> offsets;
    offsets.reserve(static_cast<std::size_t>(count));
    while (count-- > 0) {
        StoredTensor tensor;
        tensor.name = reader.text(reader.number<std::uint64_t>());
        const std::string where = m_where + ", " + tensor.name;
        const auto axes = reader.number<std::uint32_t>();
        if (axes > kMostAxes)
            throw Error("the tensor has " + std::to_string(axes) + " axes, more than " + std::to_string(kMostAxes), where, kDamaged);
        tensor.shape.resize(axes);
        for (std::int64_t &size : tensor.shape)
            size = reader.number<std::int64_t>();
        const auto typeNumber = reader.number<std::uint32_t>();
        const TensorType *type = findType(typeNumber);
        if (!type || !type->dtype) { // how many bytes it takes is not known
            reader.number<std::uint64_t>();
            m_unread.push_back(unreadTensor(std::move(tensor.name), type, typeNumber));
            continue;
        }
        tensor.dtype = *type->dtype;
        const std::int64_t row = tensor.shape.empty() ? 1 : tensor.shape.front();
        if (row % static_cast<std::int64_t>(blockNumbers(tensor.dtype)) != 0)
            throw Error("its rows of " + std::to_string(row) + " numbers are no whole number of " + std::string(nameOf(tensor.dtype))
                    + " blocks of " + std::to_string(blockNumbers(tensor.dtype)),
                where, kDamaged);
        std::reverse(tensor.shape.begin(), tensor.shape.end());
        offsets.push_back(reader.number<std::uint64_t>());
        m_tensors.push_back(std::move(tensor));
    }

    const GgufValue *alignmentValue = find("general.alignment");
    const std::int64_t alignment = alignmentValue ? alignmentValue->integer() : 32;
    if (alignment < 1 || alignment > (1 << 20) || !std::has_single_bit(static_cast<std::uint64_t>(alignment)))
        throw Error(
            "the alignment of " + std::to_string(alignment) + " bytes is no power of two", m_where + ", at general.alignment", kDamaged);
    const std::size_t padding = (static_cast<std::size_t>(alignment) - reader.position() % static_cast<std::size_t>(alignment))
        % static_cast<std::size_t>(alignment);
    reader.bytes(std::min(padding, reader.left())); // a file without tensors may end without it
    const std::span<const std::byte> data = reader.bytes(reader.left());
    for (std::size_t i = 0; i < m_tensors.size(); ++i) {
        StoredTensor &tensor = m_tensors[i];
        const std::string where = m_where + ", " + tensor.name;
        const std::size_t needed = bytesOf(tensor.dtype, countOf(tensor.shape, where));
        if (offsets[i] % static_cast<std::uint64_t>(alignment) != 0)
            throw Error(
                "it begins at byte " + std::to_string(offsets[i]) + ", no multiple of " + std::to_string(alignment), where, kDamaged);
        if (offsets[i] > data.size() || needed > data.size() - offsets[i])
            throw Error("it takes " + std::to_string(needed) + " bytes from byte " + std::to_string(offsets[i]) + " on, the file has "
                    + std::to_string(data.size()) + " bytes of data",
                where, kDamaged);
        tensor.bytes = data.subspan(static_cast<std::size_t>(offsets[i]), needed);
    }
    sortByName(m_tensors, m_where);
}

const GgufValue *GgufFile::find(std::string_view key) const
{
    const auto found = m_metadata.find(key);
    return found != m_metadata.end() ? &found->second : nullptr;
}

const GgufValue &GgufFile::at(std::string_view key) const
{
    if (const GgufValue *value = find(key))
        return *value;
    throw Error(
        "the key “" + std::string(key) + "” is missing in the metadata", m_where, "The file may come from another version of its writer");
}

const StoredTensor *GgufFile::findTensor(std::string_view name) const
{
    return headscope::findTensor(m_tensors, name);
}

} // namespace headscope
