#include "src/formats/json_parser.h"

#include "src/error.h"
#include "src/formats/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

namespace headscope {

namespace {

constexpr int kMaxDepth = 500;
constexpr std::size_t kMaxMemory = std::size_t{1} << 30;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

void requireRoom(std::size_t bytes, const std::string &where)
{
    if (bytes > kMaxMemory)
        throw Error("the JSON would take more than 1 GiB of memory", where, "No model has files like that; fetch it again");
}

/// At least as many nodes as the text has values and names: each stands at the beginning or behind one of these characters.
std::size_t mostNodes(std::string_view text)
{
    std::size_t count = 1;
    for (const char character : text)
        count += character == ',' || character == ':' || character == '[' || character == '{';
    return count;
}

bool isDigit(char character)
{
    return character >= '0' && character <= '9';
}

/// A number too large or too small for a double, as Python reads it: by the power of ten of its first digit.
double beyondDouble(std::string_view number)
{
    const bool negative = number.starts_with('-');
    const std::size_t e = std::min(number.find_first_of("eE"), number.size());
    std::int64_t power = 0;
    if (e < number.size()) {
        const std::string_view digits = number.substr(number.find_first_not_of("+-", e + 1));
        constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max() / 2; // of so many digits that they fit no number
        if (std::from_chars(digits.data(), digits.data() + digits.size(), power).ec != std::errc())
            power = endless;
        if (number[e + 1] == '-')
            power = -power;
    }
    const std::string_view mantissa = number.substr(0, e);
    const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
    power += point - static_cast<std::int64_t>(std::min(mantissa.find_first_not_of("-0."), mantissa.size()));
    const double value = power > 0 ? std::numeric_limits<double>::infinity() : 0;
    return negative ? -value : value;
}

// Nodes grow from both ends of one piece of memory: from the front those of closed containers, whose place is final, from the back those
// whose container is still open, the last one first. So a document takes what its values take, and a value never moves more than once.
class Parser {
public:
    Parser(std::string_view text, JsonDocument &document)
        : m_text(text)
        , m_document(document)
    {
        const std::size_t most = mostNodes(text);
        requireRoom(most * sizeof(JsonNode) + 2 * text.size(), document.where);
        document.nodes = std::make_unique_for_overwrite<JsonNode[]>(most);
        document.characters.reserve(text.size());
        m_open = most;
    }

    void run()
    {
        skipSpace();
        readValue(0);
        skipSpace();
        if (m_at < m_text.size())
            fail("there is something behind the value");
        m_document.root = static_cast<std::uint32_t>(m_closed);
        close(1);
    }

private:
    [[noreturn]] void fail(const std::string &problem) const
    {
        const std::string_view before = m_text.substr(0, m_at);
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        const std::size_t start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
        throw Error("this is not valid JSON (line " + std::to_string(line) + ", column " + std::to_string(m_at - start + 1) + ": " + problem
                + ")",
            m_document.where, "The file may be damaged or cut short; fetch it again");
    }

    char next() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    void skipSpace()
    {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\r' || m_text[m_at] == '\t'))
            ++m_at;
    }

    bool take(char character)
    {
        if (next() != character || m_at >= m_text.size())
            return false;
        ++m_at;
        return true;
    }

    bool takeWord(std::string_view word)
    {
        if (!m_text.substr(m_at).starts_with(word))
            return false;
        m_at += word.size();
        return true;
    }

    JsonNode &push(JsonTag tag, std::size_t size = 0)
    {
        JsonNode &node = m_document.nodes[--m_open];
        node.tag = tag;
        node.size = static_cast<std::uint32_t>(size);
        node.start = 0;
        return node;
    }

    void pushReal(double value) { push(JsonTag::real).real = value; }

    /// The last `count` open nodes go to their final place, in order.
    void close(std::size_t count)
    {
        JsonNode *first = &m_document.nodes[m_open];
        std::reverse(first, first + count);
        std::memmove(&m_document.nodes[m_closed], first, count * sizeof(JsonNode));
        m_open += count;
        m_closed += count;
    }

    void readValue(int depth)
    {
        switch (next()) {
        case '{': return readContainer(JsonTag::object, '}', depth + 1);
        case '[': return readContainer(JsonTag::array, ']', depth + 1);
        case '"': return readString();
        default: break;
        }
        constexpr double infinity = std::numeric_limits<double>::infinity();
        if (takeWord("null"))
            push(JsonTag::null);
        else if (takeWord("true"))
            push(JsonTag::yes);
        else if (takeWord("false"))
            push(JsonTag::no);
        else if (takeWord("NaN"))
            pushReal(std::numeric_limits<double>::quiet_NaN());
        else if (takeWord("Infinity"))
            pushReal(infinity);
        else if (takeWord("-Infinity"))
            pushReal(-infinity);
        else
            readNumber();
    }

    void readContainer(JsonTag tag, char end, int depth)
    {
        if (depth > kMaxDepth)
            throw Error("the JSON is nested deeper than " + std::to_string(kMaxDepth) + " levels", m_document.where);
        ++m_at;
        skipSpace();
        std::size_t size = 0;
        if (!take(end)) {
            do {
                skipSpace();
                if (tag == JsonTag::object)
                    readName();
                readValue(depth);
                ++size;
                skipSpace();
            } while (take(','));
            if (!take(end))
                fail(m_at == m_text.size() ? "the text ends within a value" : std::string("expected “,” or “") + end + "”");
        }
        const std::size_t start = m_closed;
        close(tag == JsonTag::object ? 2 * size : size);
        push(tag, size).start = start;
    }

    void readName()
    {
        if (next() != '"')
            fail("expected a name in quotes");
        readString();
        skipSpace();
        if (!take(':'))
            fail("expected “:”");
        skipSpace();
    }

    void readString()
    {
        std::string &characters = m_document.characters;
        const std::size_t start = characters.size();
        ++m_at;
        while (true) {
            const std::size_t run = m_at;
            while (m_at < m_text.size() && static_cast<signed char>(m_text[m_at]) >= 0x20 && m_text[m_at] != '"' && m_text[m_at] != '\\')
                ++m_at;
            characters.append(m_text, run, m_at - run);
            if (m_at == m_text.size())
                fail("the text ends within quotes");
            if (take('"'))
                break;
            if (m_text[m_at] == '\\')
                readEscape();
            else
                readCharacter();
        }
        push(JsonTag::string, characters.size() - start).start = start;
    }

    /// One that is not ASCII.
    void readCharacter()
    {
        const CodePoint character = codePointAt(m_text, m_at);
        if (static_cast<signed char>(m_text[m_at]) >= 0)
            fail("a control character within quotes");
        if (!character.valid)
            fail("a character that is not UTF-8");
        m_document.characters.append(m_text, m_at, character.length);
        m_at += character.length;
    }

    void readEscape()
    {
        constexpr std::string_view letters = "\"\\/bfnrt";
        constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
        ++m_at;
        const std::size_t known = letters.find(next());
        if (m_at < m_text.size() && known != letters.npos) {
            ++m_at;
            m_document.characters += meant[known];
            return;
        }
        std::optional<char32_t> unit = readUnit();
        if (!unit)
            fail("an unknown escape");
        char32_t character = *unit;
        if (character >= 0xd800 && character < 0xdc00 && takeWord("\\")) {
            const std::optional<char32_t> low = readUnit();
            if (low && *low >= 0xdc00 && *low < 0xe000)
                character = 0x10000 + ((character - 0xd800) << 10) + (*low - 0xdc00);
            else // another escape behind half a pair, read on its own
                m_at -= low ? 6 : 1;
        }
        appendUtf8(m_document.characters, character);
    }

    /// What stands behind a backslash as u and four hexadecimal digits; nothing, and nothing taken, for anything else.
    std::optional<char32_t> readUnit()
    {
        if (next() != 'u' || m_text.size() - m_at < 5)
            return std::nullopt;
        std::uint32_t unit = 0;
        const char *digits = m_text.data() + m_at + 1;
        if (std::from_chars(digits, digits + 4, unit, 16).ptr != digits + 4)
            return std::nullopt;
        m_at += 5;
        return unit;
    }

    std::size_t skipDigits()
    {
        const std::size_t start = m_at;
        while (m_at < m_text.size() && isDigit(m_text[m_at]))
            ++m_at;
        return m_at - start;
    }

    void readNumber()
    {
        const std::size_t start = m_at;
        const bool negative = take('-');
        if (!isDigit(next())) {
            m_at = start;
            fail(m_at == m_text.size() ? "the text ends where a value is needed" : "expected a value");
        }
        if (!take('0'))
            skipDigits();
        bool whole = true;
        if (next() == '.') {
            whole = false;
            ++m_at;
            if (skipDigits() == 0)
                fail("expected a digit behind the point");
        }
        if (next() == 'e' || next() == 'E') {
            whole = false;
            ++m_at;
            if (!take('+'))
                take('-');
            if (skipDigits() == 0)
                fail("expected a digit in the exponent");
        }
        if (isDigit(next()))
            fail("a number may not begin with 0");
        pushNumber(m_text.substr(start, m_at - start), whole, negative);
    }

    void pushNumber(std::string_view number, bool whole, bool negative)
    {
        const char *const begin = number.data();
        const char *const end = begin + number.size();
        if (std::int64_t integer = 0; whole && std::from_chars(begin, end, integer).ec == std::errc()) {
            push(JsonTag::integer).integer = integer;
            return;
        }
        if (std::uint64_t large = 0; whole && !negative && std::from_chars(begin, end, large).ec == std::errc()) {
            push(JsonTag::large).large = large;
            return;
        }
        double real = 0;
        const bool fits = std::from_chars(begin, end, real).ec == std::errc();
        pushReal(fits ? real : beyondDouble(number));
    }

    std::string_view m_text;
    JsonDocument &m_document;
    std::size_t m_at = 0;
    std::size_t m_closed = 0; ///< nodes at the front
    std::size_t m_open = 0; ///< first of those at the back
};

} // namespace

std::shared_ptr<const JsonDocument> parseJson(std::string_view text, std::string where)
{
    auto document = std::make_shared<JsonDocument>();
    document->where = std::move(where);
    requireRoom(text.size(), document->where);
    const std::optional<std::string> converted = utf8OfUtf16(text);
    if (converted)
        text = *converted;
    if (text.starts_with(kByteOrderMark))
        text.remove_prefix(kByteOrderMark.size());
    Parser(text, *document).run();
    return document;
}

} // namespace headscope
