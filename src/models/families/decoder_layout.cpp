#include "src/models/families/decoder_layout.h"

#include "src/models/families/decoder_classes.h"

#include <string>
#include <utility>
#include <vector>

namespace headscope {

namespace {

class DecoderBinding {
public:
    DecoderBinding(const DecoderLayout &layout, const DecoderChoices &choices, TensorBinder &binder, const TransformerConfig &config)
        : m_layout(layout)
        , m_choices(choices)
        , m_binder(binder)
        , m_config(config)
        , m_base(layout.bases.front())
    {
        // By the embedding, or by a layer where only the output is stored of the two.
        for (const std::string &part : {std::string(layout.embedding), std::string(layout.layers) + "0." + std::string(layout.output)})
            for (const std::string_view base : layout.bases)
                if (binder.contains(std::string(base) + part + ".weight")) {
                    m_base = base;
                    return;
                }
    }

    std::string name(std::string_view part) const { return m_base + std::string(part); }

    StackWeights stack()
    {
        const int width = m_config.width;
        const int embeddingWidth = m_config.widthOfEmbedding();
        StackWeights stack;
        stack.embedding = m_binder.matrix(name(m_layout.embedding) + ".weight", m_config.vocabulary, embeddingWidth);
        if (m_config.position == PositionKind::learned)
            stack.position = m_binder.matrix(name(m_layout.position) + ".weight", m_config.context + m_config.positionOffset, width);
        if (m_config.embeddingProjection != EmbeddingProjection::none)
            stack.embeddingProjection = m_binder.linear(name(m_layout.projectIn), embeddingWidth, width, false);
        if (m_config.embeddingNorm)
            stack.embeddingNorm = norm(name(m_layout.embeddingNorm), embeddingWidth, NormKind::layer);
        if (m_config.finalNorm)
            stack.finalNorm = norm(name(m_layout.finalNorm), width, m_config.norm);
        return stack;
    }

    LinearWeights predictionDense()
    {
        return m_binder.linear(name(m_layout.projectOut), m_config.width, m_config.widthOfEmbedding(), false);
    }

    LayerWeights layer(int index)
    {
        m_layer = name(m_layout.layers) + std::to_string(index) + ".";
        LayerWeights layer;
        layer.attentionNorm = layerNorm(m_layout.attentionNorm);
        bindQueryKeyValue(layer);
        if (m_config.queryKeyNorm != NormKind::none) {
            layer.queryNorm = norm(m_layer + std::string(m_layout.queryNorm), m_config.headWidth, m_config.queryKeyNorm);
            layer.keyNorm = norm(m_layer + std::string(m_layout.keyNorm), m_config.headWidth, m_config.queryKeyNorm);
        }
        layer.output = map(m_layout.output, m_config.heads * m_config.headWidth, m_config.width, m_choices.outputBias);
        if (!m_layout.attentionOutNorm.empty())
            layer.attentionOutNorm = layerNorm(m_layout.attentionOutNorm);
        if (!m_layout.mlpNorm.empty())
            layer.mlpNorm = layerNorm(m_layout.mlpNorm);
        bindMlp(layer);
        if (!m_layout.mlpOutNorm.empty())
            layer.mlpOutNorm = layerNorm(m_layout.mlpOutNorm);
        for (const std::string_view buffer : m_layout.buffers)
            if (!buffer.empty())
                m_binder.ignore(m_layer + std::string(buffer));
        return layer;
    }

private:
    NormWeights norm(const std::string &name, int width, NormKind kind)
    {
        return m_choices.normWeights ? m_binder.norm(name, width, kind == NormKind::layer) : m_binder.plainNorm(width);
    }

    NormWeights layerNorm(std::string_view part) { return norm(m_layer + std::string(part), m_config.width, m_config.norm); }

    LinearWeights map(std::string_view part, int in, int out, bool biased)
    {
        const std::string name = m_layer + std::string(part);
        if (!m_choices.storedInOut)
            return m_binder.linear(name, in, out, biased);
        return {m_binder.matrix(name + ".weight", in, out), m_binder.optionalVector(name + ".bias", out, biased)};
    }

    // `count` columns from `first` of a map that holds several.
    static LinearWeights cut(const LinearWeights &fused, int first, int count)
    {
        if (fused.weight.empty()) // noted as missing
            return {};
        return {fused.weight.block(0, first, fused.weight.rows(), count),
            fused.bias.empty() ? MatrixView{} : fused.bias.block(0, first, 1, count)};
    }

    void bindQueryKeyValue(LayerWeights &layer)
    {
        const int queries = m_config.heads * m_config.headWidth;
        const int keys = m_config.groups() * m_config.headWidth;
        const bool biased = m_choices.queryKeyValueBias;
        switch (m_layout.fusing) {
        case Fusing::none:
            layer.q = map(m_layout.q, m_config.width, queries, biased);
            layer.k = map(m_layout.k, m_config.width, keys, biased);
            layer.v = map(m_layout.v, m_config.width, keys, biased);
            return;
        case Fusing::blocks: {
            const LinearWeights fused = map(m_layout.q, m_config.width, queries + 2 * keys, biased);
            layer.q = cut(fused, 0, queries);
            layer.k = cut(fused, queries, keys);
            layer.v = cut(fused, queries + keys, keys);
            return;
        }
        case Fusing::bundles: {
            const std::string name = m_layer + std::string(m_layout.q);
            const StoredMatrix fused = m_binder.matrix(name + ".weight", 3 * queries, m_config.width);
            const int width = m_config.headWidth;
            int part = 0;
            for (LinearWeights *map : {&layer.q, &layer.k, &layer.v}) {
                if (!fused.empty())
                    map->weight = fused.bundledRows(part * width, width, 3 * width, queries).transposed();
                if (biased)
                    map->bias = m_binder.bundledVector(name + ".bias", 3 * queries, part * width, width, 3 * width);
                ++part;
            }
            return;
        }
        }
    }

    void bindMlp(LayerWeights &layer)
    {
        const int width = m_config.width;
        const int inner = m_config.feedForward;
        if (m_config.gated && m_layout.mlpIn.empty()) {
            const LinearWeights fused = map(m_layout.mlpGate, width, 2 * inner, m_choices.mlpBias);
            layer.mlpGate = cut(fused, 0, inner);
            layer.mlpIn = cut(fused, inner, inner);
        } else {
            if (m_config.gated)
                layer.mlpGate = map(m_layout.mlpGate, width, inner, m_choices.mlpBias);
            layer.mlpIn = map(m_layout.mlpIn, width, inner, m_choices.mlpBias);
        }
        layer.mlpOut = map(m_layout.mlpOut, inner, width, m_choices.mlpBias);
    }

    const DecoderLayout &m_layout;
    const DecoderChoices &m_choices;
    TensorBinder &m_binder;
    const TransformerConfig &m_config;
    std::string m_base;
    std::string m_layer;
};

} // namespace

std::unique_ptr<const Weights> bindDecoder(const DecoderLayout &layout, const DecoderChoices &choices, const ConfigReader &reader,
    TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    DecoderBinding binding(layout, choices, binder, config);
    const std::string embedding = binding.name(layout.embedding) + ".weight";
    // GPT-NeoX calls its output "embed_out", and in transformers 5 what all others do.
    const std::string output(binder.contains("lm_head.weight") ? "lm_head" : layout.unembedding);
    findTiedEmbedding(reader, binder, choices.usuallyTied, embedding, {output + ".weight"});
    ModelWeights model;
    model.stacks[0] = binding.stack();
    if (config.predictionDense)
        model.predictionDense = binding.predictionDense();
    if (!bindDecoderClasses(reader, binder, config, model) && config.predicts != Predicts::nothing) {
        OutputNames names;
        names.embedding = embedding;
        names.output = output;
        names.usuallyTied = choices.usuallyTied;
        names.bias = choices.unembeddingBias;
        names.optional = isBareModel(reader);
        model.unembedding = bindOutput(reader, binder, model.stacks[0].embedding, names, config, report);
    }

    binder.ignore("rope_freqs.weight"); // of GGUF files: its numbers are in the configuration
    binder.ignore(binding.name("rotary_emb.inv_freq"));

    std::vector<LayerWeights> layers;
    for (int layer = 0; layer < config.layers; ++layer) {
        binder.enterLayer(layer);
        layers.push_back(binding.layer(layer));
    }
    binder.leaveLayers();
    return binder.finish(std::move(model), std::move(layers));
}

} // namespace headscope
