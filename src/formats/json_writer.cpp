#include "src/formats/json_writer.h"

#include "src/formats/utf8.h"
#include "src/formats/visible_text.h"

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

namespace headscope {

namespace {

template <typename Number>
void appendNumber(std::string &text, Number number)
{
    std::array<char, 32> digits; // the longest double has 24 characters
    const auto [end, code] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    text.append(digits.data(), end);
}

template <typename Number>
void appendReal(std::string &text, Number number)
{
    if (std::isfinite(number))
        appendNumber(text, number);
    else
        text += "null";
}

} // namespace

void JsonWriter::separate()
{
    if (!m_afterKey && !m_filled.empty()) {
        if (m_filled.back())
            m_text += ',';
        m_filled.back() = true;
    }
    m_afterKey = false;
}

std::string JsonWriter::take()
{
    return std::exchange(m_text, {});
}

JsonWriter &JsonWriter::begin(char bracket)
{
    separate();
    m_text += bracket;
    m_filled.push_back(false);
    return *this;
}

JsonWriter &JsonWriter::end(char bracket)
{
    assert(!m_filled.empty() && !m_afterKey);
    m_filled.pop_back();
    m_text += bracket;
    return *this;
}

JsonWriter &JsonWriter::key(std::string_view name)
{
    assert(!m_filled.empty() && !m_afterKey);
    separate();
    quote(name);
    m_text += ':';
    m_afterKey = true;
    return *this;
}

JsonWriter &JsonWriter::value(std::string_view text)
{
    separate();
    quote(text);
    return *this;
}

JsonWriter &JsonWriter::value(float number)
{
    separate();
    appendReal(m_text, number);
    return *this;
}

JsonWriter &JsonWriter::value(double number)
{
    separate();
    appendReal(m_text, number);
    return *this;
}

JsonWriter &JsonWriter::value(std::int64_t number)
{
    separate();
    appendNumber(m_text, number);
    return *this;
}

JsonWriter &JsonWriter::value(bool truth)
{
    separate();
    m_text += truth ? "true" : "false";
    return *this;
}

JsonWriter &JsonWriter::null()
{
    separate();
    m_text += "null";
    return *this;
}

JsonWriter &JsonWriter::value(std::span<const float> numbers)
{
    beginArray();
    for (const float number : numbers)
        value(number);
    return endArray();
}

void JsonWriter::quote(std::string_view text)
{
    constexpr std::string_view hexadecimal = "0123456789abcdef";
    m_text += '"';
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = codePointAt(text, at);
        if (!point.valid) {
            m_text += "\xef\xbf\xbd";
        } else if (point.value == '"' || point.value == '\\') {
            m_text += '\\';
            m_text += text[at];
        } else if (point.value == '\n') {
            m_text += "\\n";
        } else if (point.value == '\t') {
            m_text += "\\t";
        } else if (steersDisplay(point.value)) {
            m_text += "\\u";
            for (int shift = 12; shift >= 0; shift -= 4)
                m_text += hexadecimal[point.value >> shift & 15];
        } else {
            m_text.append(text, at, point.length);
        }
        at += point.length;
    }
    m_text += '"';
}

} // namespace headscope
