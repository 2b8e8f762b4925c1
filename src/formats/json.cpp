#include "src/formats/json.h"

#include "src/error.h"
#include "src/formats/download_check.h"
#include "src/formats/json_parser.h"
#include "src/formats/mapped_file.h"

#include <cmath>
#include <limits>

namespace headscope {

namespace {

std::string_view kindText(Json::Kind kind)
{
    switch (kind) {
    case Json::Kind::null: return "null";
    case Json::Kind::boolean: return "true or false";
    case Json::Kind::number: return "a number";
    case Json::Kind::string: return "a string";
    case Json::Kind::array: return "an array";
    case Json::Kind::object: return "an object";
    }
    return {};
}

} // namespace

Json Json::parse(std::string_view text, std::string where)
{
    std::shared_ptr<const JsonDocument> document = parseJson(text, std::move(where));
    const std::uint32_t root = document->root;
    return {std::move(document), root};
}

Json Json::read(const std::filesystem::path &path)
{
    const std::shared_ptr<const MappedFile> file = MappedFile::open(path);
    requireDownloaded(*file);
    Json json = parse(file->text(), path.string());
    file->requireUnchanged();
    return json;
}

Json::Json()
{
    static const std::shared_ptr<const JsonDocument> null = parseJson("null", {});
    m_document = null;
}

Json::Json(std::shared_ptr<const JsonDocument> document, std::uint32_t node)
    : m_document(std::move(document))
    , m_node(node)
{
}

Json::Kind Json::kind() const
{
    switch (m_document->nodes[m_node].tag) {
    case JsonTag::null: return Kind::null;
    case JsonTag::no:
    case JsonTag::yes: return Kind::boolean;
    case JsonTag::integer:
    case JsonTag::large:
    case JsonTag::real: return Kind::number;
    case JsonTag::string: return Kind::string;
    case JsonTag::array: return Kind::array;
    case JsonTag::object: return Kind::object;
    }
    return Kind::null;
}

std::string_view Json::kindName() const
{
    return kindText(kind());
}

std::size_t Json::size() const
{
    const JsonNode &node = m_document->nodes[m_node];
    return node.tag == JsonTag::array || node.tag == JsonTag::object ? node.size : 0;
}

std::uint32_t Json::firstChild() const
{
    return static_cast<std::uint32_t>(m_document->nodes[m_node].start);
}

std::string_view Json::memberName(std::uint32_t node) const
{
    const JsonNode &name = m_document->nodes[node];
    return std::string_view(m_document->characters).substr(name.start, name.size);
}

void Json::fail(const std::string &problem) const
{
    throw Error(problem, where());
}

void Json::require(Kind expected) const
{
    if (kind() != expected)
        fail("expected " + std::string(kindText(expected)) + ", found " + std::string(kindName()));
}

Json Json::at(std::size_t index) const
{
    require(Kind::array);
    if (index >= size())
        fail("element " + std::to_string(index) + " is needed, the array has " + std::to_string(size()));
    return {m_document, firstChild() + static_cast<std::uint32_t>(index)};
}

Json Json::at(std::string_view name) const
{
    require(Kind::object);
    if (std::optional<Json> member = find(name))
        return *std::move(member);
    fail("“" + std::string(name) + "” is missing");
}

std::optional<Json> Json::find(std::string_view name) const
{
    if (!isObject())
        return std::nullopt;
    for (std::uint32_t member = firstChild() + 2 * static_cast<std::uint32_t>(size()); member != firstChild();) {
        member -= 2; // from the end: of equal names the last one counts
        if (memberName(member) == name)
            return Json(m_document, member + 1);
    }
    return std::nullopt;
}

Json::Elements Json::elements() const
{
    require(Kind::array);
    return Elements(*this);
}

Json::Members Json::members() const
{
    require(Kind::object);
    return Members(*this);
}

// Values do not know their parents; the way down is looked for only when a message needs it. A container's children stand before it, so
// its parent is the first container behind the value whose range holds it.
std::string Json::path() const
{
    std::string path;
    for (std::uint32_t child = m_node; child != m_document->root;) {
        std::uint32_t parent = child + 1;
        const auto holds = [&] {
            const JsonNode &node = m_document->nodes[parent];
            const std::uint64_t each = node.tag == JsonTag::array ? 1 : node.tag == JsonTag::object ? 2 : 0;
            return each != 0 && child >= node.start && child < node.start + node.size * each;
        };
        while (!holds())
            ++parent;
        const Json container(m_document, parent);
        std::string step(container.isArray() ? "[" : parent == m_document->root ? "" : ".");
        if (container.isArray())
            step.append(std::to_string(child - container.firstChild())).append("]");
        else
            step.append(memberName(child - 1));
        path.insert(0, step);
        child = parent;
    }
    return path;
}

std::string Json::where() const
{
    const std::string place = path();
    if (place.empty())
        return m_document->where;
    return m_document->where.empty() ? place : m_document->where + ", at " + place;
}

template <>
bool Json::get<bool>() const
{
    require(Kind::boolean);
    return m_document->nodes[m_node].tag == JsonTag::yes;
}

template <>
std::int64_t Json::get<std::int64_t>() const
{
    require(Kind::number);
    const JsonNode &node = m_document->nodes[m_node];
    if (node.tag == JsonTag::integer)
        return node.integer;
    // 2^63, the first double that does not fit.
    constexpr double limit = 9223372036854775808.0;
    if (node.tag == JsonTag::real && node.real == std::trunc(node.real) && node.real >= -limit && node.real < limit)
        return static_cast<std::int64_t>(node.real);
    fail("expected a whole number that fits 64 bits");
}

template <>
int Json::get<int>() const
{
    const auto value = get<std::int64_t>();
    if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max())
        fail("the number " + std::to_string(value) + " is too large");
    return static_cast<int>(value);
}

template <>
double Json::get<double>() const
{
    require(Kind::number);
    const JsonNode &node = m_document->nodes[m_node];
    if (node.tag == JsonTag::real && !std::isfinite(node.real))
        fail("the number is not finite, or too large for double precision");
    if (node.tag == JsonTag::real)
        return node.real;
    return node.tag == JsonTag::integer ? static_cast<double>(node.integer) : static_cast<double>(node.large);
}

template <>
float Json::get<float>() const
{
    const double value = get<double>();
    if (std::abs(value) > std::numeric_limits<float>::max())
        fail("the number is too large for single precision");
    return static_cast<float>(value);
}

template <>
std::string_view Json::get<std::string_view>() const
{
    require(Kind::string);
    return memberName(m_node);
}

template <>
std::string Json::get<std::string>() const
{
    return std::string(get<std::string_view>());
}

} // namespace headscope
