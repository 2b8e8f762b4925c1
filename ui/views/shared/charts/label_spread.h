// Labels beside the ends of lines: each as near to its end as it can be without touching another.
#pragma once

#include <span>
#include <vector>

namespace headscope {

/// Centres of labels of this height that wish to be at `wished`, in the same order: the ones whose squared distances to the wishes are the
/// least, with no two nearer than `height` and all between `top` and `bottom`. Where there is no room for all they start at `top` and go on
/// below `bottom`. Equal wishes keep their order.
std::vector<double> spreadLabels(std::span<const double> wished, double height, double top, double bottom);

} // namespace headscope
