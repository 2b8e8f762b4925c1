#include "ui/session/built_in_models.h"

#include "src/error.h"
#include "ui/hub/hub_cache.h"
#include "ui/hub/hub_environment.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStringList>

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

QString resolveModel(const QString &nameOrFolder)
{
    QStringList names;
    for (const BuiltInModel &model : builtInModels()) {
        if (model.name == nameOrFolder.toLower())
            return model.folder;
        names.append(model.name);
    }
    const QFileInfo info(nameOrFolder);
    if (info.isDir())
        return info.absoluteFilePath();
    // A file inside a model folder (config.json, model.safetensors) stands for the folder: it is what people drop on a window.
    if (info.isFile() && QFileInfo::exists(info.absolutePath() + QStringLiteral("/config.json")))
        return info.absolutePath();
    const QString cached = HubCache(HubEnvironment::of().cacheFolder).snapshotOf(nameOrFolder);
    if (!cached.isEmpty())
        return cached;
    throw Error("there is no such model or folder", nameOrFolder.toStdString(),
        "Give a folder with config.json and model.safetensors, the name of a model in the Hugging Face cache (org/name), or a built-in "
        "model: "
            + (names.isEmpty() ? std::string("none found") : names.join(QStringLiteral(", ")).toStdString()));
}

} // namespace headscope
