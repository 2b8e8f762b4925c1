// simdjson finds the structure; it is then copied into two flat arrays (nodes and characters), because simdjson's own
// document is bound to its parser and its types would spread into every header.
#include "src/formats/json.h"

#include "src/error.h"
#include "src/formats/download_check.h"
#include "src/formats/mapped_file.h"

#include <cmath>
#include <limits>
#include <simdjson.h>
#include <vector>

namespace headscope {

namespace {

constexpr std::size_t kMaxDepth = 64;
// Node and character positions are 32-bit. A tokenizer file of today has at most some 20 MB.
constexpr std::size_t kMaxBytes = std::size_t{1} << 30;

enum class Tag : std::uint32_t { null, no, yes, integer, large, real, string, array, object };

struct Node {
    Tag tag = Tag::null;
    std::uint32_t size = 0; // characters, elements or members
    union {
        std::uint64_t start = 0; // first character, or first child
        std::int64_t integer;
        std::uint64_t large; // a whole number above the range of int64
        double real;
    };
};

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

struct Json::Document {
    std::vector<Node> nodes;
    std::string characters;
    std::string where;
};

// Copies one value and everything in it. Children of a container stand side by side (an object's as name, value, name,
// value …), so that an element is found without a search.
struct Json::Builder {
    Document &document;

    void put(std::uint32_t at, std::string_view text)
    {
        Node &node = document.nodes[at];
        node.tag = Tag::string;
        node.size = static_cast<std::uint32_t>(text.size());
        node.start = document.characters.size();
        document.characters.append(text);
    }

    std::uint32_t open(std::uint32_t at, Tag tag, std::size_t size, std::size_t nodesEach)
    {
        const auto first = static_cast<std::uint32_t>(document.nodes.size());
        document.nodes[at].tag = tag;
        document.nodes[at].size = static_cast<std::uint32_t>(size);
        document.nodes[at].start = first;
        document.nodes.resize(first + size * nodesEach);
        return first;
    }

    void put(std::uint32_t at, simdjson::dom::element value)
    {
        Node &node = document.nodes[at];
        switch (value.type()) {
        case simdjson::dom::element_type::NULL_VALUE: return;
        case simdjson::dom::element_type::BOOL: node.tag = value.get_bool().value_unsafe() ? Tag::yes : Tag::no; return;
        case simdjson::dom::element_type::INT64:
            node.tag = Tag::integer;
            node.integer = value.get_int64().value_unsafe();
            return;
        case simdjson::dom::element_type::UINT64:
            node.tag = Tag::large;
            node.large = value.get_uint64().value_unsafe();
            return;
        case simdjson::dom::element_type::DOUBLE:
            node.tag = Tag::real;
            node.real = value.get_double().value_unsafe();
            return;
        case simdjson::dom::element_type::STRING: put(at, value.get_string().value_unsafe()); return;
        case simdjson::dom::element_type::ARRAY: {
            // simdjson's own size() saturates at 2^24 - 1, so the elements are counted.
            const simdjson::dom::array array = value.get_array().value_unsafe();
            std::size_t size = 0;
            for ([[maybe_unused]] const auto element : array)
                ++size;
            std::uint32_t child = open(at, Tag::array, size, 1);
            for (const auto element : array)
                put(child++, element);
            return;
        }
        case simdjson::dom::element_type::OBJECT: {
            const simdjson::dom::object object = value.get_object().value_unsafe();
            std::size_t size = 0;
            for ([[maybe_unused]] const auto member : object)
                ++size;
            std::uint32_t child = open(at, Tag::object, size, 2);
            for (const auto member : object) {
                put(child++, member.key);
                put(child++, member.value);
            }
            return;
        }
        }
    }
};

Json Json::parse(std::string_view text, std::string where)
{
    if (text.size() > kMaxBytes)
        throw Error("the JSON text is larger than 1 GiB", std::move(where));
    auto document = std::make_shared<Document>();
    document->where = std::move(where);

    simdjson::dom::parser parser;
    simdjson::error_code code = parser.allocate(text.size() + 1, kMaxDepth);
    simdjson::dom::element root;
    if (code == simdjson::SUCCESS) // an empty file has no address, and simdjson copies even nothing from it
        code = text.empty() ? simdjson::EMPTY : parser.parse(text.data(), text.size()).get(root);
    if (code == simdjson::DEPTH_ERROR)
        throw Error("the JSON is nested deeper than " + std::to_string(kMaxDepth) + " levels", document->where);
    if (code != simdjson::SUCCESS)
        throw Error(std::string("this is not valid JSON (") + simdjson::error_message(code) + ")", document->where,
            "The file may be damaged or cut short; fetch it again");

    document->nodes.reserve(text.size() / 8 + 1);
    document->characters.reserve(text.size());
    document->nodes.resize(1);
    Builder{*document}.put(0, root);
    return {std::move(document), 0};
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
    static const auto null = [] {
        auto document = std::make_shared<Document>();
        document->nodes.resize(1);
        return document;
    }();
    m_document = null;
}

Json::Json(std::shared_ptr<const Document> document, std::uint32_t node)
    : m_document(std::move(document))
    , m_node(node)
{
}

Json::Kind Json::kind() const
{
    switch (m_document->nodes[m_node].tag) {
    case Tag::null: return Kind::null;
    case Tag::no:
    case Tag::yes: return Kind::boolean;
    case Tag::integer:
    case Tag::large:
    case Tag::real: return Kind::number;
    case Tag::string: return Kind::string;
    case Tag::array: return Kind::array;
    case Tag::object: return Kind::object;
    }
    return Kind::null;
}

std::string_view Json::kindName() const
{
    return kindText(kind());
}

std::size_t Json::size() const
{
    const Node &node = m_document->nodes[m_node];
    return node.tag == Tag::array || node.tag == Tag::object ? node.size : 0;
}

std::uint32_t Json::firstChild() const
{
    return static_cast<std::uint32_t>(m_document->nodes[m_node].start);
}

std::string_view Json::memberName(std::uint32_t node) const
{
    const Node &name = m_document->nodes[node];
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

// Values do not know their parents; the way down is looked for only when a message needs it. A container's children stand
// behind it, so the last container before the value whose range holds it is its parent.
std::string Json::path() const
{
    std::string path;
    for (std::uint32_t child = m_node; child != 0;) {
        std::uint32_t parent = child - 1;
        const auto holds = [&] {
            const Node &node = m_document->nodes[parent];
            const std::uint64_t each = node.tag == Tag::array ? 1 : node.tag == Tag::object ? 2 : 0;
            return each != 0 && child >= node.start && child < node.start + node.size * each;
        };
        while (!holds())
            --parent;
        const Json container(m_document, parent);
        std::string step(container.isArray() ? "[" : parent == 0 ? "" : ".");
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
    return m_document->nodes[m_node].tag == Tag::yes;
}

template <>
std::int64_t Json::get<std::int64_t>() const
{
    require(Kind::number);
    const Node &node = m_document->nodes[m_node];
    if (node.tag == Tag::integer)
        return node.integer;
    // 2^63, the first double that does not fit.
    constexpr double limit = 9223372036854775808.0;
    if (node.tag == Tag::real && node.real == std::trunc(node.real) && node.real >= -limit && node.real < limit)
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
    const Node &node = m_document->nodes[m_node];
    if (node.tag == Tag::real)
        return node.real;
    return node.tag == Tag::integer ? static_cast<double>(node.integer) : static_cast<double>(node.large);
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
