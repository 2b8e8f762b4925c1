// The slim bar below a head's title: what is measured, in which units, which tokens and heads take part. It writes Selection::pattern().
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/widgets/choice_button.h"

#include <QLabel>
#include <QLineEdit>
#include <QTimer>

namespace headscope {

class PatternBar : public QWidget {
    Q_OBJECT

public:
    /// What the view beneath can draw: all of a choice, or the picked head's own tokens only.
    enum class Offers { everything, tokensOfOneHead };

    PatternBar(Session &session, Selection &selection, QWidget *parent = nullptr);

    void setOffers(Offers offers);

    ChoiceButton *measure() const { return m_measure; }
    ChoiceButton *units() const { return m_units; }
    ChoiceButton *special() const { return m_special; }
    ChoiceButton *heads() const { return m_heads; }
    QLineEdit *hidden() const { return m_hidden; }
    /// What is wrong with the text in hidden(); empty: nothing.
    QString hiddenProblem() const { return m_problem->text(); }

private:
    template <typename Change>
    void change(const Change &how);
    void chooseHeads(int index);
    void takeHidden();
    void refresh();
    void refreshHeads();
    static QString headsText(HeadRule rule, int count);

    Session &m_session;
    Selection &m_selection;
    Offers m_offers = Offers::everything;
    ChoiceButton *m_measure;
    ChoiceButton *m_units;
    ChoiceButton *m_special;
    ChoiceButton *m_heads;
    QLineEdit *m_hidden;
    QLabel *m_problem;
    QTimer m_typed; ///< since the last key in m_hidden
};

} // namespace headscope
