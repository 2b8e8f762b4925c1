// What Export and Print look like: a preview, and beside it a title, the choices, what is said of them, and the buttons.
#pragma once

#include <QString>

class QDialog;
class QLabel;
class QLayout;
class QWidget;

namespace headscope {

struct PreviewDialogParts {
    QWidget *preview;
    QLayout *choices;
    QLabel *size; ///< of what would come out
    QLabel *message; ///< what went wrong, or was done
    QLayout *buttons;
};

/// `title` stands above the choices.
void layOutPreviewDialog(QDialog &dialog, const QString &title, const PreviewDialogParts &parts);

} // namespace headscope
