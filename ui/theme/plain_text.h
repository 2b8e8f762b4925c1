// Words from outside are plain text, wherever Qt would take them for more: rich text in labels, tooltips and message boxes ("<s>" is a
// token, and a picture named in a tooltip would be opened), "&" in buttons and menus, "[*]" in titles. tests/structure/plain_text.cmake
// lists the few files that write rich text; they escape what is not theirs.
#pragma once

#include <QString>

namespace headscope {

/// From now on every label that was not made for rich text shows plain text; tooltips and message boxes are labels, too. Needs a
/// QApplication; once is enough.
void keepTextPlain();

/// For the text of a button, an action, a menu or a group, where “&” marks a key.
QString withoutMnemonics(const QString &words);
/// For a window's title, where “[*]” stands for the mark of a changed document.
QString titleWords(const QString &words);

} // namespace headscope
