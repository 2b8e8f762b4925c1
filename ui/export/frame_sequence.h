// A view, frame by frame: layer after layer, head after head, or query after query, for an animation.
// Trap: figures of different heads may differ in size, and the frames of an animation must not; each stands at the top left of the largest.
#pragma once

#include "ui/export/view_export.h"
#include "ui/views/view.h"

#include <QByteArray>

#include <functional>
#include <optional>

namespace headscope {

enum class FrameAxis { layers, heads, queries };
/// By the name on the command line: "layers", "heads", "queries".
std::optional<FrameAxis> frameAxisNamed(const QString &name);
QStringList frameAxisNames();

/// As many as the run has of them. 0 without a run.
int frameCount(const Session &session, const Selection &selection, FrameAxis axis);

/// Told how many of `steps` are done; false stops.
using FrameProgress = std::function<bool(int done, int steps)>;

/// The view at what is selected now. Nothing once `goesOn`, which is asked while a view makes its picture, is false.
using FrameSource = std::function<std::optional<DrawnView>(const std::function<bool()> &goesOn)>;
/// Of a view on the screen or out of sight; handles events while it makes its picture beside this thread.
FrameSource framesOf(View &view);

/// "weights.png", 120 frames: "weights-001.png" …
QStringList framePaths(const QString &path, int count);
/// All frames: one file of an animation, numbered files of figures. All are written or none: when it is stopped (false) or throws Error,
/// what was there before is there still; the selection is as before afterwards. Throws Error also for another format and for more than a
/// thousand frames.
bool writeFrames(const ExportFile &file, const FrameSource &view, const Session &session, Selection &selection, FrameAxis axis,
    const FigureCaption &caption, const FigureOptions &options, int millisecondsPerFrame, const FrameProgress &progress = {});

} // namespace headscope
