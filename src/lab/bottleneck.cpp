#include "src/lab/bottleneck.h"

#include "src/error.h"
#include "src/lab/cell_derivatives.h"
#include "src/mechanisms/seeded_numbers.h"

#include <cmath>
#include <string>

namespace headscope {

namespace {

enum Stream : std::uint64_t { queryStream = 60, keyStream, vectorStream };
constexpr std::uint64_t kDecoderSeed = 1'000'003; // added to the seed: the decoder's weights are others than the encoder's

std::vector<float> rowOf(const Matrix &x, int row)
{
    std::vector<float> numbers;
    for (int c = 0; c < x.cols(); ++c)
        numbers.push_back(x(row, c));
    return numbers;
}

/// One run through both networks: what derivatives are carried along.
struct Passage {
    RecurrentCell encoder;
    RecurrentCell decoder;
    std::vector<CellState> encoded; ///< before the first token, and after each
    std::vector<CellState> decoded; ///< before the first step, and after each
    Eigen::MatrixXd states; ///< [T, H]
    Eigen::MatrixXd ofQuery; ///< W [H, H]
    Eigen::MatrixXd ofKey; ///< U [H, H]
    Eigen::VectorXd vector; ///< v [H]
    Eigen::MatrixXd weights; ///< [M, T]
    Eigen::MatrixXd contexts; ///< [M, H]

    Passage(const MechanismInput &input, int steps)
        : encoder(CellKind::gru, seededCell(CellKind::gru, input.v.cols(), input.seed))
        , decoder(CellKind::gru, seededCell(CellKind::gru, input.v.cols(), input.seed + kDecoderSeed))
        , states(input.v.rows(), input.v.cols())
        , ofQuery(inDouble(seededProjection(input.v.cols(), input.v.cols(), input.seed, queryStream)))
        , ofKey(inDouble(seededProjection(input.v.cols(), input.v.cols(), input.seed, keyStream)))
        , vector(inDouble(seededProjection(1, input.v.cols(), input.seed, vectorStream)).row(0))
        , weights(steps, input.v.rows())
        , contexts(steps, input.v.cols())
    {
        encoded.push_back(encoder.start());
        for (int token = 0; token < input.v.rows(); ++token) {
            CellState state = encoded.back();
            encoder.step(rowOf(input.v, token), state);
            states.row(token) = inDouble(state.hidden).transpose();
            encoded.push_back(std::move(state));
        }
        decoded.push_back(decoder.start());
        decoded.back().hidden = encoded.back().hidden;
        for (int step = 0; step < steps; ++step)
            decode(step);
    }

    /// tanh(W·s + U·h) of a step and a token.
    Eigen::ArrayXd compared(int step, int token) const
    {
        const Eigen::VectorXd asked = inDouble(decoded[static_cast<std::size_t>(step)].hidden);
        return (ofQuery * asked + ofKey * states.row(token).transpose()).array().tanh();
    }

private:
    void decode(int step)
    {
        Eigen::ArrayXd scores(states.rows());
        for (int token = 0; token < states.rows(); ++token)
            scores(token) = vector.dot(compared(step, token).matrix());
        const Eigen::ArrayXd shares = (scores - scores.maxCoeff()).exp();
        weights.row(step) = (shares / shares.sum()).matrix().transpose();
        contexts.row(step) = weights.row(step) * states;
        CellState state = decoded.back();
        std::vector<float> context;
        for (Eigen::Index c = 0; c < contexts.cols(); ++c)
            context.push_back(static_cast<float>(contexts(step, c)));
        decoder.step(context, state);
        decoded.push_back(std::move(state));
    }
};

/// With respect to one token's vector, forward through both networks.
void carry(const Passage &passage, int token, Bottleneck &result)
{
    const auto tokens = static_cast<int>(passage.states.rows());
    const auto width = static_cast<int>(passage.states.cols());
    const auto at = static_cast<std::size_t>(token);
    const CellDerivatives encoder(passage.encoder);
    const CellDerivatives decoder(passage.decoder);
    const Eigen::MatrixXd itself = Eigen::MatrixXd::Identity(width, width);
    std::vector<Eigen::MatrixXd> ofStates; // from this token on; earlier ones do not depend on it
    CellDerivatives::State state = encoder.start(width);
    for (int later = token; later < tokens; ++later) {
        const auto index = static_cast<std::size_t>(later);
        encoder.step(passage.encoded[index], passage.encoded[index + 1], later == token ? &itself : nullptr, state);
        ofStates.push_back(state.hidden);
    }
    result.fixed[at] = strengthOf(state.hidden);

    CellDerivatives::State asking = decoder.start(width);
    asking.hidden = state.hidden;
    for (std::size_t step = 0; step < result.attended.size(); ++step) {
        const auto row = static_cast<int>(step);
        const Eigen::MatrixXd asked = passage.ofQuery * asking.hidden;
        Eigen::MatrixXd context = Eigen::MatrixXd::Zero(width, width);
        for (int key = 0; key < tokens; ++key) {
            const double share = passage.weights(row, key);
            const Eigen::ArrayXd compared = passage.compared(row, key);
            const Eigen::RowVectorXd slope = (passage.vector.array() * (1 - compared * compared)).matrix().transpose();
            Eigen::RowVectorXd score = slope * asked; // ∂ of the score, [1, D]
            if (key >= token) {
                const Eigen::MatrixXd &ofKey = ofStates[static_cast<std::size_t>(key - token)];
                score += (slope * passage.ofKey) * ofKey;
                context += share * ofKey;
            }
            context += share * (passage.states.row(key) - passage.contexts.row(row)).transpose() * score;
        }
        result.attended[step][at] = strengthOf(context);
        decoder.step(passage.decoded[step], passage.decoded[step + 1], &context, asking);
    }
}

Matrix inSingle(const Eigen::MatrixXd &numbers)
{
    OwnMatrix copy(static_cast<int>(numbers.rows()), static_cast<int>(numbers.cols()));
    for (int r = 0; r < numbers.rows(); ++r)
        for (int c = 0; c < numbers.cols(); ++c)
            copy(r, c) = static_cast<float>(numbers(r, c));
    return copy.matrix();
}

} // namespace

std::optional<Bottleneck> bottleneckOf(
    const MechanismInput &input, int steps, const std::function<void(int done, int tokens)> &progress, const std::stop_token &stop)
{
    const int tokens = input.v.rows();
    if (tokens == 0 || steps < 1)
        throw Error("there is nothing to read or to say", {}, "Give a text and at least one step");
    if (tokens > kMostBottleneck)
        throw Error(std::to_string(tokens) + " tokens; the bottleneck is shown of up to " + std::to_string(kMostBottleneck), {},
            "Take a shorter text");
    if (tokensRead(input).size() != static_cast<std::size_t>(tokens))
        throw Error("a token is hidden, and the bottleneck is one of the whole text", {}, "Show all tokens");
    const Passage passage(input, steps);
    Bottleneck result{inSingle(passage.states), inSingle(passage.weights), std::vector<double>(static_cast<std::size_t>(tokens)),
        std::vector(static_cast<std::size_t>(steps), std::vector<double>(static_cast<std::size_t>(tokens)))};
    for (int token = 0; token < tokens; ++token) {
        if (stop.stop_requested())
            return std::nullopt;
        carry(passage, token, result);
        if (progress)
            progress(token + 1, tokens);
    }
    return result;
}

} // namespace headscope
