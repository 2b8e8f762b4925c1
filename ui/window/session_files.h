// File > Open Session, Save, Save As: which file the window's work is saved in, whether that is as it is now, and what a person is asked
// before something would be lost.
#pragma once

#include "src/sessions/session_state.h"
#include "ui/session/recent_files.h"

#include <QObject>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace headscope {

class MainWindow;
class WindowSession;

/// What was opened read-only, for students.
struct Preset {
    QString file;
    QString note;
    std::vector<SessionControl> locked;
};

/// By its name: NAME.headscope.
bool isSessionFile(const QString &path);

class SessionFiles : public QObject {
    Q_OBJECT

public:
    /// `remember`: sessions opened and saved are listed for the next time.
    SessionFiles(MainWindow &window, WindowSession &work, bool remember);

    /// Empty: not saved yet. Of a preset too: it is read, never written.
    const QString &path() const { return m_open.path; }
    bool isModified() const { return m_isModified; }
    /// Nothing: what is open is none.
    const std::optional<Preset> &preset() const { return m_open.preset; }
    /// Opened and saved lately.
    RecentSessions &recent() { return m_recent; }
    /// Throws Error where the file is none; what was there stays.
    void open(const QString &path);
    /// Throws Error where it cannot be written; an older file stays as it was.
    void saveAs(const QString &path);
    /// What there is now, with a note and locks; the window goes on with its own. Throws Error as saveAs does.
    void savePreset(const QString &path, const QString &note, const std::vector<SessionControl> &locked);

    /// With the dialogs and questions of the window, which says what went wrong.
    void chooseAndOpen();
    void save();
    void chooseAndSave();
    void chooseAndSavePreset();
    /// Of a preset: as it was opened.
    void startOver();
    /// Copies the command line that makes the figure one sees; saves the session first where only that can say it.
    void copyCommand();
    /// False when the person would rather not lose what is not saved.
    bool mayLeave();

Q_SIGNALS:
    /// path() or isModified().
    void stateChanged();

private:
    void follow();
    void write();
    void addWeights();
    QString chosenName() const;
    bool tell(const std::function<void()> &action);
    void setModified(bool modified);

    MainWindow &m_window;
    WindowSession &m_work;
    struct OpenFile {
        QString path = {};
        std::optional<Preset> preset = {};
        std::optional<SessionState> saved = {}; ///< what the file has, without the digest of the weights; nothing: not known yet
        std::optional<SessionState> written = {}; ///< what was saved last
    };
    OpenFile m_open;
    std::optional<OpenFile> m_before; ///< stays where what is being opened does not come
    RecentSessions m_recent;
    bool m_isModified = false;
};

} // namespace headscope
