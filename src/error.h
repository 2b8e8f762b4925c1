// The one exception of the engine: what is wrong, where, and what the user can do about it.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace headscope {

/// Thrown for bad input (text, files, sizes, options). `problem` says what is wrong with both sides of a mismatch, `where`
/// names the file, tensor or axis (may be empty), `hint` says what to do (may be empty). what() joins the three in one line.
class Error : public std::runtime_error {
public:
    explicit Error(std::string problem, std::string where = {}, std::string hint = {})
        : std::runtime_error(joined(problem, where, hint))
        , m_problem(std::move(problem))
        , m_where(std::move(where))
        , m_hint(std::move(hint))
    {
    }

    const std::string &problem() const { return m_problem; }
    const std::string &where() const { return m_where; }
    const std::string &hint() const { return m_hint; }

private:
    static std::string joined(const std::string &problem, const std::string &where, const std::string &hint)
    {
        std::string text = where.empty() ? problem : where + ": " + problem;
        if (!hint.empty())
            text += ". " + hint;
        return text;
    }

    std::string m_problem;
    std::string m_where;
    std::string m_hint;
};

} // namespace headscope
