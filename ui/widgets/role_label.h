// A label of plain text in one of the looks that the style sheet has: "title", "muted", "error" …
#pragma once

#include <QLabel>

namespace headscope {

inline QLabel *roleLabel(const QString &text, const char *role)
{
    auto *label = new QLabel(text);
    label->setProperty("role", QString::fromLatin1(role));
    label->setTextFormat(Qt::PlainText); // names and messages come from files, printers and servers
    return label;
}

} // namespace headscope
