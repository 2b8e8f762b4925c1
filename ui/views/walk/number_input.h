// Reads a number as people type it: point or comma, real minus signs, "1e3". Refuses what the engine could not use, and says why.
#pragma once

#include <QString>

#include <optional>

namespace headscope {

/// Nothing when the text is no finite float32; `problem` then says why in words.
std::optional<float> readNumber(const QString &text, QString *problem = nullptr);

} // namespace headscope
