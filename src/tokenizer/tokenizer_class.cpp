#include "src/tokenizer/tokenizer_class.h"

#include "src/error.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace headscope {

namespace {

using Kind = TokenizerClass;
using Named = std::pair<std::string_view, Kind>;

/// A class first under its own name, then under those that transformers takes for the same.
constexpr std::array<Named, 39> kClasses{{{"TokenizersBackend", Kind::asWritten}, {"PreTrainedTokenizer", Kind::asWritten},
    {"PythonBackend", Kind::asWritten}, {"BloomTokenizer", Kind::asWritten}, {"AlbertTokenizer", Kind::albert},
    {"BarthezTokenizer", Kind::barthez}, {"BertTokenizer", Kind::bert}, {"DistilBertTokenizer", Kind::bert},
    {"ElectraTokenizer", Kind::bert}, {"LayoutLMTokenizer", Kind::bert}, {"LxmertTokenizer", Kind::bert},
    {"MobileBertTokenizer", Kind::bert}, {"SqueezeBertTokenizer", Kind::bert}, {"BigBirdTokenizer", Kind::bigBird},
    {"BlenderbotTokenizer", Kind::blenderbot}, {"CamembertTokenizer", Kind::camembert}, {"CLIPTokenizer", Kind::clip},
    {"CodeGenTokenizer", Kind::codeGen}, {"CodeLlamaTokenizer", Kind::codeLlama}, {"GemmaTokenizer", Kind::gemma},
    {"GPT2Tokenizer", Kind::gpt2}, {"GPTNeoXTokenizer", Kind::gptNeoX}, {"HerbertTokenizer", Kind::herbert},
    {"LlamaTokenizer", Kind::llama}, {"Phi3Tokenizer", Kind::llama}, {"MarianTokenizer", Kind::marian}, {"MBartTokenizer", Kind::mBart},
    {"MBart50Tokenizer", Kind::mBart50}, {"MPNetTokenizer", Kind::mpnet}, {"PegasusTokenizer", Kind::pegasus},
    {"Qwen2Tokenizer", Kind::qwen2}, {"Qwen3_5Tokenizer", Kind::qwen35}, {"RobertaTokenizer", Kind::roberta},
    {"BartTokenizer", Kind::roberta}, {"LEDTokenizer", Kind::roberta}, {"LongformerTokenizer", Kind::roberta},
    {"MvpTokenizer", Kind::roberta}, {"T5Tokenizer", Kind::t5}, {"XLMRobertaTokenizer", Kind::xlmRoberta}}};

/// Classes with rules of their own that are not done here. A name that is in neither list is unknown to transformers, too, which then
/// takes the files as they are.
constexpr std::array<std::string_view, 73> kOthers{"BartphoTokenizer", "BertGenerationTokenizer", "BertJapaneseTokenizer",
    "BertweetTokenizer", "BioGptTokenizer", "BlenderbotSmallTokenizer", "ByT5Tokenizer", "CTRLTokenizer", "CanineTokenizer",
    "ClvpTokenizer", "CohereTokenizer", "ConvBertTokenizer", "CpmAntTokenizer", "CpmTokenizer", "DPRContextEncoderTokenizer",
    "DPRQuestionEncoderTokenizer", "DPRReaderTokenizer", "DebertaTokenizer", "DebertaV2Tokenizer", "DiaTokenizer", "EsmTokenizer",
    "EsmcTokenizer", "FNetTokenizer", "FSMTTokenizer", "FastSpeech2ConformerTokenizer", "FlaubertTokenizer", "FunnelTokenizer",
    "GPTNeoXJapaneseTokenizer", "GPTSw3Tokenizer", "LasrTokenizer", "LayoutLMv2Tokenizer", "LayoutLMv3Tokenizer", "LayoutXLMTokenizer",
    "LukeTokenizer", "M2M100Tokenizer", "MLukeTokenizer", "MarkupLMTokenizer", "MgpstrTokenizer", "MistralCommonBackend", "MyT5Tokenizer",
    "NllbTokenizer", "NougatTokenizer", "OpenAIGPTTokenizer", "PLBartTokenizer", "ParakeetTokenizer", "PerceiverTokenizer",
    "PhobertTokenizer", "Pop2PianoTokenizer", "ProphetNetTokenizer", "RagTokenizer", "ReformerTokenizer", "RemBertTokenizer",
    "RoCBertTokenizer", "RoFormerTokenizer", "SeamlessM4TTokenizer", "SentencePieceBackend", "Siglip2Tokenizer", "SiglipTokenizer",
    "Speech2TextTokenizer", "SpeechT5Tokenizer", "SplinterTokenizer", "TapasTokenizer", "Tipsv2Tokenizer", "UdopTokenizer",
    "VideoPrismTokenizer", "VitsTokenizer", "Wav2Vec2CTCTokenizer", "Wav2Vec2PhonemeCTCTokenizer", "WhisperTokenizer", "XGLMTokenizer",
    "XLMTokenizer", "XLNetTokenizer", "Wav2Vec2Tokenizer"};

/// The class that transformers has for a model's type, for the types that are opened here and have one.
struct TypesClass {
    std::string_view modelType;
    Kind kind = Kind::asWritten;
    bool always = false; ///< whatever tokenizer_config.json says
};
constexpr std::array<TypesClass, 31> kTypes{{{"gpt2", Kind::gpt2}, {"gpt_neo", Kind::gpt2}, {"gptj", Kind::gpt2}, {"opt", Kind::gpt2},
    {"phi", Kind::gpt2}, {"gpt_neox", Kind::gptNeoX}, {"bert", Kind::bert}, {"distilbert", Kind::bert}, {"electra", Kind::bert},
    {"roberta", Kind::roberta}, {"longformer", Kind::roberta}, {"bart", Kind::roberta}, {"xlm-roberta", Kind::xlmRoberta},
    {"camembert", Kind::camembert}, {"albert", Kind::albert}, {"mpnet", Kind::mpnet}, {"big_bird", Kind::bigBird}, {"t5", Kind::t5},
    {"mt5", Kind::t5}, {"mbart", Kind::mBart}, {"marian", Kind::marian}, {"pegasus", Kind::pegasus}, {"blenderbot", Kind::blenderbot},
    {"mistral", Kind::asWritten}, {"qwen2", Kind::qwen2, true}, {"qwen3", Kind::qwen2}, {"gemma", Kind::gemma}, {"gemma2", Kind::gemma},
    {"gemma3_text", Kind::gemma}, {"phi3", Kind::asWritten, true}, {"clip", Kind::clip}}};

std::string_view withoutFast(std::string_view name)
{
    if (name.ends_with("Fast"))
        name.remove_suffix(4);
    return name;
}

std::optional<Kind> classNamed(std::string_view name, const TokenizerSettings &settings)
{
    if (const auto found = std::ranges::find(kClasses, name, &Named::first); found != kClasses.end())
        return found->second;
    if (std::ranges::find(kOthers, name) != kOthers.end())
        throw Error("the tokenizer class “" + std::string(name) + "” is not supported", settings.where(),
            "Its rules are not those of tokenizer.json, and other rules would give other tokens");
    return std::nullopt;
}

} // namespace

TokenizerClass officialClass(const TokenizerSettings &settings, const std::function<bool()> &writesBytes)
{
    const std::string_view said = withoutFast(settings.ownClass().empty() ? settings.modelsClass() : settings.ownClass());
    const auto type = std::ranges::find(kTypes, settings.modelType(), &TypesClass::modelType);
    const bool typeIsKnown = type != kTypes.end();
    if (said.empty()) {
        if (typeIsKnown)
            return type->kind;
        return settings.modelType().empty() ? Kind::unsaid : Kind::asWritten;
    }
    if (said == "LlamaTokenizer" && !(typeIsKnown && type->always) && writesBytes())
        return Kind::asWritten;
    if (typeIsKnown && said != nameOf(type->kind) && (type->always || type->kind == Kind::asWritten))
        return type->kind;
    return classNamed(said, settings).value_or(Kind::asWritten);
}

std::string_view nameOf(TokenizerClass kind)
{
    const auto found = std::ranges::find(kClasses, kind, &Named::second);
    return found == kClasses.end() ? "a tokenizer of no class" : found->first;
}

} // namespace headscope
