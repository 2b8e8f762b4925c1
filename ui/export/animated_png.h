// Several PNG files of one size as one animated PNG, of which every reader of PNG shows at least the first frame. PNG specification, third
// edition (W3C 2025), sections 11.3.6 (acTL, fcTL, fdAT) and 5.5 (CRC).
// Trap: a sequence number counts fcTL and fdAT chunks together, and the first frame's pixels stay in IDAT, which has none.
#pragma once

#include <span>
#include <string>

namespace headscope {

/// The frames one after the other, each shown for so long; for ever, from the beginning. What the first file says of itself (text,
/// resolution, palette) is kept; of the others only the pixels. Throws Error when there is no frame, a frame is no whole PNG, frames differ
/// in size or colour format, or the time is not from 1 to 65,535 ms.
std::string animatedPng(std::span<const std::string> frames, int millisecondsPerFrame);

} // namespace headscope
