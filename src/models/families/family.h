// The table of model families. A family turns a config.json into a TransformerConfig and finds the tensors by their names;
// it computes nothing. A new decoder is a row of decoders.cpp or llama.cpp, any other family a pair of files and a row of family.cpp.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"
#include "src/models/tensor_binder.h"
#include "src/models/weights.h"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace headscope {

struct Family {
    std::string_view modelType; ///< "model_type" of config.json
    std::string_view architecture; ///< what names in "architectures" begin with, followed by "ForCausalLM", "Model" …; or empty
    /// Everything but what only the tensors tell. Throws Error naming the field that is broken or not supported.
    TransformerConfig (*readConfig)(const ConfigReader &reader);
    /// Binds every tensor; may set tiedOutput, finalNorm, predicts and the classes, which files decide.
    std::unique_ptr<const Weights> (*bindWeights)(
        const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);
    std::span<const FieldAlias> aliases = {}; ///< other names of its fields
};

// A table of kinds, rows of one type that are read by one function and bound by another, as families.
template <const auto &kinds, auto read, auto bind, std::size_t index>
constexpr Family familyAt()
{
    return {kinds[index].modelType, kinds[index].architecture, [](const ConfigReader &reader) { return read(reader, kinds[index]); },
        [](const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report) {
            return bind(reader, binder, config, report, kinds[index]);
        },
        kinds[index].aliases};
}
template <const auto &kinds, auto read, auto bind>
constexpr auto familiesOf()
{
    return []<std::size_t... index>(std::index_sequence<index...>)
    {
        return std::array{familyAt<kinds, read, bind, index>()...};
    }
    (std::make_index_sequence<kinds.size()>());
}

/// Sorted as they are told to people.
const std::vector<Family> &families();

struct FamilyChoice {
    const Family *family = nullptr;
    std::string reason; ///< "model_type is gpt2"
};

/// By "model_type", without it by "architectures". Throws Error listing the known ones.
FamilyChoice familyOf(const ConfigReader &reader, const std::string &where);

} // namespace headscope
