// For tests of modal dialogs, whose exec() returns only when somebody closes them.
#pragma once

#include <QApplication>
#include <QTimer>

namespace headscope {

/// Calls `then` with the next modal dialog of this type once it is open, whenever that is.
template <typename Dialog, typename Then>
void whenOpen(QObject *context, Then then)
{
    auto *look = new QTimer(context);
    QObject::connect(look, &QTimer::timeout, context, [look, then] {
        if (auto *dialog = qobject_cast<Dialog *>(QApplication::activeModalWidget())) {
            look->stop();
            look->deleteLater();
            then(dialog);
        }
    });
    look->start(10);
}

} // namespace headscope
