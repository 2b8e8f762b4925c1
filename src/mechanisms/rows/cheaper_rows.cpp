// Rows of the table of mechanisms: cheaper than every pair.
#include "src/mechanisms/feature_attention.h"
#include "src/mechanisms/fourier_mixing.h"
#include "src/mechanisms/linformer.h"
#include "src/mechanisms/nystrom.h"
#include "src/mechanisms/rows/rows.h"
#include "src/mechanisms/token_runs.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

using Input = MechanismInput;
using Chosen = Parameters;
using enum MechanismGroup;

enum Stream : std::uint64_t { ofKeysStream = 42, ofValuesStream };
enum Projection { drawn, means };

constexpr std::string_view kProjections[] = {"drawn", "means"};
constexpr double kMost = 4096; // mixed keys, features, landmarks: more than any text needs

constexpr ParameterInfo kLinformer[] = {{"k", "mixed keys that stand for all keys", 256, 4, 1, kMost},
    {"projection", "how they are mixed: as a trained model begins, or as means of runs of tokens", drawn, means, drawn, means, true,
        kProjections}};
constexpr ParameterInfo kPerformer[] = {{"features", "drawn directions, of which each makes a feature", 256, 16, 1, kMost},
    {"epsilon", "added to each feature, so that none is 0", 0.0001, 0, 0, 1, false}};
constexpr ParameterInfo kNystrom[] = {{"landmarks", "runs of tokens, of which each has one landmark", 64, 4, 1, kMost},
    {"iterations", "steps towards the inverse; 0: the exact one", 6, 6, 0, 100}};

MechanismRun runLinformer(const Input &input, const Chosen &chosen, StepRecorder *steps)
{
    const int keys = input.k.rows();
    const int count = chosen.whole("k");
    if (chosen.whole("projection") == means) {
        const Matrix mixed = runMeans(std::min(count, keys), keys);
        return linformer(input, mixed, mixed, steps);
    }
    return linformer(input, linformerProjection(count, keys, input.seed, ofKeysStream),
        linformerProjection(count, keys, input.seed, ofValuesStream), steps);
}

const std::array kRows = std::to_array<MechanismInfo>({
    {.name = "linformer",
        .title = "Linformer",
        .group = cheaper,
        .paper = {"Wang et al.", 2020, "arXiv:2006.04768"},
        .idea = "Keys and values are mixed into a few before anybody looks: the table of weights becomes n × k.",
        .formula = "out = softmax(Q · (E·K)ᵀ / √d) · (F·V), E and F of k × n",
        .cost = "n · k · d",
        .memory = "2 · k · n + 2 · k · d",
        .parameters = kLinformer,
        .knob = "k",
        .untrained = "training would find E and F; here they are means of runs of tokens, or normal numbers of the seed",
        .approximates = true,
        .weights = WeightsKind::implied,
        .takesMask = false,
        .run = runLinformer},
    {.name = "performer",
        .title = "Performer",
        .group = cheaper,
        .paper = {"Choromanski et al.", 2020, "arXiv:2009.14794"},
        .idea
        = "Drawn positive features whose products are the softmax's exponentials on average: keys are summed up once for all queries.",
        .formula = "A(t, s) = φ(q)·φ(k) / Σ φ(q)·φ(k), φ(x) = exp(Ω·x − ‖x‖² / 2) / √m, x divided by d^¼",
        .cost = "n · m · d",
        .memory = "2 · n · m + m · d + m",
        .state = "m · d + m",
        .parameters = kPerformer,
        .knob = "features",
        .untrained = "the directions are drawn with the seed, as a trained Performer draws its own",
        .approximates = true,
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                const Matrix directions = orthogonalDirections(chosen.whole("features"), input.k.cols(), input.seed);
                return attendByFeatures(input, positiveFeatures(input, directions, chosen.number("epsilon")), steps);
            }},
    {.name = "linear",
        .title = "Linear attention",
        .group = cheaper,
        .paper = {"Katharopoulos et al.", 2020, "arXiv:2006.16236"},
        .idea = "A simple feature in the place of the exponential: all that is kept of a text is one matrix, whatever its length.",
        .formula = "A(t, s) = φ(q)·φ(k) / Σ φ(q)·φ(k), φ(x) = elu(x) + 1",
        .cost = "n · d²",
        .memory = "2 · n · d + d² + d",
        .state = "d² + d",
        .run = [](const Input &input, const Chosen &, StepRecorder *steps) { return attendByFeatures(input, eluFeatures(input), steps); }},
    {.name = "nystromformer",
        .title = "Nyströmformer",
        .group = cheaper,
        .paper = {"Xiong et al.", 2021, "arXiv:2102.03902"},
        .idea = "A few landmarks know how everybody looks at everybody: the rest of the table follows from their rows and columns.",
        .formula = "out = softmax(Q · K̃ᵀ / √d) · softmax(Q̃ · K̃ᵀ / √d)⁺ · softmax(Q̃ · Kᵀ / √d) · V",
        .cost = "n · m · d + m³",
        .memory = "n + 4 · m² + 4 · m · d",
        .parameters = kNystrom,
        .knob = "landmarks",
        .approximates = true,
        .weights = WeightsKind::implied,
        .takesMask = false,
        .run = [](const Input &input, const Chosen &chosen,
                   StepRecorder *steps) { return nystromAttention(input, chosen.whole("landmarks"), chosen.whole("iterations"), steps); }},
    {.name = "fnet",
        .title = "FNet",
        .group = cheaper,
        .paper = {"Lee-Thorp et al.", 2021, "arXiv:2105.03824"},
        .idea = "No attention at all, as a contrast: a Fourier transform mixes all tokens, in the same way whatever they say.",
        .formula = "out = Re(F(n) · V · F(d)), F(n) the discrete Fourier transform",
        .cost = "n · d · log(n · d)",
        .memory = "2 · n · d + 48 · n",
        .state = "n · d",
        .untrained = "nothing is learned; the paper mixes all that comes into a layer, here the values of one head are mixed",
        .weights = WeightsKind::none,
        .handsOverValues = false,
        .takesMask = false,
        .run = [](const Input &input, const Chosen &, StepRecorder *steps) { return fourierMixing(input, steps); }},
});

} // namespace

std::span<const MechanismInfo> cheaperRows()
{
    return kRows;
}

} // namespace headscope
