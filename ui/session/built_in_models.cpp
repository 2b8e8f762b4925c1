#include "ui/session/built_in_models.h"

#include "src/error.h"
#include "src/platform/process.h"
#include "ui/hub/hub_cache.h"
#include "ui/hub/hub_environment.h"
#include "ui/session/local_bytes.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStringList>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace headscope {

namespace {

namespace fs = std::filesystem;

const QString kMain = QStringLiteral("main");

/// Folder that holds the running program; without an application object, the working directory is no help, so the system is asked.
QString programFolder()
{
    if (QCoreApplication::instance())
        return QCoreApplication::applicationDirPath();
    return fromLocalBytes(programFile().parent_path().string());
}

QString modelsFolder()
{
    const QStringList candidates = {
        qEnvironmentVariable("HEADSCOPE_RESOURCES"),
        programFolder() + QStringLiteral("/../share/headscope"),
        QStringLiteral(HEADSCOPE_RESOURCE_DIR),
    };
    for (const QString &candidate : candidates) {
        if (!candidate.isEmpty() && QDir(candidate + QStringLiteral("/models")).exists())
            return QDir(candidate + QStringLiteral("/models")).absolutePath();
    }
    return {};
}

QString absoluteName(const fs::path &path)
{
    std::string clean = fs::absolute(path).lexically_normal().string();
    if (clean.size() > 1 && clean.ends_with('/'))
        clean.pop_back();
    return fromLocalBytes(clean);
}

/// By its ending or its first bytes: Ollama stores such files without an ending.
bool isGguf(const fs::path &file)
{
    if (QString::fromStdString(file.extension().string()).toLower() == QStringLiteral(".gguf"))
        return true;
    std::array<char, 4> start{};
    std::error_code ignored;
    return fs::is_regular_file(file, ignored) && std::ifstream(file, std::ios::binary).read(start.data(), start.size())
        && std::string_view(start.data(), start.size()) == "GGUF";
}

/// Where a cache holds a model. Of one that is not completely there, what there is: opening it says what is missing.
QString inCache(const HubCache &cache, const QString &id, const QString &revision)
{
    const QString whole = cache.snapshotOf(id, revision);
    if (!whole.isEmpty() || !cache.has(id))
        return whole;
    const QString partial = cache.partialSnapshotOf(id, revision);
    if (!partial.isEmpty())
        return partial;
    const QStringList revisions = cache.revisionsOf(id);
    throw Error(revision == kMain ? "the cache has a place for this model, and nothing in it: its download did not finish"
                                  : "the cache has this model, but not its revision “" + revision.toStdString() + "”",
        cache.repositoryFolder(id).toStdString(),
        revisions.isEmpty() ? "Fetch the model again"
                            : "There are: " + revisions.join(QStringLiteral(", ")).toStdString() + ". Others have to be fetched");
}

} // namespace

QList<BuiltInModel> builtInModels()
{
    QList<BuiltInModel> found;
    const QString folder = modelsFolder();
    if (folder.isEmpty())
        return found;
    for (const QString &title : {QStringLiteral("Storyteller"), QStringLiteral("Blackboard")}) {
        const QString path = folder + QLatin1Char('/') + title.toLower();
        if (QFileInfo::exists(path + QStringLiteral("/model.safetensors")))
            found.append({title.toLower(), title, path});
    }
    return found;
}

QString defaultModelName()
{
    return QStringLiteral("storyteller");
}

bool isBuiltIn(const QString &path)
{
    const QList<BuiltInModel> all = builtInModels();
    return std::any_of(all.begin(), all.end(), [&](const BuiltInModel &model) { return model.folder == path; });
}

bool isModelFile(const QString &path)
{
    const fs::path file = pathOf(path);
    std::error_code ignored;
    return fs::is_regular_file(file, ignored)
        && (isGguf(file) || QString::fromStdString(file.extension().string()).toLower() == QStringLiteral(".safetensors")
            || fs::exists(file.parent_path() / "config.json", ignored));
}

QString resolveModel(const QString &nameOrPath)
{
    QStringList names;
    for (const BuiltInModel &model : builtInModels()) {
        if (model.name == nameOrPath.toLower())
            return model.folder;
        names.append(model.name);
    }
    const fs::path path = pathOf(nameOrPath);
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        const QString folder = absoluteName(path);
        const QString id = HubCache::idOfRepository(folder);
        const QString snapshot = id.isEmpty() ? QString() : inCache(HubCache(QFileInfo(folder).path()), id, kMain);
        return snapshot.isEmpty() ? folder : snapshot;
    }
    // A GGUF file holds all of a model. Any other file stands for its folder: config.json, model.safetensors are what people drop on a
    // window.
    if (isModelFile(nameOrPath))
        return absoluteName(isGguf(path) ? path : fs::absolute(path).parent_path());
    const QString id = nameOrPath.section(QLatin1Char('@'), 0, 0);
    const QString revision = nameOrPath.contains(QLatin1Char('@')) ? nameOrPath.section(QLatin1Char('@'), 1) : kMain;
    const QString cached = inCache(HubCache(HubEnvironment::of().cacheFolder), id, revision);
    if (!cached.isEmpty())
        return cached;
    throw Error(fs::exists(path, ignored) ? "this file is not a model" : "there is no such model, folder or model file", path.string(),
        "Give a folder with config.json and its weights, a .gguf file, the name of a model in the Hugging Face cache (org/name or "
        "org/name@revision), or a built-in model: "
            + (names.isEmpty() ? std::string("none found") : names.join(QStringLiteral(", ")).toStdString()));
}

} // namespace headscope
