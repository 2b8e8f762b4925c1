#include "src/mechanisms/linear_state.h"

#include "src/mechanisms/given_steps.h"
#include "src/mechanisms/mechanisms.h"
#include "src/mechanisms/state_mask.h"

#include <algorithm>
#include <span>

namespace headscope {

namespace {

/// What one token does to the state.
struct Update {
    double write = 0; ///< of a hidden key
    bool erases = false;
};

Update updateOf(const StateRule &rule, const StateMask &mask, int token)
{
    if (mask.hidden[static_cast<std::size_t>(token)])
        return {};
    return {rule.write.empty() ? 1.0 : double(rule.write(token, 0)), rule.erases};
}

double keptOf(const StateRule &rule, int token, int channel)
{
    if (rule.keep.empty())
        return 1;
    return rule.keep(token, rule.keep.cols() > 1 ? channel : 0);
}

class StatePattern : public Pattern {
public:
    StatePattern(StateRule rule, StateMask mask)
        : Pattern(eachToken(rule.q.rows()), eachToken(rule.k.rows()))
        , m_rule(std::move(rule))
        , m_mask(std::move(mask))
    {
    }
    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        for (int r = 0; r < out.rows; ++r)
            goBack(firstRow + r, firstColumn, {out.row(r), static_cast<std::size_t>(out.cols)});
    }
    std::string formula() const override { return m_rule.weightsFormula; }
    bool rowsSumToOne() const override { return false; }

private:
    /// What the query asks of the state, carried back through every update: then its product with a key is what it reads of that key's
    /// value.
    void goBack(int query, int firstColumn, std::span<float> weights) const
    {
        const int depth = m_rule.k.cols();
        std::vector<double> asked(static_cast<std::size_t>(depth));
        for (int c = 0; c < depth; ++c)
            asked[static_cast<std::size_t>(c)] = m_rule.q(query, c) * m_rule.scale;
        std::ranges::fill(weights, 0.0F);
        for (int token = query; token >= firstColumn; --token) {
            const Update update = updateOf(m_rule, m_mask, token);
            double fit = 0;
            for (int c = 0; c < depth; ++c)
                fit += asked[static_cast<std::size_t>(c)] * m_rule.k(token, c);
            const double read = update.write * fit;
            if (token - firstColumn < std::ssize(weights))
                weights[static_cast<std::size_t>(token - firstColumn)] = static_cast<float>(read);
            for (int c = 0; c < depth; ++c) {
                double &one = asked[static_cast<std::size_t>(c)];
                if (update.erases)
                    one -= read * m_rule.k(token, c);
                one *= keptOf(m_rule, token, c);
            }
        }
    }

    StateRule m_rule;
    StateMask m_mask;
};

void decay(const StateRule &rule, int token, MeteredMatrix &state, MechanismWork &work)
{
    if (rule.keep.empty())
        return;
    for (int channel = 0; channel < state.rows(); ++channel) {
        const auto kept = static_cast<float>(keptOf(rule, token, channel));
        for (int c = 0; c < state.cols(); ++c)
            state(channel, c) *= kept;
    }
    work.multiplyAdds += double(state.rows()) * state.cols();
}

/// `value`: work space as wide as the values.
void take(const StateRule &rule, const Update &update, const Matrix &v, int token, MeteredMatrix &state, std::span<float> value,
    MechanismWork &work)
{
    if (update.write == 0)
        return;
    for (int c = 0; c < state.cols(); ++c)
        value[static_cast<std::size_t>(c)] = v(token, c);
    if (update.erases) {
        for (int channel = 0; channel < state.rows(); ++channel)
            for (int c = 0; c < state.cols(); ++c)
                value[static_cast<std::size_t>(c)] -= rule.k(token, channel) * state(channel, c);
        work.multiplyAdds += double(state.rows()) * state.cols();
    }
    for (int channel = 0; channel < state.rows(); ++channel) {
        const auto written = static_cast<float>(update.write * rule.k(token, channel));
        for (int c = 0; c < state.cols(); ++c)
            state(channel, c) += written * value[static_cast<std::size_t>(c)];
    }
    work.multiplyAdds += double(state.rows()) * state.cols();
}

void read(const StateRule &rule, int token, const MeteredMatrix &state, float *out, MechanismWork &work)
{
    for (int channel = 0; channel < state.rows(); ++channel) {
        const auto asked = static_cast<float>(rule.q(token, channel) * rule.scale);
        for (int c = 0; c < state.cols(); ++c)
            out[c] += asked * state(channel, c);
    }
    work.multiplyAdds += double(state.rows()) * state.cols();
}

void keepSteps(const MechanismInput &input, const StateRule &rule, const MechanismRun &run, std::vector<Matrix> states, StepRecorder &steps)
{
    auto [q, k, v] = addGivenSteps(input, steps);
    if (rule.isNormalised) {
        q = steps.add({.name = "q / ‖q‖",
            .formula = "q / ‖q‖",
            .sentence = "Queries in length 1.",
            .kind = StepKind::mapped,
            .from = {q},
            .pages = {rule.q}});
        k = steps.add({.name = "k / ‖k‖",
            .formula = "k / ‖k‖",
            .sentence = "Keys in length 1: what is stored under a key can then be taken out again in full.",
            .kind = StepKind::mapped,
            .from = {k},
            .rows = StepAxis::key,
            .pages = {rule.k}});
    }
    std::vector<int> sources{k, v};
    if (!rule.keep.empty())
        sources.push_back(steps.add({.name = "kept",
            .formula = "a(t)",
            .sentence = rule.keepSentence,
            .kind = StepKind::mapped,
            .from = {k},
            .rows = StepAxis::key,
            .columns = rule.keep.cols() > 1 ? StepAxis::channel : StepAxis::other,
            .columnNames = rule.keep.cols() > 1 ? std::vector<std::string>{} : std::vector<std::string>{"a"},
            .pages = {rule.keep}}));
    if (!rule.write.empty())
        sources.push_back(steps.add({.name = "written",
            .formula = "β(t)",
            .sentence = rule.writeSentence,
            .kind = StepKind::mapped,
            .from = {k},
            .rows = StepAxis::key,
            .columns = StepAxis::other,
            .columnNames = {"β"},
            .pages = {rule.write}}));
    const int state = steps.add({.name = "state",
        .formula = rule.stateFormula,
        .sentence
        = "What is carried on after each token: a row for each channel of the keys, a column for each of the values. It is all that later "
          "tokens know of this one and of those before it, and it never grows.",
        .kind = StepKind::mapped,
        .from = sources,
        .rows = StepAxis::other,
        .pages = std::move(states)});
    steps.add({.name = "dual weights",
        .formula = rule.weightsFormula,
        .sentence = "The same computation as a table of attention: how much of each earlier value comes out at each token. It is not made "
                    "on the way, "
                    "and its rows need not sum to 1.",
        .kind = StepKind::mapped,
        .from = {q, k},
        .columns = StepAxis::key,
        .pages = {wholeMatrix(*run.weights)}});
    steps.add({.name = "output",
        .formula = "out(t) = S(t)ᵀ · q(t)" + std::string(rule.scale == 1 ? "" : " / √" + std::to_string(input.k.cols())),
        .sentence = "Each token asks the state as it is after it.",
        .kind = StepKind::mapped,
        .from = {q, state},
        .pages = {run.output}});
}

} // namespace

MechanismRun runState(const MechanismInput &input, const StateRule &rule, StepRecorder *steps)
{
    const StateMask mask = stateMaskOf(input, true);
    const int tokens = input.k.rows();
    const int depth = input.k.cols();
    const int width = input.v.cols();
    WorkMeter meter;
    MeteredMatrix state(meter, depth, width);
    std::vector<float> value(static_cast<std::size_t>(width));
    const double normalised = rule.isNormalised ? 2.0 * tokens * depth : 0;
    meter.hold(
        sizeof(float) * (width + normalised + double(rule.keep.rows()) * rule.keep.cols() + double(rule.write.rows()) * rule.write.cols()));
    meter.work.multiplyAdds = rule.multiplyAddsBefore;
    meter.work.specials = rule.specialsBefore;
    OwnMatrix output(tokens, width);
    std::vector<Matrix> states;
    for (int token = 0; token < tokens; ++token) {
        decay(rule, token, state, meter.work);
        take(rule, updateOf(rule, mask, token), input.v, token, state, value, meter.work);
        read(rule, token, state, output.row(token), meter.work);
        if (steps)
            states.push_back(state.copy());
        meter.work.bytesMoved += sizeof(float) * (2.0 * depth * width + 2.0 * depth + width); // the state there and back, q, k and v
    }
    meter.work.sequentialSteps = tokens;
    meter.work.stateNumbers = double(depth) * width;
    MechanismRun run;
    run.output = output.matrix();
    run.weights = std::make_shared<StatePattern>(rule, mask);
    run.work = meter.counted();
    if (steps)
        keepSteps(input, rule, run, std::move(states), *steps);
    return run;
}

} // namespace headscope
