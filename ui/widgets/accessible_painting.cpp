#include "ui/widgets/accessible_painting.h"

#include "ui/widgets/accessible_source.h"

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>
#include <QWidget>
#include <QWindow>

#include <algorithm>
#include <limits>
#include <utility>

namespace headscope {

namespace {

/// Made when they are asked for, and then the same ones again.
class KeptInterfaces {
public:
    KeptInterfaces() = default;
    KeptInterfaces(const KeptInterfaces &) = delete;
    KeptInterfaces &operator=(const KeptInterfaces &) = delete;
    ~KeptInterfaces()
    {
        for (const QAccessible::Id id : std::as_const(m_ids))
            QAccessible::deleteAccessibleInterface(id);
    }

    template <typename Make>
    QAccessibleInterface *at(qint64 key, Make make)
    {
        auto found = m_ids.find(key);
        if (found == m_ids.end())
            found = m_ids.insert(key, QAccessible::registerAccessibleInterface(make()));
        return QAccessible::accessibleInterface(*found);
    }

private:
    QHash<qint64, QAccessible::Id> m_ids;
};

/// A place in what a widget paints: all of a table, or a cell of it.
class Painted : public QAccessibleInterface {
public:
    Painted(QWidget &widget, int table)
        : m_widget(&widget)
        , m_table(table)
    {
    }

    bool isValid() const override { return source() && m_table < source()->accessibleTables(); }
    QObject *object() const override { return nullptr; }
    QWindow *window() const override { return m_widget ? m_widget->window()->windowHandle() : nullptr; }
    void setText(QAccessible::Text, const QString &) override { }

protected:
    AccessibleSource *source() const { return dynamic_cast<AccessibleSource *>(m_widget.data()); }
    AccessibleTable content() const { return isPlaced() ? source()->accessibleTable(m_table) : AccessibleTable(); }
    bool isPlaced() const { return Painted::isValid(); }
    bool isList() const { return source() && source()->isAccessibleList(); }
    QAccessibleInterface *ofWidget() const { return QAccessible::queryAccessibleInterface(m_widget.data()); }
    /// On the screen; what scrolls is where its viewport is.
    QRect onScreen(const QRectF &place) const
    {
        const QRect visible = place.toAlignedRect() & canvas().rect();
        return visible.isEmpty() ? QRect() : QRect(canvas().mapToGlobal(visible.topLeft()), visible.size());
    }
    const QWidget &canvas() const
    {
        const auto *area = qobject_cast<const QAbstractScrollArea *>(m_widget.data());
        return area ? *area->viewport() : *m_widget;
    }

    QPointer<QWidget> m_widget;
    int m_table;
};

class PaintedCell : public Painted, public QAccessibleTableCellInterface, public QAccessibleActionInterface {
public:
    PaintedCell(QWidget &widget, int table, int row, int column)
        : Painted(widget, table)
        , m_row(row)
        , m_column(column)
    {
    }

    bool isValid() const override
    {
        const AccessibleTable all = content();
        return m_row < all.rows && m_column < all.columns;
    }
    QAccessibleInterface *parent() const override { return isList() ? ofWidget() : ofWidget()->child(m_table); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    QString text(QAccessible::Text what) const override
    {
        return what == QAccessible::Name && isValid() ? content().cell(m_row, m_column) : QString();
    }
    QRect rect() const override { return isValid() ? onScreen(content().rect(m_row, m_column)) : QRect(); }
    QAccessible::Role role() const override { return isList() ? QAccessible::ListItem : QAccessible::Cell; }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.readOnly = true;
        state.selectable = true;
        state.focusable = true;
        state.invalid = !isValid();
        state.selected = isSelected();
        state.focused = state.selected && m_widget && m_widget->hasFocus();
        state.offscreen = rect().isEmpty();
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        if (type == QAccessible::TableCellInterface && !isList())
            return static_cast<QAccessibleTableCellInterface *>(this);
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
    }

    bool isSelected() const override
    {
        const AccessibleTable all = content();
        return all.currentRow == m_row && all.currentColumn == m_column;
    }
    QList<QAccessibleInterface *> columnHeaderCells() const override { return {}; } // its name has them
    QList<QAccessibleInterface *> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_column; }
    int rowIndex() const override { return m_row; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface *table() const override { return parent(); }

    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString &action) override
    {
        if (action != pressAction() || !isValid())
            return;
        const AccessibleTable all = content();
        if (all.choose)
            all.choose(m_row, m_column);
    }
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    int m_row;
    int m_column;
};

qint64 keyOf(int row, int column)
{
    return (qint64(row) << 32) | quint32(column);
}

class PaintedTable : public Painted, public QAccessibleTableInterface {
public:
    using Painted::Painted;

    QAccessibleInterface *parent() const override { return ofWidget(); }
    int childCount() const override
    {
        const AccessibleTable all = content();
        return int(std::min<qint64>(qint64(all.rows) * all.columns, std::numeric_limits<int>::max()));
    }
    QAccessibleInterface *child(int index) const override
    {
        const int columns = columnCount();
        return columns > 0 ? cellAt(index / columns, index % columns) : nullptr;
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        auto *cell = const_cast<QAccessibleInterface *>(child)->tableCellInterface();
        return cell && cell->table() == this ? cell->rowIndex() * columnCount() + cell->columnIndex() : -1;
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        const AccessibleTable all = content();
        if (all.at) {
            const QPoint inside = canvas().mapFromGlobal(QPoint(x, y));
            const auto cell = canvas().rect().contains(inside) ? all.at(inside) : std::nullopt;
            return cell ? cellAt(cell->first, cell->second) : nullptr;
        }
        for (int row = 0; row < all.rows; ++row)
            for (int column = 0; column < all.columns; ++column)
                if (onScreen(all.rect(row, column)).contains(x, y)) // of a large matrix only this cell is made
                    return cellAt(row, column);
        return nullptr;
    }
    QAccessibleInterface *focusChild() const override
    {
        const AccessibleTable all = content();
        return all.currentRow >= 0 ? cellAt(all.currentRow, all.currentColumn) : nullptr;
    }
    QString text(QAccessible::Text what) const override { return what == QAccessible::Name ? content().name : QString(); }
    QRect rect() const override
    {
        QRect all;
        const int last = childCount() - 1;
        for (const int corner : {0, last})
            if (QAccessibleInterface *cell = last >= 0 ? child(corner) : nullptr)
                all |= cell->rect();
        return all;
    }
    QAccessible::Role role() const override { return QAccessible::Table; }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.readOnly = true;
        state.invalid = !isValid();
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface *>(this) : nullptr;
    }

    QAccessibleInterface *caption() const override { return nullptr; }
    QAccessibleInterface *summary() const override { return nullptr; }
    QAccessibleInterface *cellAt(int row, int column) const override
    {
        if (row < 0 || column < 0 || row >= rowCount() || column >= columnCount())
            return nullptr;
        return m_cells.at(keyOf(row, column), [&] { return new PaintedCell(*m_widget, m_table, row, column); });
    }
    int selectedCellCount() const override { return content().currentRow >= 0 ? 1 : 0; }
    QList<QAccessibleInterface *> selectedCells() const override
    {
        QAccessibleInterface *cell = focusChild();
        return cell ? QList<QAccessibleInterface *>{cell} : QList<QAccessibleInterface *>{};
    }
    QString columnDescription(int column) const override
    {
        const AccessibleTable all = content();
        return all.columnName ? all.columnName(column) : QString();
    }
    QString rowDescription(int row) const override
    {
        const AccessibleTable all = content();
        return all.rowName ? all.rowName(row) : QString();
    }
    int selectedColumnCount() const override { return 0; }
    int selectedRowCount() const override { return 0; }
    int columnCount() const override { return content().columns; }
    int rowCount() const override { return content().rows; }
    QList<int> selectedColumns() const override { return {}; }
    QList<int> selectedRows() const override { return {}; }
    bool isColumnSelected(int) const override { return false; }
    bool isRowSelected(int) const override { return false; }
    bool selectRow(int) override { return false; }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int) override { return false; }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent *) override { }

private:
    mutable KeptInterfaces m_cells;
};

/// The widget itself: a list with its items, or a group of tables beside the widgets that lie in it.
class PaintedWidget : public QAccessibleWidget {
public:
    explicit PaintedWidget(QWidget &widget)
        : QAccessibleWidget(
            &widget, dynamic_cast<AccessibleSource &>(widget).isAccessibleList() ? QAccessible::List : QAccessible::Grouping)
    {
    }

    int childCount() const override { return painted() + (isList() ? 0 : QAccessibleWidget::childCount()); }
    QAccessibleInterface *child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        if (index >= painted())
            return QAccessibleWidget::child(index - painted());
        return m_parts.at(index, [&]() -> QAccessibleInterface * {
            if (isList())
                return new PaintedCell(*widget(), 0, index, 0);
            return new PaintedTable(*widget(), index);
        });
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        for (int i = 0; i < painted(); ++i)
            if (this->child(i) == child)
                return i;
        const int index = isList() ? -1 : QAccessibleWidget::indexOfChild(child);
        return index < 0 ? -1 : index + painted();
    }
    QAccessibleInterface *childAt(int x, int y) const override
    {
        for (int i = 0; i < painted(); ++i)
            if (QAccessibleInterface *part = child(i); isList() ? part->rect().contains(x, y) : part->childAt(x, y) != nullptr)
                return part;
        return isList() ? nullptr : QAccessibleWidget::childAt(x, y);
    }
    QAccessibleInterface *focusChild() const override
    {
        if (!widget()->hasFocus())
            return QAccessibleWidget::focusChild();
        for (int i = 0; i < painted(); ++i) {
            QAccessibleInterface *part = child(i);
            if (QAccessibleInterface *current = isList() ? part : part->focusChild(); current && current->state().selected)
                return current;
        }
        return QAccessibleWidget::focusChild();
    }

private:
    AccessibleSource &source() const { return dynamic_cast<AccessibleSource &>(*widget()); }
    bool isList() const { return source().isAccessibleList(); }
    int painted() const { return isList() ? source().accessibleTable(0).rows : source().accessibleTables(); }

    mutable KeptInterfaces m_parts;
};

QAccessibleInterface *interfaceOf(const QString &, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    return widget && dynamic_cast<AccessibleSource *>(widget) ? new PaintedWidget(*widget) : nullptr;
}

} // namespace

void installAccessibility()
{
    QAccessible::installFactory(interfaceOf); // the same one twice is once
}

std::unique_ptr<QAccessibleEvent> announcementOf(QWidget &widget, const QString &words)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    return std::make_unique<QAccessibleAnnouncementEvent>(&widget, words);
#else
    widget.setAccessibleDescription(words); // whoever hears an alert reads it
    return std::make_unique<QAccessibleEvent>(&widget, QAccessible::Alert);
#endif
}

void announce(QWidget &widget, const QString &words)
{
    if (QAccessible::isActive() && !words.isEmpty())
        QAccessible::updateAccessibility(announcementOf(widget, words).get());
}

} // namespace headscope
