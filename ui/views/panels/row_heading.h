// What one row of a stage is called: whole phrases, so that languages with other word orders can translate them.
#pragma once

#include "src/stages/stage.h"

#include <QString>

namespace headscope {

/// "Scaled scores of “cat”".
QString rowHeading(Stage stage, const QString &token);

} // namespace headscope
