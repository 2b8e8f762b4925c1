#include "tests/support/random_model.h"

#include "src/error.h"
#include "src/models/weights.h"

#include <cmath>
#include <random>

namespace headscope {

namespace {

class ByteTokenizer : public Tokenizer {
public:
    explicit ByteTokenizer(int vocabulary)
        : m_vocabulary(vocabulary)
    {
    }

    std::vector<Token> encode(std::string_view text) const override
    {
        std::vector<Token> tokens;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const int id = static_cast<unsigned char>(text[i]) % m_vocabulary;
            tokens.push_back({id, piece(id), piece(id), i, i + 1, false, {}});
        }
        return tokens;
    }
    std::string decode(std::span<const int> ids) const override
    {
        std::string text;
        for (int id : ids)
            text += piece(id);
        return text;
    }
    std::string display(int id) const override { return piece(id); }
    std::string piece(int id) const override
    {
        if (id < 0 || id >= m_vocabulary)
            throw Error("no such id");
        return "t" + std::to_string(id);
    }
    std::optional<int> idOf(std::string_view) const override { return std::nullopt; }
    int vocabularySize() const override { return m_vocabulary; }
    std::string kind() const override { return "bytes"; }

private:
    int m_vocabulary;
};

class RandomWeights {
public:
    RandomWeights(std::uint32_t seed, RandomParts parts)
        : m_random(seed)
        , m_parts(parts)
    {
    }

    MatrixView matrix(int rows, int cols, float mean, float spread)
    {
        auto numbers = std::make_shared<std::vector<float>>(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
        std::normal_distribution<float> distribution(mean, spread);
        for (float &number : *numbers)
            number = distribution(m_random);
        owners.push_back(numbers);
        return {numbers->data(), rows, cols, cols, 1};
    }

    LinearWeights map(int in, int out)
    {
        const float spread = 1.0f / std::sqrt(static_cast<float>(in));
        return {matrix(in, out, 0, spread), m_parts.biases ? matrix(1, out, 0, 0.3f) : MatrixView{}};
    }

    NormWeights norm(const TransformerConfig &config)
    {
        if (config.norm == NormKind::none)
            return {};
        return {matrix(1, config.width, 1, 0.2f), m_parts.normShifts ? matrix(1, config.width, 0, 0.2f) : MatrixView{}};
    }

    std::vector<std::shared_ptr<const void>> owners;

private:
    std::mt19937 m_random;
    RandomParts m_parts;
};

} // namespace

void setRules(TransformerConfig &config, bool causal, bool scaled)
{
    LayerConfig layer;
    layer.causal = causal;
    layer.scoreDivisor = scaled ? std::sqrt(static_cast<float>(config.headWidth)) : 1.0f;
    config.setLayers(layer);
}

TransformerConfig smallConfig()
{
    TransformerConfig config;
    config.family = "random";
    config.layers = 2;
    config.heads = 3;
    config.headWidth = 5;
    config.width = 15;
    config.feedForward = 22;
    config.vocabulary = 29;
    config.context = 300;
    setRules(config, true, true);
    return config;
}

std::shared_ptr<const Model> randomModel(const TransformerConfig &wanted, std::uint32_t seed, RandomParts parts)
{
    TransformerConfig config = wanted;
    if (config.layerConfigs.empty())
        setRules(config, true, true);
    config.layerConfigs.resize(static_cast<std::size_t>(config.layers), config.layerConfigs.back());
    RandomWeights random(seed, parts);
    ModelWeights model;
    StackWeights &stack = model.stacks[0];
    stack.embedding = random.matrix(config.vocabulary, config.width, 0, 1);
    if (config.position == PositionKind::learned)
        stack.position = random.matrix(config.context, config.width, 0, 0.5f);
    if (config.finalNorm)
        stack.finalNorm = random.norm(config);
    model.unembedding.weight
        = config.tiedOutput ? stack.embedding.transposed() : random.matrix(config.vocabulary, config.width, 0, 0.3f).transposed();
    if (parts.outputBias)
        model.unembedding.bias = random.matrix(1, config.vocabulary, 0, 1);

    const int joined = config.heads * config.headWidth;
    std::vector<LayerWeights> layers;
    for (int i = 0; i < config.layers; ++i) {
        LayerWeights layer;
        layer.attentionNorm = random.norm(config);
        layer.q = random.map(config.width, joined);
        layer.k = random.map(config.width, joined);
        layer.v = random.map(config.width, joined);
        layer.output = random.map(joined, config.width);
        layer.mlpNorm = random.norm(config);
        if (config.feedForward > 0) {
            layer.mlpIn = random.map(config.width, config.feedForward);
            layer.mlpOut = random.map(config.feedForward, config.width);
        }
        layers.push_back(layer);
    }
    return std::make_shared<const Model>("random", config,
        std::make_unique<const Weights>(model, std::move(layers), std::move(random.owners)),
        std::make_unique<const ByteTokenizer>(config.vocabulary), LoadReport{});
}

std::string randomText(int count, std::uint32_t seed)
{
    std::mt19937 random(seed);
    std::string text;
    for (int i = 0; i < count; ++i)
        text += static_cast<char>('a' + random() % 26);
    return text;
}

} // namespace headscope
