#include "src/scores/repeated_tokens.h"

#include "src/error.h"
#include "src/scores/head_scores.h"

#include <algorithm>
#include <random>
#include <unordered_set>

namespace headscope {

std::vector<int> repeatedTokens(const Model &model, const RepeatedTokens &settings, int sequence)
{
    const TransformerConfig &config = model.config();
    const Tokenizer &tokenizer = model.tokenizer();
    const int around = static_cast<int>(tokenizer.encode({}).size());
    const int vocabulary = std::min(tokenizer.vocabularySize(), config.vocabulary);
    const int length = std::min({settings.length, (config.context - around) / 2, vocabulary / 2});
    // Half of a vocabulary that is too small to draw from is left: with so many misses there is nothing ordinary in it.
    constexpr int mostTries = 100;
    std::mt19937 random(settings.seed + static_cast<std::uint32_t>(sequence));
    std::vector<int> ids;
    std::unordered_set<int> taken;
    for (int tries = 0; static_cast<int>(ids.size()) < length && tries < mostTries * length; ++tries) {
        const int id = static_cast<int>(random() % static_cast<std::uint32_t>(vocabulary));
        if (tokenizer.tokenOf(id).special || !taken.insert(id).second)
            continue;
        ids.push_back(id);
    }
    if (ids.size() < 2)
        throw Error("there is no room for random tokens said twice: the context is " + std::to_string(config.context)
                + " tokens, the vocabulary " + std::to_string(vocabulary),
            model.name());
    const std::size_t half = ids.size();
    ids.reserve(2 * half);
    for (std::size_t i = 0; i < half; ++i)
        ids.push_back(ids[i]);
    return ids;
}

std::optional<std::vector<double>> inductionOnRepeats(
    Engine &engine, const RepeatedTokens &settings, std::stop_token stop, const std::function<void(double share)> &progress)
{
    const TransformerConfig &config = engine.model().config();
    if (config.isEncoderDecoder())
        throw Error("random tokens said twice are for models with one text", engine.model().name(),
            "Repeat something in the text instead: the induction score on the text is in the table");
    std::vector<double> scores(static_cast<std::size_t>(config.layers) * static_cast<std::size_t>(config.heads), 0.0);
    const double steps = static_cast<double>(settings.sequences) * config.layers;
    for (int sequence = 0; sequence < settings.sequences; ++sequence) {
        RunRequest request;
        request.generated = repeatedTokens(engine.model(), settings, sequence);
        const std::shared_ptr<const Trace> trace = engine.run(request, stop);
        if (!trace)
            return std::nullopt;
        for (int layer = 0; layer < config.layers; ++layer) {
            for (int head = 0; head < config.heads; ++head) {
                if (stop.stop_requested())
                    return std::nullopt;
                scores[static_cast<std::size_t>(layer * config.heads + head)]
                    += headScores(*trace, layer, head).induction.value / settings.sequences;
            }
            if (progress)
                progress((static_cast<double>(sequence) * config.layers + layer + 1) / steps);
        }
    }
    return scores;
}

} // namespace headscope
