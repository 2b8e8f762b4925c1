#include "ui/views/walk/panel_measure.h"

#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_labels.h"

#include <QFontMetricsF>

namespace headscope {

namespace {

constexpr double kGroupHeight = 18;

} // namespace

double titleHeight()
{
    return QFontMetricsF(figureFont(13, QFont::DemiBold)).height() + 5;
}

double groupHeight()
{
    return kGroupHeight * Appearance::instance().zoom();
}

std::vector<PanelMeasure> measurePanels(const WalkFigure &figure)
{
    std::vector<PanelMeasure> measures;
    std::vector<std::pair<QStringList, double>> known; // labels repeat from panel to panel
    const auto widest = [&](const QStringList &labels) {
        for (const auto &[list, width] : known) {
            if (list.isSharedWith(labels))
                return width;
        }
        known.emplace_back(labels, widestLabel(labels));
        return known.back().second;
    };
    for (const FigurePanel &panel : figure.panels) {
        PanelMeasure m;
        m.rowLabel = widest(panel.picture.rowLabels);
        m.columnLabel = widest(panel.picture.columnLabels);
        m.numbered = areNumbers(panel.picture.columnLabels);
        if (!panel.note.isEmpty())
            m.note = QFontMetricsF(figureMono(11.5)).horizontalAdvance(panel.note) + 14;
        m.title = QFontMetricsF(figureFont(13, QFont::DemiBold)).horizontalAdvance(panel.title);
        if (!panel.symbolBefore.isEmpty())
            m.symbol = QFontMetricsF(figureFont(16)).horizontalAdvance(panel.symbolBefore) + kSymbolRoom;
        measures.push_back(m);
    }
    return measures;
}

} // namespace headscope
