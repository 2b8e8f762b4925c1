// A part of a splitter that folds: to a fixed size, and back to the one it had.
#pragma once

class QSplitter;
class QWidget;

namespace headscope {

/// Along the splitter `part` takes `folded` pixels and cannot be dragged; −1: as much as before it was folded, or as it likes to have.
/// What else is in the splitter shares the difference by its stretch.
void foldInSplitter(QSplitter &splitter, QWidget &part, int folded);

} // namespace headscope
