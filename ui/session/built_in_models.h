// The models that come with the application, found whatever the working directory.
#pragma once

#include <QList>
#include <QString>

namespace headscope {

struct BuiltInModel {
    QString name; ///< what the command line calls it: "blackboard"
    QString title; ///< what the window calls it: "Blackboard"
    QString folder; ///< absolute
};

/// Looked for in $HEADSCOPE_RESOURCES, beside the binary (../share/headscope) and in the source tree it was built from, in this order.
/// Empty when none of them holds models.
QList<BuiltInModel> builtInModels();
QString defaultModelName();

bool isBuiltIn(const QString &path);

/// Is this a file that stands for a model: one of a model folder, or a GGUF file, whatever its name?
bool isModelFile(const QString &path);

/// What to open: the folder of a built-in model's name, a folder or GGUF file as it is, the folder of a file that lies in a model folder,
/// or where the Hugging Face cache holds the model of this name ("org/name", "org/name@revision"), in this order. A folder
/// "models--org--name" of a cache stands for the model in it; one that is not completely there for what there is of it. Throws Error naming
/// the built-in models otherwise. Names that are not UTF-8 come and go as fromLocalBytes has them. Asks no network.
QString resolveModel(const QString &nameOrPath);

} // namespace headscope
