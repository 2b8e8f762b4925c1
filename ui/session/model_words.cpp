#include "ui/session/model_words.h"

#include "ui/session/built_in_models.h"
#include "ui/session/shown_words.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ModelWords)
};

} // namespace

QString titleOfPath(const QString &path)
{
    for (const BuiltInModel &model : builtInModels())
        if (model.folder == path)
            return model.title;
    // …/models--openai--gpt2/snapshots/607a30d7
    const QFileInfo snapshot(path);
    const QFileInfo snapshots(snapshot.absolutePath());
    const QString repository = QFileInfo(snapshots.absolutePath()).fileName();
    const QString prefix = QStringLiteral("models--");
    if (snapshots.fileName() == QStringLiteral("snapshots") && repository.startsWith(prefix))
        return repository.mid(prefix.size()).replace(QStringLiteral("--"), QStringLiteral("/"));
    return snapshot.suffix().toLower() == QStringLiteral("gguf") ? snapshot.completeBaseName() : snapshot.fileName();
}

QString modelTitle(const Model &model)
{
    const QString title = titleOfPath(QString::fromStdString(model.folder().string()));
    return title.isEmpty() ? shownWords(model.name()) : shownWords(title);
}

QString layerTitle(const TransformerConfig &config, int layer)
{
    if (!config.isEncoderDecoder())
        return Words::tr("Layer %1").arg(layer + 1);
    if (layer < config.encoderLayers)
        return Words::tr("Encoder %1").arg(layer + 1);
    const int pair = (layer - config.encoderLayers) / 2 + 1;
    return config.layer(layer).cross ? Words::tr("Decoder %1 cross").arg(pair) : Words::tr("Decoder %1 self").arg(pair);
}

QString headTitle(const TransformerConfig &config, int layer, int head)
{
    return Words::tr("%1, head %2").arg(layerTitle(config, layer)).arg(head + 1);
}

QString stageTitle(Stage stage)
{
    return QCoreApplication::translate("Stage", stageInfo(stage).title.data());
}

QString headDescription(const TransformerConfig &config, int layer, int head)
{
    const auto row = static_cast<std::size_t>(layer);
    const auto column = static_cast<std::size_t>(head);
    const bool known = row < config.headDescriptions.size() && column < config.headDescriptions[row].size();
    return known ? QString::fromStdString(config.headDescriptions[row][column]) : QString();
}

QString sharingHeads(const TransformerConfig &config, int head)
{
    if (config.groups() == config.heads)
        return {};
    const int first = config.firstOfGroup(head) + 1;
    return Words::tr("heads %1–%2").arg(first).arg(first + config.heads / config.groups() - 1);
}

} // namespace headscope
