#include "ui/session/save_target.h"

#include "src/error.h"
#include "src/export/export_target.h"
#include "ui/session/local_bytes.h"

namespace headscope {

void requireSaveTargets(const QStringList &paths, const Session &session)
{
    ExportSources sources;
    if (session.model())
        sources.models.push_back(session.model()->folder());
    if (session.trace())
        sources.models.push_back(session.trace()->model().folder());
    for (const QString &path : paths) {
        const std::filesystem::path target = pathOf(path);
        requireNoSource(target, sources);
        if (isDirectTarget(target))
            throw Error("the file is not written: a pipe or device has this name", target.string(), "Choose another name");
    }
}

} // namespace headscope
