#include "ui/session/model_facts.h"

#include "src/formats/visible_text.h"
#include "ui/session/model_words.h"
#include "ui/session/prompt.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ModelFacts)
};

QString text(const std::string &words)
{
    return QString::fromStdString(visibleText(words));
}

QString grouped(std::int64_t number)
{
    return QLocale(QLocale::English).toString(qlonglong(number));
}

QString sizeText(std::int64_t bytes)
{
    return QLocale(QLocale::English).formattedDataSize(bytes);
}

QStringList listOf(const std::vector<std::string> &words)
{
    QStringList list;
    for (const std::string &word : words)
        list << text(word);
    return list;
}

QString activationName(Activation activation)
{
    switch (activation) {
    case Activation::identity: return Words::tr("no activation");
    case Activation::gelu: return QStringLiteral("GELU");
    case Activation::geluTanh: return Words::tr("GELU (tanh form)");
    case Activation::geluQuick: return Words::tr("GELU (quick form)");
    case Activation::relu: return QStringLiteral("ReLU");
    case Activation::silu: return QStringLiteral("SiLU");
    case Activation::tanh: return QStringLiteral("tanh");
    }
    return {};
}

QString layersText(const TransformerConfig &config)
{
    if (!config.isEncoderDecoder())
        return QString::number(config.layers);
    return Words::tr("%1 of the encoder, %2 of the decoder (each looks at itself, then at the encoder)")
        .arg(config.encoderLayers)
        .arg((config.layers - config.encoderLayers) / 2);
}

QString headsText(const TransformerConfig &config)
{
    const QString heads = Words::tr("%1 of %2 channels").arg(config.heads).arg(config.headWidth);
    if (config.groups() == config.heads)
        return heads;
    return config.groups() == 1 ? Words::tr("%1; all share one key and value head").arg(heads)
                                : Words::tr("%1; they share %2 key and value heads").arg(heads).arg(config.groups());
}

QString positionsText(const TransformerConfig &config)
{
    QStringList parts;
    switch (config.position) {
    case PositionKind::none: break;
    case PositionKind::learned: parts << Words::tr("learned vectors"); break;
    case PositionKind::sinusoidal:
    case PositionKind::sinusoidalHalves: parts << Words::tr("sine and cosine waves"); break;
    }
    const Rotary &rotary = config.layer(0).rotary;
    if (rotary.turns())
        parts << (rotary.dims < config.headWidth
                ? Words::tr("queries and keys turned (rotary), %1 of %2 channels").arg(rotary.dims).arg(config.headWidth)
                : Words::tr("queries and keys turned (rotary)"));
    if (config.scoreBias == ScoreBias::slopes)
        parts << Words::tr("a slope per head (ALiBi)");
    if (config.scoreBias == ScoreBias::buckets)
        parts << Words::tr("a learned bias for the distance, %1 buckets").arg(config.buckets);
    return parts.isEmpty() ? Words::tr("none") : parts.join(QStringLiteral(", "));
}

QString maskText(const TransformerConfig &config)
{
    bool causal = false;
    bool both = false;
    QStringList windows;
    int windowed = 0;
    for (const LayerConfig &layer : config.layerConfigs) {
        causal = causal || (layer.causal && !layer.cross);
        both = both || (!layer.causal && !layer.cross);
        if (layer.window > 0) {
            ++windowed;
            if (const QString one = QString::number(layer.window); !windows.contains(one))
                windows << one;
        }
    }
    QString what = causal && both ? Words::tr("the encoder looks both ways, the decoder back only")
        : causal                  ? Words::tr("causal: a token sees itself and those before it")
                                  : Words::tr("none: every token sees every token");
    if (windowed > 0)
        what += Words::tr("; %1 of %2 layers through a window of %3")
                    .arg(windowed)
                    .arg(config.layers)
                    .arg(windows.join(QStringLiteral(", ")));
    if (config.globalFirstToken)
        what += Words::tr("; the first token is global");
    return what;
}

QString normText(const TransformerConfig &config)
{
    if (config.norm == NormKind::none)
        return Words::tr("none");
    QString what = config.norm == NormKind::layer ? Words::tr("layer norm") : Words::tr("RMS norm");
    what += config.normPlace == NormPlace::pre ? Words::tr(", before attention and MLP") : Words::tr(", after attention and MLP");
    if (config.parallel)
        what += Words::tr("; attention and MLP side by side");
    if (config.outputNorms)
        what += Words::tr("; their outputs too");
    if (config.queryKeyNorm != NormKind::none)
        what += Words::tr("; queries and keys too");
    return what;
}

QString scoresText(const TransformerConfig &config)
{
    const float divisor = config.layer(0).scoreDivisor;
    QString what = divisor == 1 ? Words::tr("not divided") : Words::tr("divided by %1").arg(double(divisor), 0, 'g', 5);
    if (config.scoreCap > 0)
        what += Words::tr(", kept between −%1 and %1").arg(double(config.scoreCap), 0, 'g', 5);
    return what;
}

QString outputText(const TransformerConfig &config)
{
    QStringList parts;
    if (config.predicts == Predicts::nextToken)
        parts << Words::tr("the next token");
    if (config.predicts == Predicts::ownToken)
        parts << Words::tr("the token that belongs in a place");
    if (config.hasPooler && config.classHead.classes > 0)
        parts << (config.classHead.reads == ClassHead::Reads::everyToken ? Words::tr("a class for each token")
                                                                         : Words::tr("a class for the text"));
    else if (config.hasPooler)
        parts << Words::tr("one vector for the text");
    return parts.isEmpty() ? Words::tr("nothing: this checkpoint has no output head") : parts.join(QStringLiteral(", "));
}

FactSection modelSection(const Model &model)
{
    FactSection section{Words::tr("Model"), {}};
    const TransformerConfig &config = model.config();
    section.facts << Fact{Words::tr("Family"), Words::tr("%1: %2").arg(text(config.family), text(model.report().familyReason))};
    if (!config.architecture.empty())
        section.facts << Fact{Words::tr("Architecture"), text(config.architecture)};
    if (!config.description.empty())
        section.facts << Fact{Words::tr("Description"), text(config.description)};
    section.facts << Fact{Words::tr("Foretells"), outputText(config)};
    if (config.classHead.classes > 0) {
        const QStringList labels = listOf(config.classHead.labels);
        section.facts << Fact{Words::tr("Classes"), QString::number(config.classHead.classes), labels};
    }
    return section;
}

FactSection sizeSection(const Model &model)
{
    const TransformerConfig &config = model.config();
    FactSection section{Words::tr("Sizes"), {}};
    section.facts << Fact{Words::tr("Layers"), layersText(config)} << Fact{Words::tr("Heads"), headsText(config)}
                  << Fact{Words::tr("Width"), grouped(config.width)};
    if (config.widthOfEmbedding() != config.width)
        section.facts << Fact{Words::tr("Embedding"), Words::tr("%1 wide").arg(grouped(config.widthOfEmbedding()))};
    section.facts << Fact{Words::tr("MLP"),
        config.feedForward == 0 ? Words::tr("none")
            : config.gated      ? Words::tr("%1 wide, %2, gated").arg(grouped(config.feedForward), activationName(config.activation))
                                : Words::tr("%1 wide, %2").arg(grouped(config.feedForward), activationName(config.activation))};
    section.facts << Fact{Words::tr("Context"), Words::tr("%1 tokens").arg(grouped(config.context))};
    QString vocabulary = grouped(config.vocabulary);
    if (config.predicts != Predicts::nothing)
        vocabulary += config.tiedOutput ? Words::tr(", output tied to the embedding") : Words::tr(", output of its own");
    section.facts << Fact{Words::tr("Vocabulary"), vocabulary};
    return section;
}

FactSection attentionSection(const Model &model)
{
    const TransformerConfig &config = model.config();
    return {Words::tr("Attention"),
        {{Words::tr("Positions"), positionsText(config)}, {Words::tr("Mask"), maskText(config)}, {Words::tr("Scores"), scoresText(config)},
            {Words::tr("Norm"), normText(config)}}};
}

FactSection fileSection(const Model &model)
{
    const LoadReport &report = model.report();
    FactSection section{Words::tr("Files"), {}};
    section.facts << Fact{Words::tr("Folder"), text(model.folder().string())} << Fact{Words::tr("Parameters"), grouped(report.parameters)}
                  << Fact{Words::tr("Stored"), Words::tr("%1 (%2 bytes)").arg(sizeText(report.bytes), grouped(report.bytes))}
                  << Fact{Words::tr("Numbers"), listOf(report.dtypes).join(QStringLiteral(", "))};
    if (report.files.size() == 1)
        section.facts << Fact{Words::tr("Weights from"), text(report.files.front())};
    else if (!report.files.empty())
        section.facts << Fact{Words::tr("Weights from"), Words::tr("%1 files").arg(report.files.size()), listOf(report.files)};
    const Tokenizer &tokenizer = model.tokenizer();
    QString kind = Words::tr("%1, %2 pieces").arg(text(tokenizer.kind()), grouped(tokenizer.vocabularySize()));
    if (takesPairs(model))
        kind += Words::tr("; takes two sentences");
    section.facts << Fact{Words::tr("Tokenizer"), kind};
    return section;
}

void addList(FactSection &section, const QString &name, const std::vector<std::string> &entries, const QString &one, const QString &many,
    bool concern)
{
    if (!entries.empty())
        section.facts << Fact{name, entries.size() == 1 ? one : many.arg(entries.size()), listOf(entries), concern};
}

FactSection knowSection(const Model &model)
{
    const LoadReport &report = model.report();
    FactSection section{Words::tr("To know"), {}};
    addList(section, Words::tr("Unused"), report.unused, Words::tr("1 tensor that nothing reads"),
        Words::tr("%1 tensors that nothing reads"), true);
    addList(section, Words::tr("Not understood"), report.unknownFields, Words::tr("1 field of the configuration"),
        Words::tr("%1 fields of the configuration"), true);
    addList(section, Words::tr("Not needed"), report.ignored, Words::tr("1 tensor, known and not needed"),
        Words::tr("%1 tensors, known and not needed"), false);
    for (const std::string &note : report.notes)
        section.facts << Fact{Words::tr("Note"), text(note)};
    if (report.unused.empty() && report.unknownFields.empty())
        section.facts.prepend({Words::tr("Complete"), Words::tr("Every tensor was found, has the expected shape and is used.")});
    return section;
}

} // namespace

QList<FactSection> modelFacts(const Model &model)
{
    return {modelSection(model), sizeSection(model), attentionSection(model), fileSection(model), knowSection(model)};
}

int concernCount(const Model &model)
{
    const QList<Fact> facts = knowSection(model).facts;
    return int(std::count_if(facts.begin(), facts.end(), [](const Fact &fact) { return fact.concern; }));
}

QString factsText(const Model &model, int most)
{
    const QList<FactSection> sections = modelFacts(model);
    qsizetype widest = 0;
    for (const FactSection &section : sections)
        for (const Fact &fact : section.facts)
            widest = std::max(widest, fact.name.size());
    QString all = modelTitle(model) + QLatin1Char('\n');
    for (const FactSection &section : sections) {
        all += QLatin1Char('\n') + section.title + QLatin1Char('\n');
        for (const Fact &fact : section.facts) {
            all += QStringLiteral("  ") + fact.name.leftJustified(widest + 2) + fact.value + QLatin1Char('\n');
            const QString indent(widest + 4, QLatin1Char(' '));
            for (const QString &entry : fact.list.mid(0, most))
                all += indent + entry + QLatin1Char('\n');
            if (fact.list.size() > most)
                all += indent + Words::tr("… and %1 more").arg(fact.list.size() - most) + QLatin1Char('\n');
        }
    }
    return all;
}

} // namespace headscope
