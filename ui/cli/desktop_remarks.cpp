#include "ui/cli/desktop_remarks.h"

#include "ui/cli/terminal_stream.h"

#include <QString>
#include <QtGlobal>

#include <iostream>

namespace headscope {

namespace {

void print(const QString &message)
{
    TerminalStream(std::cerr) << message.toStdString() << '\n';
}

void printAll(QtMsgType, const QMessageLogContext &, const QString &message)
{
    print(message);
}

void printFailures(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type == QtCriticalMsg || type == QtFatalMsg)
        print(message);
}

} // namespace

void takeDesktopRemarks(Remarks remarks)
{
    qInstallMessageHandler(remarks == Remarks::all ? printAll : printFailures);
}

} // namespace headscope
