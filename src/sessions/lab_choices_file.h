// The field "lab" of a session.
#pragma once

#include "src/formats/json.h"
#include "src/formats/json_writer.h"
#include "src/sessions/lab_choices.h"

namespace headscope::sessions {

/// As a value: whoever writes has written its key.
void writeLab(JsonWriter &json, const LabChoices &lab);
/// Throws Error for a field that is missing, unknown, of another type or out of its range. Whether there is such a mechanism is told by
/// the table of mechanisms.
LabChoices labOf(const Json &json);

} // namespace headscope::sessions
