// A zip archive whose entries are stored, not compressed, as PyTorch's checkpoints are: the entries' bytes in place.
// Specification: PKWARE's APPNOTE 6.3.9; zip64 included, for archives beyond 4 GB.
// Trap: a length is written up to three times (central directory, local header, behind the data). The central directory counts;
// the local header only says where the data begins.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

class ZipArchive {
public:
    /// Reads the central directory. The entries and their names point into `bytes`, which must outlive the archive, as must `where`. Throws Error
    /// naming `where` for an archive that is cut short, encrypted or contradictory.
    ZipArchive(std::span<const std::byte> bytes, const std::string &where);

    /// Whether the bytes begin as zip archives do.
    static bool recognises(std::span<const std::byte> bytes);

    /// By name, e.g. "archive/data/0". A compressed one is as it lies in the archive.
    const std::map<std::string_view, std::span<const std::byte>> &entries() const { return m_entries; }
    /// Throws Error naming an entry that is compressed, if there is one.
    void requireStored() const;

private:
    const std::string &m_where;
    std::string_view m_compressed; ///< the first such entry
    std::map<std::string_view, std::span<const std::byte>> m_entries;
};

} // namespace headscope
