#include "src/formats/torch_storages.h"

#include "src/error.h"
#include "src/formats/byte_reader.h"
#include "src/formats/zip_archive.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace headscope {

namespace {

using Kind = PickleValue::Kind;

constexpr const char *kDamaged = "The file is damaged or cut short; fetch it again";
constexpr std::string_view kMagic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
constexpr std::int64_t kProtocol = 1001;
// Names that are compared again for each tensor: long ones would make a small file slow. A key is a number of a few digits.
constexpr std::size_t kLongestName = 300;

constexpr std::array<std::pair<std::string_view, DType>, 10> kStorageTypes{{
    {"FloatStorage", DType::f32},
    {"HalfStorage", DType::f16},
    {"BFloat16Storage", DType::bf16},
    {"DoubleStorage", DType::f64},
    {"LongStorage", DType::i64},
    {"IntStorage", DType::i32},
    {"ShortStorage", DType::i16},
    {"CharStorage", DType::i8},
    {"ByteStorage", DType::u8},
    {"BoolStorage", DType::boolean},
}};

std::optional<DType> storageType(std::string_view name)
{
    const auto found = std::find_if(kStorageTypes.begin(), kStorageTypes.end(), [&](const auto &entry) { return entry.first == name; });
    return found != kStorageTypes.end() ? std::optional(found->second) : std::nullopt;
}

/// Everything that a pickle of tensors needs to name.
bool allows(std::string_view module, std::string_view name)
{
    if (module == "torch._utils")
        return name == "_rebuild_tensor_v2" || name == "_rebuild_tensor" || name == "_rebuild_parameter";
    if (module == "collections")
        return name == "OrderedDict";
    return module == "torch" && storageType(name).has_value();
}

bool allowsNothing(std::string_view, std::string_view)
{
    return false;
}

/// What torch.save says about a storage: ("storage", type, key, device, count) and, in the older container, a view or None.
struct Description {
    DType dtype;
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
    std::string_view type = pickle.functionName(items[1]);
    type.remove_prefix(std::min(type.size(), type.rfind('.') + 1));
    const std::optional<DType> dtype = storageType(type);
    if (!dtype)
        throw broken();
    Description description{*dtype, items[2].text(), count(items[4])};
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
    constexpr std::string_view pickleName = "/data.pkl";
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const auto &entry) {
        return entry.first.size() <= kLongestName && entry.first.ends_with(pickleName)
            && entry.first.find('/') == entry.first.size() - pickleName.size();
    });
    if (found == entries.end())
        throw Error("the archive has no data.pkl, so torch.save did not write it", m_where, "This may be another kind of zip archive");
    const std::string folder(found->first.substr(0, found->first.find('/') + 1));
    if (entries.contains(folder + "constants.pkl"))
        throw Error("this is a TorchScript program, not a checkpoint", m_where, "Fetch the model's safetensors files");
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
        const std::size_t needed = bytesOf(said.dtype, said.count);
        if (needed > entry->second.size())
            throw Error("the storage “" + std::string(said.key) + "” has " + std::to_string(entry->second.size())
                    + " bytes, its description says " + std::to_string(needed),
                m_where, kDamaged);
        const auto [known, isNew] = m_storages.try_emplace(said.key, TorchStorage{said.dtype, entry->second.first(needed)});
        if (!isNew && (known->second.dtype != said.dtype || known->second.bytes.size() != needed))
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

    std::map<std::string_view, DType> types;
    for (const PickleValue &persistent : m_description->persistents()) {
        const Description said = describe(*m_description, persistent, m_where);
        const auto [known, isNew] = types.try_emplace(said.key, said.dtype);
        if (!isNew && known->second != said.dtype)
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
        const std::size_t needed = bytesOf(type->second, static_cast<std::size_t>(count));
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
    return {whole.dtype, whole.bytes.subspan(bytesOf(whole.dtype, said.offset), bytesOf(whole.dtype, said.count))};
}

} // namespace headscope
