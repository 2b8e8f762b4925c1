#include "src/formats/torch_storages.h"

#include "src/error.h"
#include "src/formats/byte_reader.h"
#include "src/formats/zip_archive.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace headscope {

namespace {

using Kind = PickleValue::Kind;

constexpr const char *kDamaged = "The file is damaged or cut short; fetch it again";
constexpr std::string_view kMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
constexpr std::int64_t kProtocol = 1001;
// Names that are compared again for each tensor: long ones would make a small file slow. A key is a number of a few digits.
constexpr std::size_t kLongestName = 300;

constexpr std::array<TorchStorageType, 18> kStorageTypes{{
    {"FloatStorage", 4, DType::f32},
    {"HalfStorage", 2, DType::f16},
    {"BFloat16Storage", 2, DType::bf16},
    {"DoubleStorage", 8, DType::f64},
    {"LongStorage", 8, DType::i64},
    {"IntStorage", 4, DType::i32},
    {"ShortStorage", 2, DType::i16},
    {"CharStorage", 1, DType::i8},
    {"ByteStorage", 1, DType::u8},
    {"BoolStorage", 1, DType::boolean},
    {"ComplexFloatStorage", 8, {}},
    {"ComplexDoubleStorage", 16, {}},
    {"QInt8Storage", 1, {}},
    {"QUInt8Storage", 1, {}},
    {"QInt32Storage", 4, {}},
    {"QUInt4x2Storage", 1, {}},
    {"QUInt2x4Storage", 1, {}},
    {"UntypedStorage", 1, {}},
}};

const TorchStorageType *storageType(std::string_view name)
{
    const auto found = std::find_if(kStorageTypes.begin(), kStorageTypes.end(), [&](const auto &entry) { return entry.name == name; });
    return found != kStorageTypes.end() ? &*found : nullptr;
}

struct Name {
    std::string_view module;
    std::string_view name;
};

// What beside storages, number types and functions that put a tensor together stands in files of weights: torch.load reads these as well
// where it is told to read weights only (torch/_weights_only_unpickler.py).
constexpr std::array<Name, 12> kHarmless{{{"collections", "OrderedDict"}, {"collections", "Counter"}, {"torch", "Size"}, {"torch", "device"},
    {"torch", "strided"}, {"torch.serialization", "_get_layout"}, {"torch._tensor", "_rebuild_from_type_v2"}, {"_codecs", "encode"},
    {"builtins", "set"}, {"builtins", "bytearray"}, {"builtins", "complex"}, {"__builtin__", "set"}}};

// "float16", "uint3", "qint8", "float8_e4m3fn"; "per_tensor_affine": how a quantised tensor is scaled.
bool isNumberType(std::string_view name)
{
    constexpr std::array<std::string_view, 17> starts{"float", "bfloat16", "half", "double", "complex", "int", "uint", "short", "long",
        "bool", "bits", "qint", "quint", "per_tensor_", "per_channel_", "chalf", "cfloat"};
    return name.size() < 32 && std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return name.starts_with(start); });
}

/// Everything that a pickle of tensors needs to name. All of it is data here: nothing is called.
bool allows(std::string_view module, std::string_view name)
{
    if (module == "torch._utils")
        return name.starts_with("_rebuild_");
    if ((module == "torch" && isNumberType(name)) || (module.starts_with("torch") && storageType(name)))
        return true;
    return std::any_of(kHarmless.begin(), kHarmless.end(), [&](const Name &known) { return known.module == module && known.name == name; });
}

bool allowsNothing(std::string_view, std::string_view)
{
    return false;
}

/// What torch.save says about a storage: ("storage", type, key, device, count) and, in the older container, a view or None.
struct Description {
    const TorchStorageType *type;
    std::string_view key;
    std::size_t count;
    std::size_t offset = 0; ///< numbers before it in the storage of that key
    bool isView = false;
};

Description describe(const Pickle &pickle, const PickleValue &persistent, const std::string &where)
{
    const std::span<const PickleValue> items = pickle.items(persistent);
    const auto broken = [&]() -> Error { return Error("the description of a storage is broken", where, kDamaged); };
    const auto count = [&](const PickleValue &value) {
        if (!value.isInteger() || value.integer < 0)
            throw broken();
        return static_cast<std::size_t>(value.integer);
    };
    if (items.size() < 5 || items.size() > 6 || items[0].text() != "storage" || items[1].kind != Kind::function || !items[2].isText()
        || items[2].size > kLongestName)
        throw broken();
    std::string_view name = pickle.functionName(items[1]);
    name.remove_prefix(std::min(name.size(), name.rfind('.') + 1));
    const TorchStorageType *type = storageType(name);
    if (!type)
        throw broken();
    Description description{type, items[2].text(), count(items[4])};
    if (items.size() == 6 && items[5].kind == Kind::tuple) {
        const std::span<const PickleValue> view = pickle.items(items[5]);
        if (view.size() != 3)
            throw broken();
        description.offset = count(view[1]);
        description.count = count(view[2]);
        description.isView = true;
    }
    return description;
}

/// Throws Error for more than a computer can address.
std::size_t bytesOfNumbers(const TorchStorageType &type, std::size_t count, const std::string &where)
{
    if (count > std::numeric_limits<std::size_t>::max() / type.bytes)
        throw Error("a storage claims " + std::to_string(count) + " numbers", where, kDamaged);
    return count * type.bytes;
}

} // namespace

TorchStorages::TorchStorages(std::span<const std::byte> bytes, const std::string &where)
    : m_where(where)
{
    if (ZipArchive::recognises(bytes))
        readZip(bytes);
    else
        readRun(bytes);
}

void TorchStorages::readZip(std::span<const std::byte> bytes)
{
    const ZipArchive archive(bytes, m_where);
    const auto &entries = archive.entries();
    const auto isOfProgram = [](const auto &entry) { return entry.first.ends_with("/constants.pkl") && entry.first.size() <= kLongestName; };
    if (std::any_of(entries.begin(), entries.end(), isOfProgram))
        throw Error("this is a TorchScript program, not a checkpoint", m_where, "Fetch the model's safetensors files");
    archive.requireStored();
    constexpr std::string_view pickleName = "/data.pkl";
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto &entry) {
        return entry.first.size() <= kLongestName && entry.first.ends_with(pickleName)
            && entry.first.find('/') == entry.first.size() - pickleName.size();
    });
    if (found == entries.end())
        throw Error("the archive has no data.pkl, so torch.save did not write it", m_where, "This may be another kind of zip archive");
    const std::string folder(found->first.substr(0, found->first.find('/') + 1));
    const auto order = entries.find(folder + "byteorder");
    if (order != entries.end() && std::ranges::equal(order->second, std::as_bytes(std::span("big", 3))))
        throw Error("the file was written on a big-endian computer", m_where, "Fetch the model's safetensors files");

    const std::string where = m_where + ", data.pkl";
    ByteReader reader(found->second, where);
    m_description = std::make_unique<const Pickle>(reader, where, allows);
    for (const PickleValue &persistent : m_description->persistents()) {
        const Description said = describe(*m_description, persistent, where);
        const auto entry = entries.find(folder + "data/" + std::string(said.key));
        if (entry == entries.end())
            throw Error("the storage “" + std::string(said.key) + "” is missing in the archive", m_where, kDamaged);
        const std::size_t needed = bytesOfNumbers(*said.type, said.count, m_where);
        if (needed > entry->second.size())
            throw Error("the storage “" + std::string(said.key) + "” has " + std::to_string(entry->second.size())
                    + " bytes, its description says " + std::to_string(needed),
                m_where, kDamaged);
        const auto [known, isNew] = m_storages.try_emplace(said.key, TorchStorage{said.type, entry->second.first(needed)});
        if (!isNew && (known->second.type != said.type || known->second.bytes.size() != needed))
            throw Error("the storage “" + std::string(said.key) + "” is described in two ways", m_where, kDamaged);
    }
}

void TorchStorages::readRun(std::span<const std::byte> bytes)
{
    ByteReader reader(bytes, m_where);
    const Pickle magic(reader, m_where, allowsNothing);
    if (magic.root().kind != Kind::largeInteger || magic.root().text() != kMagic)
        throw Error("this is a Python pickle, but torch.save did not write it", m_where, "Fetch the model's safetensors files");
    const Pickle protocol(reader, m_where, allowsNothing);
    if (!protocol.root().isInteger() || protocol.root().integer != kProtocol)
        throw Error("the file has an unknown version of torch.save's format", m_where, "Fetch the model's safetensors files");
    const Pickle system(reader, m_where, allowsNothing);
    const std::span<const PickleValue> facts = system.items(system.root());
    for (std::size_t i = 0; i + 1 < facts.size(); i += 2)
        if (facts[i].text() == "little_endian" && facts[i + 1].kind == Kind::boolean && facts[i + 1].integer == 0)
            throw Error("the file was written on a big-endian computer", m_where, "Fetch the model's safetensors files");
    m_description = std::make_unique<const Pickle>(reader, m_where, allows);

    std::map<std::string_view, const TorchStorageType *> types;
    for (const PickleValue &persistent : m_description->persistents()) {
        const Description said = describe(*m_description, persistent, m_where);
        const auto [known, isNew] = types.try_emplace(said.key, said.type);
        if (!isNew && known->second != said.type)
            throw Error("the storage “" + std::string(said.key) + "” is described in two ways", m_where, kDamaged);
    }
    const Pickle keys(reader, m_where, allowsNothing);
    for (const PickleValue &key : keys.items(keys.root())) {
        const auto type = types.find(key.text());
        if (type == types.end())
            throw Error("the file lists a storage “" + std::string(key.text()) + "” that nothing describes", m_where, kDamaged);
        const auto count = reader.number<std::uint64_t>();
        if (count > reader.left())
            throw Error("the storage “" + std::string(key.text()) + "” claims " + std::to_string(count) + " numbers, the file has "
                    + std::to_string(reader.left()) + " bytes left",
                m_where, kDamaged);
        const std::size_t needed = bytesOfNumbers(*type->second, static_cast<std::size_t>(count), m_where);
        if (!m_storages.try_emplace(type->first, TorchStorage{type->second, reader.bytes(needed)}).second)
            throw Error("the file lists the storage “" + std::string(key.text()) + "” twice", m_where, kDamaged);
    }
}

TorchStorage TorchStorages::storageOf(const PickleValue &persistent) const
{
    const Description said = describe(*m_description, persistent, m_where);
    const auto found = m_storages.find(said.key);
    if (found == m_storages.end())
        throw Error("the storage “" + std::string(said.key) + "” is missing", m_where, kDamaged);
    const TorchStorage &whole = found->second;
    if (!said.isView)
        return whole;
    if (said.offset > whole.count() || said.count > whole.count() - said.offset)
        throw Error("a part of the storage “" + std::string(said.key) + "” reaches beyond its end", m_where, kDamaged);
    return {whole.type, whole.bytes.subspan(said.offset * whole.type->bytes, said.count * whole.type->bytes)};
}

} // namespace headscope
