// "This head": its description if the model has one, its scores on this text and what its weights say, computed off the window's thread.
#pragma once

#include "src/scores/score_list.h"
#include "ui/jobs/job.h"
#include "ui/views/panels/panel.h"

namespace headscope {

class HeadStatisticsPanel : public Panel {
    Q_OBJECT

public:
    HeadStatisticsPanel(Session &session, Selection &selection, QWidget *parent = nullptr);

    const HeadScores &scores() const { return m_scores; }

protected:
    void refresh() override;

private:
    struct Request {
        std::shared_ptr<const Trace> trace;
        int layer = 0;
        int head = 0;
        bool operator==(const Request &) const = default;
    };
    void forget();
    void print();

    QLabel *m_description;
    QLabel *m_table;
    Request m_wanted; ///< what is printed, or being measured
    HeadScores m_scores;
    HeadRow m_weights; ///< what the weights alone say
    QString m_problem; ///< not empty: why there are none
    Job m_job;
};

} // namespace headscope
