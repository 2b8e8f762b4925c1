// An Explanation written out for the eye: one block per term, with its bar, and the lines that turn the terms into the number.
#pragma once

#include "src/trace/explain.h"
#include "ui/theme/theme.h"

#include <QString>

#include <vector>

namespace headscope {

/// A piece of text in one colour.
struct ColoredText {
    QString text;
    QColor Theme::*color = &Theme::text;
};

struct TermBlock {
    QString label; ///< token or feature
    std::vector<ColoredText> parts; ///< "−1.64", "×", "−1.38"
    double value = 0; ///< what it adds; the bar
    QString valueText;
    bool current = false; ///< the key whose weight is being explained
    bool hasBar = true;
};

struct ArithmeticSheet {
    QString title; ///< "cat → sat, number by number"
    QString shortTitle; ///< "cat → sat"
    QString formula;
    std::vector<TermBlock> blocks;
    QString between; ///< "+"
    std::vector<std::vector<ColoredText>> lines; ///< the last ends in the number itself
};

/// Numbers are those of the explanation, rounded for reading as the engine rounds them.
ArithmeticSheet sheetFor(const Explanation &explanation);
/// Largest terms first; the order of equal ones stays.
void sortBySize(ArithmeticSheet &sheet);

} // namespace headscope
