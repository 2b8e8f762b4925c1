#include "ui/session/built_in_models.h"

#include "src/error.h"
#include "ui/hub/hub_cache.h"
#include "ui/hub/hub_environment.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStringList>

#include <algorithm>

namespace headscope {

namespace {

/// Folder that holds the running program; without an application object, the working directory is no help, so /proc is asked.
QString programFolder()
{
    if (QCoreApplication::instance())
        return QCoreApplication::applicationDirPath();
    return QFileInfo(QFile::symLinkTarget(QStringLiteral("/proc/self/exe"))).absolutePath();
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
    const QFileInfo info(path);
    static const QStringList endings = {QStringLiteral("gguf"), QStringLiteral("safetensors")};
    return info.isFile()
        && (endings.contains(info.suffix().toLower()) || QFileInfo::exists(info.absolutePath() + QStringLiteral("/config.json")));
}

QString resolveModel(const QString &nameOrPath)
{
    QStringList names;
    for (const BuiltInModel &model : builtInModels()) {
        if (model.name == nameOrPath.toLower())
            return model.folder;
        names.append(model.name);
    }
    const QFileInfo info(nameOrPath);
    if (info.isDir())
        return QDir::cleanPath(info.absoluteFilePath());
    // A GGUF file holds all of a model. Any other file stands for its folder: config.json, model.safetensors are what people drop on a
    // window.
    if (isModelFile(nameOrPath))
        return info.suffix().toLower() == QStringLiteral("gguf") ? info.absoluteFilePath() : info.absolutePath();
    const QString cached = HubCache(HubEnvironment::of().cacheFolder).snapshotOf(nameOrPath);
    if (!cached.isEmpty())
        return cached;
    throw Error(info.exists() ? "this file is not a model" : "there is no such model, folder or model file", nameOrPath.toStdString(),
        "Give a folder with config.json and its weights, a .gguf file, the name of a model in the Hugging Face cache (org/name), or a "
        "built-in model: "
            + (names.isEmpty() ? std::string("none found") : names.join(QStringLiteral(", ")).toStdString()));
}

} // namespace headscope
