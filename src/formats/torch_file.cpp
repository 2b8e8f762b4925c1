#include "src/formats/torch_file.h"

#include "src/error.h"
#include "src/formats/download_check.h"
#include "src/formats/shape.h"
#include "src/formats/torch_storages.h"
#include "src/formats/zip_archive.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <set>

namespace headscope {

namespace {

using Kind = PickleValue::Kind;

constexpr const char *kDamaged = "The file is damaged or cut short; fetch it again";
constexpr std::string_view kRebuild = "torch._utils._rebuild_";
constexpr std::size_t kMostAxes = 8;
// Bytes that tensors whose numbers do not lie in order may take together: some times the file, and a little where that is small.
constexpr std::size_t kCopiesPerByte = 8;
constexpr std::size_t kFreeCopies = std::size_t{4} << 20;
constexpr int kDeepestParameter = 4; // a Parameter holds a tensor; nobody wraps it twice
constexpr int kDeepestDictionary = 3; // {"model": {"state_dict": …}}

bool isDictionary(const Pickle &pickle, const PickleValue &value)
{
    return value.kind == Kind::dictionary || pickle.functionName(value) == "collections.OrderedDict";
}

/// The call that makes a tensor, taken out of the Parameter around it; nothing for a value that is no tensor.
std::optional<PickleValue> tensorCall(const Pickle &pickle, PickleValue value)
{
    for (int depth = 0; depth < kDeepestParameter && value.kind == Kind::call; ++depth) {
        const std::string_view function = pickle.functionName(value);
        const std::span<const PickleValue> arguments = pickle.arguments(value);
        if (!function.starts_with(kRebuild))
            return std::nullopt;
        if (!function.starts_with("torch._utils._rebuild_parameter"))
            return value;
        if (arguments.empty())
            return std::nullopt;
        value = arguments.front();
    }
    return std::nullopt;
}

/// Key, value, key, value … Python 2 gave an OrderedDict its entries as arguments: a list of pairs.
std::vector<PickleValue> entriesOf(const Pickle &pickle, const PickleValue &dictionary)
{
    const std::span<const PickleValue> items = pickle.items(dictionary);
    std::vector<PickleValue> entries(items.begin(), items.end());
    const std::span<const PickleValue> arguments = pickle.arguments(dictionary);
    if (arguments.size() == 1)
        for (const PickleValue &pair : pickle.items(arguments.front()))
            if (pickle.items(pair).size() == 2)
                entries.insert(entries.end(), {pickle.items(pair)[0], pickle.items(pair)[1]});
    return entries;
}

/// The entries of the dictionary that holds the tensors: the outermost one, or one under a name that training programs use.
std::vector<PickleValue> findTensors(const Pickle &pickle, const std::string &where)
{
    PickleValue dictionary = pickle.root();
    for (int depth = 0; depth < kDeepestDictionary && isDictionary(pickle, dictionary); ++depth) {
        std::vector<PickleValue> entries = entriesOf(pickle, dictionary);
        std::optional<PickleValue> inner;
        for (std::size_t i = 0; i + 1 < entries.size(); i += 2) {
            if (tensorCall(pickle, entries[i + 1]))
                return entries;
            constexpr std::array<std::string_view, 3> names{"state_dict", "model_state_dict", "model"};
            if (std::find(names.begin(), names.end(), entries[i].text()) != names.end() && isDictionary(pickle, entries[i + 1]))
                inner = entries[i + 1];
        }
        if (!inner)
            break;
        dictionary = *inner;
    }
    throw Error(
        "the file holds no dictionary of tensors", where, "Save the model with save_pretrained, or with torch.save(model.state_dict(), …)");
}

/// Where a tensor's numbers lie in its storage.
struct Layout {
    std::vector<std::int64_t> shape;
    std::vector<std::size_t> strides; ///< in numbers
    std::size_t offset = 0;
    std::size_t count = 0;

    bool isInOrder() const
    {
        std::size_t expected = 1;
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            if (shape[axis] != 1 && strides[axis] != expected)
                return false;
            expected *= static_cast<std::size_t>(shape[axis]);
        }
        return true;
    }

    /// Whether every number lies within a storage of that many.
    bool fits(std::size_t stored) const
    {
        if (offset > stored)
            return false;
        std::size_t left = stored - offset; // numbers from the first one on
        if (count == 0)
            return true;
        if (left == 0)
            return false;
        --left;
        for (std::size_t axis = 0; axis < shape.size(); ++axis) {
            const std::size_t steps = static_cast<std::size_t>(shape[axis]) - 1;
            if (steps != 0 && strides[axis] > left / steps)
                return false;
            left -= steps * strides[axis];
        }
        return true;
    }
};

std::vector<std::int64_t> integersOf(const Pickle &pickle, const PickleValue &value, const std::string &where)
{
    const std::span<const PickleValue> items = pickle.items(value);
    if ((value.kind != Kind::tuple && value.kind != Kind::list) || items.size() > kMostAxes)
        throw Error("its shape or its strides are no short list of numbers", where, kDamaged);
    std::vector<std::int64_t> numbers;
    for (const PickleValue &item : items) {
        if (!item.isInteger() || item.integer < 0)
            throw Error("its shape or its strides hold something that is no size", where, kDamaged);
        numbers.push_back(item.integer);
    }
    return numbers;
}

Layout layoutOf(const Pickle &pickle, std::span<const PickleValue> arguments, const std::string &where)
{
    Layout layout;
    layout.shape = integersOf(pickle, arguments[2], where);
    for (const std::int64_t stride : integersOf(pickle, arguments[3], where))
        layout.strides.push_back(static_cast<std::size_t>(stride));
    if (layout.shape.size() != layout.strides.size() || !arguments[1].isInteger() || arguments[1].integer < 0)
        throw Error("its shape " + shapeText(layout.shape) + " and its strides do not belong together", where, kDamaged);
    layout.offset = static_cast<std::size_t>(arguments[1].integer);
    layout.count = countOf(layout.shape, where);
    return layout;
}

/// Puts the numbers in order, the last axis fastest.
void copyInOrder(const Layout &layout, const TorchStorage &storage, std::byte *to)
{
    const std::size_t size = storage.type->bytes;
    const std::size_t axes = layout.shape.size();
    const auto innermost = static_cast<std::size_t>(layout.shape.back());
    const std::size_t step = layout.strides.back() * size;
    std::array<std::int64_t, kMostAxes> index{};
    std::size_t from = layout.offset;
    for (std::size_t done = 0; done < layout.count; done += innermost) {
        const std::byte *number = storage.bytes.data() + from * size;
        for (std::size_t i = 0; i < innermost; ++i, to += size)
            std::memcpy(to, number + i * step, size);
        for (std::size_t axis = axes - 1; axis-- > 0;) {
            from += layout.strides[axis];
            if (++index[axis] < layout.shape[axis])
                break;
            from -= layout.strides[axis] * static_cast<std::size_t>(layout.shape[axis]);
            index[axis] = 0;
        }
    }
}

} // namespace

bool TorchFile::recognises(const MappedFile &file)
{
    const std::span<const std::byte> bytes = file.bytes();
    // A safetensors file whose header is 640 … 1,408 bytes long can begin with the same two bytes, one of 67,324,752 as a zip
    // archive does; behind its length stands "{".
    if (bytes.size() > 8 && bytes[7] == std::byte{0} && bytes[8] == std::byte{'{'})
        return false;
    return ZipArchive::recognises(bytes)
        || (bytes.size() > 2 && bytes[0] == std::byte{0x80} && bytes[1] >= std::byte{2} && bytes[1] <= std::byte{5});
}

std::shared_ptr<const TorchFile> TorchFile::open(const std::filesystem::path &path)
{
    return read(MappedFile::open(path));
}

std::shared_ptr<const TorchFile> TorchFile::read(std::shared_ptr<const MappedFile> file)
{
    return std::shared_ptr<const TorchFile>(new TorchFile(std::move(file)));
}

TorchFile::TorchFile(std::shared_ptr<const MappedFile> file)
    : m_file(std::move(file))
{
    const std::string where = m_file->path().string();
    requireDownloaded(*m_file);
    if (!recognises(*m_file))
        throw Error("the file does not begin as torch.save's files do", where, "This may be no PyTorch checkpoint at all");
    const TorchStorages storages(m_file->bytes(), where);
    const Pickle &pickle = storages.description();
    const std::vector<PickleValue> entries = findTensors(pickle, where);
    std::set<std::string_view> names;
    std::string leftOut;
    for (std::size_t i = 0; i + 1 < entries.size(); i += 2) {
        const std::string_view name = entries[i].text();
        const std::optional<PickleValue> call = tensorCall(pickle, entries[i + 1]);
        if (!call) {
            constexpr std::size_t longest = 1000;
            if (leftOut.size() < longest)
                leftOut.append(leftOut.empty() ? "" : ", ").append(name.substr(0, longest));
            continue;
        }
        if (!entries[i].isText())
            throw Error("a tensor has no name", where, kDamaged);
        if (!names.insert(name).second)
            throw Error("there are two tensors “" + std::string(name) + "”", where, kDamaged);
        addTensor(name, *call, storages);
    }
    if (!leftOut.empty())
        m_metadata["left out"] = leftOut;
    sortByName(m_tensors, where);
}

void TorchFile::addTensor(std::string_view name, const PickleValue &call, const TorchStorages &storages)
{
    const Pickle &pickle = storages.description();
    const std::span<const PickleValue> arguments = pickle.arguments(call);
    const std::string where = m_file->path().string() + ", " + std::string(name);
    const std::string_view build = pickle.functionName(call).substr(kRebuild.size());
    const auto leaveUnread = [&](const std::string &problem, const char *hint) { m_unread.push_back({std::string(name), problem, hint}); };
    if (build == "tensor_v3" && arguments.size() > 6)
        return leaveUnread("its numbers are of type " + std::string(pickle.functionName(arguments[6])) + ", which is not supported",
            "Save the tensor as float32");
    if (build != "tensor" && build != "tensor_v2")
        return leaveUnread("it is no ordinary tensor (" + std::string(build) + "), which is not supported", "Save it as a dense float tensor");
    if (arguments.size() < 4 || arguments[0].kind != Kind::persistent)
        throw Error("the description of the tensor is broken", where, kDamaged);
    const TorchStorage storage = storages.storageOf(arguments[0]);
    const Layout layout = layoutOf(pickle, arguments, where);
    if (!layout.fits(storage.count()))
        throw Error("the tensor of shape " + shapeText(layout.shape) + " reaches beyond its storage of " + std::to_string(storage.count())
                + " numbers",
            where, kDamaged);
    if (!storage.type->dtype)
        return leaveUnread("its numbers lie in a " + std::string(storage.type->name) + ", which is not supported", "Save the tensor as float32");
    StoredTensor tensor{std::string(name), *storage.type->dtype, layout.shape, {}};
    const std::size_t bytes = bytesOf(tensor.dtype, layout.count);
    if (layout.count == 0 || layout.isInOrder()) {
        tensor.bytes = layout.count == 0 ? storage.bytes.first(0) : storage.bytes.subspan(layout.offset * storage.type->bytes, bytes);
    } else {
        // Transposed, or a part of another tensor, or one that repeats numbers: that could grow without end, and so could many of one storage.
        if (bytes > kFreeCopies + kCopiesPerByte * m_file->bytes().size() - m_copiedBytes)
            return leaveUnread("it repeats or rearranges numbers of other tensors in a way that is not supported",
                "Save it with tensor.contiguous()");
        m_copiedBytes += bytes;
        m_copies.push_back(std::make_unique<std::byte[]>(bytes));
        copyInOrder(layout, storage, m_copies.back().get());
        tensor.bytes = {m_copies.back().get(), bytes};
    }
    m_tensors.push_back(std::move(tensor));
}

} // namespace headscope
