// "What if": switches that turn parts of the computation off, the temperature, and the list of all edits with a way out of each.
// Trap: the controls show the session's edits and never their own state, so undo, redo and other views stay in step.
#pragma once

#include "ui/views/panels/panel.h"
#include "ui/views/shared/stages/edit_switch.h"

#include <QCheckBox>
#include <QPushButton>
#include <QSlider>

namespace headscope {

class EditsPanel : public Panel {
    Q_OBJECT

public:
    EditsPanel(Session &session, Selection &selection, QWidget *parent = nullptr);

protected:
    void refresh() override;

private:
    QCheckBox *addSwitch(QLayout *layout, EditSwitch kind);
    void setSwitch(EditSwitch kind, bool edit);
    void setTemperature(int position);
    /// The pinned token of the text that the layer looks at.
    int keyToken() const;
    void listEdits();

    QCheckBox *m_scaling;
    QCheckBox *m_mask;
    QCheckBox *m_positions;
    QCheckBox *m_head;
    QCheckBox *m_hide;
    QLabel *m_temperatureValue;
    QSlider *m_temperature;
    QLabel *m_count;
    QVBoxLayout *m_list;
    QPushButton *m_reset;
    Edits m_listed;
};

/// The slider is logarithmic; 1 has a place of its own that catches what is near.
int sliderPosition(float temperature);
float sliderTemperature(int position);
constexpr int kSliderSteps = 200;

} // namespace headscope
