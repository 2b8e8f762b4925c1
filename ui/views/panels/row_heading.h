// What a row of numbers is called above its chart.
#pragma once

#include "src/models/config.h"

#include <QString>

namespace headscope {

/// "Query of “cat”".
QString rowHeading(const TransformerConfig &config, Stage stage, const QString &token);

} // namespace headscope
