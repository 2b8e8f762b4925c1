// Reads the fields of a config.json that a computation will rely on. Every refusal names the field, its value and what is allowed.
#pragma once

#include "src/formats/json.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace headscope {

/// Another name that a family's field may have in config.json: the attribute_map of its official configuration class.
struct FieldAlias {
    std::string_view usual; ///< "num_hidden_layers"
    std::string_view field; ///< the family's own: "n_layer"
};

/// The shortest form that says it exactly: "1e-300", for messages.
std::string numberText(double value);

class ConfigReader {
public:
    explicit ConfigReader(Json config);

    /// From now on a field is also found under its other name. Where both are there, the other name wins, as in the official library.
    void setAliases(std::span<const FieldAlias> aliases) { m_aliases = aliases; }

    bool has(std::string_view name) const;
    /// A number of things, 1 … 16 million.
    int size(std::string_view name) const;
    /// `fallback` where the field is missing or null.
    int size(std::string_view name, int fallback) const;
    /// Like size, but 0 is allowed.
    int sizeOrZero(std::string_view name, int fallback) const;
    bool flag(std::string_view name, bool fallback) const;
    std::optional<bool> flag(std::string_view name) const;
    /// A number, or `fallback` where the field is missing or null. Throws Error when it is not finite.
    double number(std::string_view name, double fallback) const;
    /// A part of its own, such as "rope_scaling"; nothing when missing or null.
    std::optional<ConfigReader> part(std::string_view name) const;
    /// Nothing, one number or a list of numbers, as "eos_token_id" has it.
    std::vector<int> numbers(std::string_view name) const;
    /// The ε of a norm: 0 … 1.
    float epsilon(std::string_view name, float fallback) const;
    std::string text(std::string_view name, std::string fallback) const;
    /// Nothing or a list of strings.
    std::vector<std::string> texts(std::string_view name) const;
    /// Nothing or a list of lists of strings.
    std::vector<std::vector<std::string>> textLists(std::string_view name) const;
    /// The field as it stands, for the few of mixed kinds; nothing when missing, but null when null.
    std::optional<Json> value(std::string_view name) const;
    /// Throws Error when the field is present with another value than `supported`.
    void require(std::string_view name, bool supported) const;

    template <typename T>
    T choice(std::string_view name, std::string_view fallback, std::span<const std::pair<std::string_view, T>> choices) const
    {
        const std::string value = text(name, std::string(fallback));
        std::string allowed;
        for (const auto &[word, meaning] : choices) {
            if (word == value)
                return meaning;
            allowed += (allowed.empty() ? "" : ", ") + std::string(word);
        }
        refuse(name, "\"" + value + "\"", "Supported: " + allowed);
    }

    /// Fields that nobody asked for, sorted; those that every config.json has and no computation needs are left out.
    std::vector<std::string> unread() const;
    /// Counts as read: a field whose value changes nothing here.
    void ignore(std::string_view name) const;

    [[noreturn]] void refuse(std::string_view name, const std::string &value, const std::string &hint) const;

private:
    /// Under the name that counts; nothing when missing. Counts as read.
    std::optional<Json> find(std::string_view name) const;
    template <typename T>
    T get(std::string_view name, T fallback) const
    {
        const std::optional<Json> member = find(name);
        return member && !member->isNull() ? member->template get<T>() : fallback;
    }

    Json m_config;
    std::span<const FieldAlias> m_aliases;
    std::shared_ptr<std::set<std::string, std::less<>>> m_read; // shared by copies
};

} // namespace headscope
