// The special tokens of a tokenizer that comes without tokenizer.json, and what tokenizer_config.json says about them.
#pragma once

#include "src/tokenizer/tokenizer_pipeline.h"
#include "src/tokenizer/tokenizer_settings.h"
#include "src/tokenizer/vocabulary.h"

#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace headscope {

/// Roles such as "mask_token" with the text that a family has where the settings do not say another.
using Roles = std::vector<std::pair<std::string_view, std::string_view>>;

/// Makes added tokens of the roles whose text is in the vocabulary, and of those that the settings add to it; sets parts.mask.
void addSpecialTokens(const Vocabulary &vocabulary, const TokenizerSettings &settings, const Roles &roles, TokenizerParts &parts);

struct FrameDefaults {
    bool before = false;
    bool after = false;
};
/// Puts the beginning-of-text and end-of-text tokens around every text where "add_bos_token" and "add_eos_token" say so.
void setFrame(const TokenizerSettings &settings, const Roles &roles, FrameDefaults defaults, TokenizerParts &parts);

} // namespace headscope
