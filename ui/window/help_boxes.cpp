#include "ui/window/help_boxes.h"

#include "ui/theme/typefaces.h"

#include <QCoreApplication>
#include <QIcon>
#include <QMessageBox>

namespace headscope {

namespace {

struct Help {
    Q_DECLARE_TR_FUNCTIONS(headscope::Help)
};

} // namespace

void showAbout(QWidget &parent)
{
    QStringList faces;
    for (const Typeface &typeface : typefaces())
        faces.append(typeface.name + QLatin1Char(' ') + typeface.version);
    QMessageBox box(&parent);
    box.setWindowTitle(Help::tr("About Headscope"));
    box.setIconPixmap(parent.windowIcon().pixmap(64, 64));
    box.setTextFormat(Qt::RichText);
    box.setText(Help::tr(
        "<h3>Headscope %1</h3><p>Self-attention as it is: every number on the screen was computed by the model for your own sentence.</p>"
        "<p>Works without a network. MIT licence.</p><p>Typefaces: %2, under their own free licences.</p>")
                    .arg(QStringLiteral(HEADSCOPE_VERSION), faces.join(QStringLiteral(", "))));
    box.exec();
}

} // namespace headscope
