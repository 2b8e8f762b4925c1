// Every format that something can be exported in: one row each. The Export dialog, the clipboard, save dialogs, the command line with its
// help, and what may be written over follow from it; so do the encoders of figures, which Qt paints (ui/export/figure_writer). How to add
// one: ui/export/README.md.
#pragma once

#include "src/export/markup_table.h"
#include "src/export/number_table.h"
#include "src/export/trace_export.h"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace headscope {

enum class FormatKind { figure, animation, numbers };
/// What of a run's numbers a file can hold.
enum class FormatHolds { nothing, matrix, stage, run };

using StagesWriter = void (*)(const Trace &, const ExportRequest &, const std::filesystem::path &, const std::stop_token &);
using TableWriter = void (*)(const NumberTable &, const TableSettings &, const std::filesystem::path &);

struct ExportFormat {
    std::string_view id; ///< "csv": the ending of its files, its name on the command line
    std::string_view title; ///< "CSV"
    FormatKind kind = FormatKind::figure;
    bool hasPixels = false; ///< it has a scale; drawings stay sharp in any size
    std::string_view frames = {}; ///< how frames in it are called: one file of an animation, numbered files of figures; empty: none are
    std::string_view mimeType = {}; ///< as what it is copied; empty: it is not
    FormatHolds holds = FormatHolds::nothing;
    bool hasSideFile = false; ///< it has no room for the settings
    bool ofModels = false; ///< models consist of such files, too: none is written into one's folder
    std::string_view beginning = {}; ///< of its files, where we write them under names that nobody typed …
    std::string_view mark = {}; ///< … and what stands there in ours
    StagesWriter writeStages = nullptr;
    TableWriter writeTable = nullptr; ///< what a view shows
    std::string (*copiedText)(const NumberTable &) = nullptr; ///< of numbers that are copied
};

inline constexpr std::array<ExportFormat, 10> kExportFormats{{
    {.id = "png",
        .title = "PNG",
        .hasPixels = true,
        .frames = "PNG, numbered",
        .mimeType = "image/png", // and what other bitmaps Qt makes of it
        .beginning = "\x89PNG",
        .mark = std::string_view("Software\0Headscope", 18)},
    {.id = "svg", .title = "SVG", .mimeType = "image/svg+xml", .beginning = "<?xml", .mark = "program: Headscope "},
    {.id = "pdf", .title = "PDF"},
    {.id = "csv",
        .title = "CSV",
        .kind = FormatKind::numbers,
        .mimeType = "text/plain",
        .holds = FormatHolds::matrix,
        .hasSideFile = true,
        .writeStages = exportCsv,
        .writeTable = writeTableCsv,
        .copiedText = tabbedText},
    {.id = "npy",
        .title = "NPY",
        .kind = FormatKind::numbers,
        .holds = FormatHolds::stage,
        .hasSideFile = true,
        .writeStages = exportNpy,
        .writeTable = writeTableNpy},
    {.id = "json",
        .title = "JSON",
        .kind = FormatKind::numbers,
        .holds = FormatHolds::run,
        .ofModels = true,
        .writeStages = exportJson,
        .writeTable = writeTableJson},
    {.id = "safetensors",
        .title = "safetensors",
        .kind = FormatKind::numbers,
        .holds = FormatHolds::run,
        .ofModels = true,
        .writeStages = exportSafetensors},
    {.id = "md", .title = "Markdown", .kind = FormatKind::numbers, .writeTable = writeTableMarkdown},
    {.id = "tex", .title = "LaTeX", .kind = FormatKind::numbers, .writeTable = writeTableLatex},
    {.id = "apng", .title = "APNG", .kind = FormatKind::animation, .hasPixels = true, .frames = "Animated PNG"},
}};

/// What is exported, which decides on the formats: a figure, stages of a run, the table of a view, either of these, or a view frame by
/// frame.
enum class ExportOf { figure, stages, table, numbers, frames };
constexpr bool isFor(const ExportFormat &format, ExportOf what)
{
    switch (what) {
    case ExportOf::figure: return format.kind == FormatKind::figure;
    case ExportOf::stages: return format.writeStages != nullptr;
    case ExportOf::table: return format.writeTable != nullptr;
    case ExportOf::numbers: return format.kind == FormatKind::numbers;
    case ExportOf::frames: return !format.frames.empty();
    }
    return false;
}

/// Null for another name.
const ExportFormat *formatNamed(std::string_view id);
bool hasSideFile(std::string_view id);
/// "NPY (.npy), JSON (.json) or safetensors (.safetensors)": for hints.
std::string formatsThatHold(FormatHolds least);

} // namespace headscope
