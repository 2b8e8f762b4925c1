// The menu of the model button: built-in models, those opened lately, those in the Hugging Face cache, and how to open another.
#pragma once

#include "ui/hub/hub_cache.h"
#include "ui/jobs/job.h"

#include <QMenu>

namespace headscope {

class MainWindow;

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

/// Fills a menu with the models opened lately, newest first; those that are gone are greyed.
void fillRecentMenu(QMenu &menu, MainWindow &window);

} // namespace headscope
