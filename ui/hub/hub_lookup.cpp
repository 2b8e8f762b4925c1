#include "ui/hub/hub_lookup.h"

#include "src/error.h"
#include "src/formats/json.h"

#include <QNetworkAccessManager>

#include <algorithm>

namespace headscope {

namespace {

constexpr qint64 kMostListingBytes = 16'000'000; // some 70,000 files
constexpr qint64 kMostConfigBytes = 1'000'000;

} // namespace

HubLookup::HubLookup(HubEnvironment environment, HubTiming timing, QObject *parent)
    : QObject(parent)
    , m_environment(std::move(environment))
    , m_timing(timing)
{
}

HubLookup::~HubLookup() = default;

void HubLookup::cancel()
{
    if (!m_document)
        return;
    m_document->disconnect(this);
    m_document->deleteLater();
    m_document = nullptr;
}

HubDocument &HubLookup::fetch(const HubAddress &address, const QUrl &url, qint64 mostBytes)
{
    cancel();
    if (!m_manager)
        m_manager = std::make_unique<QNetworkAccessManager>();
    m_document = new HubDocument(*m_manager, address, m_environment, m_timing, this);
    connect(m_document, &HubDocument::waiting, this, &HubLookup::waiting);
    m_document->fetch(url, mostBytes);
    return *m_document;
}

void HubLookup::start(const HubAddress &address)
{
    HubDocument &listing = fetch(address, address.listing(), kMostListingBytes);
    connect(&listing, &HubDocument::fetched, this, [this, address](const QByteArray &json) { readListing(address, json); });
    connect(&listing, &HubDocument::failed, this, [this](const QString &message) {
        cancel();
        Q_EMIT failed(message);
    });
}

void HubLookup::readListing(const HubAddress &address, const QByteArray &json)
{
    HubFindings findings;
    try {
        findings.repository = HubRepository::parse(json);
    } catch (const Error &error) {
        cancel();
        Q_EMIT failed(tr("The answer of %1 is not that of a model hub. %2").arg(address.listing().host(), QString::fromUtf8(error.what())));
        return;
    }
    const QList<HubFile> &files = findings.repository.files;
    if (std::none_of(files.begin(), files.end(), [](const HubFile &file) { return file.name == QLatin1String("config.json"); })) {
        finish(std::move(findings));
        return;
    }
    HubDocument &config = fetch(address, address.file(findings.repository.commit, QStringLiteral("config.json")), kMostConfigBytes);
    connect(&config, &HubDocument::fetched, this, [this, findings](const QByteArray &content) mutable {
        try {
            const Json root = Json::parse({content.constData(), static_cast<std::size_t>(content.size())}, "config.json");
            findings.modelType = QString::fromStdString(root.get<std::string>("model_type", {})).left(100);
        } catch (const Error &error) {
            findings.configProblem = QString::fromUtf8(error.what());
        }
        finish(std::move(findings));
    });
    connect(&config, &HubDocument::failed, this, [this, findings](const QString &message) mutable {
        findings.configProblem = message; // the list itself is worth showing: a gated model lists its files to everybody
        finish(std::move(findings));
    });
}

void HubLookup::finish(HubFindings findings)
{
    cancel();
    Q_EMIT found(findings);
}

} // namespace headscope
