// Runs a model over a text and writes the queries, keys and attention patterns of every layer and head, for Python or Julia.
// usage: export_trace FOLDER TEXT FILE.safetensors
//
// In Python: safetensors.numpy.load_file(FILE)["blocks.0.attn.hook_pattern"] has the shape [heads, tokens, tokens].
#include "src/engine.h"
#include "src/error.h"
#include "src/export/trace_export.h"

#include <cstdio>

using namespace headscope;

int main(int count, char **arguments)
{
    if (count != 4) {
        std::fprintf(stderr, "usage: export_trace FOLDER TEXT FILE.safetensors\n");
        return 2;
    }
    try {
        Engine engine(openModel(arguments[1]));
        const std::shared_ptr<const Trace> trace = engine.run({arguments[2], {}, nullptr, {}});
        const ExportRequest request{{Stage::q, Stage::k, Stage::weights}, std::nullopt, std::nullopt};
        exportSafetensors(*trace, request, arguments[3]);
        std::printf("%d tokens, %.1f ms, wrote %s\n", trace->tokenCount(), trace->statistics().milliseconds, arguments[3]);
    } catch (const Error &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
