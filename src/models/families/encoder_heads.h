// What encoders foretell: the word that belongs in a place, classes of a text or of each of its tokens. "architectures" says which heads a
// checkpoint is for, and those must be there. Where it says nothing, the heads are those whose tensors are there.
// Trap: half of the checkpoints on the hub carry tensors of heads that their architecture does not use, left over from training: bert-base
// says it is for masked words and has a next-sentence head too. As in the official implementation they are left alone.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"
#include "src/models/tensor_binder.h"

#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// Names of a head that scores the vocabulary: dense, activation, norm, then the embedding or a matrix of its own.
struct PredictionNames {
    std::vector<std::string_view> tasks; ///< ends of the architectures that have it: "ForMaskedLM"
    std::string dense;
    Activation activation = Activation::gelu;
    std::string norm;
    std::string output; ///< the matrix, where the file has one of its own
    std::string bias; ///< or `output`.bias
};

/// Names of a head that scores classes.
struct ClassNames {
    std::vector<std::string_view> tasks; ///< ends of the architectures that have it: "ForTokenClassification"
    ClassHead::Reads reads = ClassHead::Reads::firstToken;
    std::string dense; ///< empty: there is none
    Activation activation = Activation::identity;
    std::string output;
    std::vector<std::string> labels; ///< empty: the configuration names them
};

struct EncoderHeads {
    std::string prefix; ///< of the body's tensors
    std::string pooler; ///< of a vector for the whole text, in a checkpoint of the bare body; behind it tanh
    PredictionNames prediction = {};
    std::vector<ClassNames> classes = {}; ///< a file without "architectures" has the first whose tensors are there
};

/// All before and behind the layers: the vectors of words and of `positions`, and the heads that the checkpoint is for. Sets predicts,
/// prediction…, tiedOutput, hasPooler and classHead accordingly.
ModelWeights bindEncoder(const EncoderHeads &names, int positions, const ConfigReader &reader, TensorBinder &binder,
    TransformerConfig &config, LoadReport &report);

/// The first of "architectures", or nothing.
std::string architectureOf(const ConfigReader &reader);

/// Classes from a linear map over every token: "classifier" of …ForTokenClassification, "qa_outputs" of …ForQuestionAnswering.
ClassNames tokenClasses(std::string output = "classifier");
ClassNames answerSpan();

} // namespace headscope
