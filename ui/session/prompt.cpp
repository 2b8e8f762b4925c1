#include "ui/session/prompt.h"

#include "src/error.h"

namespace headscope {

namespace {

/// Vocabularies are padded and have holes: such ids stand for no text, and neither does what only ends one.
bool isText(const Tokenizer &tokenizer, int id)
{
    try {
        return id < tokenizer.vocabularySize() && !tokenizer.tokenOf(id).special;
    } catch (const Error &) {
        return false;
    }
}

} // namespace

bool takesPairs(const Model &model)
{
    // A decoder's tokenizer can join two texts as well, but the model would read them as one.
    return model.tokenizer().takesPairs() && model.config().predicts != Predicts::nextToken;
}

bool canGenerate(const Model &model)
{
    return model.config().predicts == Predicts::nextToken;
}

Prompt promptFor(const Model &model, Prompt prompt)
{
    if (!takesPairs(model))
        prompt.pair.reset();
    if (!model.config().isEncoderDecoder())
        prompt.target.clear();
    if (!canGenerate(model))
        prompt.generated.clear();
    return prompt;
}

RunRequest requestOf(const Prompt &prompt)
{
    RunRequest request;
    request.text = prompt.text.toStdString();
    if (prompt.pair)
        request.pair = prompt.pair->toStdString();
    request.target = prompt.target.toStdString();
    request.generated = prompt.generated;
    return request;
}

QString textOf(const Trace &trace, const std::vector<int> &generated)
{
    const Tokenizer &tokenizer = trace.model().tokenizer();
    const std::vector<Token> &tokens = trace.stackTokens(trace.config().stackCount() - 1);
    std::vector<int> ids;
    for (std::size_t i = 0; i + static_cast<std::size_t>(trace.generatedCount()) < tokens.size(); ++i)
        if (!tokens[i].special && isText(tokenizer, tokens[i].id))
            ids.push_back(tokens[i].id);
    // Whether a piece begins with a space shows only behind another piece: both texts are decoded and compared.
    const std::string before = tokenizer.decode(ids);
    for (const int id : generated)
        if (isText(tokenizer, id))
            ids.push_back(id);
    std::string all = tokenizer.decode(ids);
    if (all.starts_with(before))
        all.erase(0, before.size());
    return QString::fromStdString(all);
}

bool hasTokens(const Trace &trace)
{
    for (int stack = 0; stack < trace.config().stackCount(); ++stack)
        if (trace.stackTokens(stack).empty())
            return false;
    return true;
}

} // namespace headscope
