// Which model a session is of: a name by which it is found again, a digest of its configuration at once, and one of all its weights, which
// takes a second for each half gigabyte and is made beside the window's thread.
#pragma once

#include "src/sessions/session_state.h"
#include "ui/jobs/job.h"
#include "ui/session/session.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

namespace headscope {

/// A built-in model by its name, one of the Hugging Face cache by that and its commit, any other by where it lies.
SessionModel referenceTo(const QString &folder);
/// What Session::openModel takes. A folder that is not where it was is looked for beside the session's file.
QString placeOf(const SessionModel &model, const QString &sessionFile);

/// SHA-256 in hexadecimal digits, of config.json or the header of a GGUF file; empty when that cannot be read.
std::string configDigest(const std::filesystem::path &model);
/// Of all tensors (src/sessions/README.md). Throws Error as opening does; empty when stopped.
std::string weightsDigest(const std::filesystem::path &model, const std::stop_token &stop = {});

/// Of the session's model.
class ModelDigests : public QObject {
    Q_OBJECT

public:
    explicit ModelDigests(Session &session, QObject *parent = nullptr);

    /// With what digests there are. Of no model: an empty name.
    const SessionModel &reference() const { return m_reference; }
    /// Of any model: of another than the session's without the digest of its weights, which takes long.
    SessionModel referenceOf(const std::shared_ptr<const Model> &model);
    /// Nothing happens where they are made, or being made.
    void makeWeights();

Q_SIGNALS:
    /// reference() has the weights.
    void weightsMade();

private:
    Session &m_session;
    SessionModel m_reference;
    std::vector<std::pair<std::weak_ptr<const Model>, SessionModel>> m_others; ///< that are still in use
    Job m_job;
};

} // namespace headscope
