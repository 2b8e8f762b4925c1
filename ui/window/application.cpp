#include "ui/window/application.h"

#include "ui/jobs/failure_words.h"

#include <exception>

namespace headscope {

Application::Application(int &argc, char **argv)
    : QApplication(argc, argv)
{
}

bool Application::notify(QObject *receiver, QEvent *event)
{
    try {
        return QApplication::notify(receiver, event);
    } catch (const std::exception &) {
        tell(failureInWords());
    }
    return true;
}

void Application::tell(const QString &message)
{
    // Not at once: the event may be a painting, and telling changes the layout.
    if (m_onProblem)
        QMetaObject::invokeMethod(
            this, [this, message] { m_onProblem(message); }, Qt::QueuedConnection);
}

} // namespace headscope
