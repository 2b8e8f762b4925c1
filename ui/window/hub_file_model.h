// The files of a model on the hub as rows with ticks: what each is for, how large it is, how much of it is in the cache already.
#pragma once

#include "ui/hub/hub_cache.h"
#include "ui/hub/needed_files.h"

#include <QAbstractTableModel>

namespace headscope {

class HubFileModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { nameColumn, roleColumn, sizeColumn, hereColumn, columnCount_ };

    explicit HubFileModel(QObject *parent = nullptr);

    void setFiles(NeededFiles files, const HubCache &cache, const QString &id);
    void clear();
    /// Looks again how much of each file is in the cache.
    void refreshHere(const HubCache &cache, const QString &id);
    /// Ticks can be set; not while a download runs.
    void setLocked(bool locked);

    const NeededFiles &needed() const { return m_needed; }
    QList<HubFile> chosen() const;
    qint64 chosenBytes() const; ///< of sizes that are known
    qint64 missingBytes() const; ///< of the chosen ones, what is not in the cache
    bool isAllHere() const; ///< of the chosen ones

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void choiceChanged();

private:
    QString roleText(const NeededFile &file) const;
    QString hereText(qsizetype row) const;

    NeededFiles m_needed;
    QList<qint64> m_here; ///< bytes of each file in the cache
    bool m_locked = false;
};

/// "548.1 MB", as sizes are shown everywhere here; "?" for an unknown one.
QString sizeText(qint64 bytes);
/// Of a cell of the dialog's lists with this text: room around it, so that columns stand apart.
QSize hubCellSize(const QString &text);

} // namespace headscope
