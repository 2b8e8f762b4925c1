// Heads × scores for an item view, over a HeadScoreSource and without copies of its numbers; and the same filtered and in order.
#pragma once

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include "ui/views/shared/scores/head_score_source.h"

namespace headscope {

class HeadTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit HeadTableModel(HeadScoreSource &source, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    /// Above: the scores' titles. At the left: "3.8", layer and head.
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const HeadScoreSource &source() const { return m_source; }
    double value(const QModelIndex &index) const;
    static ScoreId scoreOf(int column) { return static_cast<ScoreId>(column); }

private:
    void refresh();

    HeadScoreSource &m_source;
    int m_rows = 0; ///< as views know them
};

/// Trap: heads without a score come last in both directions, which a plain reversal would not do.
class HeadTableOrder : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit HeadTableOrder(HeadTableModel &model, QObject *parent = nullptr);

    /// The sorted title has an arrow: ↓ the largest first.
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    HeadTableModel &m_model;
};

} // namespace headscope
