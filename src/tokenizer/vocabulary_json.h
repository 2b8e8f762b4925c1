// Reads a vocabulary out of tokenizer.json or vocab.json.
#pragma once

#include "src/formats/json.h"
#include "src/tokenizer/vocabulary.h"

#include <string>
#include <string_view>

namespace headscope {

/// From an object {piece: id}. Throws Error for anything else, see Vocabulary::add.
Vocabulary vocabularyFromJson(const Json &json, const std::string &where);

/// The id of the unknown token that `model` names. Throws Error if the vocabulary lacks it.
int idOfUnknown(const Vocabulary &vocabulary, std::string_view unknown, const Json &model);

} // namespace headscope
