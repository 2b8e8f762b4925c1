#include "ui/session/masking.h"

#include "src/trace/predictions.h"

#include <algorithm>

namespace headscope {

namespace {

Edit maskEdit(const Model &model, int token)
{
    Edit edit;
    edit.kind = Edit::Kind::replaceToken;
    edit.row = token;
    edit.id = *model.tokenizer().maskId();
    edit.name = entryDisplay(model.tokenizer(), edit.id);
    return edit;
}

} // namespace

bool canMask(const Model &model)
{
    return model.config().predicts == Predicts::ownToken && model.tokenizer().maskId() && !model.config().isEncoderDecoder();
}

bool isMasked(const Session &session, int token)
{
    const auto model = session.model();
    if (!model || !canMask(*model))
        return false;
    return std::ranges::find(session.edits(), maskEdit(*model, token)) != session.edits().end();
}

void toggleMask(Session &session, int token)
{
    const auto model = session.model();
    const auto trace = session.trace();
    if (!model || !trace || !canMask(*model) || token < 0 || token >= trace->tokenCount())
        return;
    const Edit edit = maskEdit(*model, token);
    if (isMasked(session, token))
        session.removeEdit(edit);
    else
        session.addEdit(edit);
}

} // namespace headscope
