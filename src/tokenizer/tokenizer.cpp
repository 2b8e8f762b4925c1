#include "src/tokenizer/tokenizer.h"

#include "src/error.h"

namespace headscope {

std::vector<Token> Tokenizer::encodePair(std::string_view, std::string_view, const std::stop_token &) const
{
    throw Error("this tokenizer takes one text, not two", {}, "Leave the second text empty");
}

Token Tokenizer::tokenOf(int id) const
{
    return {.id = id, .piece = piece(id), .display = display(id), .note = {}};
}

} // namespace headscope
