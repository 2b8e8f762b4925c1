// What can be done to the picked head beyond switching it off (that is the right dock's): its output scaled, its pattern replaced, numbers
// of sentence B put in. All of it is edits of the session, listed in the dock and undone like any other.
#pragma once

#include "src/interventions/partner_tokens.h"
#include "ui/session/selection.h"
#include "ui/views/whatif/other_sentence.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QWidget>

namespace headscope {

class HeadControls : public QWidget {
    Q_OBJECT

public:
    HeadControls(Session &session, Selection &selection, OtherSentence &other, QWidget *parent = nullptr);

    AlignmentRule alignment() const;
    void setAlignment(AlignmentRule rule);
    QSlider *scale() const { return m_scale; }
    QComboBox *pattern() const { return m_pattern; }
    QLineEdit *sentence() const { return m_sentence; }
    QComboBox *part() const { return m_part; }
    QComboBox *rows() const { return m_rows; }
    QPushButton *put() const { return m_put; }

Q_SIGNALS:
    /// Why something could not be done; empty: it could.
    void said(const QString &message);
    void alignmentChanged();

private:
    void refresh();
    void setScale(int percent);
    void setPattern(int index);
    void putIn();
    Edit scaleEdit(float factor) const;
    bool isKnown() const;

    Session &m_session;
    Selection &m_selection;
    OtherSentence &m_other;
    QLabel *m_head;
    QSlider *m_scale;
    QLabel *m_scaleValue;
    QComboBox *m_pattern;
    QLineEdit *m_sentence;
    QLabel *m_sentenceNote;
    QComboBox *m_alignment;
    QComboBox *m_part;
    QComboBox *m_rows;
    QPushButton *m_put;
};

} // namespace headscope
