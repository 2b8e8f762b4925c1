// The keys that a picture understands beside those of the menu, and what the mouse does there: views look their keys up here, the status
// line and the page of keys tell them from here.
#pragma once

#include "src/enum_rows.h"

#include <QKeyCombination>
#include <QString>
#include <QtGlobal>

#include <array>
#include <initializer_list>
#include <optional>

class QKeyEvent;
class QKeySequence;

namespace headscope {

enum class ViewKey {
    left,
    right,
    up,
    down,
    first,
    last,
    zoomIn,
    zoomOut,
    wholePicture,
    find,
    change,
    open,
    order,
    copy,
    cardLeft,
    cardRight,
    cardUp,
    cardDown,
    cardFirst,
    cardLast,
    pin,
    remove,
    pageBefore,
    pageAfter
};

struct ViewKeyInfo {
    ViewKey id;
    std::array<QKeyCombination, 3> keys; ///< Qt::Key_unknown: no more
    const char *meaning; ///< rows with the same one stand on one line of the page
};

inline constexpr QKeyCombination kNoKey{Qt::Key_unknown};
constexpr QKeyCombination alt(Qt::Key key)
{
    return QKeyCombination(Qt::AltModifier, key);
}
constexpr QKeyCombination ctrl(Qt::Key key)
{
    return QKeyCombination(Qt::ControlModifier, key);
}

inline constexpr std::array<ViewKeyInfo, countOf<ViewKey>()> kViewKeys{{
    {ViewKey::left, {alt(Qt::Key_Left), ctrl(Qt::Key_Left), kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "move the pinned cell")},
    {ViewKey::right, {alt(Qt::Key_Right), ctrl(Qt::Key_Right), kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "move the pinned cell")},
    {ViewKey::up, {alt(Qt::Key_Up), ctrl(Qt::Key_Up), kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "move the pinned cell")},
    {ViewKey::down, {alt(Qt::Key_Down), ctrl(Qt::Key_Down), kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "move the pinned cell")},
    {ViewKey::first, {alt(Qt::Key_Home), kNoKey, kNoKey},
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lines, Text: the beginning and the end")},
    {ViewKey::last, {alt(Qt::Key_End), kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lines, Text: the beginning and the end")},
    {ViewKey::zoomIn, {Qt::Key_Plus, Qt::Key_Equal, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "zoom in")},
    {ViewKey::zoomOut, {Qt::Key_Minus, kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "zoom out")},
    {ViewKey::wholePicture, {Qt::Key_0, kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "the whole picture again")},
    {ViewKey::find, {ctrl(Qt::Key_F), kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Heatmap: find a token")},
    {ViewKey::change, {Qt::Key_F2, Qt::Key_Return, Qt::Key_Enter},
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "Walk: change the pinned number")},
    {ViewKey::open, {Qt::Key_Return, Qt::Key_Enter, kNoKey},
        QT_TRANSLATE_NOOP(
            "headscope::ViewKeys", "grid and table: to the picture of the head; map: to the stage; Lines: this token's lines alone")},
    {ViewKey::order, {Qt::Key_S, kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Query and key: channels by size or in place")},
    {ViewKey::copy, {ctrl(Qt::Key_C), kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "number by number: copy as text")},
    {ViewKey::cardLeft, {Qt::Key_Left, kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lab: choose a card")},
    {ViewKey::cardRight, {Qt::Key_Right, kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lab: choose a card")},
    {ViewKey::cardUp, {Qt::Key_Up, kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lab: choose a card")},
    {ViewKey::cardDown, {Qt::Key_Down, kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lab: choose a card")},
    {ViewKey::cardFirst, {Qt::Key_Home, kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lab: choose a card")},
    {ViewKey::cardLast, {Qt::Key_End, kNoKey, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lab: choose a card")},
    {ViewKey::pin, {Qt::Key_P, Qt::Key_Space, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lab: pin the card, or let it go")},
    {ViewKey::remove, {Qt::Key_Delete, Qt::Key_Backspace, kNoKey}, QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lab: remove the card")},
    {ViewKey::pageBefore, {Qt::Key_Comma, Qt::Key_Less, kNoKey},
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "steps of a mechanism: the state a token earlier, or later")},
    {ViewKey::pageAfter, {Qt::Key_Period, Qt::Key_Greater, kNoKey},
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "steps of a mechanism: the state a token earlier, or later")},
}};
static_assert(hasRowForEach(kViewKeys));

/// Whether the event is one of that row's keys. Shift is looked at by none: + is typed with it on many keyboards.
bool isKey(const QKeyEvent &event, ViewKey id);
/// Which of those that a view understands it is.
std::optional<ViewKey> keyAmong(const QKeyEvent &event, std::initializer_list<ViewKey> understood);

/// As it is printed on the key, with what is held down: "Alt+←".
QString keyName(const QKeySequence &key);
QString meaningOf(const ViewKeyInfo &row);

/// What the mouse does, and keys that are the same in all controls.
struct GestureInfo {
    const char *gesture;
    const char *meaning;
};

inline constexpr GestureInfo kGestures[] = {
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Click"), QT_TRANSLATE_NOOP("headscope::ViewKeys", "pin a cell, a token, a line")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Double-click"),
        QT_TRANSLATE_NOOP(
            "headscope::ViewKeys", "Walk: change a number; grid: to the picture of the head; Lab: open the mechanism in the Walk")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Wheel"),
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "Walk, Lines, Text: scroll; Heatmap, Q·K space: zoom")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Ctrl+wheel"), QT_TRANSLATE_NOOP("headscope::ViewKeys", "zoom at the pointer")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Shift+wheel"), QT_TRANSLATE_NOOP("headscope::ViewKeys", "scroll to the side")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Drag"),
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "Heatmap, Q·K space: move what is in sight; Lab: a card to another place")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Swipe on a touch screen"),
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "while presenting: to the next stage or head, and the one before")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Ctrl+click, Shift+click"),
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "grid of heads: look at several together")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Ctrl+click in a card"),
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "Lab: join two tokens in the drawn graph, or part them")},
};

inline constexpr GestureInfo kControlKeys[] = {
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Tab, Shift+Tab"),
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "to the next control, and the one before")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Space, Enter"),
        QT_TRANSLATE_NOOP("headscope::ViewKeys", "press a button, open a list and choose from it")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Esc"),
        QT_TRANSLATE_NOOP("headscope::ViewKeys",
            "leave a field or a list; stop what is run; leave present mode; stop playing; let go of the pinned cell")},
    {QT_TRANSLATE_NOOP("headscope::ViewKeys", "Enter"), QT_TRANSLATE_NOOP("headscope::ViewKeys", "in the sentence: back to the picture")},
};

/// Of the texts above.
QString gestureText(const char *text);

} // namespace headscope
