// The menu of the model button: built-in models, those opened lately, those in the Hugging Face cache, and how to open another.
#pragma once

#include "ui/hub/hub_cache.h"
#include "ui/jobs/job.h"

#include <QMenu>

namespace headscope {

class MainWindow;
class RecentFiles;

class ModelMenu : public QMenu {
    Q_OBJECT

public:
    ModelMenu(MainWindow &window, const QList<QAction *> &others);

private:
    void fill();
    void fillCached();
    QAction *addModel(QMenu &menu, const QString &title, const QString &path);

    MainWindow &m_window;
    QList<QAction *> m_others; ///< beneath the models
    QMenu *m_cachedMenu = nullptr;
    QList<CachedModel> m_cached;
    Job m_reading;
};

/// Fills a menu with what was opened lately, newest first; what is gone says so.
void fillRecentMenu(QMenu &menu, MainWindow &window, RecentFiles &recent);

} // namespace headscope
