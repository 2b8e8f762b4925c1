#include "ui/session/shown_words.h"

#include "src/formats/visible_text.h"

namespace headscope {

QString shownWords(const QString &words)
{
    return shownWords(words.toStdString());
}

QString shownWords(const std::string &words)
{
    return QString::fromStdString(visibleText(words));
}

} // namespace headscope
