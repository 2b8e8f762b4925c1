// What a person opens: chosen in a dialog, dropped onto the window, or named on the command line.
#pragma once

#include <QObject>
#include <QPointer>

class QDragEnterEvent;
class QDropEvent;

namespace headscope {

class DropCue;
class HubDialog;
class MainWindow;

class Opener : public QObject {
    Q_OBJECT

public:
    explicit Opener(MainWindow &window);

    DropCue &cue() { return *m_cue; }
    /// A session, a model folder, a file of one, a GGUF file, or a text file (its content becomes the sentence).
    void open(const QString &path);
    /// A session's file. False, and the notice says why, where it is none; what was there stays.
    bool openSession(const QString &path);

    void chooseFolder();
    void chooseModelFile();
    void chooseText();
    /// Not modal: a long download leaves the window usable. There is one such dialog at a time.
    void getFromHub();

    /// Says what would be done with what is dragged over the window.
    void dragEnter(QDragEnterEvent &event);
    void dragLeave();
    void drop(QDropEvent &event);

private:
    MainWindow &m_window;
    DropCue *m_cue;
    QPointer<HubDialog> m_hubDialog; ///< while it is open
};

} // namespace headscope
