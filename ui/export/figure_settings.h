// The settings that an exported figure carries in its file: which model and text, which edits, which version of the program.
#pragma once

#include "src/trace/trace.h"

#include <QString>

#include <utility>
#include <vector>

namespace headscope {

/// Keywords of PNG text chunks: Latin, short, without a colon.
std::vector<std::pair<QString, QString>> figureSettings(const Trace &trace);

} // namespace headscope
