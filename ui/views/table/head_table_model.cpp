#include "ui/views/table/head_table_model.h"

#include "ui/session/model_words.h"
#include "ui/views/shared/scores/score_words.h"

#include <cmath>

namespace headscope {

HeadTableModel::HeadTableModel(HeadScoreSource &source, QObject *parent)
    : QAbstractTableModel(parent)
    , m_source(source)
    , m_rows(int(source.rows().size()))
{
    connect(&source, &HeadScoreSource::changed, this, &HeadTableModel::refresh);
}

void HeadTableModel::refresh()
{
    if (m_rows != int(m_source.rows().size())) {
        beginResetModel();
        m_rows = int(m_source.rows().size());
        endResetModel();
    } else if (m_rows > 0) {
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1));
        Q_EMIT headerDataChanged(Qt::Vertical, 0, m_rows - 1);
    }
}

int HeadTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int HeadTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(kScoreCount);
}

double HeadTableModel::value(const QModelIndex &index) const
{
    return m_source.rows()[std::size_t(index.row())].value(scoreOf(index.column()));
}

QVariant HeadTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ScoreId id = scoreOf(index.column());
    switch (role) {
    case Qt::DisplayRole: return scoreText(value(index));
    case Qt::EditRole: return value(index);
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2 %3")
            .arg(headerData(index.row(), Qt::Vertical, Qt::AccessibleTextRole).toString(), scoreTitle(id),
                scoreTextWithUnit(id, value(index)));
    default: return {};
    }
}

QVariant HeadTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal) {
        if (section < 0 || section >= columnCount())
            return {};
        const ScoreId id = scoreOf(section);
        if (role == Qt::DisplayRole)
            return scoreTitle(id);
        return role == Qt::ToolTipRole ? QVariant(scoreDescription(id)) : QVariant();
    }
    if (section < 0 || section >= m_rows || !m_source.model())
        return {};
    const HeadRow &row = m_source.rows()[std::size_t(section)];
    const TransformerConfig &config = m_source.model()->config();
    if (role == Qt::DisplayRole)
        return QStringLiteral("%1.%2").arg(QString::fromStdString(config.shortLayerName(row.layer))).arg(row.head + 1);
    return role == Qt::ToolTipRole || role == Qt::AccessibleTextRole ? QVariant(headTitle(config, row.layer, row.head)) : QVariant();
}

HeadTableOrder::HeadTableOrder(HeadTableModel &model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(&model);
    setDynamicSortFilter(true);
    connect(&model.source(), &HeadScoreSource::filterChanged, this, &HeadTableOrder::invalidate);
}

QVariant HeadTableOrder::headerData(int section, Qt::Orientation orientation, int role) const
{
    const QVariant data = QSortFilterProxyModel::headerData(section, orientation, role);
    if (orientation == Qt::Vertical || role != Qt::DisplayRole || section != sortColumn())
        return data;
    return QStringLiteral("%1 %2").arg(data.toString(), sortOrder() == Qt::DescendingOrder ? QStringLiteral("↓") : QStringLiteral("↑"));
}

bool HeadTableOrder::filterAcceptsRow(int row, const QModelIndex &) const
{
    const auto &rows = m_model.source().rows();
    return std::size_t(row) < rows.size() && m_model.source().filter().takes(rows[std::size_t(row)]);
}

bool HeadTableOrder::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const double a = m_model.value(left);
    const double b = m_model.value(right);
    const bool descending = sortOrder() == Qt::DescendingOrder;
    if (std::isnan(a) || std::isnan(b))
        return descending ? std::isnan(a) && !std::isnan(b) : !std::isnan(a) && std::isnan(b);
    if (a != b)
        return a < b;
    return descending ? left.row() > right.row() : left.row() < right.row(); // equal ones layer by layer
}

} // namespace headscope
