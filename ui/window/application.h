// The application of the window: what fails while an event is handled becomes words, and the process ends soon when it is asked to.
#pragma once

#include <QApplication>

#include <functional>

namespace headscope {

/// Exceptions must not pass through Qt. Views read numbers while they handle events and paint; where those can no longer be made (a model's
/// file was changed, there is not enough memory), the event is over and `onProblem` is told.
class Application : public QApplication {
public:
    Application(int &argc, char **argv);

    /// On the GUI thread, in words, with what to do. Nobody is told before it is set.
    void setOnProblem(std::function<void(const QString &message)> onProblem) { m_onProblem = std::move(onProblem); }

    bool notify(QObject *receiver, QEvent *event) override;

private:
    void tell(const QString &message);

    std::function<void(const QString &message)> m_onProblem;
};

} // namespace headscope
