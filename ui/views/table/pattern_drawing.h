// A pattern that somebody draws, to find the heads that look like it: queries downward, keys to the right, as in a heatmap.
#pragma once

#include "src/scores/head_sketch.h"

#include <QDialog>
#include <QWidget>

namespace headscope {

class PatternDrawing : public QWidget {
    Q_OBJECT

public:
    explicit PatternDrawing(QWidget *parent = nullptr);

    const SketchGrid &grid() const { return m_grid; }
    /// Emits changed().
    void setGrid(const SketchGrid &grid);
    bool isEmpty() const;
    /// Where a cell is.
    QRectF cell(int row, int column) const;

    QSize sizeHint() const override { return {312, 312}; }
    QSize minimumSizeHint() const override { return {168, 168}; }

Q_SIGNALS:
    void changed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void draw(const QPointF &from, const QPointF &to, bool erase);
    void set(int row, int column, float value);

    SketchGrid m_grid{};
    QPointF m_last;
    int m_row = 0; ///< of the keyboard's cell
    int m_column = 0;
};

/// The drawing with patterns to begin with.
class PatternDialog : public QDialog {
    Q_OBJECT

public:
    explicit PatternDialog(QWidget *parent);

    PatternDrawing *drawing() const { return m_drawing; }

private:
    PatternDrawing *m_drawing;
};

} // namespace headscope
