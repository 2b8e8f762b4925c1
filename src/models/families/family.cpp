#include "src/models/families/family.h"

#include "src/error.h"
#include "src/models/families/albert.h"
#include "src/models/families/bart.h"
#include "src/models/families/bert.h"
#include "src/models/families/bigbird.h"
#include "src/models/families/blackboard.h"
#include "src/models/families/decoders.h"
#include "src/models/families/distilbert.h"
#include "src/models/families/electra.h"
#include "src/models/families/llama.h"
#include "src/models/families/longformer.h"
#include "src/models/families/mpnet.h"
#include "src/models/families/roberta.h"
#include "src/models/families/t5.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

// The attribute_map of each official configuration class.
constexpr std::array<FieldAlias, 3> kDistilbertFields{
    {{"hidden_size", "dim"}, {"num_attention_heads", "n_heads"}, {"num_hidden_layers", "n_layers"}}};
constexpr std::array<FieldAlias, 4> kT5Fields{
    {{"hidden_size", "d_model"}, {"num_attention_heads", "num_heads"}, {"num_hidden_layers", "num_layers"}, {"head_dim", "d_kv"}}};
constexpr std::array<FieldAlias, 3> kBartFields{
    {{"hidden_size", "d_model"}, {"num_attention_heads", "encoder_attention_heads"}, {"num_hidden_layers", "encoder_layers"}}};

std::vector<Family> allFamilies()
{
    const Family blackboard{"blackboard", "", readBlackboardConfig, bindBlackboardWeights};
    const std::array<Family, 17> others{{
        {"bert", "Bert", readBertConfig, bindBertWeights},
        {"roberta", "Roberta", readRobertaConfig, bindRobertaWeights},
        {"xlm-roberta", "XLMRoberta", readRobertaConfig, bindRobertaWeights},
        {"camembert", "Camembert", readRobertaConfig, bindRobertaWeights},
        {"distilbert", "DistilBert", readDistilbertConfig, bindDistilbertWeights, kDistilbertFields},
        {"electra", "Electra", readElectraConfig, bindElectraWeights},
        {"albert", "Albert", readAlbertConfig, bindAlbertWeights},
        {"mpnet", "MPNet", readMpnetConfig, bindMpnetWeights},
        {"longformer", "Longformer", readLongformerConfig, bindLongformerWeights},
        {"big_bird", "BigBird", readBigbirdConfig, bindBigbirdWeights},
        {"t5", "T5", readT5Config, bindT5Weights, kT5Fields},
        {"mt5", "MT5", readMt5Config, bindT5Weights, kT5Fields},
        {"bart", "Bart", readBartConfig, bindBartWeights, kBartFields},
        {"mbart", "MBart", readMbartConfig, bindBartWeights, kBartFields},
        {"marian", "Marian", readMarianConfig, bindBartWeights, kBartFields},
        {"pegasus", "Pegasus", readPegasusConfig, bindBartWeights, kBartFields},
        {"blenderbot", "Blenderbot", readBlenderbotConfig, bindBartWeights, kBartFields},
    }};
    std::vector<Family> all{blackboard};
    for (const std::span<const Family> some : {decoderFamilies(), std::span<const Family>(others), llamaFamilies()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

// "GPT2LMHeadModel" is of GPT2, "GPTNeoXForCausalLM" of GPTNeoX and not of GPTNeo.
bool belongsTo(std::string_view architecture, const Family &family)
{
    if (family.architecture.empty() || !architecture.starts_with(family.architecture))
        return false;
    constexpr std::array<std::string_view, 7> endings{"For", "Model", "Encoder", "LMHead", "MT", "DoubleHeads", "Text"};
    const std::string_view rest = architecture.substr(family.architecture.size());
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return rest.starts_with(ending); });
}

std::string knownTypes()
{
    std::string known;
    for (const Family &family : families())
        known += (known.empty() ? "" : ", ") + std::string(family.modelType);
    return known;
}

} // namespace

const std::vector<Family> &families()
{
    static const std::vector<Family> all = allFamilies();
    return all;
}

FamilyChoice familyOf(const ConfigReader &reader, const std::string &where)
{
    const std::string type = reader.text("model_type", "");
    const std::vector<std::string> names = reader.texts("architectures");
    for (const Family &family : families()) {
        if (!type.empty() && family.modelType == type)
            return {&family, "model_type is " + type};
        if (type.empty() && !names.empty() && belongsTo(names.front(), family))
            return {&family, "architecture is " + names.front()};
    }
    if (!type.empty())
        throw Error("the model type \"" + type + "\" is not supported", where, "Supported: " + knownTypes());
    if (!names.empty())
        throw Error("the model type \"" + names.front() + "\" is not supported", where, "Supported: " + knownTypes());
    throw Error("\"model_type\" is missing", where, "Supported: " + knownTypes());
}

} // namespace headscope
