// Text on its way to the model, in which every byte knows the bytes of the typed text it came from.
// Trap: lower case and normal forms change lengths (İ is 2 bytes, its lower case 3), so positions in the changed text say
// nothing about the typed one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// Bytes [begin, end).
struct TextSpan {
    std::size_t begin = 0;
    std::size_t end = 0;

    std::size_t size() const { return end - begin; }
    bool operator==(const TextSpan &) const = default;
};

class AlignedText {
public:
    /// Text as it was typed, beginning at byte `begin` of the whole.
    explicit AlignedText(std::string_view typed, std::size_t begin = 0);

    std::string_view text() const { return m_text; }
    std::string_view text(TextSpan span) const { return text().substr(span.begin, span.size()); }

    /// Where a span of text() came from: the smallest span of the typed text that holds all its bytes. An inserted character
    /// came from nowhere, an empty span.
    TextSpan source(TextSpan span) const;

    /// No text yet, at the same place: what a changed version of this text is appended to.
    AlignedText emptied() const;
    /// For a text from emptied(). `source` is where all of `text` came from. Throws Error beyond 16 MiB: a few broken or hostile
    /// replacements in a row could make gigabytes of one line.
    void append(std::string_view text, TextSpan source);
    /// Appends a part of `other` as it is.
    void append(const AlignedText &other, TextSpan span);
    AlignedText part(TextSpan span) const;

private:
    std::string m_text;
    std::size_t m_begin = 0; // of the typed text
    std::vector<TextSpan> m_sources; // per byte; unused while m_typed
    bool m_typed = true; // nothing was changed: byte i came from byte m_begin + i
};

} // namespace headscope
