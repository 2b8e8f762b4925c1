#include "ui/session/text_file.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "ui/session/local_bytes.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>

namespace headscope {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kReadAtOnce = 1 << 16;

std::string bytesOf(std::istream &in, const std::string &where)
{
    std::string bytes;
    while (in && bytes.size() <= kMostTextBytes) {
        const std::size_t before = bytes.size();
        bytes.resize(before + kReadAtOnce);
        in.read(bytes.data() + before, kReadAtOnce);
        bytes.resize(before + static_cast<std::size_t>(in.gcount()));
    }
    if (bytes.size() > kMostTextBytes)
        throw Error("more than " + std::to_string(kMostTextBytes / 1'000'000) + " MB of text", where, "Choose a shorter text");
    return bytes;
}

} // namespace

std::string textFrom(std::string bytes, const std::string &where)
{
    if (std::optional<std::string> converted = utf8OfUtf16(bytes))
        bytes = *std::move(converted);
    if (bytes.starts_with(kByteOrderMark))
        bytes.erase(0, kByteOrderMark.size());
    const std::size_t wrong = validPrefix(bytes);
    if (wrong < bytes.size()) {
        std::array<char, 5> byte{};
        std::snprintf(byte.data(), byte.size(), "0x%02X", static_cast<unsigned char>(bytes[wrong]));
        throw Error(
            "the text is not in UTF-8: its byte " + std::to_string(wrong + 1) + " is " + byte.data() + ", which begins no character", where,
            "Save it as UTF-8. What an older program wrote becomes that by iconv -f windows-1252 -t utf-8");
    }
    return bytes;
}

std::string readText(std::istream &in, const std::string &where)
{
    return textFrom(bytesOf(in, where), where);
}

std::string readTextFile(const QString &name)
{
    const std::filesystem::path path = pathOf(name);
    std::error_code ignored;
    std::ifstream stream;
    if (std::filesystem::is_regular_file(path, ignored)) // of a pipe, opening might not come back
        stream.open(path, std::ios::binary);
    if (!stream.is_open())
        throw Error("cannot be read", path.string(), "Choose a text file or a model folder");
    std::string bytes = bytesOf(stream, path.string());
    const bool isUtf16 = bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
    if (!isUtf16 && bytes.find('\0') != bytes.npos)
        throw Error("this is not a text", path.string(), "Choose a text file or a model folder");
    return textFrom(std::move(bytes), path.string());
}

} // namespace headscope
