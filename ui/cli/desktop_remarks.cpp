#include "ui/cli/desktop_remarks.h"

#include <QString>
#include <QtGlobal>

#include <iostream>

namespace headscope {

void hideDesktopRemarks()
{
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext &, const QString &message) {
        if (type == QtCriticalMsg || type == QtFatalMsg)
            std::cerr << message.toStdString() << '\n';
    });
}

} // namespace headscope
