// The window: bars, workspaces, right dock, and the wiring between them. No painting and no arithmetic.
#pragma once

#include "ui/session/lab_state.h"
#include "ui/session/recent_files.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/session/token_pinner.h"
#include "ui/window/remembered_window.h"

#include <QMainWindow>

class QSplitter;
class QStackedWidget;

namespace headscope {

class FirstSteps;
class HeadsWorkspace;
class LabWorkspace;
class NoticeBar;
class PanelFolds;
class OfferBar;
class Opener;
class PictureKeys;
class Presentation;
class PresetLocks;
class RightDock;
class SessionFiles;
class SessionKeeper;
class StatusLine;
class TokenBar;
class TopBar;
class View;
class WalkWorkspace;
class WindowNotes;
class WindowSession;

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
    LabWorkspace &lab() { return *m_lab; }
    LabState &labState() { return m_labState; }
    RightDock &dock() { return *m_dock; }
    QSplitter &body() { return *m_body; } ///< between the workspace and the dock
    TopBar &topBar() { return *m_topBar; }
    TokenBar &tokenBar() { return *m_tokenBar; }
    NoticeBar &notice() { return *m_notice; }
    Presentation &presentation() { return *m_presentation; }
    StatusLine &statusLine() { return *m_status; }
    WindowNotes &notes() { return *m_notes; }
    Opener &opener() { return *m_opener; }
    FirstSteps &firstSteps() { return *m_firstSteps; }
    RememberedWindow &remembered() { return m_remembered; }
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

    /// Opens what was remembered: the model and sentence of last time, or the built-in ones.
    void openRemembered();
    /// Keeps the work in `folder` while it goes on, and offers what is left there.
    void keepWork(const QString &folder);
    /// Nobody can be asked any more: the process is told to end. The next start offers what there is now.
    void leaveQuietly();

public Q_SLOTS:
    /// False, and nothing changes, where a preset keeps the other.
    bool showWorkspace(headscope::Workspace workspace);
    /// The next or previous stage, in Heads the next or previous head: what a clicker asks for.
    void step(int steps);
    /// The keys go to the sentence; while presenting it comes into sight for it.
    void editSentence();
    /// In an editor of several lines: the sentence, or the second text where that has the keys.
    void editLines();
    /// The menu bar's first menu, or, where there is no bar, the menu of its button.
    void openMenu();
    void showAboutModel();
    /// Goes on with the text, or stops doing so.
    void toggleGenerating();
    /// Opens or removes the second sentence.
    void togglePair();

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
    /// It speaks of a stage of the model: the Lab and a mechanism's steps are as wide as the window.
    void showDock();
    void leaveSentence();
    void showTitle();
    void showPreset();

    Session m_session;
    Selection m_selection{m_session};
    LabState m_labState{m_session, m_selection};
    TokenPinner m_pinner{m_session, m_selection};
    RememberedWindow m_remembered;
    RecentModels m_recent;
    Workspace m_workspace = Workspace::walk;
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
    LabWorkspace *m_lab = nullptr;
    RightDock *m_dock = nullptr;
    StatusLine *m_status = nullptr;
    PanelFolds *m_folds = nullptr;
    PictureKeys *m_keys = nullptr;
    Presentation *m_presentation = nullptr;
    Opener *m_opener = nullptr;
    FirstSteps *m_firstSteps = nullptr;
    WindowNotes *m_notes = nullptr;
    WindowSession *m_work = nullptr;
    SessionFiles *m_files = nullptr;
    SessionKeeper *m_keeper = nullptr; ///< null: nothing is kept
};

} // namespace headscope
