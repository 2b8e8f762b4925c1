#include "ui/hub/hub_repository.h"

#include "src/error.h"
#include "src/formats/json.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <limits>

namespace headscope {

namespace {

// The largest file on the hub is far below 70 TB: what claims more is broken, and the sum of all sizes stays within 63 bits.
constexpr qint64 kMostBytes = qint64{1} << 46;
constexpr std::size_t kMostFiles = 100'000;
static_assert(kMostBytes <= std::numeric_limits<qint64>::max() / static_cast<qint64>(kMostFiles));

QString textOf(const Json &json)
{
    const std::string_view text = json.get<std::string_view>();
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString digest(const Json &value, int length, const QString &name)
{
    const QString text = textOf(value).toLower();
    if (!isHex(text, length))
        throw Error(HubRepository::tr("the digest that the server names for this file is none").toStdString(), name.toStdString());
    return text;
}

HubFile fileOf(const Json &entry)
{
    HubFile file;
    file.name = textOf(entry.at("rfilename"));
    if (!isSafeFileName(file.name))
        throw Error(HubRepository::tr("the server lists a file name that could leave its folder; nothing of this repository is loaded")
                        .toStdString(),
            file.name.left(200).toStdString());
    file.size = entry.get<std::int64_t>("size", -1);
    if (const std::optional<Json> blob = entry.find("blobId"); blob && !blob->isNull())
        file.etag = digest(*blob, 40, file.name);
    if (const std::optional<Json> lfs = entry.find("lfs"); lfs && lfs->isObject()) {
        file.size = lfs->get<std::int64_t>("size", file.size);
        if (const std::optional<Json> sha256 = lfs->find("sha256"))
            file.etag = digest(*sha256, 64, file.name);
    }
    if (file.size < -1 || file.size > kMostBytes)
        throw Error(
            HubRepository::tr("the server names an impossible size, %L1 bytes").arg(file.size).toStdString(), file.name.toStdString());
    return file;
}

} // namespace

bool isHex(const QString &text, int length)
{
    return text.size() == length && std::all_of(text.begin(), text.end(), [](QChar character) {
        return (character >= QLatin1Char('0') && character <= QLatin1Char('9'))
            || (character.toLower() >= QLatin1Char('a') && character.toLower() <= QLatin1Char('f'));
    });
}

bool isSafeFileName(const QString &name)
{
    if (name.isEmpty() || name.size() > 1000 || name.contains(QLatin1Char('\\')) || name.contains(QLatin1Char(':')))
        return false;
    if (std::any_of(name.begin(), name.end(), [](QChar character) { return character.unicode() < 0x20 || character.unicode() == 0x7f; }))
        return false;
    const QStringList parts = name.split(QLatin1Char('/')); // a leading, doubled or last slash leaves an empty part
    return std::all_of(parts.begin(), parts.end(), [](const QString &part) {
        return !part.isEmpty() && part != QLatin1String(".") && part != QLatin1String("..") && part.toUtf8().size() <= 255;
    });
}

bool isSafeEtag(const QString &etag)
{
    static const QRegularExpression pattern(QStringLiteral("^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}\\z"));
    return pattern.match(etag).hasMatch() && !etag.endsWith(QLatin1String(".incomplete"));
}

HubRepository HubRepository::parse(const QByteArray &json)
{
    const Json root = Json::parse({json.constData(), static_cast<std::size_t>(json.size())}, tr("the hub's answer").toStdString());
    HubRepository repository;
    repository.commit = textOf(root.at("sha")).toLower();
    if (!isHex(repository.commit, 40) && !isHex(repository.commit, 64))
        throw Error(tr("the server names no commit").toStdString(), root.at("sha").where());
    // "gated" is false, or how access is given: "auto" or "manual".
    if (const std::optional<Json> gated = root.find("gated"))
        repository.gated = gated->isString() || (gated->isBoolean() && gated->get<bool>());
    const Json siblings = root.at("siblings");
    if (siblings.size() > kMostFiles)
        throw Error(tr("the server lists %L1 files, more than a model has").arg(siblings.size()).toStdString(), siblings.where());
    QSet<QString> names;
    for (const Json entry : siblings.elements()) {
        repository.files.append(fileOf(entry));
        const QString &name = repository.files.last().name;
        if (names.contains(name))
            throw Error(tr("the server lists this file twice").toStdString(), name.toStdString());
        names.insert(name);
    }
    return repository;
}

} // namespace headscope
