// The models and texts that the audit looks at.
#pragma once

#include "src/models/model.h"
#include "ui/session/prompt.h"

#include <QString>

#include <array>
#include <memory>

namespace headscope {

struct AuditedModel {
    const char *name;
    std::shared_ptr<const Model> (*open)();
};

/// Blackboard, Storyteller, a random BERT of 12 layers, 12 heads and width 96 that reads pairs, a random encoder-decoder. Random ones have
/// words for tokens.
extern const std::array<AuditedModel, 4> kAuditedModels;

/// A text of this many tokens for the model, special ones included: a pair where it reads pairs; the decoder says two thirds of it.
Prompt promptOf(const Model &model, int tokens);

} // namespace headscope
