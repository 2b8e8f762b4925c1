#include "ui/sessions/model_digests.h"

#include "src/error.h"
#include "src/formats/checkpoint.h"
#include "src/formats/mapped_file.h"
#include "ui/hub/hub_cache.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace headscope {

namespace {

constexpr std::size_t kChunk = std::size_t{4} << 20; // between two looks at whether to stop

bool addBytes(QCryptographicHash &hash, std::span<const std::byte> bytes, const std::stop_token &stop)
{
    for (std::size_t at = 0; at < bytes.size(); at += kChunk) {
        if (stop.stop_requested())
            return false;
        const auto chunk = bytes.subspan(at, std::min(kChunk, bytes.size() - at));
        hash.addData(QByteArrayView(reinterpret_cast<const char *>(chunk.data()), static_cast<qsizetype>(chunk.size())));
    }
    return true;
}

void addWords(QCryptographicHash &hash, std::string_view words)
{
    hash.addData(QByteArrayView(words.data(), static_cast<qsizetype>(words.size())));
    hash.addData(QByteArrayView("\0", 1)); // so that two words are not taken for one
}

std::string digitsOf(const QCryptographicHash &hash)
{
    return hash.result().toHex().toStdString();
}

/// All of the file before its first tensor.
std::span<const std::byte> headerOf(const MappedFile &file, const GgufFile &gguf)
{
    std::size_t length = file.bytes().size();
    for (const StoredTensor &tensor : gguf.tensors())
        length = std::min(length, static_cast<std::size_t>(tensor.bytes.data() - file.bytes().data()));
    return file.bytes().first(length);
}

} // namespace

SessionModel referenceTo(const QString &folder)
{
    for (const BuiltInModel &model : builtInModels())
        if (model.folder == folder)
            return {ModelSource::builtIn, model.name.toStdString(), {}, {}};
    if (const QString id = HubCache::idOf(folder); !id.isEmpty()) {
        const QString name = id + QLatin1Char('@') + QFileInfo(folder).fileName();
        try {
            if (resolveModel(name) == folder)
                return {ModelSource::hub, name.toStdString(), {}, {}};
        } catch (const Error &) {
            // In a cache of somebody else's: by where it lies.
        }
    }
    return {ModelSource::folder, storedName(folder).toStdString(), {}, {}};
}

QString placeOf(const SessionModel &model, const QString &sessionFile)
{
    const QString name = QString::fromStdString(model.name);
    if (model.source != ModelSource::folder)
        return name;
    const QString path = nameOfStored(name);
    const QString beside = QFileInfo(sessionFile).dir().filePath(QFileInfo(path).fileName());
    return isThere(path) || sessionFile.isEmpty() || !isThere(beside) ? path : beside;
}

std::string configDigest(const std::filesystem::path &model)
{
    try {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        std::error_code ignored;
        if (const auto config = model / "config.json"; std::filesystem::is_regular_file(config, ignored)) {
            addBytes(hash, MappedFile::open(config)->bytes(), {});
            return digitsOf(hash);
        }
        const Checkpoint checkpoint = Checkpoint::open(model);
        if (!checkpoint.gguf())
            return {};
        addBytes(hash, headerOf(*checkpoint.files().front(), *checkpoint.gguf()), {});
        return digitsOf(hash);
    } catch (const Error &) {
        return {};
    }
}

std::string weightsDigest(const std::filesystem::path &model, const std::stop_token &stop)
{
    const Checkpoint checkpoint = Checkpoint::open(model);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const StoredTensor &tensor : checkpoint.tensors()) {
        addWords(hash, tensor.name);
        addWords(hash, nameOf(tensor.dtype));
        for (const std::int64_t size : tensor.shape)
            addWords(hash, std::to_string(size));
        if (!addBytes(hash, tensor.bytes, stop))
            return {};
    }
    for (const auto &file : checkpoint.files())
        file->requireUnchanged();
    return digitsOf(hash);
}

namespace {

SessionModel withConfig(const std::filesystem::path &model)
{
    SessionModel reference = referenceTo(fromLocalBytes(model.string()));
    reference.config = configDigest(model);
    return reference;
}

} // namespace

ModelDigests::ModelDigests(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_job(this, Job::Newer::atOnce)
{
    connect(&session, &Session::modelChanged, this, [this] {
        m_job.stop();
        m_reference = withConfig(m_session.model()->folder());
    });
}

SessionModel ModelDigests::referenceOf(const std::shared_ptr<const Model> &model)
{
    if (model == m_session.model())
        return m_reference;
    std::erase_if(m_others, [](const auto &other) { return other.first.expired(); });
    const auto known = std::ranges::find_if(m_others, [&](const auto &other) { return other.first.lock() == model; });
    if (known != m_others.end())
        return known->second;
    m_others.emplace_back(model, withConfig(model->folder()));
    return m_others.back().second;
}

void ModelDigests::makeWeights()
{
    if (!m_session.model() || !m_reference.weights.empty() || m_job.isBusy())
        return;
    m_job.start([folder = m_session.model()->folder()](const JobLink &link) { return weightsDigest(folder, link.stop()); },
        [this](const std::string &digest) {
            m_reference.weights = digest;
            Q_EMIT weightsMade();
        },
        [](const QString &) { /* its file was changed: runs say so, and the session stays without this digest */ });
}

} // namespace headscope
