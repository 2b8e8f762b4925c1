// A parsed JSON document, owned and immutable, for configurations and tokenizers (files up to tens of MB).
// Trap: a value does not know its place. path() and where() go through the whole document, and are for messages that are given once.
// Trap: member lookup walks the object, which is fast for the few members of a configuration; to read a vocabulary of
// 50,000 entries, go through members() once instead of asking for each name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace headscope {

struct JsonDocument;

/// One value inside a document. Copies are cheap and keep the document alive, and with it every string_view obtained from it.
/// Every Error names the file and the place in it, e.g. `config.json, at heads[2].size`.
class Json {
public:
    enum class Kind { null, boolean, number, string, array, object };

    /// `where` is the file's name for messages. Reads what Python's json module writes (json_parser.h): a number that is asked for and
    /// does not fit is refused then, one that nobody asks for does no harm. Throws Error for text that is not one JSON value in valid UTF-8,
    /// for nesting deeper than 500 levels, and for text that would take more than 1 GiB.
    static Json parse(std::string_view text, std::string where);
    static Json read(const std::filesystem::path &path);

    /// null
    Json();

    Kind kind() const;
    bool isNull() const { return kind() == Kind::null; }
    bool isBoolean() const { return kind() == Kind::boolean; }
    bool isNumber() const { return kind() == Kind::number; }
    bool isString() const { return kind() == Kind::string; }
    bool isArray() const { return kind() == Kind::array; }
    bool isObject() const { return kind() == Kind::object; }

    /// Elements of an array or members of an object; 0 for any other value.
    std::size_t size() const;

    /// Element of an array. Throws Error outside it, or if this is no array.
    Json at(std::size_t index) const;
    /// Member of an object; of members with the same name, the last. Throws Error if there is none, or if this is no object.
    Json at(std::string_view name) const;
    /// Member of an object, or nothing. Nothing also for a value that is no object.
    std::optional<Json> find(std::string_view name) const;
    bool contains(std::string_view name) const { return find(name).has_value(); }

    /// bool, int, std::int64_t, float, double, std::string or std::string_view. Throws Error for a value of another kind, an integer out of
    /// range, and a float or double that is not finite. A whole number written as 12.0 is an integer too.
    template <typename T>
    T get() const;

    /// The member as T, or `fallback` where it is missing or null.
    template <typename T>
    T get(std::string_view name, T fallback) const
    {
        const std::optional<Json> member = find(name);
        return member && !member->isNull() ? member->template get<T>() : fallback;
    }

    /// `for (Json element : array.elements())`. Throws Error if this is no array.
    class Elements;
    Elements elements() const;
    /// `for (auto [name, value] : object.members())`, in the order of the file. Throws Error if this is no object.
    class Members;
    Members members() const;

    /// Place in the document, e.g. `model.vocab`; empty for the whole.
    std::string path() const;
    /// The file's name and the place, as in the messages.
    std::string where() const;
    /// "a string", "an array" …, for messages.
    std::string_view kindName() const;

private:
    Json(std::shared_ptr<const JsonDocument> document, std::uint32_t node);

    std::string_view memberName(std::uint32_t node) const;
    std::uint32_t firstChild() const;
    void require(Kind kind) const;
    [[noreturn]] void fail(const std::string &problem) const;

    std::shared_ptr<const JsonDocument> m_document;
    std::uint32_t m_node = 0;
};

class Json::Elements {
public:
    class Iterator {
    public:
        Iterator(const Elements *all, std::uint32_t node)
            : m_all(all)
            , m_node(node)
        {
        }
        Json operator*() const { return {m_all->m_array.m_document, m_node}; }
        Iterator &operator++()
        {
            ++m_node;
            return *this;
        }
        bool operator!=(const Iterator &other) const { return m_node != other.m_node; }

    private:
        const Elements *m_all;
        std::uint32_t m_node;
    };

    explicit Elements(Json array)
        : m_array(std::move(array))
    {
    }
    Iterator begin() const { return {this, m_array.firstChild()}; }
    Iterator end() const { return {this, m_array.firstChild() + static_cast<std::uint32_t>(m_array.size())}; }

private:
    Json m_array;
};

class Json::Members {
public:
    class Iterator {
    public:
        Iterator(const Members *all, std::uint32_t node)
            : m_all(all)
            , m_node(node)
        {
        }
        std::pair<std::string_view, Json> operator*() const
        {
            return {m_all->m_object.memberName(m_node), Json(m_all->m_object.m_document, m_node + 1)};
        }
        Iterator &operator++()
        {
            m_node += 2; // a name, then its value
            return *this;
        }
        bool operator!=(const Iterator &other) const { return m_node != other.m_node; }

    private:
        const Members *m_all;
        std::uint32_t m_node;
    };

    explicit Members(Json object)
        : m_object(std::move(object))
    {
    }
    Iterator begin() const { return {this, m_object.firstChild()}; }
    Iterator end() const { return {this, m_object.firstChild() + 2 * static_cast<std::uint32_t>(m_object.size())}; }

private:
    Json m_object;
};

template <>
bool Json::get<bool>() const;
template <>
int Json::get<int>() const;
template <>
std::int64_t Json::get<std::int64_t>() const;
template <>
float Json::get<float>() const;
template <>
double Json::get<double>() const;
template <>
std::string_view Json::get<std::string_view>() const;
template <>
std::string Json::get<std::string>() const;

} // namespace headscope
