// Which keys a query looks at, where that does not depend on what they say. A rule answers for one query; a mask is made of nothing else.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace headscope {

/// Adds the keys of a query to an empty list, ascending, each once.
using KeyRule = std::function<void(int query, std::vector<int> &keys)>;

/// Keys [0, query].
KeyRule earlierKeys(int keys);
/// All but the last `padding`.
KeyRule withoutPadding(int keys, int padding);
/// The first `prefix` keys for all, and earlier ones. Raffel et al. 2019, figure 4.
KeyRule prefixKeys(int keys, int prefix);
/// |s − t| ≤ reach. Luong et al. 2015, local-m, where t is the position in the other text.
KeyRule window(int keys, int reach);
/// s = t + j · step, |j| ≤ reach. Beltagy et al. 2020, section 3.1.
KeyRule dilatedWindow(int keys, int reach, int step);
/// s ≤ t in [t − stride, t], or t − s a multiple of it. Child et al. 2019, section 4.2, the two heads joined.
KeyRule stridedKeys(int keys, int stride);
/// s ≤ t in t's block of `stride`, or one of the last `summary` places of a block. Child et al. 2019, section 4.2.
KeyRule fixedKeys(int keys, int stride, int summary);
/// Blocks of `block` tokens that see themselves alone. Qiu et al. 2019.
KeyRule blockKeys(int keys, int block);
/// The first `global` tokens see all and are seen by all; others see `reach` to each side. Beltagy et al. 2020.
KeyRule windowAndGlobal(int keys, int reach, int global);
/// Over blocks: the first and the last see all and are seen by all; others see themselves, their neighbours, and `random` drawn blocks.
/// Zaheer et al. 2020, section 2, as the authors' code has it.
KeyRule bigBirdKeys(int keys, int block, int random, std::uint64_t seed);
/// The first `sinks` keys and the last `reach` up to the query. Xiao et al. 2023.
KeyRule sinksAndWindow(int keys, int sinks, int reach);

} // namespace headscope
