// What can be exported from where the user is looking: the view itself, or the stage's numbers for one head, a layer or the whole model.
#pragma once

#include "src/export/trace_export.h"
#include "src/trace/trace.h"
#include "ui/export/format_list.h"

#include <QString>

#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

struct ExportScope {
    QString label; ///< "All heads of layer 1"
    bool isView = false; ///< the view as it is on the screen; the rest is empty
    ExportRequest request;
};

/// Choices for a figure: the view first, then wider ones of the same stage, as far as the stage has layers and heads.
std::vector<ExportScope> figureScopes(const Trace &trace, const StageKey &key);
/// Choices for data in a format: the stage at its place first. A format offers no more than it holds.
std::vector<ExportScope> dataScopes(const Trace &trace, const StageKey &key, FormatHolds holds);

/// Throws Error for a format that is no data's, a path that cannot be written, and when stopped.
void writeData(const Trace &trace, const ExportRequest &request, const ExportFile &file, const std::stop_token &stop = {});

/// Every stage that some layer of the model passes, in the order of the list of stages.
std::vector<Stage> stagesOf(const TransformerConfig &config);
/// The places that a request names, stage by stage, in the order layer, head.
std::vector<StageKey> placesOf(const ExportRequest &request, const TransformerConfig &config);

} // namespace headscope
