#include "ui/cli/terminal_stream.h"

#include "src/formats/visible_text.h"

namespace headscope {

TerminalStream &TerminalStream::operator<<(std::string_view words)
{
    m_stream << visibleText(words);
    return *this;
}

TerminalStream &TerminalStream::lines(std::string_view text)
{
    m_stream << visibleLines(text);
    return *this;
}

} // namespace headscope
