// "Already on this computer": the models in the Hugging Face cache, whoever loaded them. Double-click or Enter opens one.
#pragma once

#include "ui/hub/hub_cache.h"
#include "ui/jobs/job.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace headscope {

class HubCachedModels : public QWidget {
    Q_OBJECT

public:
    /// `families`: the model types that can be opened; others are listed as what they are.
    HubCachedModels(HubCache cache, QStringList families, QWidget *parent = nullptr);

    /// Reads the cache anew, in the background.
    void refresh();

Q_SIGNALS:
    void openRequested(const QString &folder);

private:
    void show(const QList<CachedModel> &models);
    void open(const QTreeWidgetItem *item);

    HubCache m_cache;
    QStringList m_families;
    Job m_reading;
    QTreeWidget *m_list = nullptr;
    QLabel *m_note = nullptr;
    QPushButton *m_open = nullptr;
};

} // namespace headscope
