#include "ui/views/table/score_guide.h"

#include "ui/theme/theme.h"
#include "ui/theme/typefaces.h"
#include "ui/views/shared/scores/score_words.h"

#include <QDialogButtonBox>
#include <QVBoxLayout>

namespace headscope {

ScoreGuide::ScoreGuide(QWidget *parent)
    : QDialog(parent)
    , m_text(new QTextBrowser(this))
{
    setWindowTitle(tr("What the Scores Mean"));
    resize(620, 700);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 18, 18, 14);
    layout->addWidget(m_text);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    connect(&Appearance::instance(), &Appearance::changed, this, &ScoreGuide::write);
    write();
}

void ScoreGuide::write()
{
    QString text
        = QStringLiteral("<h3>%1</h3><p>%2</p><p>%3</p><p style=\"font-family:%4\">layer&gt;6 entropy&lt;1 induction&gt;0.3<br>"
                         "previous&gt;=0.9 or first=0.5..0.8</p>")
              .arg(tr("Scores of heads"),
                  tr("A(t, s) is the weight that query t gives key s. Queries that may look at one token only have no choice and are left "
                     "out "
                     "of every mean. A dash stands where a score means nothing for a head."),
                  tr("A filter is written with the names in grey. Conditions side by side must all hold; “or” stands between groups:"),
                  cssFamilies(monoFont()));
    for (const ScoreDefinition &score : allScores())
        text += QStringLiteral("<hr>") + scoreDescription(score.id);
    m_text->setHtml(text);
}

} // namespace headscope
