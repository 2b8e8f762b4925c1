#include "tests/layout/audited_models.h"

#include "src/models/weights.h"
#include "tests/support/random_model.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/model_facts.h"

#include <QStringList>

#include <cmath>

namespace headscope {

namespace {

constexpr std::array<const char *, 40> kWords{"The", "cat", "sat", "on", "the", "mat", "because", "it", "was", "tired", ".", "A", "small",
    "brown", "dog", "ran", "through", "an", "old", "garden", ",", "and", "nobody", "there", "understood", "why", "its", "owner", "had",
    "left", "so", "early", "that", "morning", "without", "saying", "a", "single", "word", "to"};
constexpr int kClsId = 0; // before the words
constexpr int kSepId = 1;
constexpr int kFirstWord = 2;

/// One token a word, as people type them.
class WordTokenizer : public Tokenizer {
public:
    WordTokenizer(int vocabulary, bool takesPairs)
        : m_vocabulary(vocabulary)
        , m_takesPairs(takesPairs)
    {
    }

    std::vector<Token> encode(std::string_view text, const std::stop_token & = {}) const override
    {
        std::vector<Token> tokens;
        if (m_takesPairs)
            tokens.push_back(special(kClsId, 0));
        addWords(text, 0, tokens);
        return tokens;
    }
    std::vector<Token> encodePair(std::string_view first, std::string_view second, const std::stop_token & = {}) const override
    {
        std::vector<Token> tokens = encode(first);
        addWords(second, 1, tokens);
        return tokens;
    }
    bool takesPairs() const override { return m_takesPairs; }
    std::string decode(std::span<const int> ids) const override
    {
        std::string text;
        for (int id : ids)
            text += (text.empty() ? "" : " ") + piece(id);
        return text;
    }
    std::string display(int id) const override { return piece(id); }
    std::string piece(int id) const override
    {
        if (id == kClsId || id == kSepId)
            return id == kClsId ? "[CLS]" : "[SEP]";
        const std::size_t word = std::size_t(id - kFirstWord);
        const std::size_t round = word / kWords.size();
        return kWords[word % kWords.size()] + (round > 0 ? std::to_string(round) : std::string());
    }
    std::optional<int> idOf(std::string_view) const override { return std::nullopt; }
    int vocabularySize() const override { return m_vocabulary; }
    std::string kind() const override { return "whole words"; }

private:
    Token special(int id, int segment) const { return {id, piece(id), piece(id), 0, 0, true, {}, segment, {}, -1}; }
    void addWords(std::string_view text, int segment, std::vector<Token> &tokens) const
    {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find(' ', at), text.size());
            if (end > at) {
                const std::string word(text.substr(at, end - at));
                const auto found = std::ranges::find(kWords, word);
                const int id = kFirstWord + int(found - kWords.begin()) % int(kWords.size());
                tokens.push_back({id, word, word, at, end, false, {}, segment, {}, segment});
            }
            at = end + 1;
        }
        if (m_takesPairs)
            tokens.push_back(special(kSepId, segment));
    }

    int m_vocabulary;
    bool m_takesPairs;
};

std::shared_ptr<const Model> withWords(const std::shared_ptr<const Model> &model, const char *name)
{
    std::vector<LayerWeights> layers;
    for (int layer = 0; layer < model->config().layers; ++layer)
        layers.push_back(model->weights().layer(layer));
    return std::make_shared<const Model>(name, model->config(),
        std::make_unique<const Weights>(model->weights().model(), std::move(layers), std::vector<std::shared_ptr<const void>>{model}),
        std::make_unique<const WordTokenizer>(model->config().vocabulary, model->config().tokenTypes > 1), LoadReport{});
}

std::shared_ptr<const Model> openBuiltIn(const char *name)
{
    for (const BuiltInModel &model : builtInModels())
        if (model.name == QLatin1String(name))
            return openModel(toLocalBytes(model.folder));
    return nullptr;
}

std::shared_ptr<const Model> bertPair()
{
    TransformerConfig config;
    config.family = "bert";
    config.layers = 12;
    config.heads = 12;
    config.headWidth = 8;
    config.width = 96;
    config.feedForward = 384;
    config.vocabulary = 1200; // more than the Walk shows at once
    config.context = 160;
    config.norm = NormKind::layer;
    config.normPlace = NormPlace::post;
    config.embeddingNorm = true;
    config.finalNorm = false;
    config.position = PositionKind::learned;
    config.tokenTypes = 2;
    config.predicts = Predicts::ownToken;
    config.predictionDense = true;
    config.predictionActivation = Activation::gelu;
    config.predictionNorm = true;
    setRules(config, false, true);
    return withWords(randomModel(config, 7), "bert-12x12");
}

/// 2 encoder layers; 2 decoder layers of two attentions each.
std::shared_ptr<const Model> encoderDecoder()
{
    TransformerConfig config = smallConfig();
    config.layers = 6;
    config.encoderLayers = 2;
    config.decoderStart = 1;
    config.vocabulary = 120;
    config.layerConfigs.resize(6, config.layerConfigs.front());
    for (int layer = 0; layer < 6; ++layer) {
        LayerConfig &rules = config.layerConfigs[static_cast<std::size_t>(layer)];
        rules.decoder = layer >= 2;
        rules.cross = layer == 3 || layer == 5;
        rules.hasMlp = layer < 2 || rules.cross;
        rules.causal = rules.decoder && !rules.cross;
    }
    return withWords(randomModel(config, 9), "encoder-decoder");
}

QString words(int count, int first)
{
    QStringList list;
    for (int i = 0; i < count; ++i)
        list << QString::fromLatin1(kWords[std::size_t(first + i) % kWords.size()]);
    return list.join(QLatin1Char(' '));
}

/// As many words as give no more than that many tokens.
template <typename Count>
QString longestText(int tokens, int first, Count count)
{
    int many = tokens;
    while (many > 1 && count(words(many, first)) > tokens)
        --many;
    return words(many, first);
}

} // namespace

const std::array<AuditedModel, 4> kAuditedModels{{{"blackboard", [] { return openBuiltIn("blackboard"); }},
    {"storyteller", [] { return openBuiltIn("storyteller"); }}, {"bert-12x12", bertPair}, {"encoder-decoder", encoderDecoder}}};

Prompt promptOf(const Model &model, int tokens)
{
    const Tokenizer &tokenizer = model.tokenizer();
    Prompt prompt;
    if (takesPairs(model)) {
        const int first = tokens / 2;
        prompt.text = longestText(first, 0, [&](const QString &text) { return int(tokenizer.encode(text.toStdString()).size()); });
        prompt.pair = longestText(tokens, first,
            [&](const QString &text) { return int(tokenizer.encodePair(prompt.text.toStdString(), text.toStdString()).size()); });
    } else {
        prompt.text = longestText(tokens, 0, [&](const QString &text) { return int(tokenizer.encode(text.toStdString()).size()); });
    }
    if (model.config().isEncoderDecoder())
        prompt.target = words(std::max(1, tokens * 2 / 3), 3);
    return prompt;
}

} // namespace headscope
