// The map of the model: where the stage that is looked at stands among all
// others. A click on a stage goes there, a click on a layer opens it. It asks
// for the room that its words need and lives in a scroll area.
#pragma once

#include "ui/views/map/model_map.h"
#include "ui/views/view.h"
#include "ui/widgets/accessible_source.h"

#include <memory>

namespace headscope {

class MapView : public View, public AccessibleSource {
    Q_OBJECT

public:
    MapView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QString figureTitle() const override;
    const ModelMap &map() const { return m_map; }
    /// Where a box is in the widget.
    QRectF onScreen(const MapBox &box) const;
    int accessibleTables() const override { return hasPicture() ? 1 : 0; }
    AccessibleTable accessibleTable(int index) const override;

Q_SIGNALS:
    /// A stage was chosen, by a click or Enter.
    void chosen();
    /// The stage that is looked at stands here now.
    void presentMoved(const QRect &place);

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    bool hasPicture() const override { return !m_map.boxes.empty(); }
    void prepare() override;
    void drop() override;
    void place() override;
    void restyle() override { renew(); } // letters may be of another size
    void pointAt(const std::optional<QPointF> &at) override;
    void paintScreen(QPainter &painter) override;
    bool event(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void go(const MapBox &box);
    QPointF offset() const;

    std::shared_ptr<const Model> m_model;
    OpenLayers m_open{};
    ModelMap m_map;
    double m_scale = 1;
    int m_present = -1;
    StageKey m_presentKey; ///< that was brought into sight last
    int m_hovered = -1;
};

} // namespace headscope
