// Networks that read a text token by token and carry a state on: Elman 1990; LSTM, Hochreiter and Schmidhuber 1997 with the forget gate of
// Gers et al. 2000; GRU, Cho et al. 2014.
// Trap: of the GRU this is the form of cuDNN and torch, in which the reset gate closes what the matrix made of the state; in the paper it
// closes the state before the matrix.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace headscope {

enum class CellKind { elman, lstm, gru };

/// Shapes and order of torch.nn.RNN, LSTM (input, forget, candidate, output) and GRU (reset, update, candidate): G gates one above the
/// other.
struct CellWeights {
    Matrix ofInput; ///< [G · H, D]
    Matrix ofState; ///< [G · H, H]
    std::vector<float> inputBias; ///< [G · H]
    std::vector<float> stateBias; ///< [G · H]
};

/// What a cell keeps from token to token, and how it came there.
struct CellState {
    std::vector<float> hidden; ///< [H], the output
    std::vector<float> cell; ///< [H] of the LSTM, else empty
    /// Gates as they were applied [G · H]; then of the GRU what the candidate heard of the state before the reset gate [H]; of Elman's
    /// network what it heard of the token and of the state [2 · H].
    std::vector<float> gates;
};

class RecurrentCell {
public:
    /// Throws Error where the weights do not fit the kind or each other.
    RecurrentCell(CellKind kind, CellWeights weights);

    CellKind kind() const { return m_kind; }
    const CellWeights &weights() const { return m_weights; }
    int width() const { return m_weights.ofState.cols(); }
    int inputWidth() const { return m_weights.ofInput.cols(); }
    /// Zeros.
    CellState start() const;
    void step(std::span<const float> input, CellState &state) const;

private:
    CellKind m_kind;
    CellWeights m_weights;
};

/// Both matrices normal numbers of variance 1 / width, biases 0. `gain`: of the matrix on the state. `forget`: the LSTM's bias of the
/// forget gate, by which it remembers from the start.
CellWeights seededCell(CellKind kind, int width, std::uint64_t seed, double gain = 1, double forget = 0);

/// The cell of the row of this name over values of this width; nothing for a row that is none.
std::optional<RecurrentCell> cellOf(std::string_view mechanism, int width, std::uint64_t seed, const Parameters &parameters);

/// Those that the mask does not hide, in order. Throws Error for a mask that hides from some, and where queries are not of the same text.
std::vector<int> tokensRead(const MechanismInput &input);
/// Over the values, from the first to the last; the output is the hidden state after each token. Hidden ones are passed over. Throws Error
/// as above.
MechanismRun runCell(const RecurrentCell &cell, const MechanismInput &input, StepRecorder *steps);

} // namespace headscope
