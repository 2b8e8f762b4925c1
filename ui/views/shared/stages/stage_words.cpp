#include "ui/views/shared/stages/stage_words.h"

#include "src/trace/sources.h"
#include "ui/session/model_words.h"
#include "ui/views/shared/stages/lesson_writer.h"

#include <array>

namespace headscope {

namespace {

const StageWords &wordsOf(Stage stage)
{
    static const auto rows = [] {
        std::array<const StageWords *, kStages.size()> found{};
        for (const auto &words : {embeddingWords(), attentionWords(), scoresWords(), mlpWords(), outputWords()})
            for (const StageWords &row : words)
                found[std::size_t(row.stage)] = &row;
        return found;
    }();
    const StageWords *row = rows[std::size_t(stage)];
    if (!row)
        qFatal("no words for the stage %s", stageInfo(stage).name.data());
    return *row;
}

bool holds(PhraseCase which, const TransformerConfig &config, int layer)
{
    switch (which) {
    case PhraseCase::never: break;
    case PhraseCase::cross: return config.layer(layer).cross;
    case PhraseCase::gated: return config.gated;
    case PhraseCase::ownToken: return config.predicts == Predicts::ownToken;
    }
    return false;
}

QString translated(const StagePhrase &phrase, const TransformerConfig &config, const StageKey &key)
{
    return StageText::tr(holds(phrase.when, config, key.layer) ? phrase.then : phrase.text);
}

QString maskText(const LayerConfig &layer, bool globalFirst)
{
    if (layer.cross)
        return StageText::tr("The decoder may look at every token of the encoder's text.");
    QString text = layer.causal ? StageText::tr("A token may look at itself and back, never ahead: −∞ becomes a weight of exactly 0.")
                                : StageText::tr("This model lets every token look everywhere.");
    if (layer.window > 0)
        text = layer.causal
            ? StageText::tr("A token may look at itself and the %1 tokens before it: −∞ becomes a weight of exactly 0.")
                  .arg(layer.window - 1)
            : StageText::tr("A token may look at %1 tokens to each side: −∞ becomes a weight of exactly 0.").arg(layer.window);
    if (globalFirst)
        text += QLatin1Char(' ') + StageText::tr("The first token is global: it sees all and is seen by all.");
    return text;
}

QString activationText(Activation activation)
{
    switch (activation) {
    case Activation::identity: return StageText::tr("No activation: the numbers stay as they are.");
    case Activation::relu: return StageText::tr("ReLU: what is below zero becomes zero.");
    case Activation::tanh: return StageText::tr("tanh: every number is brought between −1 and 1.");
    case Activation::silu: return StageText::tr("SiLU: what is far below zero becomes almost zero, the rest stays almost as it is.");
    case Activation::gelu:
    case Activation::geluTanh:
    case Activation::geluQuick: break;
    }
    return StageText::tr("GELU: what is far below zero becomes almost zero, the rest stays almost as it is.");
}

QString normText(NormKind kind)
{
    return kind == NormKind::rms ? StageText::tr("Each row is divided by its root mean square, then scaled per column.")
                                 : StageText::tr("Each row minus its mean, divided by its spread, then scaled and shifted per column.");
}

QString biasText(const TransformerConfig &config, int layer)
{
    if (config.scoreBias == ScoreBias::slopes)
        return StageText::tr("The further away a key, the more is taken off its score (ALiBi): each head has its own slope.");
    return config.layer(layer).causal
        ? StageText::tr("Each distance belongs to a bucket, and each head has learned one number for each bucket. It is added.")
        : StageText::tr("Each distance, back or ahead, belongs to a bucket, and each head has learned one number for each. It is added.");
}

QString productText(const PlanStep &step)
{
    const bool ofEncoder = step.sources[0].place == StageSource::Place::encoder;
    return ofEncoder ? StageText::tr("Made from what the encoder left. One row times one column: multiply pair by pair and add up.")
                     : StageText::tr("One row times one column: multiply pair by pair and add up.");
}

QString gateText(const PlanStep &step)
{
    const QString text = activationText(step.activation);
    return step.sources.size() > 1 ? text + QLatin1Char(' ') + StageText::tr("Then gate times what waits behind it.") : text;
}

QString divisionText(const LayerConfig &layer)
{
    return layer.scoreDivisor == 1
        ? StageText::tr("This model does not divide its scores.")
        : StageText::tr("Every raw score is divided by the same number, so that long vectors do not sharpen the softmax.");
}

QString operationText(const TransformerConfig &config, const StageKey &key, const PlanStep &step)
{
    switch (step.operation) {
    case Operation::ids: break;
    case Operation::lookUp: return StageText::tr("One row of a table.");
    case Operation::waves: return StageText::tr("Sines and cosines of the place.");
    case Operation::scale: return StageText::tr("Every number times %1.").arg(double(step.factor), 0, 'g', 6);
    case Operation::sum: return StageText::tr("Number by number, what was added so far.");
    case Operation::norm: return normText(step.normKind);
    case Operation::linear:
    case Operation::product: return productText(step);
    case Operation::rotate:
        return StageText::tr("Channels are taken in pairs, and each pair is turned by its angle times the token's place.");
    case Operation::divide: return divisionText(config.layer(key.layer));
    case Operation::cap:
        return StageText::tr("Small scores stay almost as they are; none can pass %1 or −%1.").arg(double(step.limit), 0, 'g', 6);
    case Operation::distanceBias: return biasText(config, key.layer);
    case Operation::mask: return maskText(config.layer(key.layer), config.globalFirstToken);
    case Operation::softmax: return StageText::tr("Each row of weights sums to 1.");
    case Operation::join: return StageText::tr("Copied, not computed: the weighted sums of all heads beside each other.");
    case Operation::activate: return gateText(step);
    }
    return {};
}

} // namespace

QString stageQuestion(const TransformerConfig &config, const StageKey &key)
{
    return translated(wordsOf(key.stage).question, config, key);
}

QString matrixTitle(Stage stage)
{
    return StageText::tr(wordsOf(stage).title);
}

QString rowHeading(const TransformerConfig &config, const StageKey &key, const QString &token)
{
    return translated(wordsOf(key.stage).rowHeading, config, key).arg(token);
}

QColor Theme::*stageColor(Stage stage)
{
    return wordsOf(stage).color;
}

QString howText(const TransformerConfig &config, const StageKey &key)
{
    const auto sentence = wordsOf(key.stage).sentence;
    return sentence ? sentence(config, key) : operationText(config, key, stepAt(config, key));
}

Lesson lessonOf(const Trace &trace, const StageKey &key, int row)
{
    return wordsOf(key.stage).lesson(LessonWriter(trace, key, row));
}

QString placeText(const TransformerConfig &config, const StageKey &key)
{
    const StageInfo &info = stageInfo(key.stage);
    if (info.scope == StageScope::model) {
        if (!config.isEncoderDecoder())
            return {};
        return config.stackOf(key.layer) == 0 ? StageText::tr("encoder") : StageText::tr("decoder");
    }
    const QString layer = config.isEncoderDecoder() ? layerTitle(config, key.layer).toLower()
                                                    : StageText::tr("layer %1 of %2").arg(key.layer + 1).arg(config.layers);
    if (info.scope == StageScope::layer)
        return layer;
    const QString place = StageText::tr("%1, head %2 of %3").arg(layer).arg(key.head + 1).arg(config.heads);
    const QString sharing = info.rowAxis == 'S' ? sharingHeads(config, key.head) : QString();
    return sharing.isEmpty() ? place : StageText::tr("%1 · shared by %2").arg(place, sharing);
}

QString shapeText(int rows, int columns)
{
    return QStringLiteral("%1 × %2").arg(rows).arg(columns);
}

} // namespace headscope
