// Stages of a Trace as files that other programs read. Every file carries its settings: JSON and safetensors inside, CSV and NPY in
// a neighbour with ".json" after the name (weights.csv → weights.csv.json).
#pragma once

#include "src/trace/trace.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace headscope {

/// Layer and head count from 0 and are ignored by stages that have none. An axis for all layers or all heads exists only where all were
/// asked for.
struct ExportRequest {
    std::vector<Stage> stages;
    std::optional<int> layer; ///< nothing: all layers
    std::optional<int> head; ///< nothing: all heads
};

// All throw Error for a request without stages, a stage, layer or head that the model does not have, more numbers than fit in 4 GiB, a
// request that the format cannot hold (the hint names those that can), and a file that cannot be written.

/// One matrix, with the tokens before its rows and features, tokens or numbers from 1 above its columns.
void exportCsv(const Trace &trace, const ExportRequest &request, const std::filesystem::path &path);
/// One tensor of one stage: [T, ·], [H, T, ·] with all heads, with all layers [L, T, ·] or [L, H, T, ·].
void exportNpy(const Trace &trace, const ExportRequest &request, const std::filesystem::path &path);
/// {"settings": …, "tensors": {hook name: {"shape", "axes", "values"}}}. Masked scores are null, as JSON has no infinity.
void exportJson(const Trace &trace, const ExportRequest &request, const std::filesystem::path &path);
/// Tensors under their TransformerLens hook names, in its shapes without the batch axis: q, k, v, z [T, H, Dh], scores and pattern
/// [H, T, S], all else [T, ·]; tokens [T]. One head alone: [T, Dh] and [T, S]. In the metadata: text, ids, pieces (JSON), model, edits.
void exportSafetensors(const Trace &trace, const ExportRequest &request, const std::filesystem::path &path);

} // namespace headscope
