#include "src/formats/zip_archive.h"

#include "src/error.h"
#include "src/formats/byte_reader.h"

#include <algorithm>
#include <cstdint>

namespace headscope {

namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kDirectoryEntry = 0x02014b50;
constexpr std::uint32_t kDirectoryEnd = 0x06054b50;
constexpr std::uint32_t kZip64DirectoryEnd = 0x06064b50;
constexpr std::uint32_t kZip64Locator = 0x07064b50;
constexpr std::size_t kDirectoryEntryBytes = 46;
constexpr std::size_t kDirectoryEndBytes = 22;
constexpr std::size_t kZip64LocatorBytes = 20;
constexpr std::uint16_t kZip64Field = 1;
constexpr std::uint32_t kInZip64 = 0xffffffff; // in place of a number that only the zip64 field can hold
constexpr const char *kDamaged = "The file is damaged or cut short; fetch it again";

struct Directory {
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
    std::uint64_t start = 0;
};

/// The record at the end, or the place before a comment that the archive ends with.
std::size_t findEnd(std::span<const std::byte> bytes, const std::string &where)
{
    constexpr std::size_t longestComment = 0xffff;
    const std::size_t last = bytes.size() >= kDirectoryEndBytes ? bytes.size() - kDirectoryEndBytes : 0;
    const std::size_t first = last > longestComment ? last - longestComment : 0;
    for (std::size_t at = last + 1; bytes.size() >= kDirectoryEndBytes && at-- > first;)
        if (ByteReader(bytes.subspan(at), where).number<std::uint32_t>() == kDirectoryEnd)
            return at;
    throw Error("the archive's list of contents, at its end, is missing", where, kDamaged);
}

Directory readEnd(std::span<const std::byte> bytes, const std::string &where)
{
    const std::size_t end = findEnd(bytes, where);
    ByteReader reader(bytes.subspan(end), where);
    reader.bytes(10);
    Directory directory;
    directory.entries = reader.number<std::uint16_t>();
    directory.bytes = reader.number<std::uint32_t>();
    directory.start = reader.number<std::uint32_t>();
    if (end < kZip64LocatorBytes)
        return directory;
    ByteReader locator(bytes.subspan(end - kZip64LocatorBytes), where);
    if (locator.number<std::uint32_t>() != kZip64Locator)
        return directory;
    locator.number<std::uint32_t>();
    const auto place = locator.number<std::uint64_t>();
    ByteReader zip64(bytes.subspan(static_cast<std::size_t>(std::min<std::uint64_t>(place, bytes.size()))), where);
    if (zip64.number<std::uint32_t>() != kZip64DirectoryEnd)
        throw Error("the archive's list of contents is not where it should be", where, kDamaged);
    zip64.bytes(28);
    directory.entries = zip64.number<std::uint64_t>();
    directory.bytes = zip64.number<std::uint64_t>();
    directory.start = zip64.number<std::uint64_t>();
    return directory;
}

struct Entry {
    std::string_view name;
    std::uint64_t stored = 0; ///< bytes in the archive
    std::uint64_t size = 0; ///< bytes of the content
    std::uint64_t header = 0; ///< where its local header begins
    bool compressed = false;
};

/// Sizes that do not fit 32 bits stand in an extra field, in this order, those only.
void readZip64Sizes(ByteReader extra, Entry &entry)
{
    while (extra.left() >= 4) {
        const auto tag = extra.number<std::uint16_t>();
        const auto size = extra.number<std::uint16_t>();
        if (tag != kZip64Field) {
            extra.bytes(std::min<std::size_t>(size, extra.left()));
            continue;
        }
        for (std::uint64_t *number : {&entry.size, &entry.stored, &entry.header})
            if (*number == kInZip64)
                *number = extra.number<std::uint64_t>();
        return;
    }
}

Entry readEntry(ByteReader &reader, const std::string &where)
{
    if (reader.number<std::uint32_t>() != kDirectoryEntry)
        throw Error("the archive's list of contents is broken", where, kDamaged);
    reader.bytes(4); // versions
    const auto flags = reader.number<std::uint16_t>();
    const auto method = reader.number<std::uint16_t>();
    reader.bytes(8); // time, date, checksum
    Entry entry;
    entry.stored = reader.number<std::uint32_t>();
    entry.size = reader.number<std::uint32_t>();
    const auto nameBytes = reader.number<std::uint16_t>();
    const auto extraBytes = reader.number<std::uint16_t>();
    const auto commentBytes = reader.number<std::uint16_t>();
    reader.bytes(8); // disk, attributes
    entry.header = reader.number<std::uint32_t>();
    entry.name = reader.text(nameBytes);
    readZip64Sizes(ByteReader(reader.bytes(extraBytes), where), entry);
    reader.bytes(commentBytes);
    if ((flags & 1) != 0)
        throw Error("the entry “" + std::string(entry.name) + "” is encrypted", where);
    entry.compressed = method != 0 || entry.stored != entry.size;
    return entry;
}

std::span<const std::byte> contentOf(const Entry &entry, std::span<const std::byte> bytes, const std::string &where)
{
    const std::string place = where + ", " + std::string(entry.name);
    ByteReader reader(bytes, place);
    reader.bytes(entry.header);
    if (reader.number<std::uint32_t>() != kLocalHeader)
        throw Error("the entry does not begin where the archive's list of contents says", place, kDamaged);
    reader.bytes(22);
    const auto nameBytes = reader.number<std::uint16_t>();
    const auto extraBytes = reader.number<std::uint16_t>();
    if (reader.text(nameBytes) != entry.name)
        throw Error("the entry has another name than the archive's list of contents says", place, kDamaged);
    reader.bytes(extraBytes);
    return reader.bytes(entry.stored);
}

} // namespace

bool ZipArchive::recognises(std::span<const std::byte> bytes)
{
    return bytes.size() >= 4 && ByteReader(bytes, std::string()).number<std::uint32_t>() == kLocalHeader;
}

ZipArchive::ZipArchive(std::span<const std::byte> bytes, const std::string &where)
    : m_where(where)
{
    const Directory directory = readEnd(bytes, where);
    ByteReader whole(bytes, where);
    whole.bytes(directory.start);
    ByteReader reader(whole.bytes(directory.bytes), where);
    if (directory.entries > reader.left() / kDirectoryEntryBytes)
        throw Error("the archive claims " + std::to_string(directory.entries) + " entries, more than its list of contents has room for",
            where, kDamaged);
    for (std::uint64_t left = directory.entries; left-- > 0;) {
        const Entry entry = readEntry(reader, where);
        if (entry.compressed && m_compressed.empty())
            m_compressed = entry.name;
        if (!m_entries.emplace(entry.name, contentOf(entry, bytes, where)).second)
            throw Error("the archive has two entries “" + std::string(entry.name) + "”", where, kDamaged);
    }
}

void ZipArchive::requireStored() const
{
    if (!m_compressed.empty())
        throw Error("the entry “" + std::string(m_compressed) + "” is compressed", m_where,
            "PyTorch stores them as they are; this may be another kind of archive, or a checkpoint that was packed once more");
}

} // namespace headscope
