// Pins a token of each new text, for as long as its user pins none. Create it before whoever sets pins when a trace comes: they have the
// last word.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <array>
#include <memory>

namespace headscope {

class TokenPinner : public QObject {
    Q_OBJECT

public:
    TokenPinner(Session &session, Selection &selection);

private:
    void follow();

    Session &m_session;
    Selection &m_selection;
    std::array<int, 2> m_pinned{-1, -1}; ///< by us, in each stack
    Prompt m_text; ///< they were pinned for: another has others
    std::shared_ptr<const Model> m_model;
};

} // namespace headscope
