#include "src/mechanisms/parameters.h"

#include "src/error.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>

namespace headscope {

namespace {

std::string inWords(double value)
{
    std::ostringstream words;
    words << value;
    return words.str();
}

} // namespace

Parameters::Parameters(std::span<const ParameterInfo> of)
    : m_of(of)
{
    for (const ParameterInfo &parameter : of)
        m_values.push_back(parameter.sentence);
}

Parameters Parameters::ofPaper(std::span<const ParameterInfo> of)
{
    Parameters parameters(of);
    for (std::size_t i = 0; i < of.size(); ++i)
        parameters.m_values[i] = of[i].paper;
    return parameters;
}

void Parameters::set(std::string_view name, double value)
{
    const auto found = std::ranges::find(m_of, name, &ParameterInfo::name);
    if (found == m_of.end()) {
        std::string names;
        for (const ParameterInfo &parameter : m_of)
            names += (names.empty() ? "" : ", ") + std::string(parameter.name);
        throw Error(
            "there is no parameter “" + std::string(name) + "”", {}, names.empty() ? "This mechanism has none" : "There are " + names);
    }
    const bool isIn = value >= found->least && value <= found->most; // not so of NaN
    if (!isIn || (found->isWhole && value != std::floor(value))) {
        std::string choices;
        for (std::size_t i = 0; i < found->names.size(); ++i)
            choices += (i == 0 ? ": " : ", ") + inWords(found->least + double(i)) + " " + std::string(found->names[i]);
        throw Error(std::string(found->name) + " cannot be " + inWords(value), {},
            "Give " + std::string(found->isWhole ? "a whole number" : "a number") + " from " + inWords(found->least) + " to "
                + inWords(found->most) + choices);
    }
    m_values[static_cast<std::size_t>(found - m_of.begin())] = value;
}

double Parameters::number(std::string_view name) const
{
    const auto found = std::ranges::find(m_of, name, &ParameterInfo::name);
    if (found == m_of.end())
        throw Error("no parameter “" + std::string(name) + "”");
    return m_values[static_cast<std::size_t>(found - m_of.begin())];
}

} // namespace headscope
