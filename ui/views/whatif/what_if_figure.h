// What if, as one figure: the prediction before and after the edits, and what each head (or each layer at each token) is worth to one word.
#pragma once

#include "src/patterns/pattern_choice.h"
#include "ui/views/shared/charts/pointed_canvas.h"
#include "ui/views/shared/charts/signed_bars.h"
#include "ui/views/whatif/sweep_runner.h"

#include <QCoreApplication>
#include <QPainter>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace headscope {

/// One word of the prediction, without the edits and with them.
struct WordChange {
    QString word;
    double before = 0;
    double after = 0;
};

/// What a change is measured by.
enum class SweepMeasure { logit, logProbability, divergence };

double valueOf(const PredictionChange &change, SweepMeasure measure);

class WhatIfFigure : public PointedFigure {
    Q_DECLARE_TR_FUNCTIONS(headscope::WhatIfFigure)

public:
    struct Content {
        std::shared_ptr<const Trace> trace; ///< with the edits
        int row = 0; ///< of the prediction
        std::vector<WordChange> words; ///< the likeliest without edits and with them
        bool edited = false; ///< there are edits to compare
        SweepResults sweep;
        bool sweepIsOld = false; ///< the edits were others when it was measured
        SweepMeasure measure = SweepMeasure::logit;
        HeadPlace picked{-1, -1};
    };

    WhatIfFigure(Content content, double width, bool legend = true);

    void paint(QPainter &painter, CellIndex hovered = {}) const override;
    std::optional<FigureHit> hitAt(const QPointF &position) const override;
    std::vector<AccessibleTable> spoken() const override;

private:
    void placeWords();
    void placeSweep();
    QString sweepHeading() const;
    QString sweepNote() const;
    QString cellName(const SweepCell &cell) const;
    FigureHit hitOf(const SweepCell &cell) const;
    QRectF strongestRect(int index) const;
    AccessibleTable spokenWords() const;
    AccessibleTable spokenStrongest() const;
    bool ofTokens() const { return m_content.sweep.request.kind == SweepKind::streamPatched; }

    Content m_content;
    const TransformerConfig &m_config;
    QRectF m_wordsHeading;
    QRectF m_words;
    QRectF m_sweepHeading;
    QRectF m_barsArea;
    std::vector<SweepCell> m_strongest;
};

} // namespace headscope
