#include "ui/jobs/failure_words.h"

#include <QCoreApplication>

#include <exception>
#include <new>

namespace headscope {

QString failureInWords(const QString &noMemory)
{
    try {
        throw;
    } catch (const std::bad_alloc &) {
        return !noMemory.isEmpty()
            ? noMemory
            : QCoreApplication::translate("Failure", "There is not enough memory for this. Use a shorter text or a smaller model.");
    } catch (const std::exception &error) {
        return QString::fromUtf8(error.what());
    } catch (...) {
        return QCoreApplication::translate("Failure", "Something unforeseen went wrong.");
    }
}

} // namespace headscope
