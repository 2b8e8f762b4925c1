#include "ui/window/view_actions.h"

#include "ui/export/clipboard.h"
#include "ui/export/export_dialog.h"
#include "ui/export/view_export.h"
#include "ui/print/print_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/status_line.h"
#include "ui/window/walk_workspace.h"

#include <QAction>
#include <QCoreApplication>

namespace headscope {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(headscope::MainWindow)
};

} // namespace

void exportView(MainWindow &window)
{
    ExportDialog(window.currentView(), window.session(), window.selection(), &window).exec();
}

void copyPictureOfView(MainWindow &window)
{
    View &view = window.currentView();
    view.prepareNow();
    if (const QString reason = view.whyNoPicture(); !reason.isEmpty())
        return window.statusLine().say(Text::tr("Nothing was copied: %1").arg(reason));
    copyFigure(viewFigure(view.drawn(), window.selection()), FigureOptions());
    window.statusLine().say(Text::tr("Picture copied"));
}

void copyNumbersOfView(MainWindow &window)
{
    if (!window.session().trace())
        return;
    copyNumbers(shownNumbers(window.currentView().drawn(), window.session(), window.selection()));
    window.statusLine().say(Text::tr("Numbers copied"));
}

void printView(MainWindow &window)
{
    PrintDialog dialog(window.currentView(), window.session(), window.selection(), PrintDialog::Purpose::print, &window);
    if (dialog.exec() == QDialog::Accepted)
        window.statusLine().say(dialog.outcome());
}

void setUpPage(MainWindow &window)
{
    PrintDialog(window.currentView(), window.session(), window.selection(), PrintDialog::Purpose::setUpPage, &window).exec();
}

QAction *needsPicture(MainWindow &window, QAction *action)
{
    const auto follow = [action, &window] {
        const auto trace = window.session().trace();
        const bool isMap = window.workspace() == Workspace::walk && window.walk().isMapShown(); // which needs no text
        const QString reason = !trace            ? Text::tr("There is no picture yet: open a model first")
            : !hasTokens(*trace) && !isMap ? Text::tr("There is no picture yet: type a sentence first")
                                           : QString();
        action->setEnabled(reason.isEmpty());
        action->setToolTip(reason);
    };
    QObject::connect(&window.session(), &Session::traceChanged, action, follow);
    QObject::connect(&window.session(), &Session::modelChanged, action, follow);
    QObject::connect(&window.walk(), &WalkWorkspace::mapShown, action, follow);
    follow();
    return action;
}

} // namespace headscope
