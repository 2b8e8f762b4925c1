// The likeliest next tokens with their probabilities as bars; with edits, each before and after.
#pragma once

#include "ui/widgets/accessible_source.h"

#include <QString>
#include <QWidget>

#include <vector>

namespace headscope {

struct PredictionLine {
    QString name;
    double probability = 0;
    double before = -1; ///< without the edits; −1: there are none
};

class PredictionBars : public QWidget, public AccessibleSource {
    Q_OBJECT

public:
    explicit PredictionBars(QWidget *parent = nullptr);

    void setLines(std::vector<PredictionLine> lines);
    const std::vector<PredictionLine> &lines() const { return m_lines; }

    bool isAccessibleList() const override { return true; }
    AccessibleTable accessibleTable(int index) const override;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool comparing() const;
    double rowHeight() const;

    std::vector<PredictionLine> m_lines;
};

/// "97.3 %", "0.04 %", "< 0.01 %".
QString percentText(double probability);

} // namespace headscope
