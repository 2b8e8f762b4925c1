#include "src/mechanisms/latent_attention.h"

#include "src/devices/cpu/threads.h"
#include "src/mechanisms/explicit_attention.h"
#include "src/mechanisms/heads.h"
#include "src/mechanisms/rows/recipes.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

Eigen::MatrixXd doubles(const Matrix &numbers)
{
    Eigen::MatrixXd copy(numbers.rows(), numbers.cols());
    for (int r = 0; r < numbers.rows(); ++r)
        for (int c = 0; c < numbers.cols(); ++c)
            copy(r, c) = numbers(r, c);
    return copy;
}

Matrix floats(const Eigen::MatrixXd &numbers)
{
    OwnMatrix copy(static_cast<int>(numbers.rows()), static_cast<int>(numbers.cols()));
    for (int r = 0; r < numbers.rows(); ++r)
        for (int c = 0; c < numbers.cols(); ++c)
            copy(r, c) = static_cast<float>(numbers(r, c));
    return copy.matrix();
}

/// The first right singular vectors of x as columns, [X, rank]; zeros where there are no more. From the smaller of the two Gram matrices.
Eigen::MatrixXd rightVectors(const Eigen::MatrixXd &x, int rank)
{
    const bool isTall = x.rows() >= x.cols();
    const Eigen::MatrixXd gram = isTall ? Eigen::MatrixXd(x.transpose() * x) : Eigen::MatrixXd(x * x.transpose());
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram); // ascending
    Eigen::MatrixXd vectors = Eigen::MatrixXd::Zero(x.cols(), rank);
    const Eigen::Index there = gram.rows();
    const double largest = there > 0 ? solver.eigenvalues()(there - 1) : 0;
    constexpr double kNothing = 1e-13; // of the largest: what squares leave of double precision
    for (Eigen::Index i = 0; i < std::min<Eigen::Index>(rank, there); ++i) {
        const double square = solver.eigenvalues()(there - 1 - i);
        if (square <= kNothing * largest)
            break;
        const Eigen::VectorXd vector = solver.eigenvectors().col(there - 1 - i);
        Eigen::VectorXd right = isTall ? vector : Eigen::VectorXd(x.transpose() * vector / std::sqrt(square));
        Eigen::Index most = 0;
        right.cwiseAbs().maxCoeff(&most);
        vectors.col(i) = right(most) < 0 ? Eigen::VectorXd(-right) : right; // one of the two signs, always the same
    }
    return vectors;
}

MechanismStep ofHeads(const char *name, std::string formula, const char *sentence, StepKind kind, std::vector<int> from, StepAxis rows)
{
    return {.name = name,
        .formula = std::move(formula),
        .sentence = sentence,
        .kind = kind,
        .from = std::move(from),
        .rows = rows,
        .pages = {}};
}

} // namespace

LatentMap bestLatents(const std::vector<HeadNumbers> &heads, int rank)
{
    std::vector<Matrix> parts;
    for (const HeadNumbers &head : heads)
        parts.push_back(head.k);
    for (const HeadNumbers &head : heads)
        parts.push_back(head.v);
    const SingleThreadedBlas guard;
    const Eigen::MatrixXd x = doubles(sideBySide(parts));
    const Eigen::MatrixXd vectors = rightVectors(x, std::min<int>(rank, static_cast<int>(x.cols())));
    LatentMap map;
    map.latents = floats(x * vectors);
    Eigen::Index first = 0;
    for (std::size_t part = 0; part < parts.size(); ++part) {
        const Matrix up = floats(vectors.middleRows(first, parts[part].cols()).transpose());
        (part < heads.size() ? map.keys : map.values).push_back(up);
        first += parts[part].cols();
    }
    return map;
}

MechanismRun latentAttention(const MechanismInput &input, const LatentMap &map, StepRecorder *steps)
{
    const std::vector<HeadNumbers> heads = headsOf(input);
    const float root = std::sqrt(static_cast<float>(input.k.cols()));
    const int rank = map.latents.cols();
    std::vector<MechanismRun> runs;
    std::vector<StepRecorder> recorders(heads.size());
    std::vector<Matrix> outputs;
    std::vector<Matrix> absorbed;
    double maps = 0;
    for (std::size_t head = 0; head < heads.size(); ++head) {
        absorbed.push_back(matrixProduct(heads[head].q.view, map.keys[head].view.transposed()));
        const MechanismInput one = headAlone(absorbed.back(), map.latents, map.latents, input.mask);
        runs.push_back(attend(one, withSoftmax(dotProduct(one, root)), kSoftmaxOf, steps ? &recorders[head] : nullptr));
        outputs.push_back(matrixProduct(runs.back().output.view, map.values[head].view));
        maps += double(input.q.rows()) * rank * (heads[head].q.cols() + heads[head].v.cols())
            + double(input.k.rows()) * rank * (heads[head].k.cols() + heads[head].v.cols());
    }
    const std::size_t shown = static_cast<std::size_t>(input.head);
    MechanismRun run = runs[shown];
    run.output = outputs[shown];
    run.work = workOfHeads(runs);
    run.work.multiplyAdds += maps;
    run.work.stateNumbers = double(input.k.rows()) * rank;
    // The latents, and of each head its absorbed queries, what it took of the latents, and its output.
    const double count = double(heads.size());
    run.work.bytesHeld += sizeof(float) * rank * (double(input.k.rows()) + count * 2 * input.q.rows());
    run.work.bytesHeld += sizeof(float) * (count - 1) * input.q.rows() * input.v.cols();
    if (!steps)
        return run;
    std::vector<std::string> names;
    for (std::size_t head = 0; head < heads.size(); ++head)
        names.push_back("head " + std::to_string(head + 1));
    enum Place { q, up, latents, turned, scores, weights, taken, upValues, made };
    std::vector<MechanismStep> all{
        ofHeads("Q", "Q", "What each token asks for, in each head.", StepKind::given, {}, StepAxis::query),
        ofHeads("U of keys", "U", "What would make a head's keys of the latents: K = c · U.", StepKind::given, {}, StepAxis::other),
        ofHeads("c", "c = (keys and values of all heads) · W",
            "The latents: a few numbers from which keys and values of all heads can be made. These alone are kept. W is the best for this "
            "text.",
            StepKind::given, {}, StepAxis::key),
        ofHeads("Q · Uᵀ", "Q · Uᵀ", "The map is put into the queries, so that no key has to be made.", StepKind::productTransposed, {q, up},
            StepAxis::query),
        ofHeads("scores", "S = (Q · Uᵀ) · cᵀ / √" + std::to_string(input.k.cols()),
            "The same scores as with the keys that the latents stand for. Pairs that are not compared are hatched.",
            StepKind::productTransposed, {turned, latents}, StepAxis::query),
        ofHeads("weights", runs[shown].weights->formula(), "Each row of scores becomes shares of attention.", StepKind::mapped, {scores},
            StepAxis::query),
        ofHeads("A · c", "A · c", "Each query takes the latents by its shares.", StepKind::product, {weights, latents}, StepAxis::query),
        ofHeads("U of values", "U", "What makes a head's values of the latents: V = c · U.", StepKind::given, {}, StepAxis::other),
        ofHeads("outputs", "out = (A · c) · U", "What was taken becomes values, once for each query instead of once for each key.",
            StepKind::product, {taken, upValues}, StepAxis::query),
    };
    all[scores].columns = all[weights].columns = StepAxis::key;
    all[weights].isWeights = true;
    all[latents].pages = {map.latents};
    // Steps of a head: 0 queries, 1 keys, 2 scores, 3 weights, 4 values, 5 output.
    for (std::size_t head = 0; head < heads.size(); ++head) {
        const std::vector<MechanismStep> &one = recorders[head].steps();
        all[q].pages.push_back(heads[head].q);
        all[up].pages.push_back(map.keys[head]);
        all[turned].pages.push_back(absorbed[head]);
        all[scores].pages.push_back(one[2].pages[0]);
        all[weights].pages.push_back(one[3].pages[0]);
        all[taken].pages.push_back(runs[head].output);
        all[upValues].pages.push_back(map.values[head]);
        all[made].pages.push_back(outputs[head]);
    }
    for (MechanismStep &step : all) {
        if (step.pages.size() == names.size() && &step != &all[latents])
            step.pageNames = names;
        steps->add(std::move(step));
    }
    steps->add({.name = "output",
        .formula = "out of head " + std::to_string(input.head + 1),
        .sentence = "The output of the head that is looked at.",
        .kind = StepKind::chosen,
        .from = {made},
        .pages = {run.output}});
    return run;
}

} // namespace headscope
