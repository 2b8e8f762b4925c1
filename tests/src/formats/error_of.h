// For tests of bad input: what the Error said, so that a test can look for the words that help a user.
#pragma once

#include "src/error.h"

#include <QString>

/// what() of the headscope::Error that `action` throws; empty if it throws nothing. Other exceptions pass through.
template <typename Action>
QString errorOf(Action action)
{
    try {
        action();
    } catch (const headscope::Error &error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

/// QVERIFY that `expression` throws an Error whose message contains `words`.
#define QVERIFY_ERROR(expression, words)                                                                                                   \
    do {                                                                                                                                   \
        const QString message = errorOf([&] { static_cast<void>(expression); });                                                           \
        QVERIFY2(message.contains(QString::fromUtf8(words)), qPrintable("said: " + message));                                              \
    } while (false)
