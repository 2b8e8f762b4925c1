#include "ui/hub/needed_files.h"

#include <QRegularExpression>

#include <algorithm>
#include <functional>

namespace headscope {

namespace {

const QStringList kConfiguration = {QStringLiteral("config.json"), QStringLiteral("generation_config.json")};
const QStringList kTokenizer
    = {QStringLiteral("tokenizer.json"), QStringLiteral("tokenizer_config.json"), QStringLiteral("special_tokens_map.json"),
        QStringLiteral("added_tokens.json"), QStringLiteral("vocab.json"), QStringLiteral("vocab.txt"), QStringLiteral("merges.txt")};

bool isTokenizer(const QString &name)
{
    return kTokenizer.contains(name) || name.endsWith(QLatin1String(".model")) || name.endsWith(QLatin1String(".spm"));
}

bool isGguf(const QString &name)
{
    return name.endsWith(QLatin1String(".gguf"), Qt::CaseInsensitive);
}

/// `stem`-00001-of-00003.`extension`
std::function<bool(const QString &)> isShardOf(const char *stem, const char *extension)
{
    return [pattern = QRegularExpression(QStringLiteral("^%1-\\d+-of-\\d+\\.%2\\z").arg(QLatin1String(stem), QLatin1String(extension)))](
               const QString &name) { return pattern.match(name).hasMatch(); };
}

std::function<bool(const QString &)> isNamed(const char *wanted)
{
    return [wanted = QString::fromLatin1(wanted)](const QString &name) { return name == wanted; };
}

/// Lower is better. Q8_0 is close to the original at half the size of F16; the rest follows by how near it is.
int ggufRank(const QString &name)
{
    const QStringList order = {QStringLiteral("q8_0"), QStringLiteral("f16"), QStringLiteral("bf16"), QStringLiteral("f32"),
        QStringLiteral("q6_k"), QStringLiteral("q4_k"), QStringLiteral("q4_0")};
    const QString lower = name.toLower();
    for (qsizetype i = 0; i < order.size(); ++i)
        if (QRegularExpression(QStringLiteral("(^|[^a-z0-9])%1").arg(order.at(i))).match(lower).hasMatch())
            return static_cast<int>(i);
    return static_cast<int>(order.size());
}

/// Marks the best GGUF file as chosen and all of them as alternatives.
void chooseGguf(QList<NeededFile> &weights)
{
    const auto better = [](const NeededFile &a, const NeededFile &b) {
        const int rankA = ggufRank(a.file.name);
        const int rankB = ggufRank(b.file.name);
        return rankA != rankB ? rankA < rankB : a.file.size < b.file.size;
    };
    const auto best = std::min_element(weights.begin(), weights.end(), better);
    for (auto weight = weights.begin(); weight != weights.end(); ++weight) {
        weight->isAlternative = weights.size() > 1;
        weight->chosen = weight == best;
    }
}

} // namespace

NeededFiles neededFiles(const HubRepository &repository)
{
    const auto matching = [&](const std::function<bool(const QString &)> &accepts, HubFileRole role) {
        QList<NeededFile> found;
        for (const HubFile &file : repository.files)
            if (!file.name.contains(QLatin1Char('/')) && accepts(file.name)) // subfolders hold other programs' forms of the model
                found.append({file, role});
        std::sort(found.begin(), found.end(), [](const NeededFile &a, const NeededFile &b) { return a.file.name < b.file.name; });
        return found;
    };

    QList<NeededFile> weights = matching(isNamed("model.safetensors"), HubFileRole::weights);
    const auto orShards = [&](const char *stem, const char *extension, const char *index) {
        if (!weights.isEmpty())
            return;
        weights = matching(isShardOf(stem, extension), HubFileRole::weights);
        if (!weights.isEmpty())
            weights = matching(isNamed(index), HubFileRole::weights) + weights;
    };
    orShards("model", "safetensors", "model.safetensors.index.json");
    if (weights.isEmpty())
        weights = matching(isNamed("pytorch_model.bin"), HubFileRole::weights);
    orShards("pytorch_model", "bin", "pytorch_model.bin.index.json");
    if (weights.isEmpty()) {
        weights = matching(isGguf, HubFileRole::weights);
        chooseGguf(weights);
    }

    NeededFiles needed;
    needed.hasWeights = !weights.isEmpty();
    needed.files = matching([](const QString &name) { return kConfiguration.contains(name); }, HubFileRole::configuration);
    needed.hasConfiguration = std::any_of(
        needed.files.begin(), needed.files.end(), [](const NeededFile &file) { return file.file.name == kConfiguration.first(); });
    needed.files += matching(isTokenizer, HubFileRole::tokenizer) + weights;
    needed.others = repository.files.size() - needed.files.size();
    return needed;
}

} // namespace headscope
