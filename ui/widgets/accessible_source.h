// What a widget that paints its content tells screen readers: a list, or tables of cells that have names. installAccessibility() makes
// interfaces of it (accessible_painting.cpp); the widget only says what there is, when it is asked. Knows nothing of the engine.
#pragma once

#include <QRectF>
#include <QString>

#include <functional>
#include <optional>
#include <utility>

namespace headscope {

struct AccessibleTable {
    QString name; ///< "A attention weights"
    int rows = 0;
    int columns = 1;
    int currentRow = -1; ///< −1: none
    int currentColumn = 0;
    std::function<QString(int row, int column)> cell; ///< "query sat, key cat, weight 0.998"
    std::function<QString(int)> rowName = {};
    std::function<QString(int)> columnName = {};
    std::function<QRectF(int row, int column)> rect; ///< in the widget; empty: out of sight
    /// Row and column at a point of the widget. Null: every rectangle is looked at, which takes long in a large matrix.
    std::function<std::optional<std::pair<int, int>>(const QPointF &)> at = {};
    std::function<void(int row, int column)> choose = {}; ///< as a click there would; null: nothing happens
};

class AccessibleSource {
public:
    virtual ~AccessibleSource() = default;

    /// The widget is a list: the only table has one column, whose cells are its items.
    virtual bool isAccessibleList() const { return false; }
    virtual int accessibleTables() const { return 1; }
    virtual AccessibleTable accessibleTable(int index) const = 0;
};

} // namespace headscope
