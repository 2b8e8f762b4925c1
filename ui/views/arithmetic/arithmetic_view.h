// "cat → sat, number by number": how the hovered or pinned number was made, every term with its sign and size.
#pragma once

#include "ui/theme/theme.h"
#include "ui/views/arithmetic/arithmetic_painter.h"
#include "ui/views/view.h"

#include <optional>

class QPushButton;
class QScrollBar;

namespace headscope {

class ArithmeticView : public View {
    Q_OBJECT

public:
    ArithmeticView(Session &session, Selection &selection, QWidget *parent = nullptr);

    QString figureTitle() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// What is explained now; nothing without a token.
    const std::optional<Explanation> &explanation()
    {
        prepareNow();
        return m_explanation;
    }

public Q_SLOTS:
    void copyText();
    void copyLatex();

protected:
    ViewFigure wholeFigure() const override;
    /// At once where it is in sight: its buttons come and go with the sheet, and what moves while it is painted is painted twice.
    void renew() override;
    void prepare() override;
    void place() override;
    QColor background() const override { return Theme::current().panel; }
    void paintScreen(QPainter &painter) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    double reserved() const;

    QPushButton *m_text;
    QPushButton *m_latex;
    QPushButton *m_sort;
    QScrollBar *m_scroll;
    std::optional<Explanation> m_explanation;
    ArithmeticSheet m_sheet;
    ArithmeticLayout m_layout;
};

} // namespace headscope
