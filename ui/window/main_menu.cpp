// Trap: plain keys (arrows, Space, Home) must not be taken from the sentence or from a focused button, so their actions are no shortcuts of
// the window: picture_keys.h gives them what nobody else understands.
#include "ui/window/main_menu.h"
#include "ui/window/first_steps.h"

#include "ui/session/built_in_models.h"
#include "ui/session/masking.h"
#include "ui/theme/color_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/shared/pattern/head_choice.h"
#include "ui/views/walk/walk_view.h"
#include "ui/window/help_boxes.h"
#include "ui/window/key_page.h"
#include "ui/window/main_window.h"
#include "ui/window/model_menu.h"
#include "ui/window/opener.h"
#include "ui/window/panel_folds.h"
#include "ui/window/picture_keys.h"
#include "ui/window/presentation.h"
#include "ui/window/preset_locks.h"
#include "ui/window/session_files.h"
#include "ui/window/top_bar.h"
#include "ui/window/view_actions.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"
#include "ui/window/workspaces.h"

#include <QActionGroup>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>

#include <algorithm>
#include <functional>
#include <utility>

namespace headscope {

namespace {

QString tr(const char *text)
{
    return MainWindow::tr(text);
}

template <typename Function>
QAction *add(QMenu &menu, const QString &text, const QKeySequence &keys, QObject &context, Function &&run)
{
    QAction *action = menu.addAction(text);
    action->setShortcut(keys);
    QObject::connect(action, &QAction::triggered, &context, std::forward<Function>(run));
    return action;
}

QMenu &addRecent(QMenu &menu, MainWindow &window, const QString &title, RecentFiles &recent)
{
    QMenu &list = *menu.addMenu(title);
    QObject::connect(&list, &QMenu::aboutToShow, &window, [&list, &window, &recent] { fillRecentMenu(list, window, recent); });
    fillRecentMenu(list, window, recent);
    return list;
}

void buildFileMenu(MainWindow &window)
{
    QMenu &menu = *window.menuBar()->addMenu(tr("&File"));
    menu.setToolTipsVisible(true); // why an entry is off
    add(menu, tr("&Open Session…"), QKeySequence::Open, window, [&window] { window.files().chooseAndOpen(); });
    addRecent(menu, window, tr("Recent Sess&ions"), window.files().recent());
    add(menu, tr("&Save"), QKeySequence::Save, window, [&window] { window.files().save(); });
    add(menu, tr("Save &As…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), window, [&window] { window.files().chooseAndSave(); });
    add(menu, tr("Save as &Preset…"), {}, window, [&window] { window.files().chooseAndSavePreset(); });
    menu.addSeparator();
    QAction *folder = add(menu, tr("Open Mo&del Folder…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_M), window,
        [&window] { window.opener().chooseFolder(); });
    QAction *file = add(menu, tr("Open Model &File…"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_O), window,
        [&window] { window.opener().chooseModelFile(); });
    QAction *hub = add(menu, tr("&Get from Hugging Face Hub…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_H), window,
        [&window] { window.opener().getFromHub(); });
    for (QAction *action : {folder, file, hub})
        changes(SessionControl::model, action);
    changes(SessionControl::model, addRecent(menu, window, tr("&Recent Models"), window.recentModels()).menuAction());
    QMenu &models = *menu.addMenu(tr("Built-in &Models"));
    changes(SessionControl::model, models.menuAction());
    for (const BuiltInModel &model : builtInModels())
        add(models, model.title, {}, window, [&window, name = model.name] { window.session().openModel(name); });
    menu.addSeparator();
    changes(SessionControl::text, add(menu, tr("Open &Text File…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), window, [&window] {
        window.opener().chooseText();
    }));
    menu.addSeparator();
    add(menu, tr("&Export…"), QKeySequence(Qt::CTRL | Qt::Key_E), window, [&window] { exportView(window); })->setObjectName(kExport);
    menu.addSeparator();
    add(menu, tr("Pa&ge Setup…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), window, [&window] { setUpPage(window); });
    needsPicture(window, add(menu, tr("&Print…"), QKeySequence::Print, window, [&window] { printView(window); }));
    menu.addSeparator();
    add(menu, tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), window, [&window] { window.close(); });

    QMenu &model = *window.menuBar()->addMenu(tr("&Model"));
    QAction *about
        = add(model, tr("&About This Model…"), QKeySequence(Qt::CTRL | Qt::Key_I), window, [&window] { window.showAboutModel(); });
    model.addSeparator();
    QAction *generate = add(model, tr("&Generate"), QKeySequence(Qt::CTRL | Qt::Key_G), window, [&window] { window.toggleGenerating(); });
    QObject::connect(&window.session(), &Session::generatingChanged, generate,
        [generate](bool running) { generate->setText(running ? tr("Stop &Generating") : tr("&Generate")); });
    QAction *use = add(model, tr("&Use Generated as Text"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G), window,
        [&window] { window.session().useGeneratedAsText(); });
    QAction *drop = add(model, tr("&Drop Generated"), {}, window, [&window] { window.session().clearGenerated(); });
    for (QAction *action : {generate, use, drop})
        changes(SessionControl::generate, action);
    for (QAction *action : {use, drop}) {
        action->setEnabled(false);
        QObject::connect(&window.session(), &Session::generatedChanged, action,
            [action, &window] { action->setEnabled(!window.session().prompt().generated.empty()); });
    }
    model.addSeparator();
    QAction *pair = add(model, tr("Second &Sentence"), QKeySequence(Qt::CTRL | Qt::Key_B), window, [&window] { window.togglePair(); });
    changes(SessionControl::text, pair)->setCheckable(true);
    const auto followPair = [pair, &window] {
        const auto open = window.session().model();
        pair->setEnabled(open && takesPairs(*open));
        pair->setChecked(open && takesPairs(*open) && window.session().prompt().pair.has_value());
    };
    QObject::connect(&window.session(), &Session::modelChanged, pair, followPair);
    QObject::connect(&window.session(), &Session::textChanged, pair, followPair);
    followPair();

    window.topBar().modelButton().setMenu(new ModelMenu(window, {folder, file, hub, about}));
}

void buildEditMenu(MainWindow &window)
{
    QMenu &menu = *window.menuBar()->addMenu(tr("&Edit"));
    menu.setToolTipsVisible(true); // why an entry is off
    QAction *undo = window.session().undoStack().createUndoAction(&window, tr("&Undo"));
    QAction *redo = window.session().undoStack().createRedoAction(&window, tr("&Redo"));
    undo->setShortcut(QKeySequence::Undo);
    redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
    menu.addAction(undo);
    menu.addAction(redo);
    QAction *reset = add(
        menu, tr("Re&set All Edits"), QKeySequence(Qt::CTRL | Qt::Key_Backspace), window, [&window] { window.session().resetEdits(); });
    for (QAction *action : {undo, redo, reset})
        changes(SessionControl::edits, action);
    reset->setEnabled(false);
    QObject::connect(
        &window.session(), &Session::editsChanged, reset, [&window, reset] { reset->setEnabled(!window.session().edits().empty()); });
    QAction *mask = add(menu, tr("&Mask the Pinned Token"), QKeySequence(Qt::Key_M), window,
        [&window] { toggleMask(window.session(), window.selection().rowOf(0)); });
    window.keys().add(Workspace::heads, *changes(SessionControl::edits, mask));
    const auto followMask = [mask, &window] {
        const auto open = window.session().model();
        mask->setEnabled(open && canMask(*open));
        mask->setText(
            isMasked(window.session(), window.selection().rowOf(0)) ? tr("Un&mask the Pinned Token") : tr("&Mask the Pinned Token"));
    };
    QObject::connect(&window.session(), &Session::modelChanged, mask, followMask);
    QObject::connect(&window.session(), &Session::editsChanged, mask, followMask);
    QObject::connect(&window.selection(), &Selection::changed, mask, followMask);
    followMask();
    menu.addSeparator();
    needsPicture(window,
        add(menu, tr("Copy &Picture"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), window, [&window] { copyPictureOfView(window); }));
    needsPicture(window,
        add(menu, tr("Copy &Numbers"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C), window, [&window] { copyNumbersOfView(window); }));
    add(menu, tr("Copy as Command &Line"), {}, window, [&window] { window.files().copyCommand(); });
    menu.addSeparator();
    changes(SessionControl::text,
        add(menu, tr("Edit the &Sentence"), QKeySequence(Qt::CTRL | Qt::Key_L), window, [&window] { window.editSentence(); }));
    changes(SessionControl::text,
        add(menu, tr("Edit in Several &Lines"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L), window, [&window] { window.editLines(); }));
}

void addChoices(
    QMenu &menu, MainWindow &window, const QStringList &names, const QString &current, const std::function<void(QString)> &choose)
{
    auto *group = new QActionGroup(&menu);
    for (const QString &name : names) {
        QAction *action = add(menu, name, {}, window, [choose, name] { choose(name); });
        action->setCheckable(true);
        action->setChecked(name == current);
        group->addAction(action);
    }
}

/// The views of the Heads workspace. Their keys are plain digits. A tenth has none: 0 shows all of a picture.
void addHeadsViews(QMenu &menu, MainWindow &window)
{
    HeadsWorkspace &heads = window.heads();
    auto *group = new QActionGroup(&menu);
    int key = Qt::Key_1;
    for (const HeadsWorkspace::Entry &entry : heads.views()) {
        QAction *action = add(menu, entry.title, key <= Qt::Key_9 ? QKeySequence(static_cast<Qt::Key>(key++)) : QKeySequence(), heads,
            [&window, &heads, id = entry.id] {
                if (window.showWorkspace(Workspace::heads))
                    heads.showView(id);
            });
        changes(SessionControl::view, action);
        action->setCheckable(true);
        window.keys().add(Workspace::heads, *action);
        group->addAction(action);
        const auto follow = [action, &heads, id = entry.id] { action->setChecked(heads.currentId() == id); };
        QObject::connect(&heads, &HeadsWorkspace::viewChanged, action, follow);
        follow();
    }
}

void addComparison(QMenu &menu, MainWindow &window)
{
    HeadsWorkspace &heads = window.heads();
    menu.addSeparator();
    const auto onHeads = [&](const QString &text, const QKeySequence &keys, auto run) {
        QAction *action = add(menu, text, keys, heads, [&window, run] {
            if (window.showWorkspace(Workspace::heads))
                run();
        });
        window.keys().add(Workspace::heads, *action);
    };
    onHeads(tr("Pin as &A"), Qt::Key_A, [&heads] { heads.compare()->pinA(); });
    onHeads(tr("Pin as &B"), Qt::Key_B, [&heads] { heads.compare()->pinB(); });
    onHeads(tr("&Compare with A"), Qt::Key_C, [&heads] { heads.startComparison(); });
    onHeads(tr("&Unpin A and B"), QKeySequence(Qt::SHIFT | Qt::Key_A), [&heads] { heads.compare()->unpin(); });
}

void addPanels(QMenu &menu, MainWindow &window)
{
    PanelFolds &folds = window.folds();
    for (const PanelSideInfo &panel : kPanelSides) {
        QAction *action
            = add(menu, PanelFolds::tr(panel.title), QKeySequence(panel.key), window, [&folds, id = panel.id] { folds.toggle(id); });
        action->setCheckable(true);
        const auto follow = [action, &folds, id = panel.id] { action->setChecked(!folds.isFolded(id)); };
        QObject::connect(&folds, &PanelFolds::changed, action, follow);
        follow();
    }
    add(menu, tr("&All Panels, or None"), QKeySequence(Qt::Key_F9), window, [&folds] { folds.toggleAll(); });
}

void buildViewMenu(MainWindow &window)
{
    Appearance &appearance = Appearance::instance();
    QMenu &menu = *window.menuBar()->addMenu(tr("&View"));
    for (const WorkspaceWords &words : kWorkspaceWords)
        changes(SessionControl::workspace,
            add(menu, MainWindow::tr(words.menu), keyOf(words.id), window, [&window, id = words.id] { window.showWorkspace(id); }));
    QMenu &heads = *menu.addMenu(tr("View of a &Head"));
    addHeadsViews(heads, window);
    addComparison(heads, window);
    QAction *map = changes(SessionControl::workspace, menu.addAction(tr("&Map of the Model")));
    map->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_M));
    map->setCheckable(true);
    QObject::connect(map, &QAction::triggered, &window, [&window, map] {
        const bool toMap = window.workspace() != Workspace::walk || !window.walk().isMapShown();
        if (window.showWorkspace(Workspace::walk))
            window.walk().showMap(toMap);
        window.currentView().setFocus(Qt::OtherFocusReason);
        map->setChecked(window.walk().isMapShown()); // shown already when one comes from Heads: then a click alone has turned the mark
    });
    QObject::connect(&window.walk(), &WalkWorkspace::mapShown, map, &QAction::setChecked);
    menu.addSeparator();
    addPanels(menu, window);
    menu.addSeparator();
    QMenu &shown = *menu.addMenu(tr("&Numbers"));
    const std::pair<QString, Shown> kinds[]
        = {{tr("&Edited"), Shown::edited}, {tr("&Original"), Shown::original}, {tr("&Difference"), Shown::difference}};
    auto *shownGroup = new QActionGroup(&window);
    int key = Qt::Key_1;
    for (const auto &[text, kind] : kinds) {
        QAction *action = add(shown, text, QKeySequence(Qt::ALT | static_cast<Qt::Key>(key++)), window,
            [&window, kind = kind] { window.selection().setShown(kind); });
        action->setCheckable(true);
        action->setChecked(kind == window.selection().shown());
        shownGroup->addAction(action);
        QObject::connect(&window.selection(), &Selection::changed, action,
            [&window, action, kind = kind] { action->setChecked(window.selection().shown() == kind); });
    }
    menu.addSeparator();
    QMenu &theme = *menu.addMenu(tr("&Theme"));
    const std::pair<QString, Appearance::Mode> modes[] = {
        {tr("As the &System"), Appearance::Mode::system}, {tr("&Light"), Appearance::Mode::light}, {tr("&Dark"), Appearance::Mode::dark}};
    auto *themeGroup = new QActionGroup(&window);
    for (const auto &[text, mode] : modes) {
        QAction *action = add(theme, text, {}, window, [mode = mode] { Appearance::instance().setMode(mode); });
        action->setCheckable(true);
        action->setChecked(appearance.mode() == mode);
        themeGroup->addAction(action);
    }
    const auto nameOr = [](const QString &name, const QStringList &names) { return names.contains(name) ? name : names.first(); };
    addChoices(*menu.addMenu(tr("Scale for &Weights")), window, ColorScale::sequentialNames(),
        nameOr(appearance.sequentialScale(), ColorScale::sequentialNames()),
        [](const QString &name) { Appearance::instance().setSequentialScale(name); });
    addChoices(*menu.addMenu(tr("Scale for &Signed Numbers")), window, ColorScale::divergingNames(),
        nameOr(appearance.divergingScale(), ColorScale::divergingNames()),
        [](const QString &name) { Appearance::instance().setDivergingScale(name); });
    QAction *animations = add(menu, tr("Smooth &Transitions"), {}, window, [] {});
    animations->setCheckable(true);
    animations->setChecked(appearance.animations());
    QObject::connect(animations, &QAction::toggled, &window, [](bool on) { Appearance::instance().setAnimations(on); });
    menu.addSeparator();
    add(menu, tr("&Larger Text"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Plus), window,
        [] { Appearance::instance().setZoom(Appearance::instance().zoom() * 1.1); });
    add(menu, tr("S&maller Text"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Minus), window,
        [] { Appearance::instance().setZoom(Appearance::instance().zoom() / 1.1); });
    add(menu, tr("Normal Text Si&ze"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_0), window,
        [] { Appearance::instance().setZoom(Appearance::instance().normalZoom()); });
    menu.addSeparator();
    add(menu, tr("&Present"), QKeySequence(Qt::Key_F11), window, [&window] {
        window.presentation().set(!window.presentation().isOn());
    })->setObjectName(kPresent);
}

/// From the picked head to another, which is looked at alone then.
void addHeadSteps(QMenu &menu, MainWindow &window)
{
    constexpr int kAll = 1'000'000;
    const auto step = [&](const QString &text, const QKeySequence &keys, int layers, int heads) {
        QAction *action = add(menu, text, keys, window.heads(), [&window, layers, heads] {
            const auto model = window.session().model();
            if (!model || !window.showWorkspace(Workspace::heads))
                return;
            const TransformerConfig &config = model->config();
            const Selection &picked = window.selection();
            chooseHead(window.selection(),
                {std::clamp(picked.layer() + layers, 0, config.layers - 1), std::clamp(picked.head() + heads, 0, config.heads - 1)});
        });
        window.keys().add(Workspace::heads, *changes(SessionControl::head, action));
        return action;
    };
    step(tr("Head at the &Right"), Qt::Key_Right, 0, 1)->setObjectName(kHeadAtRight);
    step(tr("Head at the &Left"), Qt::Key_Left, 0, -1);
    step(tr("Head &Below"), Qt::Key_Down, 1, 0);
    step(tr("Head &Above"), Qt::Key_Up, -1, 0);
    step(tr("&First of the Layer"), Qt::Key_Home, 0, -kAll);
    step(tr("La&st of the Layer"), Qt::Key_End, 0, kAll);
    step(tr("Fi&rst of All"), QKeySequence(Qt::CTRL | Qt::Key_Home), -kAll, -kAll);
    step(tr("Last &of All"), QKeySequence(Qt::CTRL | Qt::Key_End), kAll, kAll);
}

void buildGoMenu(MainWindow &window)
{
    QMenu &menu = *window.menuBar()->addMenu(tr("&Go"));
    WalkWorkspace &walk = window.walk();
    const auto onWalk = [&](const QString &text, const QKeySequence &keys, auto run) {
        QAction *action = add(menu, text, keys, walk, [&window, run] {
            if (window.showWorkspace(Workspace::walk))
                run();
        });
        changes(SessionControl::stage, action);
        window.keys().add(Workspace::walk, *action);
        return action;
    };
    onWalk(tr("&Next Stage"), Qt::Key_Right, [&walk] { walk.step(1); })->setObjectName(kNextStage);
    onWalk(tr("&Previous Stage"), Qt::Key_Left, [&walk] { walk.step(-1); })->setObjectName(kPreviousStage);
    onWalk(tr("&First Stage"), Qt::Key_Home, [&walk] { walk.goToFirst(); });
    onWalk(tr("&Last Stage"), Qt::Key_End, [&walk] { walk.goToLast(); });
    onWalk(tr("P&lay or Pause"), Qt::Key_Space, [&walk] { walk.togglePlay(); })->setObjectName(kPlay);
    menu.addSeparator();
    addHeadSteps(*menu.addMenu(tr("Amon&g the Heads")), window);
    menu.addSeparator();
    const auto move = [&](const QString &text, const QKeySequence &keys, int layers, int heads) {
        QAction *action = add(menu, text, keys, window, [&window, layers, heads] {
            const auto trace = window.session().trace();
            if (!trace)
                return;
            if (window.presentation().isOn() && layers != 0) // the keys of a clicker
                return window.step(layers);
            StageKey key = window.selection().key();
            key.layer = qBound(0, key.layer + layers, trace->config().layers - 1);
            key.head = qBound(0, key.head + heads, trace->config().heads - 1);
            window.selection().setKey(key);
        });
        window.addAction(changes(SessionControl::head, action));
    };
    move(tr("Next La&yer"), Qt::Key_PageDown, 1, 0);
    move(tr("Previous Lay&er"), Qt::Key_PageUp, -1, 0);
    move(tr("Next &Head"), QKeySequence(Qt::SHIFT | Qt::Key_PageDown), 0, 1);
    move(tr("Previous He&ad"), QKeySequence(Qt::SHIFT | Qt::Key_PageUp), 0, -1);
    menu.addSeparator();
    add(menu, tr("&Menu"), QKeySequence(Qt::Key_F10), window, [&window] { window.openMenu(); });
}

void buildHelpMenu(MainWindow &window)
{
    QMenu &menu = *window.menuBar()->addMenu(tr("&Help"));
    add(menu, tr("&Start…"), {}, window, [&window] { window.firstSteps().welcome(); });
    QAction *keys = add(menu, tr("&Keys and Mouse"), {}, window, [&window] { KeyPage(window).exec(); });
    keys->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)});
    keys->setObjectName(kKeyPage);
    add(menu, tr("&About Headscope"), {}, window, [&window] { showAbout(window); });
}

} // namespace

/// The keys of a menu work where the menu is to be seen; the window's own do while the menu bar is hidden, too.
void addKeys(MainWindow &window, const QMenu &menu)
{
    for (QAction *action : menu.actions()) {
        if (action->menu())
            addKeys(window, *action->menu());
        else if (action->shortcutContext() == Qt::WindowShortcut && !action->shortcut().isEmpty())
            window.addAction(action);
    }
}

void buildMainMenu(MainWindow &window)
{
    buildFileMenu(window);
    buildEditMenu(window);
    buildViewMenu(window);
    buildGoMenu(window);
    buildHelpMenu(window);
    for (const QAction *menu : window.menuBar()->actions())
        addKeys(window, *menu->menu());
}

} // namespace headscope
