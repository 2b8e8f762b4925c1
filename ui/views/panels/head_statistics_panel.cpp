#include "ui/views/panels/head_statistics_panel.h"

#include "ui/session/model_words.h"
#include "ui/session/shown_trace.h"
#include "ui/theme/theme.h"
#include "ui/theme/typefaces.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/scores/score_words.h"

#include <tuple>

namespace headscope {

HeadStatisticsPanel::HeadStatisticsPanel(Session &session, Selection &selection, QWidget *parent)
    : Panel(session, selection, tr("This head"), Selection::stageChanged | Selection::shownChanged, parent)
    , m_description(addNote())
    , m_table(new QLabel(this))
    , m_job(this)
{
    m_table->setTextFormat(Qt::RichText);
    m_table->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_layout->addWidget(m_table);
    connect(&session, &Session::modelChanged, this, &HeadStatisticsPanel::forget); // the old model's memory
}

void HeadStatisticsPanel::refresh()
{
    const auto trace = shownTrace(m_session, m_selection);
    const int layer = m_selection.layer();
    const int head = m_selection.head();
    if (!trace) {
        m_description->hide();
        m_table->clear();
        forget();
        return;
    }
    QStringList words;
    if (const QString description = headDescription(trace->config(), layer, head); !description.isEmpty())
        words << description;
    if (const QString sharing = sharingHeads(trace->config(), head); !sharing.isEmpty())
        words << tr("Its key and value are shared by %1.").arg(sharing);
    m_description->setVisible(!words.isEmpty());
    m_description->setText(words.join(QLatin1Char(' ')));

    const Request wanted{trace, layer, head};
    if (wanted == m_wanted) {
        if (!m_job.isBusy())
            print(); // same head: only the appearance changed
        return;
    }
    m_wanted = wanted;
    m_job.start(
        [wanted](const JobLink &) {
            HeadRow weights(wanted.layer, wanted.head);
            weights.take(wanted.trace->model());
            return std::pair(headScores(*wanted.trace, wanted.layer, wanted.head), weights);
        },
        [this](const std::pair<HeadScores, HeadRow> &measured) {
            std::tie(m_scores, m_weights) = measured;
            m_problem.clear();
            print();
        },
        [this](const QString &problem) {
            m_scores = {};
            m_problem = problem;
            print();
        });
}

void HeadStatisticsPanel::forget()
{
    m_wanted = {};
    m_job.stop();
}

void HeadStatisticsPanel::print()
{
    const Theme &theme = Theme::current();
    if (!m_problem.isEmpty()) {
        m_table->setText(m_problem.toHtmlEscaped());
        m_table->setWordWrap(true);
        return;
    }
    if (m_scores.rows == 0) {
        m_table->setText(m_wanted.trace && !hasTokens(*m_wanted.trace) ? tr("No tokens yet: type a sentence.")
                                                                       : tr("One token has no choice where to look: nothing to measure."));
        m_table->setWordWrap(true);
        return;
    }
    m_table->setWordWrap(false);
    QString rows;
    const auto add = [&](const QString &name, const QString &value, const QString &detail) {
        rows += QStringLiteral("<tr><td style=\"padding:0 14px 3px 0\">%1</td><td align=\"right\" style=\"font-family:%2; "
                               "padding-right:8px\">%3</td><td style=\"color:%4\">%5</td></tr>")
                    .arg(name, cssFamilies(monoFont()), value, theme.muted.name(), detail);
    };
    const auto number = [](double value) { return numberText(value, {2, false}); };
    for (const ScoreDefinition *definition : briefScores()) {
        if (definition->fromWeights) {
            add(scoreWords(definition->brief), number(m_weights.value(definition->id)), tr("of the weights"));
            continue;
        }
        const PatternScore score = definition->fromScores(m_scores);
        if (!score.defined())
            continue;
        const QString unit = scoreWords(definition->unit);
        add(scoreWords(definition->brief), number(score.value),
            isMissing(score.even) ? (unit.isEmpty() ? tr("on average") : unit)
                : unit.isEmpty()  ? tr("even: %1").arg(number(score.even))
                                  : tr("of %1 %2").arg(number(score.even), unit));
    }
    m_table->setText(QStringLiteral("<table cellspacing=\"0\" cellpadding=\"0\">%1</table>").arg(rows));
    m_table->setToolTip(tr("Means over the tokens that have a choice where to look.\n“even” is what attention spread evenly over all "
                           "allowed tokens would score.\n"
                           "Induction: the weight on what followed this token when it came before."));
}

} // namespace headscope
