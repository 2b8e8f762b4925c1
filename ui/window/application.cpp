#include "ui/window/application.h"

#include "src/error.h"

#include <new>

namespace headscope {

Application::Application(int &argc, char **argv)
    : QApplication(argc, argv)
{
}

bool Application::notify(QObject *receiver, QEvent *event)
{
    try {
        return QApplication::notify(receiver, event);
    } catch (const Error &error) {
        tell(QString::fromStdString(error.what()));
    } catch (const std::bad_alloc &) {
        tell(tr("There is not enough memory for this. Use a shorter text or a smaller model."));
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
