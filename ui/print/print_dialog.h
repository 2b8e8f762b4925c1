// Print and Page Setup of a view: the page as it will be, the paper, and where it is printed. A PDF file can be had without any printer.
#pragma once

#include "ui/export/figure_writer.h"
#include "ui/print/page_setup.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/view.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace headscope {

class CaptionChoice;
class FigurePreview;
class SegmentedControl;

class PrintDialog : public QDialog {
    Q_OBJECT

public:
    enum class Purpose { print, setUpPage };
    PrintDialog(View &view, Session &session, Selection &selection, Purpose purpose, QWidget *parent = nullptr);

    PageSetup setup() const;
    /// Those of the system, or of tests: behind the file, which is always there. One that was printed on before is chosen again.
    void offerPrinters(const QStringList &names);
    /// Prints to a PDF file and closes; what goes wrong is said and leaves the dialog open.
    void saveTo(const QString &path);
    QString message() const;
    /// "Sent to Laser": what was done, once it is.
    QString outcome() const { return m_outcome; }

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void act();
    void chooseFile();
    void attempt(const std::function<void()> &print);
    QString printer() const; ///< empty: a file
    Figure figure() const;
    void showMessage(const QString &text, bool error);

    View &m_view;
    Session &m_session;
    Selection &m_selection;
    const Purpose m_purpose;
    QString m_outcome;
    bool m_asked = false; ///< for the system's printers

    FigurePreview *m_preview;
    QComboBox *m_printer;
    QSpinBox *m_copies;
    QComboBox *m_paper;
    SegmentedControl *m_turn;
    QSpinBox *m_margin;
    CaptionChoice *m_caption;
    QLabel *m_size;
    QLabel *m_message;
    QPushButton *m_act;
    std::vector<QWidget *> m_copyRow;
};

} // namespace headscope
