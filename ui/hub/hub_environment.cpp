#include "ui/hub/hub_environment.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace headscope {

namespace {

constexpr qint64 kMostTokenBytes = 4096; // tokens have some 40 characters

bool isOn(const QString &value)
{
    const QString upper = value.toUpper();
    return upper == QLatin1String("1") || upper == QLatin1String("ON") || upper == QLatin1String("YES") || upper == QLatin1String("TRUE");
}

/// "~/x" and "$NAME/x" as a shell would; an unknown name stays as it is written.
QString expanded(QString path, const QProcessEnvironment &variables)
{
    if (path == QLatin1String("~") || path.startsWith(QLatin1String("~/")))
        path.replace(0, 1, variables.value(QStringLiteral("HOME"), QDir::homePath()));
    static const QRegularExpression name(QStringLiteral("\\$(?:(\\w+)|\\{([^}]*)\\})"));
    QString result;
    qsizetype last = 0;
    for (auto matches = name.globalMatch(path); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        result += path.mid(last, match.capturedStart() - last);
        result += variables.value(match.captured(1) + match.captured(2), match.captured());
        last = match.capturedEnd();
    }
    return result + path.mid(last);
}

QString tokenInFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.read(kMostTokenBytes)) : QString();
}

} // namespace

HubEnvironment HubEnvironment::of(const QProcessEnvironment &variables)
{
    // A variable that is set to nothing counts as not set.
    const auto value = [&](const char *name) { return variables.value(QString::fromLatin1(name)).trimmed(); };
    const auto firstOf = [&](const char *name, const QString &otherwise) {
        const QString found = value(name);
        return expanded(found.isEmpty() ? otherwise : found, variables);
    };
    const QString caches = firstOf("XDG_CACHE_HOME", QStringLiteral("~/.cache"));
    const QString home = firstOf("HF_HOME", caches + QStringLiteral("/huggingface"));

    HubEnvironment environment;
    environment.cacheFolder = QDir::cleanPath(firstOf("HF_HUB_CACHE", firstOf("HUGGINGFACE_HUB_CACHE", home + QStringLiteral("/hub"))));
    QString endpoint = value("HF_ENDPOINT");
    while (endpoint.endsWith(QLatin1Char('/')))
        endpoint.chop(1);
    if (!endpoint.isEmpty())
        environment.endpoint = endpoint;
    environment.offline = isOn(value("HF_HUB_OFFLINE")) || isOn(value("TRANSFORMERS_OFFLINE"));
    if (isOn(value("HF_HUB_DISABLE_IMPLICIT_TOKEN")))
        return environment;
    for (const char *name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
        if (!environment.token.isEmpty())
            break;
        environment.token = value(name);
        environment.tokenSource = QString::fromLatin1(name);
    }
    if (environment.token.isEmpty()) {
        environment.tokenSource = firstOf("HF_TOKEN_PATH", home + QStringLiteral("/token"));
        environment.token = tokenInFile(environment.tokenSource).trimmed();
    }
    if (environment.token.isEmpty())
        environment.tokenSource.clear();
    return environment;
}

} // namespace headscope
