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

void showShortcuts(QWidget &parent)
{
    QString rows;
    const auto row = [&rows](const QString &keys, const QString &meaning) {
        rows += QStringLiteral("<tr><td style='padding:3px 22px 3px 0'><b>%1</b></td><td style='padding:3px 0'>%2</td></tr>")
                    .arg(keys, meaning);
    };
    row(Help::tr("← →"), Help::tr("previous and next stage"));
    row(Help::tr("Home, End"), Help::tr("first and last stage"));
    row(Help::tr("Space"), Help::tr("play and pause"));
    row(Help::tr("Page Up, Page Down"), Help::tr("previous and next layer; with Shift: head"));
    row(Help::tr("Ctrl + arrow keys"), Help::tr("move the pinned cell"));
    row(Help::tr("Double-click, F2"), Help::tr("change a number"));
    row(Help::tr("Ctrl+Z, Ctrl+Shift+Z"), Help::tr("undo and redo"));
    row(Help::tr("Alt+1, Alt+2, Alt+3"), Help::tr("edited, original, difference"));
    row(Help::tr("Ctrl + wheel, +, −, 0"), Help::tr("zoom in, out, fit"));
    row(Help::tr("Ctrl+O, Ctrl+S"), Help::tr("open and save a session: all that you see, to go on with later"));
    row(Help::tr("Ctrl+Shift+M"), Help::tr("open a model folder; a folder dropped on the window opens too"));
    row(Help::tr("Ctrl+I"), Help::tr("about this model: the load report"));
    row(Help::tr("Ctrl+G"), Help::tr("generate; again or Esc stops"));
    row(Help::tr("Ctrl+B"), Help::tr("add or remove a second sentence"));
    row(Help::tr("Ctrl+L"), Help::tr("edit the sentence; Enter goes back to the picture"));
    row(Help::tr("Ctrl+1, Ctrl+2"), Help::tr("Walk, Heads"));
    row(Help::tr("1, 2, 3 …"), Help::tr("in Heads: the views of a head, from the left"));
    row(Help::tr("Ctrl+click, Shift+click"), Help::tr("in the grid of heads: look at several together"));
    row(Help::tr("Ctrl+E"), Help::tr("export"));
    row(Help::tr("Ctrl+Shift+H"), Help::tr("get a model from the Hugging Face Hub"));
    row(Help::tr("F11"), Help::tr("present; Esc leaves"));
    QMessageBox box(&parent);
    box.setWindowTitle(Help::tr("Keys and mouse"));
    box.setTextFormat(Qt::RichText);
    box.setText(QStringLiteral("<table>%1</table>").arg(rows));
    box.exec();
}

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
