// "cat → sat, number by number": how the hovered or pinned number of a stage was made.
#pragma once

#include "ui/views/arithmetic/sheet_view.h"

#include <optional>

namespace headscope {

class ArithmeticView : public SheetView {
    Q_OBJECT

public:
    ArithmeticView(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// What is explained now; nothing without a token.
    const std::optional<Explanation> &explanation()
    {
        prepareNow();
        return m_explanation;
    }

protected:
    std::optional<ArithmeticSheet> makeSheet() override;
    QString expression() const override { return QString::fromStdString(m_explanation->expression); }
    QString asText() const override { return QString::fromStdString(m_explanation->toText()); }
    bool hasLatex() const override { return true; }
    QString asLatex() const override { return QString::fromStdString(m_explanation->toLatex()); }

private:
    std::optional<Explanation> m_explanation;
};

} // namespace headscope
