#include "ui/views/arithmetic/arithmetic_sheet.h"

#include "src/trace/number_words.h"
#include "ui/views/shared/matrix/value_range.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ArithmeticSheet)
};

using Line = std::vector<ColoredText>;

QString number(double value)
{
    return QString::fromStdString(roundedNumber(value));
}

QString signedNumber(double value)
{
    return value > 0 ? QLatin1Char('+') + number(value) : number(value);
}

QString words(const std::string &text)
{
    return QString::fromStdString(text);
}

/// Negative numbers after an operator stand in brackets.
QString bracketed(double value)
{
    return value < 0 ? QLatin1Char('(') + number(value) + QLatin1Char(')') : number(value);
}

double step(const Explanation &explanation, std::string_view name, double otherwise = 0)
{
    for (const auto &candidate : explanation.steps) {
        if (candidate.name == name)
            return candidate.value;
    }
    return otherwise;
}

bool hasStep(const Explanation &explanation, std::string_view name)
{
    return std::any_of(explanation.steps.begin(), explanation.steps.end(), [&](const auto &candidate) { return candidate.name == name; });
}

ColoredText plain(const QString &text)
{
    return {text, &Theme::text};
}

ColoredText quiet(const QString &text)
{
    return {text, &Theme::muted};
}

ColoredText result(double value)
{
    return {number(value), &Theme::result};
}

void addProduct(ArithmeticSheet &sheet, const Explanation &explanation)
{
    const bool byValues = explanation.key.stage == Stage::weightedSum;
    for (const Term &term : explanation.terms) {
        TermBlock block;
        block.label = words(term.label);
        block.value = term.value;
        block.valueText = signedNumber(term.value);
        block.always = explanation.hasBias && &term == &explanation.terms.back();
        if (block.always)
            block.parts = {plain(number(term.a))};
        else
            block.parts
                = {{number(term.a), &Theme::query}, quiet(QStringLiteral(" × ")), {number(term.b), byValues ? &Theme::value : &Theme::key}};
        sheet.blocks.push_back(std::move(block));
    }
    sheet.between = QStringLiteral("+");
    sheet.lines.push_back({quiet(QStringLiteral("= ")), result(explanation.rebuilt)});
}

void addSum(ArithmeticSheet &sheet, const Explanation &explanation)
{
    for (const Term &term : explanation.terms)
        sheet.blocks.push_back({words(term.label), {plain(number(term.value))}, term.value, signedNumber(term.value)});
    sheet.between = QStringLiteral("+");
    sheet.lines.push_back({quiet(QStringLiteral("= ")), result(explanation.rebuilt)});
}

void addSoftmax(ArithmeticSheet &sheet, const Explanation &explanation)
{
    const double maximum = step(explanation, "maximum");
    const double sum = step(explanation, "sum of exponentials");
    for (std::size_t i = 0; i < explanation.terms.size(); ++i) {
        const Term &term = explanation.terms[i];
        TermBlock block;
        block.label = words(term.label);
        block.parts = {quiet(QStringLiteral("exp(")), {number(term.b), &Theme::key}, quiet(QStringLiteral(")"))};
        block.value = term.value;
        block.valueText = number(term.value);
        block.current = block.always = int(i) == explanation.column;
        sheet.blocks.push_back(std::move(block));
    }
    sheet.between = QStringLiteral("+");
    // One decimal more than elsewhere: 1 ÷ 1 = 0.998 would look false.
    const QString divisor = QString::fromStdString(roundedDivisor(sum));
    sheet.lines.push_back({quiet(Words::tr("= sum ")), plain(divisor)});
    sheet.lines.push_back({quiet(Words::tr("maximum ")), plain(number(maximum)), quiet(Words::tr(" taken off every score"))});
    const Term &own = explanation.terms[std::size_t(explanation.column)];
    sheet.lines.push_back({plain(number(own.value)), quiet(QStringLiteral(" ÷ ")), plain(divisor), quiet(QStringLiteral(" = ")),
        result(explanation.rebuilt)});
}

void addNorm(ArithmeticSheet &sheet, const Explanation &explanation)
{
    const bool centred = hasStep(explanation, "mean");
    for (std::size_t i = 0; i < explanation.terms.size(); ++i) {
        const Term &term = explanation.terms[i];
        TermBlock block;
        block.label = words(term.label);
        block.parts = {{number(term.a), &Theme::query}};
        block.value = term.b;
        block.valueText = centred ? signedNumber(term.b) : QString();
        block.current = int(i) == explanation.column;
        sheet.blocks.push_back(std::move(block));
    }
    const double spread = centred ? step(explanation, "variance") : step(explanation, "mean square");
    Line statistics;
    if (centred)
        statistics = {quiet(Words::tr("mean ")), plain(number(step(explanation, "mean"))), quiet(Words::tr(", variance "))};
    else
        statistics = {quiet(Words::tr("mean square "))};
    statistics.push_back(plain(number(spread)));
    sheet.lines.push_back(std::move(statistics));

    const Term &own = explanation.terms[std::size_t(explanation.column)];
    sheet.lines.push_back({plain(number(own.b)), quiet(QStringLiteral(" ÷ √(")), plain(number(spread)), quiet(QStringLiteral(" + ")),
        plain(number(step(explanation, "ε"))), quiet(QStringLiteral(")"))});
    Line last{quiet(Words::tr("× gain ")), plain(number(step(explanation, "gain", 1)))};
    if (hasStep(explanation, "shift")) {
        last.push_back(quiet(Words::tr(" + shift ")));
        last.push_back(plain(bracketed(step(explanation, "shift"))));
    }
    last.push_back(quiet(QStringLiteral(" = ")));
    last.push_back(result(explanation.rebuilt));
    sheet.lines.push_back(std::move(last));
}

void addScale(ArithmeticSheet &sheet, const Explanation &explanation)
{
    Line line{plain(number(explanation.terms.front().a))};
    for (const auto &each : explanation.steps) {
        line.push_back(quiet(each.name == "factor" ? QStringLiteral(" × ") : QStringLiteral(" ÷ ")));
        line.push_back(plain(number(each.value)));
        sheet.lines.push_back({quiet(words(each.name) + QStringLiteral(" = ")), plain(number(each.value))});
    }
    line.push_back(quiet(QStringLiteral(" = ")));
    line.push_back(result(explanation.rebuilt));
    sheet.lines.push_back(std::move(line));
}

void addMask(ArithmeticSheet &sheet, const Explanation &explanation)
{
    const bool allowed = step(explanation, "allowed") != 0;
    const QString from = words(explanation.rowLabel);
    const QString to = words(explanation.columnLabel);
    sheet.lines.push_back({quiet(Words::tr("score ")), plain(number(explanation.terms.front().a))});
    sheet.lines.push_back({plain(allowed ? Words::tr("%1 may look at %2").arg(from, to) : Words::tr("%1 may not look at %2").arg(from, to)),
        quiet(QStringLiteral(" → ")), result(explanation.rebuilt)});
    if (!explanation.reason.empty())
        sheet.lines.push_back({quiet(words(explanation.reason))});
}

void addSteps(ArithmeticSheet &sheet, const Explanation &explanation)
{
    for (const auto &each : explanation.steps)
        sheet.lines.push_back({quiet(words(each.name) + QStringLiteral(" = ")), plain(number(each.value))});
}

void addGate(ArithmeticSheet &sheet, const Explanation &explanation)
{
    const Term &gate = explanation.terms.front();
    addSteps(sheet, explanation);
    sheet.lines.push_back({quiet(words(gate.label) + QLatin1Char(' ')), plain(number(gate.a)), quiet(QStringLiteral(" → ")),
        plain(number(gate.value)), quiet(QStringLiteral(" × ")), plain(bracketed(explanation.terms.back().a)), quiet(QStringLiteral(" = ")),
        result(explanation.rebuilt)});
}

void addOneStep(ArithmeticSheet &sheet, const Explanation &explanation)
{
    Line line;
    if (!explanation.terms.empty())
        line = {plain(number(explanation.terms.front().a)), quiet(QStringLiteral(" → "))};
    addSteps(sheet, explanation);
    line.push_back(result(explanation.rebuilt));
    sheet.lines.push_back(std::move(line));
}

QString placeOf(const Explanation &explanation)
{
    const StageInfo &info = stageInfo(explanation.key.stage);
    const QString row = words(explanation.rowLabel);
    const QString column = words(explanation.columnLabel);
    if (info.colAxis == 'S')
        return Words::tr("%1 → %2").arg(row, column);
    if (info.colAxis == '1')
        return row;
    bool isNumber = false;
    column.toInt(&isNumber);
    return isNumber ? Words::tr("%1, column %2").arg(row, column) : Words::tr("%1, %2").arg(row, column);
}

} // namespace

ArithmeticSheet sheetFor(const Explanation &explanation)
{
    ArithmeticSheet sheet;
    sheet.shortTitle = placeOf(explanation);
    sheet.title = Words::tr("%1, number by number").arg(sheet.shortTitle);
    sheet.formula = words(explanation.formula);
    switch (explanation.kind) {
    case Explanation::Kind::dotProduct: addProduct(sheet, explanation); break;
    case Explanation::Kind::rotation:
        addProduct(sheet, explanation);
        addSteps(sheet, explanation);
        break;
    case Explanation::Kind::sum: addSum(sheet, explanation); break;
    case Explanation::Kind::bias:
        addSum(sheet, explanation);
        addSteps(sheet, explanation);
        break;
    case Explanation::Kind::gate: addGate(sheet, explanation); break;
    case Explanation::Kind::softmax: addSoftmax(sheet, explanation); break;
    case Explanation::Kind::norm: addNorm(sheet, explanation); break;
    case Explanation::Kind::scale: addScale(sheet, explanation); break;
    case Explanation::Kind::mask: addMask(sheet, explanation); break;
    case Explanation::Kind::copy:
    case Explanation::Kind::lookup:
    case Explanation::Kind::cap:
    case Explanation::Kind::activation: addOneStep(sheet, explanation); break;
    }
    if (explanation.edited)
        sheet.lines.push_back({{Words::tr("changed by you to "), &Theme::edited}, {number(double(explanation.stored)), &Theme::edited}});
    return sheet;
}

void sortBySize(ArithmeticSheet &sheet)
{
    std::stable_sort(
        sheet.blocks.begin(), sheet.blocks.end(), [](const TermBlock &a, const TermBlock &b) { return sizeOf(a.value) > sizeOf(b.value); });
}

ArithmeticSheet shortened(const ArithmeticSheet &sheet, std::size_t largest)
{
    if (sheet.between.isEmpty())
        return sheet;
    ArithmeticSheet sorted = sheet;
    sortBySize(sorted);
    ArithmeticSheet result = sorted;
    result.blocks.clear();
    std::size_t taken = 0;
    double rest = 0;
    std::size_t smaller = 0;
    bool hasSigns = false;
    for (const TermBlock &block : sorted.blocks) {
        if (block.always || taken < largest) {
            result.blocks.push_back(block);
            taken += !block.always;
        } else {
            rest += block.value;
            ++smaller;
        }
        hasSigns = hasSigns || block.valueText.startsWith(QLatin1Char('+'));
    }
    if (smaller == 0)
        return result;
    TermBlock others;
    others.isRest = true;
    others.label = Words::tr("%1 smaller").arg(smaller);
    others.parts = {quiet(Words::tr("together "))};
    others.parts.push_back(plain(number(rest)));
    others.value = rest;
    others.valueText = hasSigns ? signedNumber(rest) : number(rest);
    result.blocks.push_back(std::move(others));
    return result;
}

} // namespace headscope
