#include "tests/support/random_model.h"

#include "src/error.h"
#include "src/models/weights.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <span>

namespace headscope {

namespace {

class ByteTokenizer : public Tokenizer {
public:
    ByteTokenizer(int vocabulary, bool takesPairs)
        : m_vocabulary(vocabulary)
        , m_takesPairs(takesPairs)
    {
    }

    std::vector<Token> encode(std::string_view text, const std::stop_token & = {}) const override
    {
        std::vector<Token> tokens;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const int id = static_cast<unsigned char>(text[i]) % m_vocabulary;
            tokens.push_back({id, piece(id), piece(id), i, i + 1, false, {}});
        }
        return tokens;
    }
    std::vector<Token> encodePair(std::string_view first, std::string_view second, const std::stop_token & = {}) const override
    {
        std::vector<Token> tokens = encode(first);
        for (Token &token : encode(second)) {
            token.segment = token.sequence = 1;
            tokens.push_back(token);
        }
        return tokens;
    }
    bool takesPairs() const override { return m_takesPairs; }
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
    bool m_takesPairs;
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

    /// In the number format that was asked for; every other one column by column.
    StoredMatrix stored(int rows, int cols, float spread)
    {
        if (m_parts.type == DType::f32)
            return matrix(rows, cols, 0, spread);
        const bool columnByColumn = owners.size() % 2 == 0;
        const MatrixView floats = columnByColumn ? matrix(cols, rows, 0, spread) : matrix(rows, cols, 0, spread);
        auto halves = std::make_shared<std::vector<std::uint16_t>>();
        for (int i = 0; i < rows * cols; ++i)
            halves->push_back(m_parts.type == DType::f16 ? halfFromFloat(floats.data[i])
                                                         : static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(floats.data[i]) >> 16));
        owners.push_back(halves);
        const StoredMatrix result(m_parts.type, std::as_bytes(std::span(*halves)), floats.rows, floats.cols);
        return columnByColumn ? result.transposed() : result;
    }

    LinearWeights map(int in, int out)
    {
        const float spread = 1.0f / std::sqrt(static_cast<float>(in));
        return {stored(in, out, spread), m_parts.biases ? matrix(1, out, 0, 0.3f) : MatrixView{}};
    }

    NormWeights norm(NormKind kind, int width, float mean = 1)
    {
        if (kind == NormKind::none)
            return {};
        return {matrix(1, width, mean, 0.2f), m_parts.normShifts ? matrix(1, width, 0, 0.2f) : MatrixView{}};
    }
    /// Of the residual stream.
    NormWeights norm(const TransformerConfig &config)
    {
        return norm(config.norm, config.width, config.norm == NormKind::rms && config.gainPlusOne ? 0.0f : 1.0f);
    }

    std::vector<std::shared_ptr<const void>> owners;

private:
    std::mt19937 m_random;
    RandomParts m_parts;
};

StackWeights randomStack(const TransformerConfig &config, RandomWeights &random)
{
    StackWeights stack;
    const int width = config.widthOfEmbedding();
    stack.embedding = random.stored(config.vocabulary, width, 1);
    if (config.position == PositionKind::learned)
        stack.position = random.stored(config.context + std::max(config.positionOffset, 0), config.columnsOf(Stage::position), 0.5f);
    if (config.finalNorm)
        stack.finalNorm = random.norm(config);
    if (config.tokenTypes > 0)
        stack.tokenType = random.stored(config.tokenTypes, config.columnsOf(Stage::tokenType), 0.5f);
    if (config.embeddingNorm)
        stack.embeddingNorm = random.norm(NormKind::layer, config.columnsOf(Stage::embeddingNorm));
    if (config.embeddingProjection != EmbeddingProjection::none)
        stack.embeddingProjection = random.map(width, config.width);
    if (config.scoreBias == ScoreBias::buckets)
        stack.scoreBuckets = random.matrix(config.buckets, config.heads, 0, 1);
    return stack;
}

// What stands between the last layer and logits or classes.
void addHeads(const TransformerConfig &config, RandomWeights &random, ModelWeights &model)
{
    const int width = config.predictionDense ? config.widthOfEmbedding() : config.width;
    if (config.predictionDense)
        model.predictionDense = random.map(config.width, width);
    if (config.predictionNorm)
        model.predictionNorm = random.norm(NormKind::layer, width);
    if (config.hasPooler && config.classHead.hasDense)
        model.pooler = random.map(config.width, config.width);
    if (config.hasPooler && config.classHead.classes > 0)
        model.classes = random.map(config.width, config.classHead.classes);
}

LayerWeights randomLayer(const TransformerConfig &config, int index, RandomWeights &random, RandomParts parts)
{
    const int joined = config.heads * config.headWidth;
    const int shared = config.groups() * config.headWidth;
    LayerWeights layer;
    layer.attentionNorm = random.norm(config);
    layer.q = random.map(config.width, joined);
    layer.k = random.map(config.width, shared);
    layer.v = random.map(config.width, shared);
    layer.output = random.map(joined, config.width);
    layer.mlpNorm = random.norm(config);
    if (config.hasMlp(index)) {
        layer.mlpIn = random.map(config.width, config.feedForward);
        layer.mlpOut = random.map(config.feedForward, config.width);
        if (config.gated)
            layer.mlpGate = random.map(config.width, config.feedForward);
    }
    if (config.outputNorms) {
        layer.attentionOutNorm = random.norm(config);
        layer.mlpOutNorm = random.norm(config);
    }
    layer.queryNorm = random.norm(config.queryKeyNorm, parts.normsOfEachHead ? joined : config.headWidth);
    layer.keyNorm = random.norm(config.queryKeyNorm, parts.normsOfEachHead ? shared : config.headWidth);
    if (config.globalFirstToken) {
        layer.globalQ = random.map(config.width, joined);
        layer.globalK = random.map(config.width, shared);
        layer.globalV = random.map(config.width, shared);
    }
    return layer;
}

TransformerConfig withRules(TransformerConfig config)
{
    if (config.layerConfigs.empty())
        setRules(config, true, true);
    config.layerConfigs.resize(static_cast<std::size_t>(config.layers), config.layerConfigs.back());
    return config;
}

std::shared_ptr<const Model> builtModel(const TransformerConfig &config, const ModelWeights &model, std::vector<LayerWeights> layers,
    std::vector<std::shared_ptr<const void>> owners)
{
    return std::make_shared<const Model>("random", config, std::make_unique<const Weights>(model, std::move(layers), std::move(owners)),
        std::make_unique<const ByteTokenizer>(config.vocabulary, config.tokenTypes > 1), LoadReport{});
}

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
    const TransformerConfig config = withRules(wanted);
    RandomWeights random(seed, parts);
    ModelWeights model;
    model.stacks[0] = randomStack(config, random);
    const StoredMatrix &embedding = model.stacks[0].embedding;
    const int last = config.predictionDense ? config.widthOfEmbedding() : config.width;
    model.unembedding.weight = config.tiedOutput ? embedding.transposed() : random.stored(config.vocabulary, last, 0.3f).transposed();
    if (parts.outputBias)
        model.unembedding.bias = random.matrix(1, config.vocabulary, 0, 1);

    std::vector<LayerWeights> layers;
    for (int i = 0; i < config.layers; ++i)
        layers.push_back(randomLayer(config, i, random, parts));
    addHeads(config, random, model);
    if (config.isEncoderDecoder())
        model.stacks[1] = randomStack(config, random);
    return builtModel(config, model, std::move(layers), std::move(random.owners));
}

std::shared_ptr<const Model> randomModel(
    const TransformerConfig &wanted, std::uint32_t seed, RandomParts parts, const ModelWeights &model, std::shared_ptr<const void> owner)
{
    const TransformerConfig config = withRules(wanted);
    RandomWeights random(seed, parts);
    std::vector<LayerWeights> layers;
    for (int i = 0; i < config.layers; ++i)
        layers.push_back(randomLayer(config, i, random, parts));
    random.owners.push_back(std::move(owner));
    return builtModel(config, model, std::move(layers), std::move(random.owners));
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
