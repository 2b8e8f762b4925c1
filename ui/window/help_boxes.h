// What the Help menu tells in a box of its own: which program this is.
#pragma once

class QWidget;

namespace headscope {

void showAbout(QWidget &parent);

} // namespace headscope
