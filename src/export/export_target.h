// What an export may write over, and files that are written together.
//
// The name that somebody typed is theirs to write over. What an export reads is not: the files of the open model, the text. And names that
// nobody typed (FILE.json beside a table, numbered frames) are taken only from files that Headscope wrote.
#pragma once

#include "src/formats/atomic_file.h"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// What was read for an export.
struct ExportSources {
    std::vector<std::filesystem::path> models; ///< folders and GGUF files
    std::vector<std::filesystem::path> texts;
};

/// Where the settings stand that a format has no room for (hasSideFile): "weights.csv" → "weights.csv.json"
std::filesystem::path sideFileOf(const std::filesystem::path &path);

/// Throws Error when `target` is one of the sources, by whatever path or link it is reached, or would become a part of a model: figures,
/// tables and their side files may be written into a model's folder, nothing else, and no other file below it is replaced.
void requireNoSource(const std::filesystem::path &target, const ExportSources &sources);
/// Those that exist and were not written by Headscope, by what stands at their beginning.
std::vector<std::filesystem::path> foreignFiles(const std::vector<std::filesystem::path> &names);

/// A data file and `settings` in its side file, both or neither; a pipe or device gets the data alone. Throws Error as AtomicFile does.
void writeWithSideFile(const std::filesystem::path &path, const std::function<void(AtomicFile &file)> &writeData,
    const std::string &settings, const std::stop_token &stop = {});

} // namespace headscope
