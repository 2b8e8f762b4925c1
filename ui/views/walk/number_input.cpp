#include "ui/views/walk/number_input.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <cmath>
#include <limits>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::NumberInput)
};

std::optional<float> refuse(QString *problem, const QString &why)
{
    if (problem)
        *problem = why;
    return std::nullopt;
}

} // namespace

std::optional<float> readNumber(const QString &text, QString *problem)
{
    QString plain = text.trimmed();
    plain.replace(QChar(0x2212), QLatin1Char('-')).replace(QChar(0x2013), QLatin1Char('-'));
    if (plain.isEmpty())
        return refuse(problem, Words::tr("Type a number, for example 0.5"));
    // "1,234.5" or "1.234,5": which mark is the decimal one depends on the reader's country, so neither is guessed.
    if (plain.count(QLatin1Char(',')) + plain.count(QLatin1Char('.')) > 1)
        return refuse(problem, Words::tr("One decimal mark only, no thousands separators"));
    plain.replace(QLatin1Char(','), QLatin1Char('.'));
    static const QRegularExpression infinite(QStringLiteral("^[+-]?(inf(inity)?|nan|∞)$"), QRegularExpression::CaseInsensitiveOption);
    if (infinite.match(plain).hasMatch())
        return refuse(problem, Words::tr("Only finite numbers: the computation cannot go on with “%1”").arg(text.trimmed()));
    static const QRegularExpression number(QStringLiteral("^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?$"));
    if (!number.match(plain).hasMatch())
        return refuse(problem, Words::tr("“%1” is not a number").arg(text.trimmed()));
    const double value = QLocale::c().toDouble(plain);
    if (!std::isfinite(value) || std::abs(value) > double(std::numeric_limits<float>::max()))
        return refuse(problem, Words::tr("Too large: numbers here go up to 3.4e38"));
    return float(value);
}

} // namespace headscope
