#include "tests/support/hand_made_induction.h"

#include "src/error.h"
#include "src/models/weights.h"

#include <vector>

namespace headscope {

namespace {

// The stream: the token's letter, its place, and the letter before it, each as one number that is 1.
constexpr int kPlace = kInductionLetters;
constexpr int kNote = kPlace + kInductionContext;
constexpr int kWidth = kNote + kInductionLetters;
constexpr int kHeadWidth = kInductionContext;
constexpr int kHeads = 2;
constexpr float kSure = 200; // e⁻²⁰⁰ is 0 in single precision: looks at nothing else

class Letters : public Tokenizer {
public:
    std::vector<Token> encode(std::string_view text, const std::stop_token & = {}) const override
    {
        std::vector<Token> tokens;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const int id = (text[i] - 'a') % kInductionLetters;
            tokens.push_back({id, piece(id), piece(id), i, i + 1, false, {}});
        }
        return tokens;
    }
    std::string decode(std::span<const int> ids) const override
    {
        std::string text;
        for (const int id : ids)
            text += piece(id);
        return text;
    }
    std::string display(int id) const override { return piece(id); }
    std::string piece(int id) const override
    {
        if (id < 0 || id >= kInductionLetters)
            throw Error("no such letter");
        return {static_cast<char>('a' + id)};
    }
    std::optional<int> idOf(std::string_view) const override { return std::nullopt; }
    int vocabularySize() const override { return kInductionLetters; }
    std::string kind() const override { return "letters"; }
};

class Sheet {
public:
    Sheet(int rows, int cols)
        : m_numbers(std::make_shared<std::vector<float>>(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols)))
        , m_view{m_numbers->data(), rows, cols, cols}
    {
    }
    /// A diagonal of `count` numbers from (row, col) on.
    Sheet &diagonal(int row, int col, int count, float value)
    {
        for (int i = 0; i < count; ++i)
            m_view(row + i, col + i) = value;
        return *this;
    }
    MatrixView keptBy(std::vector<std::shared_ptr<const void>> &owners) const
    {
        owners.push_back(m_numbers);
        return m_view;
    }

private:
    std::shared_ptr<std::vector<float>> m_numbers;
    MutableMatrixView m_view;
};

TransformerConfig configOfIt()
{
    TransformerConfig config;
    config.family = "by hand";
    config.layers = 2;
    config.heads = kHeads;
    config.headWidth = kHeadWidth;
    config.width = kWidth;
    config.vocabulary = kInductionLetters;
    config.context = kInductionContext;
    config.norm = NormKind::none;
    config.finalNorm = false;
    LayerConfig layer;
    layer.hasMlp = false;
    layer.scoreDivisor = 1;
    config.setLayers(layer);
    return config;
}

} // namespace

std::shared_ptr<const Model> handMadeInduction()
{
    std::vector<std::shared_ptr<const void>> owners;
    constexpr int joined = kHeads * kHeadWidth;
    const auto in = [] { return Sheet(kWidth, joined); };
    const auto out = [] { return Sheet(joined, kWidth); };

    ModelWeights model;
    model.stacks[0].embedding = Sheet(kInductionLetters, kWidth).diagonal(0, 0, kInductionLetters, 1).keptBy(owners);
    model.stacks[0].position = Sheet(kInductionContext, kWidth).diagonal(0, kPlace, kInductionContext, 1).keptBy(owners);
    model.unembedding.weight = model.stacks[0].embedding.transposed();

    std::vector<LayerWeights> layers(2);
    layers[0].q.weight = in().diagonal(kPlace + 1, 0, kInductionContext - 1, kSure).keptBy(owners); // place p asks for p − 1
    layers[0].k.weight = in().diagonal(kPlace, 0, kInductionContext, 1).keptBy(owners);
    layers[0].v.weight = in().diagonal(0, 0, kInductionLetters, 1).keptBy(owners);
    layers[0].output.weight = out().diagonal(0, kNote, kInductionLetters, 1).keptBy(owners);

    layers[1].q.weight = in().diagonal(0, 0, kInductionLetters, kSure).keptBy(owners);
    layers[1].k.weight = in().diagonal(kNote, 0, kInductionLetters, 1).keptBy(owners);
    layers[1].v.weight
        = in().diagonal(0, 0, kInductionLetters, 1).diagonal(0, kHeadWidth, kInductionLetters, 1).keptBy(owners); // of both heads
    layers[1].output.weight = out().diagonal(0, 0, kInductionLetters, 2).diagonal(kHeadWidth, 0, kInductionLetters, -1).keptBy(owners);

    return std::make_shared<const Model>("induction by hand", configOfIt(),
        std::make_unique<const Weights>(model, std::move(layers), std::move(owners)), std::make_unique<const Letters>(), LoadReport{});
}

} // namespace headscope
