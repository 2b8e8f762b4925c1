// Left in the Lab: where queries, keys and values come from, and the parameters of the card that is selected.
#pragma once

#include "ui/session/lab_state.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace headscope {

class ParameterBox;
class SegmentedControl;

class LabControls : public QWidget {
    Q_OBJECT

public:
    explicit LabControls(LabState &lab, QWidget *parent = nullptr);

    /// What the numbers are, in words: they are made beside the window's thread.
    void showSource(const QString &words);
    SegmentedControl &source() { return *m_source; }
    QSpinBox &tokens() { return *m_tokens; }
    QSpinBox &headWidth() { return *m_width; }
    QSpinBox &seed() { return *m_seed; }
    QCheckBox &causal() { return *m_causal; }
    QLineEdit &otherText() { return *m_otherText; }
    ParameterBox &parameters() { return *m_parameters; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void foldAsked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();

    LabState &m_lab;
    SegmentedControl *m_source;
    QLabel *m_words;
    QWidget *m_sizes; ///< of random numbers
    QSpinBox *m_tokens;
    QSpinBox *m_width;
    QSpinBox *m_seed;
    QCheckBox *m_causal;
    QWidget *m_second; ///< for mechanisms between two texts
    QLineEdit *m_otherText;
    ParameterBox *m_parameters;
};

} // namespace headscope
