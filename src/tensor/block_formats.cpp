#include "src/tensor/block_formats.h"

#include "src/tensor/dtype.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace headscope {

namespace {

// The blocks as they lie in a file. Everything in them is bytes, so that a block may be read at any address.
struct Half {
    std::uint8_t low;
    std::uint8_t high;

    operator float() const { return floatFromHalf(static_cast<std::uint16_t>(low | high << 8)); }
};

struct BlockQ8_0 {
    Half scale;
    std::int8_t quants[32];
};

struct BlockQ4_0 {
    Half scale;
    std::uint8_t quants[16]; ///< low halves: numbers 0 … 15, high halves: 16 … 31
};

struct BlockQ4K {
    Half scale;
    Half least;
    std::uint8_t groups[12]; ///< 8 scales and 8 offsets of 6 bits, see groupOf
    std::uint8_t quants[128]; ///< 32 bytes for two groups: low halves the first, high halves the second
};

struct BlockQ6K {
    std::uint8_t low[128]; ///< lower 4 bits
    std::uint8_t high[64]; ///< upper 2 bits
    std::int8_t groups[16];
    Half scale;
};

static_assert(sizeof(BlockQ8_0) == 34 && sizeof(BlockQ4_0) == 18 && sizeof(BlockQ4K) == 144 && sizeof(BlockQ6K) == 210);
static_assert(alignof(BlockQ8_0) == 1 && alignof(BlockQ4_0) == 1 && alignof(BlockQ4K) == 1 && alignof(BlockQ6K) == 1);

// The conversions take `to` as __restrict: bytes may alias anything, and a loop that must allow for that is not vectorised.
template <typename Block, std::size_t Numbers, typename Convert>
void forBlocks(std::span<const std::byte> bytes, std::span<float> values, Convert convert)
{
    const auto *block = reinterpret_cast<const Block *>(bytes.data());
    float *to = values.data();
    for (std::size_t count = values.size() / Numbers; count-- > 0; ++block, to += Numbers)
        convert(*block, to);
}

struct Group {
    int scale;
    int offset;
};

/// The first four groups have their 6 bits in one byte each; the last four have 4 bits in bytes 8 … 11 and borrow the two upper
/// bits of the first eight bytes.
Group groupOf(const std::uint8_t (&packed)[12], int group)
{
    if (group < 4)
        return {packed[group] & 63, packed[group + 4] & 63};
    return {(packed[group + 4] & 15) | (packed[group - 4] >> 6) << 4, packed[group + 4] >> 4 | (packed[group] >> 6) << 4};
}

} // namespace

void floatsFromQ8_0(std::span<const std::byte> bytes, std::span<float> values)
{
    forBlocks<BlockQ8_0, 32>(bytes, values, [](const BlockQ8_0 &block, float *__restrict to) {
        const float scale = block.scale;
        for (int i = 0; i < 32; ++i)
            to[i] = scale * static_cast<float>(block.quants[i]);
    });
}

void floatsFromQ4_0(std::span<const std::byte> bytes, std::span<float> values)
{
    forBlocks<BlockQ4_0, 32>(bytes, values, [](const BlockQ4_0 &block, float *__restrict to) {
        const float scale = block.scale;
        for (int i = 0; i < 16; ++i) {
            to[i] = scale * static_cast<float>((block.quants[i] & 15) - 8);
            to[i + 16] = scale * static_cast<float>((block.quants[i] >> 4) - 8);
        }
    });
}

void floatsFromQ4K(std::span<const std::byte> bytes, std::span<float> values)
{
    forBlocks<BlockQ4K, 256>(bytes, values, [](const BlockQ4K &block, float *__restrict to) {
        const float scale = block.scale;
        const float least = block.least;
        for (int pair = 0; pair < 4; ++pair, to += 64) {
            const Group a = groupOf(block.groups, 2 * pair);
            const Group b = groupOf(block.groups, 2 * pair + 1);
            const float scaleA = scale * static_cast<float>(a.scale);
            const float scaleB = scale * static_cast<float>(b.scale);
            const float offsetA = least * static_cast<float>(a.offset);
            const float offsetB = least * static_cast<float>(b.offset);
            const std::uint8_t *quants = block.quants + 32 * pair;
            for (int i = 0; i < 32; ++i) {
                to[i] = scaleA * static_cast<float>(quants[i] & 15) - offsetA;
                to[i + 32] = scaleB * static_cast<float>(quants[i] >> 4) - offsetB;
            }
        }
    });
}

void floatsFromQ6K(std::span<const std::byte> bytes, std::span<float> values)
{
    forBlocks<BlockQ6K, 256>(bytes, values, [](const BlockQ6K &block, float *__restrict to) {
        const float scale = block.scale;
        // Each half of 128 numbers is four runs of 32, whose upper bits share 32 bytes; a run is two groups of 16.
        for (int half = 0; half < 2; ++half, to += 128)
            for (int place = 0; place < 2; ++place) {
                const std::uint8_t *low = block.low + 64 * half + 16 * place;
                const std::uint8_t *high = block.high + 32 * half + 16 * place;
                const std::int8_t *groups = block.groups + 8 * half + place;
                const std::array<float, 4> scales{scale * static_cast<float>(groups[0]), scale * static_cast<float>(groups[2]),
                    scale * static_cast<float>(groups[4]), scale * static_cast<float>(groups[6])};
                float *__restrict first = to + 16 * place;
                for (int i = 0; i < 16; ++i) {
                    first[i] = scales[0] * static_cast<float>(((low[i] & 15) | (high[i] & 3) << 4) - 32);
                    first[i + 32] = scales[1] * static_cast<float>(((low[i + 32] & 15) | (high[i] & 12) << 2) - 32);
                    first[i + 64] = scales[2] * static_cast<float>((low[i] >> 4 | (high[i] & 48)) - 32);
                    first[i + 96] = scales[3] * static_cast<float>((low[i + 32] >> 4 | (high[i] & 192) >> 2) - 32);
                }
            }
    });
}

} // namespace headscope
