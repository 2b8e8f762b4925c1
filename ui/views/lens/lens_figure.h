// The logit lens as one figure: words of every layer, the followed word's probability and rank as a chart, and what each part of the model
// adds by itself to its logit, as a table of heads and as bars.
#pragma once

#include "src/patterns/pattern_choice.h"
#include "ui/views/lens/lens_numbers.h"
#include "ui/views/shared/charts/pointed_canvas.h"

#include <QCoreApplication>
#include <QPainter>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace headscope {

/// "5.10", "MLP 3", "bias 3", "embedding": where it must be short. Layers and heads count from 1.
QString partName(const TransformerConfig &config, const Contribution &part);

/// On the screen fewer words of a layer are shown rather than cut ones; a figure has as many as its width is meant for.
enum class LensWords { asMany, whole };

class LensFigure : public PointedFigure {
    Q_DECLARE_TR_FUNCTIONS(headscope::LensFigure)

public:
    LensFigure(std::shared_ptr<const LensNumbers> numbers, HeadPlace picked, double width, bool legend = true,
        LensWords words = LensWords::asMany);

    void paint(QPainter &painter, CellIndex hovered = {}) const override;
    std::optional<FigureHit> hitAt(const QPointF &position) const override;
    std::vector<AccessibleTable> spoken() const override;

private:
    void placeWords(LensWords words);
    /// Pixels that a cell needs for the widest of the first so many words.
    double wholeWidth(int places) const;
    void placeParts();
    void paintWords(QPainter &painter) const;
    void paintChart(QPainter &painter) const;
    void paintBars(QPainter &painter) const;
    void paintOthers(QPainter &painter) const;
    QRectF wordCell(int point, int place) const;
    QString pointName(int point) const;
    QString partTitle(const Contribution &part) const;
    const Contribution *partAt(CellIndex cell) const;
    QRectF barRect(int index) const;
    AccessibleTable spokenWords() const;
    AccessibleTable spokenFollowed() const;
    AccessibleTable spokenParts() const;
    AccessibleTable spokenStrongest() const;
    QString spokenPart(const Contribution &part) const;

    std::shared_ptr<const LensNumbers> m_numbers;
    const TransformerConfig &m_config;
    bool m_wide;

    QRectF m_wordsHeading;
    QRectF m_words;
    double m_nameWidth = 0; ///< of the layers' names
    int m_places = 0; ///< words of a layer that have room
    QRectF m_chart;

    QRectF m_partsHeading;
    QRectF m_others; ///< parts that belong to no layer
    QRectF m_bars;
    std::vector<Contribution> m_strongest;
};

} // namespace headscope
