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
    bool isRest = false; ///< stands for all that is smaller
    bool always = false; ///< stays in a shortened sum: the bias, the key whose weight is explained
};

struct ArithmeticSheet {
    QString title; ///< "cat → sat, number by number"
    QString shortTitle; ///< "cat → sat"
    QString formula;
    std::vector<TermBlock> blocks;
    QString between; ///< "+": the blocks are a sum; empty: they are none
    std::vector<std::vector<ColoredText>> lines; ///< the last ends in the number itself
};

/// Numbers are those of the explanation, rounded for reading as the engine rounds them.
ArithmeticSheet sheetFor(const Explanation &explanation);
/// Largest terms first; the order of equal ones stays.
void sortBySize(ArithmeticSheet &sheet);
/// A sum as its `largest` largest terms and what stays always, by size, and one block for all that is smaller with what it adds up to. What
/// is no sum stays as it is.
ArithmeticSheet shortened(const ArithmeticSheet &sheet, std::size_t largest);

} // namespace headscope
