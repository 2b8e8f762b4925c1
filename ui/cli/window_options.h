// What `headscope` was asked to show in its window, and the picture of it that --grab writes.
#pragma once

#include "src/stages/stage.h"
#include "ui/window/main_window.h"

#include <QCommandLineParser>
#include <QSize>
#include <QString>

#include <optional>
#include <string>

namespace headscope {

struct WindowOptions {
    QString session; ///< a file; empty: none
    QString model; ///< built-in name or folder; empty: as last time
    std::optional<std::string> text;
    QString textFile; ///< where the text was read; empty: it was typed
    std::optional<QString> pair; ///< a second sentence
    std::optional<QString> target; ///< what a decoder says
    int generate = 0; ///< tokens to go on by before the window is grabbed
    std::optional<Workspace> workspace;
    QString view; ///< of the Heads workspace; empty: the first
    std::string mechanism; ///< of the Lab, whose steps the Walk shows; empty: the model's
    int step = 0; ///< of it, from 0
    std::optional<LabView> labView; ///< of the Lab
    std::optional<bool> dark; ///< nothing: as chosen in the application
    std::optional<Stage> stage;
    std::optional<int> layer; ///< from 0
    QString layerName; ///< in its place, of an encoder-decoder: "decoder 5 cross"
    std::optional<int> head; ///< from 0
    QSize size{1600, 1000}; ///< of the grabbed window
    double scale = 1; ///< pixels per logical pixel of the grabbed window
    bool isPlain = false; ///< nothing was asked for: no file, no option
    bool present = false; ///< the picture alone, large
    bool quitWhenPainted = false; ///< leave once an attention map is on the screen: for measuring the start
    QString grab; ///< PNG to write instead of showing the window; empty: show it
};

QList<QCommandLineOption> windowCommandLineOptions();
/// Throws UsageError for a wrong value, Error for a file that cannot be read. `parser` has parsed without errors.
WindowOptions windowOptions(const QCommandLineParser &parser);

} // namespace headscope
