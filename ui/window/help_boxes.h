// What the Help menu tells in boxes of its own: keys and mouse, and which program this is.
#pragma once

class QWidget;

namespace headscope {

void showShortcuts(QWidget &parent);
void showAbout(QWidget &parent);

} // namespace headscope
