#include "ui/views/shared/stages/lesson_writer.h"

#include "ui/session/model_words.h"

#include <QLocale>

#include <cmath>

namespace headscope {

LessonWriter::LessonWriter(const Trace &shown, const StageKey &place, int shownRow)
    : trace(shown)
    , config(shown.config())
    , key(place)
    , row(shownRow)
{
}

QString LessonWriter::number(int value)
{
    return QLocale().toString(value);
}

QString LessonWriter::plain(double value)
{
    return QString::number(value, 'g', 5);
}

QString LessonWriter::link(const QString &address, const QString &text)
{
    return QStringLiteral("<a href=\"%1\">%2</a>").arg(address, text);
}

QString LessonWriter::tokenName() const
{
    const auto &tokens = trace.rowTokens(key);
    return row >= 0 && row < int(tokens.size()) ? QString::fromStdString(tokens[std::size_t(row)].display).toHtmlEscaped() : QString();
}

QString LessonWriter::root() const
{
    const double divisor = layer().scoreDivisor;
    const double squared = std::round(divisor * divisor);
    if (std::abs(std::sqrt(squared) - divisor) > 1e-4 * divisor) // no root of a whole number
        return plain(divisor);
    const double exact = std::sqrt(squared);
    return exact == std::floor(exact) ? QStringLiteral("√%1 = %2").arg(int(squared)).arg(int(exact))
                                      : QStringLiteral("√%1 ≈ %2").arg(int(squared)).arg(exact, 0, 'f', 2);
}

bool LessonWriter::isOn(EditSwitch kind) const
{
    return hasEdit(trace.edits(), editOf(kind, config, key.layer, key.head, row));
}

QString LessonWriter::input() const
{
    return config.norm == NormKind::none || config.normPlace == NormPlace::post ? QStringLiteral("x") : QStringLiteral("x̂");
}

Lesson LessonWriter::norm(NormKind kind) const
{
    Lesson lesson;
    const bool rms = kind == NormKind::rms;
    lesson.paragraphs
        = {rms ? tr("Each token's vector is divided by the root of its mean square (RMS norm), then each column is stretched by a learned "
                    "gain γ.")
               : tr("Each token's vector is shifted to mean 0 and divided by its standard deviation (layer norm), then each column gets a "
                    "learned gain γ and shift β.")};
    if (rms && config.gainPlusOne)
        lesson.paragraphs << tr("The checkpoint stores γ − 1, so that a gain of 0 in the file leaves a column as it is.");
    lesson.formula = rms ? QStringLiteral("x̂ = x / √(mean(x²) + ε) · γ") : QStringLiteral("x̂ = (x − mean) / √(variance + ε) · γ + β");
    lesson.tries = {tr("Click a cell: the panel below shows each step."), tryEdit()};
    return lesson;
}

QString LessonWriter::activationSentence(Activation activation)
{
    switch (activation) {
    case Activation::identity: return tr("There is no activation here: every number stays as it is.");
    case Activation::relu: return tr("ReLU keeps what is above 0 and sets the rest to 0: a pattern that was not found says nothing.");
    case Activation::tanh: return tr("tanh brings every number between −1 and 1: small ones hardly change, large ones are held back.");
    case Activation::silu:
        return tr("SiLU lets large numbers pass and holds back those below 0, smoothly: a pattern that was not found says almost nothing.");
    case Activation::gelu:
    case Activation::geluTanh:
    case Activation::geluQuick: break;
    }
    return tr("GELU lets large numbers pass and holds back those below 0, smoothly: a pattern that was not found says almost nothing.");
}

QString LessonWriter::activationFormula(Activation activation, const QString &letter)
{
    // # stands for the number; Qt would read "%1³" as its thirteenth argument.
    QString formula = QStringLiteral("#");
    switch (activation) {
    case Activation::identity: break;
    case Activation::relu: formula = QStringLiteral("max(0, #)"); break;
    case Activation::tanh: formula = QStringLiteral("tanh(#)"); break;
    case Activation::silu: formula = QStringLiteral("# / (1 + exp(−#))"); break;
    case Activation::geluTanh: formula = QStringLiteral("½ # (1 + tanh(√(2/π) (# + 0.044715 #³)))"); break;
    case Activation::geluQuick: formula = QStringLiteral("# / (1 + exp(−1.702 #))"); break;
    case Activation::gelu: formula = QStringLiteral("½ # (1 + erf(# / √2))"); break;
    }
    return formula.replace(QLatin1Char('#'), letter);
}

QString LessonWriter::sharing() const
{
    const QString heads = sharingHeads(config, key.head);
    if (heads.isEmpty())
        return {};
    return config.groups() == 1
        ? tr("All %1 query heads of the layer share one key and value head. That makes the model smaller and faster to run.")
              .arg(config.heads)
        : tr("The %1 query heads of the layer share %2 key and value heads; this one serves %3. Each asks its own question of the same "
             "keys.")
              .arg(config.heads)
              .arg(config.groups())
              .arg(heads);
}

QString LessonWriter::tryScaling() const
{
    return isOn(EditSwitch::scaling)
        ? tr("%1 and watch the softmax calm down.").arg(link(QStringLiteral("switch:scaling"), tr("Turn the scaling back on")))
        : tr("%1 and watch the softmax sharpen.").arg(link(QStringLiteral("switch:scaling"), tr("Turn the scaling off")));
}

QString LessonWriter::tryMask() const
{
    return isOn(EditSwitch::mask) ? link(QStringLiteral("switch:mask"), tr("Turn the mask back on"))
                                  : tr("%1: early tokens can then look at later ones, which this model never saw in training.")
                                        .arg(link(QStringLiteral("switch:mask"), tr("Turn the mask off")));
}

QString LessonWriter::tryPositions() const
{
    return isOn(EditSwitch::positions) ? link(QStringLiteral("switch:positions"), tr("Turn the positions back on"))
                                       : tr("%1: a token then no longer knows where it stands.")
                                             .arg(link(QStringLiteral("switch:positions"), tr("Turn the positions off")));
}

QString LessonWriter::tryHead() const
{
    if (isOn(EditSwitch::head))
        return link(QStringLiteral("switch:head"), tr("Switch this head back on"));
    const QString off = link(QStringLiteral("switch:head"), tr("Switch this head off"));
    switch (config.predicts) {
    case Predicts::nextToken: return tr("%1 and see what the model expects next without it.").arg(off);
    case Predicts::ownToken: return tr("%1 and see what the model puts in each place without it.").arg(off);
    case Predicts::nothing: break;
    }
    return tr("%1 and see what changes behind it.").arg(off);
}

QString LessonWriter::tryEdit()
{
    return tr("Double-click a number and change it: every later stage follows.");
}

QString colored(QString markup, const Theme &theme)
{
    const std::pair<QString, QColor> colors[] = {{QStringLiteral("q"), theme.query}, {QStringLiteral("k"), theme.key},
        {QStringLiteral("v"), theme.value}, {QStringLiteral("r"), theme.result}};
    for (const auto &[tag, color] : colors) {
        markup.replace(QStringLiteral("<%1>").arg(tag), QStringLiteral("<span style=\"color:%1; font-weight:600\">").arg(color.name()));
        markup.replace(QStringLiteral("</%1>").arg(tag), QStringLiteral("</span>"));
    }
    return markup;
}

} // namespace headscope
