#include "src/models/families/activations.h"

#include <array>

namespace headscope {

namespace {

// "gelu_fast" and "gelu_accurate" are the tanh form with its constants written in another way.
constexpr std::array<std::pair<std::string_view, Activation>, 13> kNames{{
    {"gelu", Activation::gelu},
    {"gelu_python", Activation::gelu},
    {"gelu_new", Activation::geluTanh},
    {"gelu_fast", Activation::geluTanh},
    {"gelu_accurate", Activation::geluTanh},
    {"gelu_pytorch_tanh", Activation::geluTanh},
    {"gelu_python_tanh", Activation::geluTanh},
    {"quick_gelu", Activation::geluQuick},
    {"relu", Activation::relu},
    {"silu", Activation::silu},
    {"swish", Activation::silu},
    {"tanh", Activation::tanh},
    {"linear", Activation::identity},
}};

} // namespace

Activation readActivation(const ConfigReader &reader, std::string_view field, std::string_view fallback)
{
    return reader.choice<Activation>(field, fallback, kNames);
}

} // namespace headscope
