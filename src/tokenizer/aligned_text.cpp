#include "src/tokenizer/aligned_text.h"

#include "src/error.h"

namespace headscope {

namespace {

constexpr std::size_t kLongest = std::size_t{1} << 24;

} // namespace

AlignedText::AlignedText(std::string_view typed, std::size_t begin)
    : m_text(typed)
    , m_begin(begin)
{
}

TextSpan AlignedText::source(TextSpan span) const
{
    if (m_typed)
        return {m_begin + span.begin, m_begin + span.end};
    if (span.size() == 0) {
        const std::size_t at = m_sources.empty() ? m_begin
            : span.begin < m_sources.size()      ? m_sources[span.begin].begin
                                                 : m_sources.back().end;
        return {at, at};
    }
    return {m_sources[span.begin].begin, m_sources[span.end - 1].end};
}

AlignedText AlignedText::emptied() const
{
    AlignedText copy({}, source({0, 0}).begin);
    copy.m_typed = false;
    return copy;
}

void AlignedText::append(std::string_view text, TextSpan source)
{
    if (m_text.size() + text.size() > kLongest)
        throw Error("the tokenizer's own rules make the text longer than 16 MiB", "normalizer", "Try a shorter text");
    m_text += text;
    m_sources.resize(m_text.size(), source);
}

void AlignedText::append(const AlignedText &other, TextSpan span)
{
    m_text += other.text(span);
    for (std::size_t i = span.begin; i < span.end; ++i)
        m_sources.push_back(other.source({i, i + 1}));
}

AlignedText AlignedText::part(TextSpan span) const
{
    AlignedText copy(text(span), source({span.begin, span.begin}).begin);
    copy.m_typed = m_typed;
    if (!m_typed)
        copy.m_sources.assign(
            m_sources.begin() + static_cast<std::ptrdiff_t>(span.begin), m_sources.begin() + static_cast<std::ptrdiff_t>(span.end));
    return copy;
}

} // namespace headscope
