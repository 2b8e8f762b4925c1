// "Heads that stand out": the heads of a survey that follow a simple rule, as lines one can click.
#pragma once

#include "src/models/config.h"
#include "src/scores/stand_outs.h"

#include <QAbstractButton>
#include <QLabel>
#include <QVBoxLayout>
#include <QWidget>

namespace headscope {

/// One line: "5.10  previous token  0.97".
class StandOutLine : public QAbstractButton {
    Q_OBJECT

public:
    StandOutLine(const StandOut &standOut, const TransformerConfig &config, QWidget *parent);

    const StandOut &standOut() const { return m_standOut; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {140, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    StandOut m_standOut;
    QString m_place; ///< "5.10", "D2×.3"
};

class StandOutList : public QWidget {
    Q_OBJECT

public:
    explicit StandOutList(QWidget *parent = nullptr);

    /// Empty scores: the survey is not finished, and what is shown stays. `config` names layers and heads.
    /// `more`: empty, or what else is measured of the same heads.
    void setScores(const std::vector<HeadScores> &scores, const TransformerConfig &config, const std::vector<HeadRow> &more = {});
    /// The line of this head is marked, if there is one.
    void setPicked(int layer, int head);

Q_SIGNALS:
    void picked(int layer, int head);

private:
    QVBoxLayout *m_layout;
    QLabel *m_note;
    std::vector<StandOutLine *> m_lines;
    int m_layer = -1;
    int m_head = -1;
};

} // namespace headscope
