#include "src/patterns/pair_filter.h"

#include "src/models/config.h"
#include "src/tokenizer/tokenizer.h"

namespace headscope {

namespace {

bool isOf(int wanted, int sentence)
{
    return wanted < 0 || wanted == sentence;
}

std::vector<char> bright(PairFilter filter, int wanted, const std::vector<int> &sentences)
{
    std::vector<char> bright;
    if (filter != PairFilter::all)
        for (const int sentence : sentences)
            bright.push_back(isOf(wanted, sentence));
    return bright;
}

} // namespace

int sentenceOf(const TransformerConfig &config, const Token &token)
{
    return config.tokenTypes > 1 ? token.segment : token.sequence;
}

bool passes(PairFilter filter, int rowSentence, int columnSentence)
{
    const PairFilterInfo &info = rowOf(kPairFilters, filter);
    return isOf(info.from, rowSentence) && isOf(info.to, columnSentence);
}

bool FilteredPairs::passes(int row, int column) const
{
    return filter == PairFilter::all
        || headscope::passes(filter, rowSentences[static_cast<std::size_t>(row)], columnSentences[static_cast<std::size_t>(column)]);
}

std::vector<char> FilteredPairs::brightRows() const
{
    return bright(filter, rowOf(kPairFilters, filter).from, rowSentences);
}

std::vector<char> FilteredPairs::brightColumns() const
{
    return bright(filter, rowOf(kPairFilters, filter).to, columnSentences);
}

} // namespace headscope
