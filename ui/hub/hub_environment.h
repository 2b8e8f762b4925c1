// Where the hub and its cache are, by the environment variables that Python's huggingface_hub reads, so that both share one cache.
// https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
#pragma once

#include <QProcessEnvironment>
#include <QString>

namespace headscope {

struct HubEnvironment {
    QString endpoint = QStringLiteral("https://huggingface.co"); ///< HF_ENDPOINT, without a slash at its end
    QString cacheFolder; ///< HF_HUB_CACHE, else HF_HOME/hub, else XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub
    QString token; ///< HF_TOKEN, else the token file; empty: none
    QString tokenSource; ///< where the token came from, for messages
    bool offline = false; ///< HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE

    /// Reads the variables and the token file (HF_TOKEN_PATH, else HF_HOME/token). HF_HUB_DISABLE_IMPLICIT_TOKEN leaves the token out.
    static HubEnvironment of(const QProcessEnvironment &variables = QProcessEnvironment::systemEnvironment());
};

} // namespace headscope
