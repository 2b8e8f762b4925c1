#include "ui/views/mechanism/step_sheet.h"

#include "src/trace/number_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::StepSheet)
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

/// Of a source, as in the figure above.
QColor Theme::*colorOf(int source)
{
    static constexpr QColor Theme::*kColors[] = {&Theme::query, &Theme::key, &Theme::value};
    return kColors[std::min(source, 2)];
}

void addProduct(ArithmeticSheet &sheet, const StepArithmetic &made)
{
    const bool isOverTokens = made.sumsOverTokens;
    for (const StepTerm &term : made.terms) {
        TermBlock block;
        block.label = words(term.label);
        block.value = term.value;
        block.valueText = signedNumber(term.value);
        block.parts
            = {{number(term.a), &Theme::query}, quiet(QStringLiteral(" × ")), {number(term.b), isOverTokens ? &Theme::value : &Theme::key}};
        sheet.blocks.push_back(std::move(block));
    }
    sheet.between = QStringLiteral("+");
    if (made.factor == 1) {
        sheet.lines.push_back({quiet(QStringLiteral("= ")), result(made.made)});
        return;
    }
    sheet.lines.push_back({quiet(QStringLiteral("= ")), plain(number(made.sum))});
    const double root = 1 / (made.factor * made.factor);
    const bool isRoot = made.factor > 0 && made.factor < 1 && std::abs(root - std::round(root)) < 1e-6 * root;
    Line last{plain(number(made.sum))};
    if (isRoot)
        last.push_back(quiet(QStringLiteral(" ÷ √%1").arg(std::lround(root))));
    else {
        last.push_back(quiet(QStringLiteral(" × ")));
        last.push_back(plain(number(made.factor)));
    }
    last.push_back(quiet(QStringLiteral(" = ")));
    last.push_back(result(made.made));
    sheet.lines.push_back(std::move(last));
}

void addSoftmax(ArithmeticSheet &sheet, const StepArithmetic &made)
{
    for (int i = 0; i < std::ssize(made.terms); ++i) {
        const StepTerm &term = made.terms[std::size_t(i)];
        TermBlock block;
        block.label = words(term.label);
        block.parts = {quiet(QStringLiteral("exp(")), {number(term.b), &Theme::key}, quiet(QStringLiteral(")"))};
        block.value = term.value;
        block.valueText = number(term.value);
        block.current = block.always = i == made.current;
        sheet.blocks.push_back(std::move(block));
    }
    sheet.between = QStringLiteral("+");
    if (made.terms.empty()) {
        sheet.lines.push_back({quiet(Words::tr("%1 looks at nothing: ").arg(words(made.row))), result(0)});
        return;
    }
    // One decimal more than elsewhere: 1 ÷ 1 = 0.998 would look false.
    const QString divisor = words(roundedDivisor(made.sum + made.beside));
    Line sum{quiet(Words::tr("= sum ")), plain(words(roundedDivisor(made.sum)))};
    if (made.beside > 0) {
        sum.push_back(quiet(Words::tr(", and ")));
        sum.push_back(plain(number(made.beside)));
        sum.push_back(quiet(Words::tr(" that goes to nobody")));
    }
    sheet.lines.push_back(std::move(sum));
    sheet.lines.push_back({quiet(Words::tr("maximum ")), plain(number(made.maximum)), quiet(Words::tr(" taken off every score"))});
    if (made.current < 0)
        sheet.lines.push_back({quiet(Words::tr("not looked at: ")), result(made.made)});
    else
        sheet.lines.push_back({plain(number(made.terms[std::size_t(made.current)].value)), quiet(QStringLiteral(" ÷ ")), plain(divisor),
            quiet(QStringLiteral(" = ")), result(made.made)});
}

void addSum(ArithmeticSheet &sheet, const StepArithmetic &made)
{
    for (const StepTerm &term : made.terms)
        sheet.blocks.push_back({words(term.label), {{number(term.a), colorOf(term.source)}}, term.a, signedNumber(term.a)});
    sheet.between = made.minus ? QStringLiteral("−") : QStringLiteral("+");
    sheet.lines.push_back({quiet(QStringLiteral("= ")), result(made.made)});
}

/// x × y = z, x ÷ y = z, x × factor = z, x = z
void addOneLine(ArithmeticSheet &sheet, const StepArithmetic &made)
{
    Line line;
    const char *const sign = made.kind == StepRuleKind::over ? " ÷ " : " × ";
    for (const StepTerm &term : made.terms) {
        if (!line.empty())
            line.push_back(quiet(QString::fromUtf8(sign)));
        line.push_back({number(term.a), made.terms.size() > 1 ? colorOf(term.source) : &Theme::text});
        sheet.lines.push_back({quiet(words(term.label) + QStringLiteral(" = ")), {number(term.a), colorOf(term.source)}});
    }
    if (made.kind == StepRuleKind::scaled) {
        line.push_back(quiet(QStringLiteral(" × ")));
        line.push_back(plain(number(made.factor)));
    }
    line.push_back(quiet(QStringLiteral(" = ")));
    line.push_back(result(made.made));
    sheet.lines.push_back(std::move(line));
}

QString sourceText(const StepSource &source)
{
    const QString name = words(source.name);
    if (source.isWhole)
        return source.place.empty() ? Words::tr("all of %1").arg(name) : Words::tr("all of %1, %2").arg(name, words(source.place));
    return source.place.empty() ? name : Words::tr("%1 of %2").arg(name, words(source.place));
}

void addOpen(ArithmeticSheet &sheet, const StepArithmetic &made)
{
    for (const StepTerm &term : made.terms)
        sheet.blocks.push_back({words(term.label), {{number(term.a), colorOf(term.source)}}, term.a, {}});
    for (int i = 0; i < std::ssize(made.sources); ++i)
        sheet.lines.push_back(
            {quiet(i == 0 ? Words::tr("from ") : Words::tr("and ")), {sourceText(made.sources[std::size_t(i)]), colorOf(i)}});
    sheet.lines.push_back({quiet(Words::tr("becomes ")), result(made.stored)});
}

QString placeOf(const StepArithmetic &made)
{
    const QString row = words(made.row);
    const QString column = words(made.column);
    QString place = made.isPair ? Words::tr("%1 → %2").arg(row, column) : Words::tr("%1, column %2").arg(row, column);
    bool isNumber = false;
    column.toInt(&isNumber);
    if (!made.isPair && !isNumber)
        place = Words::tr("%1, %2").arg(row, column);
    return made.page.empty() ? place : Words::tr("%1, %2").arg(place, words(made.page));
}

} // namespace

ArithmeticSheet sheetFor(const StepArithmetic &made)
{
    ArithmeticSheet sheet;
    sheet.shortTitle = placeOf(made);
    sheet.title = Words::tr("%1, number by number").arg(sheet.shortTitle);
    sheet.formula = words(made.formula);
    if (!made.isLooked) {
        sheet.lines.push_back({plain(Words::tr("%1 does not look at %2").arg(words(made.row), words(made.column))),
            quiet(QStringLiteral(" → ")), result(double(made.stored))});
        return sheet;
    }
    switch (made.kind) {
    case StepRuleKind::given: sheet.lines.push_back({quiet(Words::tr("given: ")), result(double(made.stored))}); break;
    case StepRuleKind::product: addProduct(sheet, made); break;
    case StepRuleKind::softmax: addSoftmax(sheet, made); break;
    case StepRuleKind::sum:
    case StepRuleKind::rowSum: addSum(sheet, made); break;
    case StepRuleKind::times:
    case StepRuleKind::over:
    case StepRuleKind::same:
    case StepRuleKind::scaled: addOneLine(sheet, made); break;
    case StepRuleKind::rows:
        sheet.lines.push_back({quiet(Words::tr("the row of ")), plain(words(made.taken)),
            quiet(Words::tr(" in %1, unchanged: ").arg(words(made.sources.front().name))), result(made.made)});
        break;
    case StepRuleKind::open: addOpen(sheet, made); break;
    }
    if (made.before)
        sheet.lines.push_back({quiet(Words::tr("a token before ")), plain(number(*made.before)), quiet(Words::tr(", changed by ")),
            plain(signedNumber(double(made.stored) - *made.before))});
    return sheet;
}

} // namespace headscope
