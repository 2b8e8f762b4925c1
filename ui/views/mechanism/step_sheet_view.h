// How the number of a mechanism's step that is pointed at was made.
#pragma once

#include "src/lab/step_arithmetic.h"
#include "ui/views/arithmetic/sheet_view.h"
#include "ui/views/mechanism/step_walk.h"

#include <optional>

namespace headscope {

class StepSheetView : public SheetView {
    Q_OBJECT

public:
    /// The walk must outlive it.
    StepSheetView(Session &session, Selection &selection, StepWalk &walk, QWidget *parent = nullptr);

    const std::optional<StepArithmetic> &arithmetic()
    {
        prepareNow();
        return m_arithmetic;
    }

protected:
    bool hasPicture() const override { return true; }
    std::optional<ArithmeticSheet> makeSheet() override;
    QString expression() const override;
    QString asText() const override { return QString::fromStdString(m_arithmetic->toText()); }

private:
    StepWalk &m_walk;
    std::optional<StepArithmetic> m_arithmetic;
};

} // namespace headscope
