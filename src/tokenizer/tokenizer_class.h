// Which of transformers' tokenizer classes a folder's tokenizer is: what tokenizer_config.json says, except where transformers knows
// better for the kind of model. Most classes make normalizer, words and special tokens anew, whatever tokenizer.json says of them.
#pragma once

#include "src/tokenizer/tokenizer_settings.h"

#include <functional>
#include <string_view>

namespace headscope {

enum class TokenizerClass {
    unsaid, ///< no file says anything
    asWritten, ///< tokenizer.json as it is; a SentencePiece model as its own settings say
    albert,
    barthez,
    bert,
    bigBird,
    blenderbot,
    camembert,
    clip,
    codeGen,
    codeLlama,
    gemma,
    gpt2,
    gptNeoX,
    herbert,
    llama,
    marian,
    mBart,
    mBart50,
    mpnet,
    pegasus,
    qwen2,
    qwen35,
    roberta,
    t5,
    xlmRoberta
};

/// `writesBytes` says whether tokenizer.json is there and has byte-level parts. Throws Error for a class whose rules are not done here,
/// by its name.
TokenizerClass officialClass(const TokenizerSettings &settings, const std::function<bool()> &writesBytes);

/// "RobertaTokenizer", for messages.
std::string_view nameOf(TokenizerClass kind);

} // namespace headscope
