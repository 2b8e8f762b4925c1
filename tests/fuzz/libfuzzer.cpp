// The other half: libFuzzer, which follows the paths through the code. One program for each target.
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    headscope::HEADSCOPE_FUZZ_RUN({reinterpret_cast<const std::byte *>(data), size});
    return 0;
}
