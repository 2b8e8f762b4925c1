// What an exported file says about where its numbers come from.
#pragma once

#include "src/export/trace_export.h"
#include "src/formats/json_writer.h"

#include <map>
#include <string>

namespace headscope {

/// A JSON object: model (name, the folder's name, family, sizes), text, the second sentence if there is one, tokens (id, piece, display), of an
/// encoder-decoder the target and its tokens, how many of the last tokens were generated, cut tokens, stages, layer and head (null: all),
/// edits in words, notes.
void writeSettings(JsonWriter &json, const Trace &trace, const ExportRequest &request);
/// The same for a safetensors file, where every value is text; "ids" and "pieces" (and "target_ids", "target_pieces") are
/// JSON arrays, as are "stages", "edits" and "notes".
std::map<std::string, std::string> settingsMetadata(const Trace &trace, const ExportRequest &request);

} // namespace headscope
