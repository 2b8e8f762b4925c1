#include "ui/views/map/map_words.h"

#include "ui/session/model_words.h"
#include "ui/views/shared/stages/stage_words.h"

#include <QCoreApplication>
#include <QStringList>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::MapWords)
};

/// "T × 64": tokens by columns.
QString shape(const TransformerConfig &config, const StageInfo &info)
{
    const QString columns = info.colAxis == 'S' ? QStringLiteral("S") : QString::number(config.columnsOf(info.stage));
    const QChar rows = QLatin1Char(info.rowAxis == 'P' ? '1' : info.rowAxis);
    return QStringLiteral("%1 × %2").arg(QString(rows), columns);
}

/// Columns of what a step is made from; nothing for what has none.
int columnsOfSource(const TransformerConfig &config, const PlanStep &step)
{
    return step.sources.size() > 0 ? config.columnsOf(step.sources[0].stage) : 0;
}

QString lookUpSizes(const TransformerConfig &config, const PlanStep &step)
{
    const int columns = config.columnsOf(step.stage);
    switch (step.table.row) {
    case LookUpTable::Row::id: return QStringLiteral("%1 × %2").arg(config.vocabulary).arg(columns);
    case LookUpTable::Row::position: return QStringLiteral("%1 × %2").arg(config.context).arg(columns);
    case LookUpTable::Row::type: return QStringLiteral("%1 × %2").arg(config.tokenTypes).arg(columns);
    }
    return {};
}

} // namespace

void describeStage(const TransformerConfig &config, const PlanStep &step, MapBox &box)
{
    const StageInfo &info = stageInfo(step.stage);
    box.title = stageTitle(step.stage);
    box.detail = shape(config, info);
    if (step.operation == Operation::linear)
        box.detail = Words::tr("%1 → %2 · %3")
                         .arg(columnsOfSource(config, step))
                         .arg(config.columnsOf(step.stage))
                         .arg(QString::fromUtf8(step.map.symbol.data(), static_cast<qsizetype>(step.map.symbol.size())));
    if (step.operation == Operation::lookUp)
        box.detail = Words::tr("%1 · %2").arg(
            lookUpSizes(config, step), QString::fromUtf8(step.table.symbol.data(), static_cast<qsizetype>(step.table.symbol.size())));
    // The colours of queries, keys and values; of what is otherwise the result of a step only scores and the inside of the MLP.
    const auto own = stageColor(step.stage);
    if (own != &Theme::result || info.quadratic)
        box.color = own;
    else if (info.colAxis == 'F')
        box.color = &Theme::first;
    box.tip = box.title + QLatin1Char('\n') + QString::fromUtf8(info.formula.data(), static_cast<qsizetype>(info.formula.size()))
        + QLatin1Char('\n') + shape(config, info);
    if (info.scope == StageScope::head && config.heads > 1)
        box.tip += Words::tr(", in each of %1 heads").arg(config.heads);
    box.tip += QLatin1Char('\n') + QString::fromStdString(hookName(config, step.stage, box.key.layer));
}

QString openLayerTitle(const TransformerConfig &config, int layer)
{
    const QString title = layerTitle(config, layer);
    return config.isEncoderDecoder() ? title : Words::tr("%1 of %2").arg(title).arg(config.layers);
}

QString attentionTitle(const TransformerConfig &config, int layer)
{
    const LayerConfig &rules = config.layer(layer);
    QStringList facts{config.heads == 1 ? Words::tr("one head of %1").arg(config.headWidth)
                                        : Words::tr("%1 heads of %2").arg(config.heads).arg(config.headWidth)};
    if (config.groups() < config.heads)
        facts << Words::tr("%1 of keys and values").arg(config.groups());
    if (rules.cross)
        facts << Words::tr("on the encoder's text");
    else if (rules.causal)
        facts << Words::tr("causal");
    if (rules.window > 0)
        facts << Words::tr("window of %1").arg(rules.window);
    return (rules.cross ? Words::tr("Cross-attention: %1") : Words::tr("Attention: %1")).arg(facts.join(QStringLiteral(", ")));
}

QString mlpTitle(const TransformerConfig &config)
{
    return (config.gated ? Words::tr("Gated MLP: %1 → %2 → %1") : Words::tr("MLP: %1 → %2 → %1")).arg(config.width).arg(config.feedForward);
}

QString stackTitle(int stack)
{
    return stack == 0 ? Words::tr("Encoder") : Words::tr("Decoder");
}

QString layerTip(const TransformerConfig &config, int layer)
{
    return Words::tr("%1: click to open it").arg(layerTitle(config, layer));
}

QString modelHeading(const Model &model)
{
    const TransformerConfig &config = model.config();
    const QString layers = config.isEncoderDecoder()
        ? QStringLiteral("%1 + %2").arg(config.encoderLayers).arg((config.layers - config.encoderLayers) / 2)
        : QString::number(config.layers);
    return Words::tr("%1 · %2 layers of %3 heads, %4 wide, %5 words")
        .arg(modelTitle(model), layers, QString::number(config.heads), QString::number(config.width), QString::number(config.vocabulary));
}

} // namespace headscope
