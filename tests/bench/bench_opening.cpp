// A checkpoint of 512 MB is opened by its header alone: milliseconds, whatever its size. The file is a hole, so that no disk is measured.
#include "src/formats/checkpoint.h"
#include "tests/src/formats/safetensors_file.h"

#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace headscope {
namespace {

void openCheckpoint(benchmark::State &state)
{
    const std::filesystem::path folder
        = std::filesystem::temp_directory_path() / ("headscope-bench-opening-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    const std::filesystem::path file = folder / "model.safetensors";
    const std::string start = safetensorsBytes(R"({"w":{"dtype":"F32","shape":[134217728],"data_offsets":[0,536870912]}})", "");
    std::ofstream(file, std::ios::binary) << start;
    std::filesystem::resize_file(file, start.size() + (std::uintmax_t{1} << 29));
    for (auto _ : state) {
        const Checkpoint checkpoint = Checkpoint::open(folder);
        if (checkpoint.tensors().size() != 1 || checkpoint.tensors().front().count() != std::size_t{1} << 27) {
            state.SkipWithError("the tensor is not what was written");
            break;
        }
    }
    std::filesystem::remove_all(folder);
}
BENCHMARK(openCheckpoint)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
} // namespace headscope

BENCHMARK_MAIN();
