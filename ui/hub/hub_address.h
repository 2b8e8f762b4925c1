// A model on the hub: "org/name", "name" or an address copied from the browser, and the revision that is meant.
#pragma once

#include <QCoreApplication>
#include <QString>
#include <QUrl>

namespace headscope {

class HubAddress {
    Q_DECLARE_TR_FUNCTIONS(HubAddress)

public:
    /// `text` as typed or pasted; a revision in a pasted address (…/tree/v1.0) wins over `revision`, and an empty one means "main".
    /// Throws Error for what cannot be a model on the hub at `endpoint`.
    HubAddress(const QString &text, const QString &revision, const QString &endpoint);

    const QString &repository() const { return m_repository; }
    /// A branch, a tag or a commit. Never steps out of a folder when it is used as a path.
    const QString &revision() const { return m_revision; }

    /// The hub's description of the repository, with every file's size and digest.
    QUrl listing() const;
    QUrl file(const QString &commit, const QString &name) const;
    /// For people: where licences are accepted.
    QString page() const;
    /// Does the hub itself (and not a store it redirects to) answer here?
    bool isOnHub(const QUrl &url) const;

private:
    QUrl url(const QString &encodedPath) const;

    QString m_endpoint;
    QString m_repository;
    QString m_revision;
};

/// Is it "name" or "org/name" as huggingface_hub accepts it?
bool isRepositoryId(const QString &text);

} // namespace headscope
