// Words from outside in the window: plain text always (theme/plain_text.h), and one line where a line is expected.
#pragma once

#include <QString>

#include <string>

namespace headscope {

/// One line in which control characters and what turns its order are written out: "⟨0x1B⟩", "⟨U+202E⟩" (src/formats/visible_text.h).
QString shownWords(const QString &words);
QString shownWords(const std::string &words);

} // namespace headscope
