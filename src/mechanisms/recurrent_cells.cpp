#include "src/mechanisms/recurrent_cells.h"

#include "src/enum_rows.h"
#include "src/error.h"
#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace headscope {

namespace {

enum Stream : std::uint64_t { inputStream = 50, stateStream };

/// A step of the walk: a part of what a cell does with each token.
struct PartInfo {
    std::string_view name;
    std::string_view formula;
    std::string_view sentence;
};

struct CellInfo {
    CellKind id;
    int gates;
    bool hasCell;
    int specials; ///< of each channel and token
    std::span<const PartInfo> parts; ///< of CellState::gates
};

constexpr PartInfo kElmanParts[]
    = {{"heard", "W·x", "What the network makes of the token alone."}, {"recalled", "U·h", "What it makes of the state before."}};
constexpr PartInfo kLstmParts[] = {{"input gate", "i = σ(W·x + U·h)", "How much of what is new is let in, channel by channel."},
    {"forget gate", "f = σ(W·x + U·h + b)", "How much of the memory is kept: near 1 it lasts, near 0 it is gone."},
    {"candidate", "g = tanh(W·x + U·h)", "What could be written into the memory."},
    {"output gate", "o = σ(W·x + U·h)", "How much of the memory is shown."}};
constexpr PartInfo kGruParts[] = {{"reset gate", "r = σ(W·x + U·h)", "How much of the state the candidate hears."},
    {"update gate", "z = σ(W·x + U·h)", "How much of the state stays as it was."},
    {"candidate", "n = tanh(W·x + r × (U·h))", "What the state would be if nothing were kept."},
    {"recalled", "U·h", "What the candidate would hear of the state if the reset gate were open."}};

constexpr std::array<CellInfo, countOf<CellKind>()> kCells{{
    {CellKind::elman, 1, false, 1, kElmanParts},
    {CellKind::lstm, 4, true, 5, kLstmParts},
    {CellKind::gru, 3, false, 3, kGruParts},
}};
static_assert(hasRowForEach(kCells));

const CellInfo &infoOf(CellKind kind)
{
    return kCells[static_cast<std::size_t>(kind)];
}

float sigmoid(float x)
{
    return 1 / (1 + std::exp(-x));
}

float dot(const Matrix &matrix, int row, std::span<const float> x)
{
    float sum = 0;
    for (std::size_t c = 0; c < x.size(); ++c)
        sum += matrix(row, static_cast<int>(c)) * x[c];
    return sum;
}

} // namespace

RecurrentCell::RecurrentCell(CellKind kind, CellWeights weights)
    : m_kind(kind)
    , m_weights(std::move(weights))
{
    const int rows = infoOf(kind).gates * m_weights.ofState.cols();
    if (m_weights.ofInput.rows() != rows || m_weights.ofState.rows() != rows || std::ssize(m_weights.inputBias) != rows
        || std::ssize(m_weights.stateBias) != rows)
        throw Error("a cell of " + std::to_string(m_weights.ofState.cols()) + " channels needs matrices of " + std::to_string(rows)
            + " rows, and has " + std::to_string(m_weights.ofInput.rows()) + " and " + std::to_string(m_weights.ofState.rows()));
}

CellState RecurrentCell::start() const
{
    const CellInfo &info = infoOf(m_kind);
    const auto width = static_cast<std::size_t>(this->width());
    return {std::vector<float>(width), std::vector<float>(info.hasCell ? width : 0), std::vector<float>(info.parts.size() * width)};
}

void RecurrentCell::step(std::span<const float> input, CellState &state) const
{
    const int width = this->width();
    const auto fromInput = [&](int row) { return dot(m_weights.ofInput, row, input) + m_weights.inputBias[static_cast<std::size_t>(row)]; };
    const auto fromState
        = [&](int row) { return dot(m_weights.ofState, row, state.hidden) + m_weights.stateBias[static_cast<std::size_t>(row)]; };
    std::vector<float> hidden(state.hidden.size());
    for (int c = 0; c < width; ++c) {
        const auto at = static_cast<std::size_t>(c);
        const auto gate = [&](int which) -> float & { return state.gates[static_cast<std::size_t>(which * width + c)]; };
        switch (m_kind) {
        case CellKind::elman:
            gate(0) = fromInput(c);
            gate(1) = fromState(c);
            hidden[at] = std::tanh(gate(0) + gate(1));
            break;
        case CellKind::lstm:
            for (int which = 0; which < 4; ++which) {
                const float sum = fromInput(which * width + c) + fromState(which * width + c);
                gate(which) = which == 2 ? std::tanh(sum) : sigmoid(sum);
            }
            state.cell[at] = gate(1) * state.cell[at] + gate(0) * gate(2);
            hidden[at] = gate(3) * std::tanh(state.cell[at]);
            break;
        case CellKind::gru:
            gate(0) = sigmoid(fromInput(c) + fromState(c));
            gate(1) = sigmoid(fromInput(width + c) + fromState(width + c));
            gate(3) = fromState(2 * width + c);
            gate(2) = std::tanh(fromInput(2 * width + c) + gate(0) * gate(3));
            hidden[at] = (1 - gate(1)) * gate(2) + gate(1) * state.hidden[at];
            break;
        }
    }
    state.hidden = std::move(hidden);
}

CellWeights seededCell(CellKind kind, int width, std::uint64_t seed, double gain, double forget)
{
    const int rows = infoOf(kind).gates * width;
    CellWeights weights{seededProjection(rows, width, seed, inputStream), seededProjection(rows, width, seed, stateStream),
        std::vector<float>(static_cast<std::size_t>(rows)), std::vector<float>(static_cast<std::size_t>(rows))};
    if (gain != 1) {
        OwnMatrix louder(rows, width);
        for (int r = 0; r < rows; ++r)
            for (int c = 0; c < width; ++c)
                louder(r, c) = static_cast<float>(gain * weights.ofState(r, c));
        weights.ofState = louder.matrix();
    }
    if (kind == CellKind::lstm)
        std::fill_n(weights.inputBias.begin() + width, width, static_cast<float>(forget));
    return weights;
}

std::optional<RecurrentCell> cellOf(std::string_view mechanism, int width, std::uint64_t seed, const Parameters &parameters)
{
    if (mechanism == "elman")
        return RecurrentCell(CellKind::elman, seededCell(CellKind::elman, width, seed, parameters.number("gain")));
    if (mechanism == "lstm")
        return RecurrentCell(CellKind::lstm, seededCell(CellKind::lstm, width, seed, 1, parameters.number("forget")));
    if (mechanism == "gru")
        return RecurrentCell(CellKind::gru, seededCell(CellKind::gru, width, seed));
    return std::nullopt;
}

std::vector<int> tokensRead(const MechanismInput &input)
{
    if (input.q.rows() != input.v.rows())
        throw Error("a state is carried along one text, and here are " + std::to_string(input.q.rows()) + " queries and "
                + std::to_string(input.v.rows()) + " keys",
            {}, "Choose a head that looks at its own text");
    const Mask &mask = input.mask;
    const auto hidesFromSome = [](const Mask::HiddenKey &entry) { return entry.query != Mask::HiddenKey::kEveryQuery; };
    if (mask.window > 0 || std::ranges::any_of(mask.hidden, hidesFromSome))
        throw Error("a state is carried on for all tokens: it cannot hide one from some of them", {},
            "Hide it from all, or choose a mechanism that looks at pairs");
    std::vector<int> tokens;
    for (int token = 0; token < input.v.rows(); ++token)
        if (std::ranges::none_of(mask.hidden, [token](const Mask::HiddenKey &entry) { return entry.key == token; }))
            tokens.push_back(token);
    return tokens;
}

MechanismRun runCell(const RecurrentCell &cell, const MechanismInput &input, StepRecorder *steps)
{
    const int tokens = input.v.rows();
    const CellInfo &info = infoOf(cell.kind());
    const int width = cell.width();
    const std::vector<int> read = tokensRead(input);
    WorkMeter meter;
    CellState state = cell.start();
    const double states = info.hasCell ? 2 : 1;
    const double held = (double(state.gates.size()) + (states + 1) * width) * sizeof(float); // and the hidden state that is being made
    meter.hold(held);
    OwnMatrix output(tokens, width);
    std::vector<OwnMatrix> parts(steps ? info.parts.size() : 0, OwnMatrix(0, 0));
    for (OwnMatrix &part : parts)
        part = OwnMatrix(tokens, width);
    OwnMatrix memory(steps && info.hasCell ? tokens : 0, width);
    std::vector<float> x(static_cast<std::size_t>(input.v.cols()));
    auto next = read.begin();
    for (int token = 0; token < tokens; ++token) {
        if (next != read.end() && *next == token) {
            ++next;
            for (std::size_t c = 0; c < x.size(); ++c)
                x[c] = input.v(token, static_cast<int>(c));
            cell.step(x, state);
        }
        std::ranges::copy(state.hidden, output.row(token));
        for (std::size_t part = 0; part < parts.size(); ++part)
            std::copy_n(state.gates.begin() + static_cast<std::ptrdiff_t>(part) * width, width, parts[part].row(token));
        if (memory.view().rows > 0)
            std::ranges::copy(state.cell, memory.row(token));
    }
    meter.release(held);
    MechanismRun run;
    run.output = output.matrix();
    const auto count = double(read.size());
    meter.work.multiplyAdds = count * info.gates * width * (width + cell.inputWidth());
    meter.work.specials = count * info.specials * width;
    meter.work.bytesMoved = sizeof(float) * count * (cell.inputWidth() + 2 * states * width);
    meter.work.sequentialSteps = count;
    meter.work.stateNumbers = states * width;
    run.work = meter.counted();
    if (!steps)
        return run;
    const int v = steps->add({.name = "x",
        .formula = "x = V",
        .sentence = "The values, one token after the other: the network hears nothing else.",
        .rows = StepAxis::key,
        .pages = {input.v}});
    std::vector<int> made{v};
    for (std::size_t part = 0; part < parts.size(); ++part)
        made.push_back(steps->add({.name = std::string(info.parts[part].name),
            .formula = std::string(info.parts[part].formula),
            .sentence = std::string(info.parts[part].sentence),
            .kind = StepKind::mapped,
            .from = {v},
            .pages = {parts[part].matrix()}}));
    if (info.hasCell)
        made.push_back(steps->add({.name = "memory",
            .formula = "c = f × c + i × g",
            .sentence = "The memory after each token: what was kept of it, and what was let in.",
            .kind = StepKind::mapped,
            .from = made,
            .pages = {memory.matrix()}}));
    steps->add({.name = "output",
        .formula = info.hasCell            ? "h = o × tanh(c)"
            : cell.kind() == CellKind::gru ? "h = (1 − z) × n + z × h"
                                           : "h = tanh(W·x + U·h)",
        .sentence = "The state after each token. All that later tokens can know of earlier ones has to fit into one row of it.",
        .kind = StepKind::mapped,
        .from = made,
        .pages = {run.output}});
    return run;
}

} // namespace headscope
