// The turns of the table's rows: plain, and stretched in three ways.
#include "src/attention/rotary_stretch.h"
#include "src/error.h"
#include "src/mechanisms/positions.h"

#include <algorithm>
#include <array>
#include <string>

namespace headscope {

namespace {

struct StretchRow {
    std::string_view mechanism;
    void (*speeds)(int width, const Parameters &parameters, Rotary &rotary);
};

float baseOf(const Parameters &parameters)
{
    return static_cast<float>(parameters.number("base"));
}

constexpr std::array kStretches = std::to_array<StretchRow>({
    {"rotary",
        [](int width, const Parameters &parameters, Rotary &rotary) { rotary.frequencies = rotaryFrequencies(baseOf(parameters), width); }},
    {"rotary-linear",
        [](int width, const Parameters &parameters, Rotary &rotary) {
            rotary.frequencies = rotaryFrequencies(baseOf(parameters), width);
            stretchLinearly(parameters.number("factor"), rotary.frequencies);
        }},
    {"rotary-ntk",
        [](int width, const Parameters &parameters, Rotary &rotary) {
            if (width <= 2)
                throw Error(
                    "a head of 2 channels has one speed: there is nothing between the fastest and the slowest", {}, "Take a wider head");
            const double base = ntkBase(parameters.number("base"), parameters.number("factor"), width);
            rotary.frequencies = rotaryFrequencies(static_cast<float>(base), width);
        }},
    {"rotary-yarn",
        [](int width, const Parameters &parameters, Rotary &rotary) {
            const YarnStretch stretch{.factor = parameters.number("factor"), .context = parameters.whole("context")};
            rotary.frequencies = rotaryFrequencies(baseOf(parameters), width);
            stretchLikeYarn(stretch, parameters.number("base"), width, rotary.frequencies);
            rotary.factor = static_cast<float>(yarnTemperature(stretch.factor));
        }},
});

} // namespace

std::optional<Rotary> rotaryOf(std::string_view mechanism, int width, const Parameters &parameters)
{
    const auto *const found = std::ranges::find(kStretches, mechanism, &StretchRow::mechanism);
    if (found == kStretches.end())
        return std::nullopt;
    if (width % 2 != 0)
        throw Error("heads are " + std::to_string(width) + " wide, and channels are turned in pairs", {}, "Take a head of even width");
    Rotary rotary;
    rotary.dims = width;
    rotary.pairing = parameters.whole("pairs") == 0 ? RotaryPairing::halves : RotaryPairing::neighbours;
    found->speeds(width, parameters, rotary);
    return rotary;
}

} // namespace headscope
