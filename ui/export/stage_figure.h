// A figure of stages of a trace: a title, then for each stage its matrices with labels, digits where they fit, and a legend.
// Matrices of one stage share their colours, so that heads can be compared; the legend says what the colours span.
#pragma once

#include "src/trace/trace.h"
#include "ui/export/figure_writer.h"
#include "ui/views/shared/matrix/legend_painter.h"
#include "ui/views/shared/matrix/matrix_painter.h"

#include <QString>

#include <memory>
#include <vector>

namespace headscope {

/// Narrow stages stand side by side. Numbers are fetched when painted and not kept: all heads of a large model would not fit into memory at
/// once.
class StageFigure {
public:
    /// Keys of one stage must follow each other. Needs a QGuiApplication (text is measured). Throws Error as Trace::matrix does.
    StageFigure(std::shared_ptr<const Trace> trace, const std::vector<StageKey> &keys);

    QSizeF size() const { return m_size; }
    /// "Storyteller · Attention weights · layer 1, head 2"
    QString title() const { return m_title; }
    void paint(QPainter &painter, const QRectF &area) const;
    /// All of it for writeFigure; valid for as long as this object.
    Figure figure() const;

private:
    struct Panel {
        StageKey key;
        QString caption; ///< which layer and head; empty when there is just one
        QPointF position; ///< of its frame
        bool hasRowLabels = false;
        bool hasColumnLabels = false;
    };
    /// One stage of layers that look from one text at another.
    struct Section {
        QPointF position;
        QString heading;
        QString formula;
        std::vector<int> words; ///< columns of a vocabulary too wide to be shown: the likeliest of the last row, which alone shows
        QStringList rowLabels;
        QStringList columnLabels;
        int rows = 0;
        int columns = 0;
        QSizeF cell;
        ValueRange numbers; ///< of all panels
        NumberFormat format;
        int widest = 1;
        QRectF legendArea;
        std::vector<Panel> panels;
    };

    /// The numbers of a panel: of a wide vocabulary, those that show.
    Matrix numbersOf(const Section &section, const StageKey &key) const;
    void measure(Section &section) const;
    /// Lays a section out at `topLeft`; returns the room it takes.
    QSizeF place(Section &section, const QPointF &topLeft) const;
    void placeAll();
    Legend legend(const Section &section) const;
    QString commonPlace() const;
    MatrixPicture picture(const Section &section, const StageKey &key) const;
    void paintSection(QPainter &painter, const Section &section) const;
    QStringList remarks() const;

    std::shared_ptr<const Trace> m_trace;
    std::vector<Section> m_sections;
    QString m_title;
    QString m_headline; ///< the title without the stage, which has its own heading
    QSizeF m_size;
};

} // namespace headscope
