#include "tests/support/mechanisms/cost_formula.h"

#include <cctype>
#include <cmath>
#include <stdexcept>

namespace headscope {

namespace {

class Reader {
public:
    Reader(std::string_view text, const std::function<double(const std::string &)> &valueOf)
        : m_text(text)
        , m_rest(text)
        , m_valueOf(valueOf)
    {
    }

    double all()
    {
        const double value = sum();
        if (!m_rest.empty())
            refuse();
        return value;
    }

private:
    [[noreturn]] void refuse() const { throw std::invalid_argument("no formula: " + std::string(m_text)); }

    bool takes(std::string_view sign)
    {
        if (!m_rest.starts_with(sign))
            return false;
        m_rest.remove_prefix(sign.size());
        while (m_rest.starts_with(' '))
            m_rest.remove_prefix(1);
        return true;
    }

    double sum()
    {
        double value = product();
        for (;;) {
            if (takes("+"))
                value += product();
            else if (takes("−"))
                value -= product();
            else
                return value;
        }
    }

    bool beginsFactor() const
    {
        return !m_rest.empty() && (std::isalnum(static_cast<unsigned char>(m_rest[0])) || m_rest[0] == '(' || m_rest.starts_with("√"));
    }

    double product()
    {
        double value = power();
        for (;;) {
            if (takes("·") || beginsFactor())
                value *= power();
            else if (takes("/"))
                value /= power();
            else
                return value;
        }
    }

    double power()
    {
        const double value = primary();
        if (takes("²"))
            return value * value;
        return takes("³") ? value * value * value : value;
    }

    double primary()
    {
        if (takes("√"))
            return std::sqrt(primary());
        if (takes("(")) {
            const double value = sum();
            if (!takes(")"))
                refuse();
            return value;
        }
        std::string word;
        const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
        const bool isNumber = !m_rest.empty() && isDigit(m_rest[0]);
        while (!m_rest.empty() && std::isalnum(static_cast<unsigned char>(m_rest[0])) && isDigit(m_rest[0]) == isNumber) {
            word += m_rest[0];
            m_rest.remove_prefix(1);
        }
        takes(" ");
        if (word.empty())
            refuse();
        if (isNumber)
            return std::stod(word);
        return word == "ln" || word == "log" ? std::log(primary()) : m_valueOf(word);
    }

    std::string_view m_text;
    std::string_view m_rest;
    const std::function<double(const std::string &)> &m_valueOf;
};

} // namespace

double valueOfFormula(std::string_view formula, const std::function<double(const std::string &)> &valueOf)
{
    return Reader(formula, valueOf).all();
}

} // namespace headscope
