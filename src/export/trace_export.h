// Stages of a Trace as files that other programs read. Every file carries its settings: JSON and safetensors inside, CSV and NPY in
// a neighbour with ".json" after the name (weights.csv → weights.csv.json).
#pragma once

#include "src/trace/trace.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

/// Layer and head count from 0. Stages before and behind the layers have no head, and of an encoder-decoder the layer chooses the stack
/// whose stage is meant, if both have it. An axis for all layers (those that have the stage) or all heads exists only where all were
/// asked for.
struct ExportRequest {
    std::vector<Stage> stages;
    std::optional<int> layer; ///< nothing: all layers
    std::optional<int> head; ///< nothing: all heads
};

// All throw Error for a request without stages, a stage, layer or head that the model does not have, more numbers than fit in 4 GiB, a
// request that the format cannot hold (the hint names those that can), a file that cannot be written, and when
// they are stopped; a file that was there stays as it was.

/// One matrix, with the tokens before its rows and features, tokens or numbers from 1 above its columns.
void exportCsv(const Trace &trace, const ExportRequest &request, const std::filesystem::path &path, const std::stop_token &stop = {});
/// One tensor of one stage: [T, ·], [H, T, ·] with all heads, with all layers [L, T, ·] or [L, H, T, ·]; the neighbour lists the layers.
/// Throws Error also where layers differ in shape, as those of encoder and decoder do.
void exportNpy(const Trace &trace, const ExportRequest &request, const std::filesystem::path &path, const std::stop_token &stop = {});
/// {"settings": …, "tensors": {hook name: {"shape", "axes", "values"}}}. Masked scores are null, as JSON has no infinity.
void exportJson(const Trace &trace, const ExportRequest &request, const std::filesystem::path &path, const std::stop_token &stop = {});
/// Tensors under their TransformerLens hook names, in its shapes without the batch axis: q, k, v, z [T, H, Dh], scores and pattern
/// [H, T, S], all else [T, ·]; tokens [T]. Keys and values have S rows, and as many heads as the model has of them: [S, G, Dh]. One head
/// alone: [T, Dh] and [T, S]. In the metadata: text, ids, pieces (JSON), model, edits.
void exportSafetensors(
    const Trace &trace, const ExportRequest &request, const std::filesystem::path &path, const std::stop_token &stop = {});

} // namespace headscope
