// The numbers that a mechanism leaves open, and what is chosen for them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace headscope {

struct ParameterInfo {
    std::string_view name; ///< "window"
    std::string_view meaning; ///< "keys to each side that a query sees"
    double paper; ///< as its authors chose it, for texts of hundreds of tokens
    double sentence; ///< for a dozen tokens, where the paper's number would mean all of them
    double least;
    double most;
    bool isWhole = true;
    std::span<const std::string_view> names = {}; ///< of its whole numbers, from `least` to `most`, where they are choices
};

/// A number for each parameter of a mechanism.
class Parameters {
public:
    /// Of a sentence. `of` must outlive it.
    explicit Parameters(std::span<const ParameterInfo> of);
    static Parameters ofPaper(std::span<const ParameterInfo> of);

    /// Throws Error where there is no such parameter, or it cannot have this number.
    void set(std::string_view name, double value);
    /// The name must be one of them.
    double number(std::string_view name) const;
    int whole(std::string_view name) const { return static_cast<int>(number(name)); }
    std::span<const ParameterInfo> of() const { return m_of; }

private:
    std::span<const ParameterInfo> m_of;
    std::vector<double> m_values;
};

} // namespace headscope
