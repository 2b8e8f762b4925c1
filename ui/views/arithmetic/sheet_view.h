// The panel beneath a picture: how a number was made, every term with its sign and size; folded, on one line. What it is of, its own class
// says.
#pragma once

#include "ui/theme/theme.h"
#include "ui/views/arithmetic/arithmetic_painter.h"
#include "ui/views/view.h"

#include <optional>

class QPushButton;
class QScrollBar;

namespace headscope {

class SheetView : public View {
    Q_OBJECT

public:
    SheetView(Session &session, Selection &selection, QWidget *parent);

    QString figureTitle() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// One line high. It stays so until it is unfolded: whoever holds it gives it that height.
    void setFolded(bool folded);
    bool isFolded() const { return m_folded; }
    /// In pixels, at the letters' present size.
    static int foldedHeight();
    QPushButton &foldButton() { return *m_fold; }

Q_SIGNALS:
    void copied();
    /// Fold, or unfold.
    void foldToggled();

public Q_SLOTS:
    void copyText();
    void copyLatex();

protected:
    /// Nothing: there is no number to explain.
    virtual std::optional<ArithmeticSheet> makeSheet() = 0;
    /// Of what makeSheet() gave last.
    virtual QString expression() const = 0;
    virtual QString asText() const = 0;
    virtual bool hasLatex() const { return false; }
    virtual QString asLatex() const { return {}; }

    ViewFigure wholeFigure(const FigureParts &parts) const override;
    void prepare() override;
    void place() override;
    QColor background() const override { return Theme::current().panel; }
    void paintScreen(QPainter &painter) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void copy(const QString &text);
    double reserved() const;
    QRectF line() const;
    void showFold();

    QPushButton *m_fold;
    QPushButton *m_text;
    QPushButton *m_latex;
    QPushButton *m_every; ///< all terms of a long sum, not only the largest
    QPushButton *m_sort;
    QScrollBar *m_scroll;
    std::optional<ArithmeticSheet> m_sheet; ///< with all terms
    ArithmeticSheet m_shown; ///< with those that show
    ArithmeticLayout m_layout;
    bool m_folded = false;
};

} // namespace headscope
