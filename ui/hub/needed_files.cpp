#include "ui/hub/needed_files.h"

#include <QRegularExpression>

#include <algorithm>
#include <functional>
#include <utility>

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
    static const QList<QRegularExpression> order = [] {
        QList<QRegularExpression> patterns;
        for (const char *type : {"q8_0", "f16", "bf16", "f32", "q6_k", "q4_k", "q4_0"})
            patterns.append(
                QRegularExpression(QStringLiteral("(^|[^a-z0-9])") + QLatin1String(type), QRegularExpression::CaseInsensitiveOption));
        return patterns;
    }();
    const auto found = std::ranges::find_if(order, [&](const QRegularExpression &pattern) { return pattern.match(name).hasMatch(); });
    return static_cast<int>(found - order.begin());
}

/// Marks the best GGUF file as chosen and all of them as alternatives.
void chooseGguf(QList<NeededFile> &weights)
{
    const auto rank = [](const NeededFile &weight) { return std::pair(ggufRank(weight.file.name), weight.file.size); };
    auto best = weights.begin();
    for (auto weight = weights.begin(); weight != weights.end(); ++weight)
        if (rank(*weight) < rank(*best))
            best = weight;
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
