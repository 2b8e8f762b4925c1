#include "src/mechanisms/lsh_attention.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/given_steps.h"
#include "src/mechanisms/row_pattern.h"
#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace headscope {

namespace {

constexpr std::uint64_t kRotationStream = 46;
constexpr double kEpsilon = 1e-6;

/// A query's keys, round by round, and what becomes of them.
struct Look {
    std::vector<int> keys;
    std::vector<int> roundEnds; ///< in keys
    std::vector<int> sorted;
    std::vector<float> scores;
    std::vector<float> weights; ///< of all rounds together; a key that is there twice has two
};

class Lsh {
public:
    /// `rotations` are not looked at where a text fits into a chunk, by the rules of the code.
    Lsh(const MechanismInput &input, const LshChoices &choices, const Matrix &rotations)
        : m_q(input.q)
        , m_mask(input.mask)
        , m_choices(choices)
        , m_rounds(isWhole() ? 1 : choices.rounds)
    {
        lengthsOfKeys();
        hash(rotations);
        sort();
    }

    int tokens() const { return m_q.rows(); }
    /// The code of transformers does not hash a text that fits into a chunk.
    bool isWhole() const { return m_choices.rules == LshRules::code && tokens() <= m_choices.chunk; }
    int rounds() const { return m_rounds; }
    int bucket(int round, int token) const { return m_buckets[at(round, token)]; }
    int place(int round, int token) const { return m_places[at(round, token)]; }
    int tokenAt(int round, int place) const { return m_order[at(round, place)]; }
    float length(int token) const { return m_lengths[static_cast<std::size_t>(token)]; }
    double numbersHeld() const { return double(m_lengths.size()) + 3.0 * double(m_buckets.size()); }

    void look(int query, Look &look) const
    {
        gather(query, look);
        look.scores.clear();
        for (const int key : look.keys)
            look.scores.push_back(rowProduct(m_q, query, m_q, key) / length(key));
        weigh(look);
    }

private:
    std::size_t at(int round, int index) const
    {
        return static_cast<std::size_t>(round) * static_cast<std::size_t>(tokens()) + static_cast<std::size_t>(index);
    }

    void lengthsOfKeys()
    {
        for (int token = 0; token < tokens(); ++token) {
            const double mean = double(rowProduct(m_q, token, m_q, token)) / m_q.cols();
            m_lengths.push_back(static_cast<float>(std::sqrt((mean + kEpsilon) * m_q.cols())));
        }
    }

    void hash(const Matrix &rotations)
    {
        m_buckets.assign(at(m_rounds, 0), 0);
        int direction = 0;
        for (int round = 0; round < m_rounds && !isWhole(); ++round) {
            int product = 1;
            for (const int factor : m_choices.factors) {
                forTasks(tokens(), double(tokens()) * m_q.cols() * factor / 2, [&](int token, int) {
                    float best = -std::numeric_limits<float>::infinity();
                    int bucket = 0;
                    std::vector<float> turned(static_cast<std::size_t>(factor / 2));
                    for (int i = 0; i < factor / 2; ++i)
                        turned[static_cast<std::size_t>(i)] = rowProduct(m_q, token, rotations, direction + i);
                    for (int i = 0; i < factor; ++i) {
                        const float one
                            = i < factor / 2 ? turned[static_cast<std::size_t>(i)] : -turned[static_cast<std::size_t>(i - factor / 2)];
                        if (one > best) {
                            best = one;
                            bucket = i;
                        }
                    }
                    m_buckets[at(round, token)] += product * bucket;
                });
                direction += factor / 2;
                product *= factor;
            }
        }
    }

    void sort()
    {
        m_order.resize(m_buckets.size());
        m_places.resize(m_buckets.size());
        for (int round = 0; round < m_rounds; ++round) {
            const auto first = m_order.begin() + static_cast<std::ptrdiff_t>(at(round, 0));
            std::iota(first, first + tokens(), 0);
            std::stable_sort(first, first + tokens(), [&](int a, int b) { return bucket(round, a) < bucket(round, b); });
            for (int place = 0; place < tokens(); ++place)
                m_places[at(round, tokenAt(round, place))] = place;
        }
    }

    void addChunk(int query, int round, int chunk, int ownRound, std::vector<int> &keys) const
    {
        const int last = std::min((chunk + 1) * m_choices.chunk, tokens());
        for (int place = chunk * m_choices.chunk; place < last; ++place) {
            const int key = tokenAt(round, place);
            const bool isSeen = m_choices.rules == LshRules::code || bucket(round, key) == bucket(ownRound, query);
            if (key != query && isSeen && m_mask.allows(query, key))
                keys.push_back(key);
        }
    }

    void gather(int query, Look &look) const
    {
        look.keys.clear();
        look.roundEnds.clear();
        const int chunks = (tokens() + m_choices.chunk - 1) / m_choices.chunk;
        for (int round = 0; round < m_rounds; ++round) {
            const int chunk = place(round, query) / m_choices.chunk;
            if (chunk > 0)
                addChunk(query, round, chunk - 1, round, look.keys);
            else if (m_choices.rules == LshRules::code && !isWhole())
                addChunk(query, (round + m_rounds - 1) % m_rounds, chunks - 1, round, look.keys);
            addChunk(query, round, chunk, round, look.keys);
            look.roundEnds.push_back(static_cast<int>(look.keys.size()));
        }
        if (look.keys.empty() && m_mask.allows(query, query)) {
            look.keys.push_back(query);
            std::ranges::fill(look.roundEnds, 1);
        }
    }

    /// A softmax in each round, and the rounds by their shares of all. In the paper's rules a key that is found in several rounds counts
    /// as a part in each.
    void weigh(Look &look) const
    {
        look.weights = look.scores;
        if (m_choices.rules == LshRules::paper && m_rounds > 1) {
            look.sorted = look.keys;
            std::ranges::sort(look.sorted);
            for (std::size_t i = 0; i < look.keys.size(); ++i) {
                const auto [same, beyond] = std::equal_range(look.sorted.begin(), look.sorted.end(), look.keys[i]);
                look.weights[i] -= std::log(static_cast<float>(beyond - same));
            }
        }
        std::vector<double> logSums;
        std::size_t first = 0;
        for (const int end : look.roundEnds) {
            const auto last = static_cast<std::size_t>(end);
            float largest = -std::numeric_limits<float>::infinity();
            for (std::size_t i = first; i < last; ++i)
                largest = std::max(largest, look.weights[i]);
            double sum = 0;
            for (std::size_t i = first; i < last; ++i) {
                look.weights[i] = std::exp(look.weights[i] - largest);
                sum += look.weights[i];
            }
            for (std::size_t i = first; i < last; ++i)
                look.weights[i] = static_cast<float>(look.weights[i] / sum);
            logSums.push_back(first == last ? -std::numeric_limits<double>::infinity() : largest + std::log(sum));
            first = last;
        }
        const double largest = *std::ranges::max_element(logSums);
        if (std::isinf(largest))
            return;
        double all = 0;
        for (double &logSum : logSums) {
            logSum = std::exp(logSum - largest);
            all += logSum;
        }
        first = 0;
        for (std::size_t round = 0; round < logSums.size(); ++round) {
            for (; first < static_cast<std::size_t>(look.roundEnds[round]); ++first)
                look.weights[first] = static_cast<float>(look.weights[first] * (logSums[round] / all));
        }
    }

    Matrix m_q;
    Mask m_mask;
    LshChoices m_choices;
    int m_rounds;
    std::vector<float> m_lengths; ///< what a token is divided by as a key
    // Of each round, a number for each token or place.
    std::vector<int> m_buckets;
    std::vector<int> m_order;
    std::vector<int> m_places;
};

void keepSteps(const Lsh &lsh, const MechanismInput &input, const LshChoices &choices, const Matrix &rotations, const MechanismRun &run,
    StepRecorder &steps)
{
    const int tokens = lsh.tokens();
    std::vector<std::string> rounds;
    for (int round = 0; round < lsh.rounds(); ++round)
        rounds.push_back("round " + std::to_string(round + 1));
    const auto ofRounds = [&](const auto &number) {
        OwnMatrix table(tokens, lsh.rounds());
        for (int index = 0; index < tokens; ++index)
            for (int round = 0; round < lsh.rounds(); ++round)
                table(index, round) = static_cast<float>(number(round, index));
        return table.matrix();
    };
    OwnMatrix keys(tokens, input.q.cols());
    for (int token = 0; token < tokens; ++token)
        for (int c = 0; c < input.q.cols(); ++c)
            keys(token, c) = input.q(token, c) / lsh.length(token);
    std::vector<OwnMatrix> scores;
    for (int round = 0; round < lsh.rounds(); ++round) {
        scores.emplace_back(tokens, tokens);
        for (int query = 0; query < tokens; ++query)
            std::fill_n(scores.back().row(query), tokens, -std::numeric_limits<float>::infinity());
    }
    Look look;
    for (int query = 0; query < tokens; ++query) {
        lsh.look(query, look);
        int first = 0;
        for (int round = 0; round < lsh.rounds(); ++round) {
            for (; first < look.roundEnds[static_cast<std::size_t>(round)]; ++first) {
                const auto i = static_cast<std::size_t>(first);
                scores[static_cast<std::size_t>(round)](query, look.keys[i]) = look.scores[i];
            }
        }
    }
    std::vector<Matrix> pages;
    for (const OwnMatrix &table : scores)
        pages.push_back(table.matrix());
    const int q = steps.add({.name = "Q",
        .formula = "Q",
        .sentence = "What each token asks for. Here it is also what the token is found by: queries and keys are shared.",
        .pages = {input.q}});
    const int k = steps.add({.name = "keys",
        .formula = "k = q / ‖q‖",
        .sentence = "As keys, all tokens are brought to one length, so that none wins by its size.",
        .kind = StepKind::mapped,
        .from = {q},
        .rows = StepAxis::key,
        .pages = {keys.matrix()}});
    std::vector<int> hashedFrom{q};
    if (rotations.rows() > 0 && !lsh.isWhole()) {
        const int r = steps.add({.name = "directions",
            .formula = "R",
            .sentence = "Directions drawn by chance, some for each round.",
            .rows = StepAxis::other,
            .pages = {rotations}});
        hashedFrom = {steps.add({.name = "rotated",
            .formula = "Q · Rᵀ",
            .sentence = "How far each token points along each direction. Tokens that point the same way get nearly the same numbers.",
            .kind = StepKind::productTransposed,
            .from = {q, r},
            .columns = StepAxis::other,
            .pages = {matrixProduct(input.q.view, rotations.view.transposed())}})};
    }
    const int buckets = steps.add({.name = "buckets",
        .formula = "place of the largest of [x; −x]",
        .sentence = "The direction, or its opposite, that a token points along most is its bucket. Each round throws the dice anew.",
        .kind = StepKind::chosen,
        .from = hashedFrom,
        .columns = StepAxis::other,
        .columnNames = rounds,
        .pages = {ofRounds([&](int round, int token) { return lsh.bucket(round, token); })},
        .isWhole = true});
    const int order = steps.add({.name = "order",
        .formula = "tokens sorted by bucket, then by place",
        .sentence = "Which token (counted from 0) stands at each place once they are sorted: those of a bucket stand together.",
        .kind = StepKind::chosen,
        .from = {buckets},
        .rows = StepAxis::other,
        .columns = StepAxis::other,
        .columnNames = rounds,
        .pages = {ofRounds([&](int round, int place) { return lsh.tokenAt(round, place); })},
        .isWhole = true});
    const int chunks = steps.add({.name = "chunks",
        .formula = "place div " + std::to_string(choices.chunk),
        .sentence = "The sorted tokens are cut into chunks of one size. Each looks at its chunk and at the one before it.",
        .kind = StepKind::chosen,
        .from = {order},
        .columns = StepAxis::other,
        .columnNames = rounds,
        .pages = {ofRounds([&](int round, int token) { return lsh.place(round, token) / choices.chunk; })},
        .isWhole = true});
    const int s = steps.add({.name = "scores",
        .formula = "S = Q · keysᵀ, within the chunks",
        .sentence = "Few pairs are compared; all others are hatched. A token sees itself only where it sees nothing else.",
        .kind = StepKind::productTransposed,
        .from = {q, k, chunks},
        .columns = StepAxis::key,
        .pages = pages,
        .pageNames = lsh.rounds() > 1 ? rounds : std::vector<std::string>{}});
    addHandingOver(input, run, s, "A softmax in each round; the rounds are joined by how much each found.",
        "Each query takes the values by its shares.", steps);
}

} // namespace

std::vector<int> lshFactors(int tokens, int chunk, int buckets, int parts)
{
    if (buckets == 1)
        return {};
    if (buckets == 0)
        buckets = std::max(2, static_cast<int>(std::bit_floor(static_cast<unsigned>(2 * (tokens / chunk)))));
    if (buckets % 2 != 0)
        throw Error("Reformer cannot hash into " + std::to_string(buckets) + " buckets", {}, "Take an even number, or 1");
    if (parts == 1)
        return {buckets};
    if (!std::has_single_bit(static_cast<unsigned>(buckets)))
        throw Error(std::to_string(buckets) + " buckets cannot be put together from several hashes", {},
            "Take a power of two, or one hash (factors 1)");
    const int doublings = std::bit_width(static_cast<unsigned>(buckets)) - 1;
    parts = parts == 0 ? doublings : std::min(parts, doublings);
    std::vector<int> factors;
    for (int part = 0; part < parts; ++part)
        factors.push_back(1 << (doublings * (part + 1) / parts - doublings * part / parts));
    return factors;
}

Matrix lshRotations(int width, const LshChoices &choices, std::uint64_t seed)
{
    const int directions = std::accumulate(choices.factors.begin(), choices.factors.end(), 0) / 2;
    return seededNormal(choices.rounds * directions, width, seed, kRotationStream);
}

MechanismRun lshAttention(const MechanismInput &input, const LshChoices &choices, const Matrix &rotations, StepRecorder *steps)
{
    const int tokens = input.q.rows();
    if (tokens != input.k.rows())
        throw Error("Reformer shares queries and keys, but there are " + std::to_string(tokens) + " queries and "
                + std::to_string(input.k.rows()) + " keys",
            {}, "Let a text look at itself");
    const auto lsh = std::make_shared<const Lsh>(input, choices, rotations);
    const int width = input.v.cols();
    OwnMatrix output(tokens, width);
    std::vector<double> pairs(static_cast<std::size_t>(tokens));
    std::vector<Look> work(static_cast<std::size_t>(threadCount()));
    const double most = 2.0 * lsh->rounds() * choices.chunk * (input.q.cols() + width) * tokens;
    forTasks(tokens, most, [&](int query, int thread) {
        Look &look = work[static_cast<std::size_t>(thread)];
        lsh->look(query, look);
        pairs[static_cast<std::size_t>(query)] = double(look.keys.size());
        float *out = output.row(query);
        for (std::size_t i = 0; i < look.keys.size(); ++i)
            for (int c = 0; c < width; ++c)
                out[c] += look.weights[i] * input.v(look.keys[i], c);
    });
    MechanismRun run;
    run.output = output.matrix();
    run.weights = std::make_shared<RowPattern>(
        tokens, tokens,
        [lsh](int query, std::span<float> row) {
            Look look;
            lsh->look(query, look);
            for (std::size_t i = 0; i < look.keys.size(); ++i)
                row[static_cast<std::size_t>(look.keys[i])] += look.weights[i];
        },
        "A(t, s) = softmax of q(t)·q(s) / ‖q(s)‖ over s that hash alike", true);
    const bool countsAgain = choices.rules == LshRules::paper && lsh->rounds() > 1;
    MechanismWork &one = run.work;
    one.pairs = std::accumulate(pairs.begin(), pairs.end(), 0.0);
    const double hashed = lsh->isWhole() ? 0 : double(tokens) * rotations.rows() * input.q.cols();
    one.multiplyAdds = hashed + double(tokens) * input.q.cols() + one.pairs * (input.q.cols() + width);
    one.specials = one.pairs * (countsAgain ? 2 : 1) + 2.0 * tokens * lsh->rounds() + tokens;
    one.bytesMoved
        = sizeof(float) * (one.pairs * (input.q.cols() + width + 4) + 2.0 * double(tokens) * input.q.cols() + 3.0 * tokens * lsh->rounds());
    one.bytesHeld = sizeof(float) * (lsh->numbersHeld() + double(rotations.rows()) * input.q.cols() + tokens) // the order of a sort
        + *std::ranges::max_element(pairs) * (2 * sizeof(int) + 2 * sizeof(float));
    one.stateNumbers = double(tokens) * (input.q.cols() + width + lsh->rounds());
    if (steps)
        keepSteps(*lsh, input, choices, rotations, run, *steps);
    return run;
}

} // namespace headscope
