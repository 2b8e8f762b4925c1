#include "src/models/families/tied_output.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace headscope {

namespace {

// Enough to tell two trained matrices apart, and read in a moment when they lie on a disk.
constexpr std::size_t kComparedPieces = 64;
constexpr std::size_t kPieceBytes = 4096;

// The same numbers, as far as pieces of them tell.
bool looksLike(const StoredTensor &a, const StoredTensor &b)
{
    if (a.dtype != b.dtype || a.shape != b.shape || a.bytes.size() != b.bytes.size())
        return false;
    if (a.bytes.data() == b.bytes.data())
        return true;
    const std::size_t size = a.bytes.size();
    const std::size_t step = std::max(kPieceBytes, size / kComparedPieces);
    for (std::size_t at = 0; at < size; at += step)
        if (std::memcmp(a.bytes.data() + at, b.bytes.data() + at, std::min(kPieceBytes, size - at)) != 0)
            return false;
    return true;
}

} // namespace

void findTiedEmbedding(
    const ConfigReader &reader, TensorBinder &binder, bool usually, const std::string &embedding, std::initializer_list<std::string> others)
{
    if (binder.contains(embedding) || !reader.flag("tie_word_embeddings", usually))
        return;
    const auto stored = std::find_if(others.begin(), others.end(), [&](const std::string &name) { return binder.contains(name); });
    if (stored != others.end())
        binder.standIn(embedding, *stored);
}

LinearWeights bindOutput(const ConfigReader &reader, TensorBinder &binder, const StoredMatrix &embedding, const OutputNames &names,
    TransformerConfig &config, LoadReport &report)
{
    const std::string name = names.output + ".weight";
    const bool saidTied = reader.flag("tie_word_embeddings", names.usuallyTied);
    binder.checkpoint().requireReadable(name);
    const StoredTensor *own = binder.checkpoint().find(name);
    if (!own && !saidTied && names.optional) {
        config.predicts = Predicts::nothing;
        config.tiedOutput = false;
        report.notes.push_back("There is no " + name + ": the checkpoint is of a model without output, and foretells nothing.");
        return {};
    }

    const StoredTensor *other = binder.checkpoint().find(names.embedding);
    config.tiedOutput = own && other ? looksLike(*own, *other) : saidTied;
    if (own && !config.tiedOutput && saidTied && reader.has("tie_word_embeddings"))
        report.notes.push_back(name + " differs from the embedding, although they should be the same one: it is used as it is.");
    const MatrixView bias = names.bias ? binder.vector(names.output + ".bias", config.vocabulary) : MatrixView{};
    if (!own && saidTied)
        return {embedding.transposed(), bias};
    return {binder.matrix(name, config.vocabulary, config.widthOfEmbedding()).transposed(), bias};
}

} // namespace headscope
