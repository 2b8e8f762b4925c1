#include "ui/window/model_menu.h"

#include "ui/hub/hub_environment.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/model_words.h"
#include "ui/session/shown_words.h"
#include "ui/theme/plain_text.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"

#include <QDir>
#include <QFileInfo>

namespace headscope {

namespace {

constexpr int kMostCached = 20; // more are in the dialog of the Hugging Face Hub

/// "~/models/gpt2".
QString shortPath(const QString &path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home + QLatin1Char('/')) ? QStringLiteral("~") + path.mid(home.size()) : path;
}

} // namespace

ModelMenu::ModelMenu(MainWindow &window, const QList<QAction *> &others)
    : QMenu(&window)
    , m_window(window)
    , m_others(others)
    , m_reading(this)
{
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &ModelMenu::fill);
    fill();
}

QAction *ModelMenu::addModel(QMenu &menu, const QString &title, const QString &path)
{
    QAction *action = menu.addAction(withoutMnemonics(shownWords(title)));
    action->setToolTip(shownWords(shortPath(path)));
    const auto model = m_window.session().model();
    action->setCheckable(true);
    action->setChecked(model && fromLocalBytes(model->folder().string()) == path);
    connect(action, &QAction::triggered, this, [this, path] { m_window.opener().open(path); });
    return action;
}

void ModelMenu::fill()
{
    clear();
    for (const BuiltInModel &model : builtInModels())
        addModel(*this, model.title, model.folder);
    const RecentModels &recent = m_window.recentModels();
    if (!recent.paths().isEmpty())
        addSeparator();
    for (const QString &path : recent.paths())
        addModel(*this, recent.title(path), path)->setEnabled(isThere(path));
    addSeparator();
    m_cachedMenu = addMenu(tr("Hugging Face cache"));
    m_cachedMenu->setToolTipsVisible(true);
    fillCached();
    addSeparator();
    addActions(m_others);
    if (!m_reading.isBusy())
        m_reading.start([](const JobLink &) { return HubCache(HubEnvironment::of().cacheFolder).models(); },
            [this](const QList<CachedModel> &models) {
                m_cached = models;
                fillCached();
            },
            [](const QString &) {}); // those of the last time stay
}

void ModelMenu::fillCached()
{
    m_cachedMenu->clear();
    m_cachedMenu->menuAction()->setVisible(!m_cached.isEmpty());
    for (const CachedModel &model : m_cached.mid(0, kMostCached)) {
        const bool isMain = model.revision.isEmpty() || model.revision == QStringLiteral("main");
        addModel(*m_cachedMenu, isMain ? model.id : tr("%1 at %2").arg(model.id, model.revision), model.folder);
    }
}

void fillRecentMenu(QMenu &menu, MainWindow &window, RecentFiles &recent)
{
    menu.clear();
    menu.setToolTipsVisible(true);
    int number = 1;
    for (const QString &path : recent.paths()) {
        const bool there = isThere(path);
        const QString title = there ? recent.title(path) : MainWindow::tr("%1 (not there any more)").arg(recent.title(path));
        QAction *action = menu.addAction(QStringLiteral("&%1  %2").arg(QString::number(number++ % 10), withoutMnemonics(title)));
        const QString shown = shownWords(shortPath(path));
        action->setToolTip(there ? shown : MainWindow::tr("%1 is not there any more").arg(shown));
        action->setEnabled(there);
        QObject::connect(action, &QAction::triggered, &window, [&window, path] { window.opener().open(path); });
    }
    menu.addSeparator();
    QAction *clear = menu.addAction(MainWindow::tr("&Clear This List"));
    clear->setEnabled(!recent.paths().isEmpty());
    QObject::connect(clear, &QAction::triggered, &window, [&recent] { recent.clear(); });
}

} // namespace headscope
