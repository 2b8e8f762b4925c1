#include "src/patterns/chosen_patterns.h"

namespace headscope {

namespace {

std::vector<std::string> labelsOf(const TokenText &text, const std::vector<TokenSpan> &spans, TokenUnit unit)
{
    std::vector<std::string> labels;
    labels.reserve(spans.size());
    for (const TokenSpan &span : spans)
        labels.push_back(text.label(span, unit));
    return labels;
}

std::vector<int> sentencesOf(const TransformerConfig &config, const std::vector<Token> &tokens, const std::vector<TokenSpan> &spans)
{
    std::vector<int> sentences;
    sentences.reserve(spans.size());
    for (const TokenSpan &span : spans)
        sentences.push_back(sentenceOf(config, tokens[static_cast<std::size_t>(span.first)]));
    return sentences;
}

} // namespace

ChosenPatterns chosenPatterns(const PatternRequest &request, int most)
{
    const auto &[trace, picked, choice, filter] = request;
    std::vector<HeadPlace> places{picked};
    if (most > 1 && isSideBySide(picked, choice))
        places = measuredHeads(picked, choice);
    if (places.size() > static_cast<std::size_t>(most))
        places.resize(static_cast<std::size_t>(most));
    requireOneText(*trace, {picked});
    ChosenPatterns chosen{LayerTexts(*trace, picked.layer), {}, {}, {}, {}};
    for (const HeadPlace &place : places) {
        if (chosen.heads.size() == 1) // behind what the picked head has no picture for, as where it stands alone
            requireOneText(*trace, places);
        chosen.heads.push_back({place, makePattern(trace, place, choice, chosen.texts)});
    }
    chosen.rowLabels = labelsOf(chosen.texts.rows(), chosen.pattern().rows(), choice.unit);
    chosen.columnLabels = labelsOf(chosen.texts.columns(), chosen.pattern().columns(), choice.unit);
    if (trace->pair()) {
        chosen.pairs.rowSentences
            = sentencesOf(trace->config(), trace->rowTokens({Stage::weights, picked.layer, picked.head}), chosen.pattern().rows());
        chosen.pairs.columnSentences = sentencesOf(trace->config(), trace->keyTokens(picked.layer), chosen.pattern().columns());
        chosen.pairs.filter = filter;
    }
    return chosen;
}

} // namespace headscope
