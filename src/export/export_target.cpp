#include "src/export/export_target.h"

#include "src/error.h"
#include "src/export/export_formats.h"
#include "src/platform/file_state.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>

namespace headscope {

namespace {

namespace fs = std::filesystem;

constexpr int kMostModelFiles = 10'000; // a folder with more is no model's
constexpr std::size_t kBeginning = 65'536; // of a file, where it says who wrote it

/// How side files begin, and what says there that they are ours: of a stage, of a view's table.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kSideFiles{{
    {R"({"file":")", R"(","hook":")"},
    {R"({"settings":{"program":"Headscope )", {}},
}};

/// "csv" for "a/B.CSV"
std::string suffixOf(const fs::path &path)
{
    std::string suffix = path.extension().string();
    suffix.erase(0, 1);
    std::ranges::transform(suffix, suffix.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return suffix;
}

/// Of a format that no model is made of, or a side file.
bool isHarmless(const fs::path &path)
{
    const std::string suffix = suffixOf(path);
    const ExportFormat *format = formatNamed(suffix);
    return (format && !format->ofModels) || (suffix == "json" && hasSideFile(suffixOf(path.stem())));
}

/// The regular file that the path leads to.
std::optional<FileState> fileAt(const fs::path &path)
{
    const std::optional<FileState> found = stateOf(path);
    return found && found->kind == FileKind::regular ? found : std::nullopt;
}

/// Without links. The target need not exist; empty when the folder does not.
fs::path folderWhereItLies(const fs::path &target)
{
    std::error_code problem;
    return fs::canonical(fs::absolute(withoutLinks(target)).parent_path(), problem);
}

bool isBelow(const fs::path &folder, const fs::path &top)
{
    return std::mismatch(top.begin(), top.end(), folder.begin(), folder.end()).first == top.end();
}

/// Is it a file of the model by another name? In a cache all of them are links to files elsewhere.
bool isLinkedInto(const FileState &target, const fs::path &folder)
{
    std::error_code problem;
    const auto options = fs::directory_options::skip_permission_denied;
    int left = kMostModelFiles;
    for (fs::recursive_directory_iterator entry(folder, options, problem), end; !problem && entry != end && left > 0;
         entry.increment(problem), --left) {
        const std::optional<FileState> found = fileAt(entry->path());
        if (found && isSameFile(*found, target) && !isHarmless(entry->path()))
            return true;
    }
    return false;
}

[[noreturn]] void refuse(const fs::path &target, const char *why)
{
    throw Error(std::string("the file is not written: ") + why, target.string(), "Choose another name or folder");
}

void requireNoPartOf(const fs::path &model, const fs::path &target)
{
    const std::optional<FileState> old = fileAt(target);
    if (const std::optional<FileState> own = fileAt(model)) {
        if (old && isSameFile(*own, *old))
            refuse(target, "it is the model that is open");
        return;
    }
    std::error_code problem;
    const fs::path top = fs::canonical(model, problem);
    if (problem)
        return;
    const fs::path folder = folderWhereItLies(target);
    const bool isInside = isBelow(folder, top) && !isHarmless(target);
    if (old && (isInside || isLinkedInto(*old, top)))
        refuse(target, "it belongs to the model that is open");
    if (isInside && folder == top)
        refuse(target, "in this folder it would become a part of the model that is open");
}

/// Its first bytes; none when it cannot be read.
std::string beginningOf(const fs::path &path)
{
    std::string bytes(kBeginning, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

bool isOurs(const fs::path &path)
{
    const std::string bytes = beginningOf(path);
    const auto is
        = [&](std::string_view beginning, std::string_view mark) { return bytes.starts_with(beginning) && bytes.find(mark) != bytes.npos; };
    return std::ranges::any_of(kSideFiles, [&](const auto &file) { return is(file.first, file.second); })
        || std::ranges::any_of(
            kExportFormats, [&](const ExportFormat &format) { return !format.beginning.empty() && is(format.beginning, format.mark); });
}

} // namespace

std::filesystem::path sideFileOf(const std::filesystem::path &path)
{
    return fs::path(path) += ".json";
}

void requireNoSource(const std::filesystem::path &target, const ExportSources &sources)
{
    for (const fs::path &model : sources.models)
        requireNoPartOf(model, target);
    const std::optional<FileState> old = fileAt(target);
    if (!old)
        return;
    for (const fs::path &text : sources.texts)
        if (const std::optional<FileState> own = fileAt(text); own && isSameFile(*own, *old))
            refuse(target, "it is the text that was read");
}

std::vector<std::filesystem::path> foreignFiles(const std::vector<std::filesystem::path> &names)
{
    std::vector<fs::path> foreign;
    for (const fs::path &name : names) {
        std::error_code problem;
        const bool exists = fs::exists(fs::symlink_status(name, problem)); // a link that leads nowhere is somebody's, too
        if (exists && !(fileAt(name) && isOurs(name)))
            foreign.push_back(name);
    }
    return foreign;
}

void writeWithSideFile(const std::filesystem::path &path, const std::function<void(AtomicFile &file)> &writeData,
    const std::string &settings, const std::stop_token &stop)
{
    std::list<AtomicFile> files;
    AtomicFile &data = files.emplace_back(path, stop);
    if (!data.isDirect())
        files.emplace_back(sideFileOf(path));
    writeData(data);
    if (!data.isDirect())
        files.back().write(settings);
    commitTogether(files);
}

} // namespace headscope
