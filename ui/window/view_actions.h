// What a person takes from the view that is looked at: Export, Copy, Print.
#pragma once

class QAction;

namespace headscope {

class MainWindow;

void exportView(MainWindow &window);
/// What Export would write, and says so.
void copyPictureOfView(MainWindow &window);
void copyNumbersOfView(MainWindow &window);
void printView(MainWindow &window);
void setUpPage(MainWindow &window);

/// For as long as there can be no picture (no model, no text) the action is off, and says why.
QAction *needsPicture(MainWindow &window, QAction *action);

} // namespace headscope
