#include "src/formats/npy.h"

#include "src/error.h"
#include "src/formats/mapped_file.h"
#include "src/formats/shape.h"

#include <charconv>
#include <cstring>
#include <string>
#include <string_view>

namespace headscope {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kAlignment = 64; // of the data, as NumPy itself writes it

std::string headerOf(std::span<const std::int64_t> shape)
{
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
    for (const std::int64_t size : shape)
        header += std::to_string(size) + (shape.size() == 1 ? "," : ", ");
    if (shape.size() > 1)
        header.resize(header.size() - 2);
    header += "), }";
    const std::size_t before = kMagic.size() + 4;
    const std::size_t whole = (before + header.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
    header.resize(whole - before - 1, ' ');
    return header + '\n';
}

/// What follows `key` in the header, a Python dictionary; the key must be there.
std::string_view entryOf(std::string_view header, std::string_view key, const std::string &where)
{
    const std::size_t at = header.find(key);
    if (at == header.npos)
        throw Error("the header lacks " + std::string(key), where, "The file is damaged");
    std::string_view rest = header.substr(at + key.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(": "), rest.size()));
    return rest;
}

std::vector<std::int64_t> parseShape(std::string_view text, const std::string &where)
{
    const std::size_t close = text.find(')');
    if (text.empty() || text.front() != '(' || close == text.npos)
        throw Error("the shape is not a tuple", where, "The file is damaged");
    text = text.substr(1, close - 1);
    std::vector<std::int64_t> shape;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(", "), text.size()));
        if (text.empty())
            return shape;
        std::int64_t size = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), size);
        if (code != std::errc())
            throw Error("the shape holds something other than numbers", where, "The file is damaged");
        shape.push_back(size);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
}

} // namespace

void writeNpy(AtomicFile &file, std::span<const std::int64_t> shape, std::span<const float> values)
{
    checkShape(shape, values.size(), "the array");
    const std::string header = headerOf(shape);
    if (header.size() > 0xffff)
        throw Error("the array has too many axes for a .npy file");
    std::string start(kMagic);
    start += {'\x01', '\x00', static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};

    file.write(start);
    file.write(header);
    file.write(std::as_bytes(values));
}

NpyArray readNpy(const std::filesystem::path &path)
{
    const auto file = MappedFile::open(path);
    const std::string where = path.string();
    const std::string_view text = file->text();
    if (text.size() < kMagic.size() + 4 || !text.starts_with(kMagic))
        throw Error("this is not a .npy file", where);
    const auto byte = [text](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(text[at])); };
    const std::size_t version = byte(kMagic.size());
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    const std::size_t headerAt = kMagic.size() + 2 + lengthBytes;
    if (version < 1 || version > 3 || text.size() < headerAt)
        throw Error("the .npy format " + std::to_string(version) + " is not known, or the file is cut short", where);
    std::size_t length = 0;
    for (std::size_t i = lengthBytes; i-- > 0;)
        length = length << 8 | byte(kMagic.size() + 2 + i);
    if (length > text.size() - headerAt)
        throw Error("the header is longer than the file", where, "The file is cut short");

    const std::string_view header = text.substr(headerAt, length);
    if (!entryOf(header, "'descr'", where).starts_with("'<f4'"))
        throw Error("only little-endian float32 arrays can be read", where, "Save it with array.astype('<f4')");
    if (!entryOf(header, "'fortran_order'", where).starts_with("False"))
        throw Error("only arrays in C order can be read", where, "Save it with numpy.ascontiguousarray(array)");
    NpyArray array;
    array.shape = parseShape(entryOf(header, "'shape'", where), where);
    const std::string_view data = text.substr(headerAt + length);
    checkShape(array.shape, data.size() / sizeof(float), where);
    array.values.resize(data.size() / sizeof(float));
    if (!array.values.empty())
        std::memcpy(array.values.data(), data.data(), array.values.size() * sizeof(float));
    file->requireUnchanged();
    return array;
}

} // namespace headscope
