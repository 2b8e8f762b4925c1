// How a number of a step was made, written out for the eye in the Walk's sheet.
#pragma once

#include "src/lab/step_arithmetic.h"
#include "ui/views/arithmetic/arithmetic_sheet.h"

namespace headscope {

ArithmeticSheet sheetFor(const StepArithmetic &made);

} // namespace headscope
