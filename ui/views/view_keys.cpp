#include "ui/views/view_keys.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QKeySequence>

#include <algorithm>

namespace headscope {

bool isKey(const QKeyEvent &event, ViewKey id)
{
    const Qt::KeyboardModifiers held = event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    return std::ranges::any_of(rowOf(kViewKeys, id).keys,
        [&](QKeyCombination key) { return key != kNoKey && key.key() == event.key() && key.keyboardModifiers() == held; });
}

std::optional<ViewKey> keyAmong(const QKeyEvent &event, std::initializer_list<ViewKey> understood)
{
    const auto found = std::ranges::find_if(understood, [&](ViewKey id) { return isKey(event, id); });
    return found == understood.end() ? std::nullopt : std::optional(*found);
}

QString keyName(const QKeySequence &key)
{
    static const std::pair<QLatin1String, QString> drawn[]
        = {{QLatin1String("Left"), QStringLiteral("←")}, {QLatin1String("Right"), QStringLiteral("→")},
            {QLatin1String("Up"), QStringLiteral("↑")}, {QLatin1String("Down"), QStringLiteral("↓")},
            {QLatin1String("PgUp"), QStringLiteral("Page Up")}, {QLatin1String("PgDown"), QStringLiteral("Page Down")},
            {QLatin1String("Return"), QStringLiteral("Enter")}, {QLatin1String("-"), QStringLiteral("−")}};
    const QString name = key.toString(QKeySequence::PortableText);
    // The last part is the key: in "Ctrl++" it is the plus sign.
    const qsizetype start = name.lastIndexOf(QLatin1Char('+'), -2) + 1;
    const QString last = name.mid(start);
    const auto found = std::ranges::find(drawn, last, [](const auto &pair) { return QString(pair.first); });
    return name.left(start) + (found == std::end(drawn) ? last : found->second);
}

QString gestureText(const char *text)
{
    return QCoreApplication::translate("headscope::ViewKeys", text);
}

QString meaningOf(const ViewKeyInfo &row)
{
    return gestureText(row.meaning);
}

} // namespace headscope
