// Self-attention by hand: every stage of one head of Blackboard for three tokens, and how one number of each was made.
// usage: attention_by_hand [FOLDER] (default: resources/models/blackboard)
#include "src/engine.h"
#include "src/error.h"
#include "src/trace/explain.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace headscope;

namespace {

constexpr int kLayer = 0;
constexpr int kHead = 0; // "a verb looks back for who does it"
constexpr int kRow = 2; // the query of "sat"
constexpr int kColumns = 8; // as many as Blackboard is wide

void print(const Trace &trace, Stage stage)
{
    const StageInfo &info = stageInfo(stage);
    const StageKey key{stage, kLayer, kHead};
    const Matrix numbers = trace.matrix(key);
    std::printf("\n%s: %s\n", info.title.data(), info.formula.data());
    for (int row = 0; row < numbers.rows(); ++row) {
        std::printf("  %-5s", trace.tokens()[static_cast<std::size_t>(row)].display.c_str());
        for (int column = 0; column < std::min(numbers.cols(), kColumns); ++column)
            std::isinf(numbers(row, column)) ? std::printf("       −∞") : std::printf(" %8.4g", static_cast<double>(numbers(row, column)));
        std::printf(numbers.cols() > kColumns ? " … %d columns\n" : "\n", numbers.cols());
    }

    const int column = std::min(1, numbers.cols() - 1);
    const Explanation cell = explain(trace, key, kRow, column);
    std::printf("  %s, %s: %s\n", cell.rowLabel.c_str(), cell.columnLabel.c_str(), cell.expression.c_str());
}

} // namespace

int main(int count, char **arguments)
{
    try {
        const char *folder = count > 1 ? arguments[1] : "resources/models/blackboard";
        Engine engine(openModel(folder));
        const std::shared_ptr<const Trace> trace = engine.run({"the cat sat", {}, nullptr, {}});
        for (const Stage stage : trace->config().stages())
            print(*trace, stage);
        std::printf("\nNext word:\n");
        for (const Prediction &next : trace->predictions(kRow, 3))
            std::printf("  %-8s %.1f %%\n", next.display.c_str(), 100.0 * static_cast<double>(next.probability));
    } catch (const Error &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
