// Lines over an axis (Qt Charts) with what each is called beside its end, where names never touch. One painter for the screen and exports.
// Lines differ by colour, dashes and the shape of their points, so that no colour has to be told from another.
#pragma once

#include "ui/views/shared/charts/chart_axis.h"

#include <QPainter>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

namespace headscope {

struct ChartLine {
    static constexpr int kReference = -1; ///< a look of its own: what others are compared with

    QString name;
    QString detail = {}; ///< beside the name, quieter: "n^1.02 ± 0.01"
    std::vector<QPointF> points = {}; ///< ascending in x
    int look = 0; ///< which colour, dashes and shape; the same number looks the same in every chart
    bool hasPoints = true; ///< each number is marked: few of them were measured
};

/// A place on the x axis with words at its top.
struct ChartMark {
    double at = 0;
    QString words;
};

struct LineChart {
    QString title;
    QString note = {}; ///< a line beneath the title: what is drawn, and how it was made
    ChartAxis x = {};
    ChartAxis y = {};
    std::vector<ChartLine> lines = {};
    std::vector<ChartMark> marks = {};
    QString instead = {}; ///< in the place of lines while there are none
};

struct LineChartLayout {
    QRectF area;
    QRectF heading;
    QRectF plot;
    ChartAxis x; ///< as they are shown
    ChartAxis y = {};
    bool stacked = false; ///< details stand beneath the names
    std::vector<QRectF> labels; ///< of each line; empty where nothing of it can be shown

    QPointF at(const QPointF &value) const;
};

/// What it should have at least for its labels to find room.
double lineChartHeight(const LineChart &chart, double width);
LineChartLayout layOutLineChart(const LineChart &chart, const QRectF &area);

/// A point of a line.
struct ChartPlace {
    int line = -1;
    int point = -1;
    bool operator==(const ChartPlace &) const = default;
};
/// The nearest point within reach of the pointer, or the last one of a label under it.
std::optional<ChartPlace> chartPlaceAt(const LineChart &chart, const LineChartLayout &layout, const QPointF &at);
/// "Performer · 2,048 tokens · 3.4 ms".
QString chartPlaceText(const LineChart &chart, const ChartPlace &place);

/// On a card of its own. `pointed`: its line stands out, and the point is ringed.
void paintLineChart(QPainter &painter, const LineChart &chart, const LineChartLayout &layout, const ChartPlace &pointed = {});

} // namespace headscope
