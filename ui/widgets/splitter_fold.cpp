#include "ui/widgets/splitter_fold.h"

#include <QSplitter>
#include <QVariant>

#include <algorithm>

namespace headscope {

namespace {

constexpr const char *kSizeBefore = "sizeBeforeFold";

} // namespace

void foldInSplitter(QSplitter &splitter, QWidget &part, int folded)
{
    const bool across = splitter.orientation() == Qt::Horizontal;
    const int index = splitter.indexOf(&part);
    const auto length = [across](const QSize &size) { return across ? size.width() : size.height(); };
    const auto limit = [&](int least, int most) {
        across ? part.setMinimumWidth(least) : part.setMinimumHeight(least);
        across ? part.setMaximumWidth(most) : part.setMaximumHeight(most);
    };
    const QVariant before = part.property(kSizeBefore);
    if (folded < 0 && !before.isValid())
        return;
    QList<int> sizes = splitter.sizes();
    int size = folded;
    if (folded < 0) {
        limit(0, QWIDGETSIZE_MAX);
        const int least = length(part.minimumSizeHint());
        size = before.toInt() > least ? before.toInt() : std::max(least, length(part.sizeHint()));
        part.setProperty(kSizeBefore, QVariant());
    } else {
        if (!before.isValid())
            part.setProperty(kSizeBefore, sizes[index]);
        limit(folded, folded);
    }
    const int neighbour = index > 0 ? index - 1 : index + 1;
    sizes[neighbour] = std::max(0, sizes[neighbour] + sizes[index] - size);
    sizes[index] = size;
    splitter.setSizes(sizes);
}

} // namespace headscope
