// File > Get from Hugging Face Hub: name a model, see what it would take, load it, open it; below, what is on this computer already.
// Trap: nothing here uses the network until a button is pressed.
#pragma once

#include "ui/hub/hub_download.h"
#include "ui/hub/hub_lookup.h"
#include "ui/window/hub_file_model.h"

#include <QDialog>
#include <QStringList>

#include <optional>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QStackedLayout;
class QTreeView;

namespace headscope {

class HubCachedModels;

class HubDialog : public QDialog {
    Q_OBJECT

public:
    /// `families`: the model types ("gpt2") that can be opened.
    HubDialog(HubEnvironment environment, QStringList families, HubTiming timing = {}, QWidget *parent = nullptr);
    ~HubDialog() override;

    QString message() const;
    bool isError() const { return m_isError; }

Q_SIGNALS:
    /// A model that was just loaded, or chosen from those that are here.
    void openRequested(const QString &folder);

public Q_SLOTS:
    /// Cancels a download; what was loaded stays for the next time.
    void reject() override;

private:
    enum class State { asking, looking, listed, loading };

    void buildForm();
    void buildTable();
    void buildProgress();
    void layOut();
    void setState(State state);
    void refreshButtons();
    void refreshTotal();
    void look();
    void showFindings(const HubFindings &findings);
    void download();
    void cancel();
    void showProgress(const HubProgress &progress);
    void sayLoading();
    void finish(const QString &folder);
    void showMessage(const QString &text, bool error = false);
    bool isSupported() const;

    HubEnvironment m_environment;
    QStringList m_families;
    HubCache m_cache;
    HubLookup m_lookup;
    HubDownload m_download;
    HubFileModel m_files;
    State m_state = State::asking;
    std::optional<HubAddress> m_address; ///< of what is listed
    HubFindings m_findings;
    bool m_stopped = false; ///< a download of these files was begun and did not end
    qint64 m_lastDone = 0; ///< bytes, of the newest progress
    bool m_isError = false;

    QLineEdit *m_repository = nullptr;
    QLineEdit *m_revision = nullptr;
    QPushButton *m_show = nullptr;
    QLabel *m_message = nullptr;
    QStackedLayout *m_centre = nullptr; ///< the table, or a hint while there is none
    QTreeView *m_table = nullptr;
    QLabel *m_hint = nullptr;
    QLabel *m_total = nullptr;
    QProgressBar *m_bar = nullptr;
    QLabel *m_progressText = nullptr;
    QPushButton *m_get = nullptr;
    QPushButton *m_cancel = nullptr;
    HubCachedModels *m_cached = nullptr;
};

/// "about 3 min left"; nothing when it cannot be foreseen.
QString timeLeftText(qint64 bytes, double bytesPerSecond);

} // namespace headscope
