#include "ui/window/hub_file_model.h"

#include "ui/session/shown_words.h"

#include <QFontMetrics>
#include <QGuiApplication>
#include <QLocale>

#include <algorithm>

namespace headscope {

QString sizeText(qint64 bytes)
{
    return bytes < 0 ? QStringLiteral("?") : QLocale().formattedDataSize(bytes, bytes < 1000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

QSize hubCellSize(const QString &text)
{
    const QFontMetrics metrics(QGuiApplication::font());
    return {metrics.horizontalAdvance(text) + 28, metrics.height() + 10};
}

HubFileModel::HubFileModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void HubFileModel::setFiles(NeededFiles files, const HubCache &cache, const QString &id)
{
    beginResetModel();
    m_needed = std::move(files);
    m_here.fill(0, m_needed.files.size());
    endResetModel();
    refreshHere(cache, id);
}

void HubFileModel::clear()
{
    beginResetModel();
    m_needed = {};
    m_here.clear();
    endResetModel();
    Q_EMIT choiceChanged();
}

void HubFileModel::refreshHere(const HubCache &cache, const QString &id)
{
    for (qsizetype row = 0; row < m_here.size(); ++row) {
        const HubFile &file = m_needed.files.at(row).file;
        m_here[row] = file.etag.isEmpty() ? 0 : cache.bytesHere(id, file.etag, file.size);
    }
    if (!m_here.isEmpty())
        Q_EMIT dataChanged(index(0, hereColumn), index(rowCount() - 1, hereColumn));
    Q_EMIT choiceChanged();
}

void HubFileModel::setLocked(bool locked)
{
    m_locked = locked;
    if (!m_here.isEmpty())
        Q_EMIT dataChanged(index(0, nameColumn), index(rowCount() - 1, nameColumn));
}

QList<HubFile> HubFileModel::chosen() const
{
    QList<HubFile> files;
    for (const NeededFile &file : m_needed.files)
        if (file.chosen)
            files.append(file.file);
    return files;
}

qint64 HubFileModel::chosenBytes() const
{
    qint64 bytes = 0;
    for (const NeededFile &file : m_needed.files)
        bytes += file.chosen ? std::max<qint64>(0, file.file.size) : 0;
    return bytes;
}

qint64 HubFileModel::missingBytes() const
{
    qint64 bytes = 0;
    for (qsizetype row = 0; row < m_here.size(); ++row)
        if (m_needed.files.at(row).chosen)
            bytes += std::max<qint64>(0, m_needed.files.at(row).file.size - m_here.at(row));
    return bytes;
}

bool HubFileModel::isAllHere() const
{
    bool any = false;
    for (qsizetype row = 0; row < m_here.size(); ++row) {
        const NeededFile &file = m_needed.files.at(row);
        if (!file.chosen)
            continue;
        any = true;
        if (file.file.size < 0 || m_here.at(row) < file.file.size)
            return false;
    }
    return any;
}

int HubFileModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_needed.files.size());
}

int HubFileModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columnCount_;
}

QString HubFileModel::roleText(const NeededFile &file) const
{
    switch (file.role) {
    case HubFileRole::configuration: return tr("configuration");
    case HubFileRole::tokenizer: return tr("tokenizer");
    case HubFileRole::weights: return file.isAlternative ? tr("weights, one of several forms") : tr("weights");
    }
    return {};
}

QString HubFileModel::hereText(qsizetype row) const
{
    const qint64 size = m_needed.files.at(row).file.size;
    const qint64 here = m_here.at(row);
    if (here <= 0 || size <= 0)
        return {};
    return here >= size ? tr("already here") : tr("%1 % here").arg(100 * here / size);
}

QVariant HubFileModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const NeededFile &file = m_needed.files.at(index.row());
    if (role == Qt::CheckStateRole && index.column() == nameColumn)
        return file.chosen ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::TextAlignmentRole && index.column() == sizeColumn)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role == Qt::SizeHintRole)
        return hubCellSize(data(index, Qt::DisplayRole).toString());
    if (role == Qt::ToolTipRole && index.column() == nameColumn)
        return file.isAlternative ? tr("%1\nTick the form that you want; only one is loaded.").arg(shownWords(file.file.name))
                                  : shownWords(file.file.name);
    if (role == Qt::AccessibleTextRole && index.column() == nameColumn)
        return tr("%1, %2, %3").arg(shownWords(file.file.name), roleText(file), sizeText(file.file.size));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case nameColumn: return shownWords(file.file.name);
    case roleColumn: return roleText(file);
    case sizeColumn: return sizeText(file.file.size);
    case hereColumn: return hereText(index.row());
    default: return {};
    }
}

bool HubFileModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (m_locked || role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() != nameColumn)
        return false;
    NeededFile &file = m_needed.files[index.row()];
    file.chosen = value.toInt() == Qt::Checked;
    if (file.chosen && file.isAlternative)
        for (qsizetype row = 0; row < m_needed.files.size(); ++row)
            if (row != index.row() && m_needed.files.at(row).isAlternative)
                m_needed.files[row].chosen = false;
    Q_EMIT dataChanged(this->index(0, nameColumn), this->index(rowCount() - 1, nameColumn));
    Q_EMIT choiceChanged();
    return true;
}

Qt::ItemFlags HubFileModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == nameColumn && !m_locked)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant HubFileModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment((section == sizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case nameColumn: return tr("File");
    case roleColumn: return tr("What it is");
    case sizeColumn: return tr("Size");
    case hereColumn: return QString();
    default: return {};
    }
}

} // namespace headscope
