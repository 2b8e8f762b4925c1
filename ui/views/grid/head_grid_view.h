// All heads at a glance: a picture of each head's weights, layers downward, heads to the right. A click picks a head, Ctrl+click one more,
// Shift+click all up to it, a click on a layer's or head's number all of it.
// Instead of the pictures a head may have the colour of one of its scores; heads that a filter leaves out are faint.
// Trap: a picture may have fewer pixels than there are tokens; it then shows the largest weight of each patch, and the view says so.
#pragma once

#include "ui/views/grid/head_survey.h"
#include "ui/views/shared/scores/head_score_source.h"
#include "ui/views/view.h"
#include "ui/widgets/accessible_source.h"

#include <QHash>
#include <QImage>

namespace headscope {

class HeadGridView : public View, public AccessibleSource {
    Q_OBJECT

public:
    /// scores: null where heads have pictures only.
    HeadGridView(Session &session, Selection &selection, const HeadScoreSource *scores = nullptr, QWidget *parent = nullptr);

    QString figureTitle() const override;
    StageKey exportKey() const override { return m_selection.key(Stage::weights); }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    bool isSettled() const override { return View::isSettled() && (m_survey.layers() == 0 || m_survey.isFinished()); }
    const HeadSurvey &survey() const { return m_survey; }
    /// Where a head's picture stands in this widget.
    QRectF headRect(int layer, int head) const;
    /// One line: what the colours mean and whether pictures are pooled.
    QString legendText() const;

    /// Layers down, heads to the right.
    AccessibleTable accessibleTable(int index) const override;

Q_SIGNALS:
    /// Enter or a double click on the picked head.
    void opened();
    /// The pictures, and with them legendText() and the survey, changed.
    void surveyChanged();

protected:
    ViewFigure wholeFigure(const FigureParts &parts) const override;
    void prepare() override;
    void stop() override { m_survey.cancel(); }
    void drop() override;
    void restyle() override { m_pictures.clear(); }
    void selectionChanged(Selection::Changes what) override;
    void pointAt(const std::optional<QPointF> &point) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void moveEvent(QMoveEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Geometry {
        QPointF origin; ///< of the first picture
        double side = 0;
        double pitch = 0;
    };
    std::shared_ptr<const Model> model() const; ///< of the pictures; null without any
    double labelWidth() const;
    double headerHeight() const;
    bool hasGroups() const;
    Geometry geometry(double width) const;
    QRectF headRect(const Geometry &geometry, int layer, int head) const;
    int headAt(const QPointF &position) const; ///< layer · heads + head, or −1
    HeadRegion regionIn(const QRectF &area) const;
    /// A layer by its name at the left, a head number above.
    void pickByName(const QPointF &position);
    void describePicked();
    /// Pictures follow the scale chosen in the application, and so many pixels as fit.
    QImage picture(const SurveyedHead &head, int mostPixels) const;
    const QImage &keptPicture(int index, const SurveyedHead &head, int mostPixels) const;
    /// The score's colour, and its number where it fits.
    void paintScoreCell(QPainter &painter, const QRectF &cell, int layer, int head, ScoreId id) const;
    bool isLeftOut(int layer, int head) const;
    void paintPictures(QPainter &painter, const Geometry &geometry, const QRectF &area, double pixelRatio, bool interactive) const;
    /// Head numbers and who shares a key and value; layer names. `corner`: where they begin, so that they stay in sight.
    void paintNames(QPainter &painter, const Geometry &geometry, const QPointF &corner, bool interactive) const;
    void paintGroups(QPainter &painter, const Geometry &geometry, double top) const;

    HeadSurvey m_survey;
    const HeadScoreSource *m_scores;
    int m_hovered = -1;
    mutable QHash<int, QImage> m_pictures; ///< made once for a size, not at every scroll
    mutable int m_picturePixels = 0;
};

} // namespace headscope
