// Names and texts of the system, which are bytes and need not be UTF-8, in the QStrings of the window and the command line.
#pragma once

#include <QString>

#include <filesystem>
#include <string>
#include <string_view>

class QUrl;

namespace headscope {

/// Without a loss: a byte that belongs to no character becomes half of a surrogate pair, U+DC80 … U+DCFF, as in Python.
QString fromLocalBytes(std::string_view bytes);
std::string toLocalBytes(const QString &text);
/// A file's name as the system has it.
std::filesystem::path pathOf(const QString &name);
/// Is there such a file or folder? Of a link, what it leads to.
bool isThere(const QString &name);
/// The name in a URL of a file, as dialogs and what is dropped give it: QUrl::toLocalFile() would lose bytes that belong to no character.
QString nameIn(const QUrl &url);
/// A name as settings can hold it, and back: one that is not UTF-8 becomes a URL.
QString storedName(const QString &name);
QString nameOfStored(const QString &stored);

} // namespace headscope
