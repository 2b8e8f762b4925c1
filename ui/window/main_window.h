// The window: bars, workspaces, right dock, and the wiring between them. No painting and no arithmetic.
#pragma once

#include "ui/session/recent_models.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/session/token_pinner.h"
#include "ui/window/remembered_window.h"

#include <QMainWindow>
#include <QPointer>

class QSplitter;
class QStackedWidget;

namespace headscope {

class DropCue;
class HeadsWorkspace;
class HubDialog;
class NoticeBar;
class PanelFolds;
class OfferBar;
class PictureKeys;
class PointerHalo;
class PresentBar;
class PresetLocks;
class RightDock;
class StartCard;
class SessionFiles;
class SessionKeeper;
class StatusLine;
class TokenBar;
class TopBar;
class View;
class WalkWorkspace;
class WindowSession;

enum class FirstWay;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// `remember` restores and saves window state, text and appearance; tests and pictures start from the defaults instead.
    explicit MainWindow(bool remember, QWidget *parent = nullptr);
    ~MainWindow() override;

    Session &session() { return m_session; }
    Selection &selection() { return m_selection; }
    WalkWorkspace &walk() { return *m_walk; }
    HeadsWorkspace &heads() { return *m_heads; }
    RightDock &dock() { return *m_dock; }
    QSplitter &body() { return *m_body; } ///< between the workspace and the dock
    TopBar &topBar() { return *m_topBar; }
    TokenBar &tokenBar() { return *m_tokenBar; }
    NoticeBar &notice() { return *m_notice; }
    PresentBar &presentBar() { return *m_presentBar; }
    StatusLine &statusLine() { return *m_status; }
    DropCue &dropCue() { return *m_dropCue; }
    StartCard &startCard() { return *m_start; }
    PanelFolds &folds() { return *m_folds; }
    PictureKeys &keys() { return *m_keys; }
    RecentModels &recentModels() { return m_recent; }
    WindowSession &work() { return *m_work; }
    SessionFiles &files() { return *m_files; }
    OfferBar &offer() { return *m_offer; } ///< of what an earlier process left
    OfferBar &presetBar() { return *m_presetBar; } ///< the note of a preset
    PresetLocks &locks() { return *m_locks; }
    Workspace workspace() const { return m_workspace; }
    /// The view that Export and Copy act on.
    View &currentView();
    bool isPresenting() const { return m_presenting; }

    /// Why nothing is remembered: said until it is dismissed.
    void setSettingsProblem(const QString &problem) { m_settingsProblem = problem; }
    /// Nothing was ever remembered: somebody sees Headscope for the first time.
    bool isFirstStart() { return m_remembered.isFirstStart(); }
    /// Opens what was remembered: the model and sentence of last time, or the built-in ones.
    void openRemembered();
    /// A session, a model folder, a file of one, a GGUF file, or a text file (its content becomes the sentence).
    void openPath(const QString &path);
    /// A session's file. False, and the notice says why, where it is none; what was there stays.
    bool openSession(const QString &path);
    /// Keeps the work in `folder` while it goes on, and offers what is left there.
    void keepWork(const QString &folder);
    /// Nobody can be asked any more: the process is told to end. The next start offers what there is now.
    void leaveQuietly();

public Q_SLOTS:
    void showWorkspace(headscope::Workspace workspace);
    /// On the whole screen, or in the window as it is.
    void setPresenting(bool on, bool onWholeScreen = true);
    /// The next or previous stage, in Heads the next or previous head: what a clicker asks for.
    void step(int steps);
    /// The keys go to the sentence; while presenting it comes into sight for it.
    void editSentence();
    /// In an editor of several lines: the sentence, or the second text where that has the keys.
    void editLines();
    /// What would one like to do? Asked at a first start, and by Help > Start.
    void welcome();
    /// The stages of the first sentence, one after the other, with a word on each.
    void learn();
    /// The menu bar's first menu, or, where there is no bar, the menu of its button.
    void openMenu();
    void exportView();
    void chooseFolder();
    void chooseModelFile();
    void chooseText();
    /// Not modal: a long download leaves the window usable. There is one such dialog at a time.
    void getFromHub();
    void showAboutModel();
    /// Goes on with the text, or stops doing so.
    void toggleGenerating();
    /// Opens or removes the second sentence.
    void togglePair();
    void copyPictureOfView();
    void copyNumbersOfView();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void escape();
    /// The bars and panels that the window's size and the user's choices leave.
    void makeRoom();
    void fold();
    void receiveModel();
    void receiveTrace();
    void showProblem(const QString &message);
    QStringList notesOf(const Trace &trace) const;
    void showHints();
    void leaveSentence();
    void followPresenting();
    void go(FirstWay way);
    void beginTour();
    void showTitle();
    void showPreset();
    void actOnNotice();

    Session m_session;
    Selection m_selection{m_session};
    TokenPinner m_pinner{m_session, m_selection};
    RememberedWindow m_remembered;
    RecentModels m_recent;
    Workspace m_workspace = Workspace::walk;
    bool m_presenting = false;
    bool m_onWholeScreen = false; ///< presenting
    bool m_wasMaximized = false;
    double m_zoomBefore = 1; ///< presenting, which has its own
    QString m_settingsProblem;
    int m_pastedUpTo = 0; ///< a field held no more characters of what was pasted; 0: all of it
    bool m_keepsOldFile = false; ///< the user does not want to hear of a file that was replaced
    bool m_leavesQuietly = false;

    TopBar *m_topBar = nullptr;
    TokenBar *m_tokenBar = nullptr;
    NoticeBar *m_notice = nullptr;
    OfferBar *m_offer = nullptr;
    OfferBar *m_presetBar = nullptr;
    PresetLocks *m_locks = nullptr;
    QSplitter *m_body = nullptr;
    QStackedWidget *m_centre = nullptr;
    WalkWorkspace *m_walk = nullptr;
    HeadsWorkspace *m_heads = nullptr;
    RightDock *m_dock = nullptr;
    StatusLine *m_status = nullptr;
    PanelFolds *m_folds = nullptr;
    PictureKeys *m_keys = nullptr;
    PresentBar *m_presentBar = nullptr;
    PointerHalo *m_halo = nullptr;
    QPointer<HubDialog> m_hubDialog; ///< while it is open
    DropCue *m_dropCue = nullptr;
    StartCard *m_start = nullptr;
    bool m_touring = false; ///< as soon as its model and sentence are there
    WindowSession *m_work = nullptr;
    SessionFiles *m_files = nullptr;
    SessionKeeper *m_keeper = nullptr; ///< null: nothing is kept
};

} // namespace headscope
