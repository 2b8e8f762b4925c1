// What the colours of a score mean: its colour bar with the ends of its scale, or that it is not measured yet.
#pragma once

#include "ui/views/shared/matrix/legend_painter.h"

#include <QWidget>

namespace headscope {

class HeadScoreSource;

class ScoreLegend : public QWidget {
    Q_OBJECT

public:
    explicit ScoreLegend(const HeadScoreSource &source, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Legend legend() const;

    const HeadScoreSource &m_source;
};

} // namespace headscope
