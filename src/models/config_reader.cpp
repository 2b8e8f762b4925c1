#include "src/models/config_reader.h"

#include "src/error.h"

#include <cmath>
#include <cstdint>

namespace headscope {

namespace {

// No model has more of anything (layers, heads, channels, vocabulary, positions), and products of two still fit 64 bits.
constexpr std::int64_t kMost = 1 << 24;

} // namespace

ConfigReader::ConfigReader(Json config)
    : m_config(std::move(config))
{
    if (!m_config.isObject())
        throw Error("the configuration is " + std::string(m_config.kindName()) + ", not an object", m_config.where());
}

bool ConfigReader::has(std::string_view name) const
{
    const auto member = m_config.find(name);
    return member && !member->isNull();
}

int ConfigReader::size(std::string_view name) const
{
    if (!has(name))
        throw Error("the field \"" + std::string(name) + "\" is missing", m_config.where());
    return size(name, 1);
}

int ConfigReader::size(std::string_view name, int fallback) const
{
    const int value = sizeOrZero(name, fallback);
    if (value == 0)
        refuse(name, "0", "It must be at least 1");
    return value;
}

int ConfigReader::sizeOrZero(std::string_view name, int fallback) const
{
    const auto value = m_config.get<std::int64_t>(name, fallback);
    if (value < 0 || value > kMost)
        refuse(name, std::to_string(value), "It must be between 0 and " + std::to_string(kMost));
    return static_cast<int>(value);
}

bool ConfigReader::flag(std::string_view name, bool fallback) const
{
    return m_config.get<bool>(name, fallback);
}

std::optional<bool> ConfigReader::flag(std::string_view name) const
{
    return has(name) ? std::optional(m_config.at(name).get<bool>()) : std::nullopt;
}

float ConfigReader::epsilon(std::string_view name, float fallback) const
{
    const double value = m_config.get<double>(name, fallback);
    if (!(value >= 0 && value <= 1))
        refuse(name, std::to_string(value), "It must be between 0 and 1");
    return static_cast<float>(value);
}

std::string ConfigReader::text(std::string_view name, std::string fallback) const
{
    return m_config.get<std::string>(name, std::move(fallback));
}

std::vector<std::string> ConfigReader::texts(std::string_view name) const
{
    std::vector<std::string> list;
    if (has(name))
        for (const Json element : m_config.at(name).elements())
            list.push_back(element.get<std::string>());
    return list;
}

std::vector<std::vector<std::string>> ConfigReader::textLists(std::string_view name) const
{
    std::vector<std::vector<std::string>> lists;
    if (!has(name))
        return lists;
    for (const Json inner : m_config.at(name).elements()) {
        lists.emplace_back();
        for (const Json element : inner.elements())
            lists.back().push_back(element.get<std::string>());
    }
    return lists;
}

void ConfigReader::require(std::string_view name, bool supported) const
{
    if (flag(name, supported) != supported)
        refuse(name, supported ? "false" : "true", "This variant of the computation is not supported");
}

void ConfigReader::refuse(std::string_view name, const std::string &value, const std::string &hint) const
{
    throw Error("\"" + std::string(name) + "\" is " + value, m_config.where(), hint);
}

} // namespace headscope
