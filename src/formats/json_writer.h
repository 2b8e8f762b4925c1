// Writes JSON for exports, piece by piece into a string.
// Trap: JSON has no infinity and no NaN. Both are written as null, so a reader must take null for "no finite number" (a
// masked score, for one, is minus infinity).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// Calls must nest properly: begin and end in pairs, a key before each value inside an object. Not nesting them is a mistake
/// of the programmer and asserted.
class JsonWriter {
public:
    JsonWriter &beginObject() { return begin('{'); }
    JsonWriter &endObject() { return end('}'); }
    JsonWriter &beginArray() { return begin('['); }
    JsonWriter &endArray() { return end(']'); }
    JsonWriter &key(std::string_view name);

    /// Valid UTF-8 stays as it is, but that what steers a terminal or the order of a line (steersDisplay) is escaped; an ill-formed byte
    /// becomes U+FFFD, since JSON text cannot hold it.
    JsonWriter &value(std::string_view text);
    JsonWriter &value(const char *text) { return value(std::string_view(text)); }
    /// Numbers are written with the fewest digits that read back as the same number of that type.
    JsonWriter &value(float number);
    JsonWriter &value(double number);
    JsonWriter &value(std::int64_t number);
    JsonWriter &value(int number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter &value(std::size_t number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter &value(bool truth);
    JsonWriter &null();
    /// An array of numbers.
    JsonWriter &value(std::span<const float> numbers);

    /// What was written so far; a complete document once every begin has its end.
    const std::string &text() const { return m_text; }
    /// The same, and goes on behind it: for documents that are written while they are made.
    std::string take();

private:
    JsonWriter &begin(char bracket);
    JsonWriter &end(char bracket);
    void separate();
    void quote(std::string_view text);

    std::string m_text;
    std::vector<bool> m_filled; // per open container: has it an element already?
    bool m_afterKey = false;
};

} // namespace headscope
