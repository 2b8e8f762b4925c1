// A small picture and the scores of the heads of a run, made off the window's thread: first those in view, then, where that is not too
// much work, all the others.
// Trap: while someone types, a run is outdated before all of its heads are looked at. Starting again drops the old job with its late
// results; the pictures of the old text stay until new ones come.
#pragma once

#include "src/scores/head_scores.h"
#include "ui/jobs/job.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace headscope {

struct SurveyedHead {
    int rows = 0; ///< of the picture: tokens, or fewer when pooled
    int columns = 0;
    std::vector<float> values; ///< rows × columns; the weights, or their change
    float largest = 0; ///< largest size among the values
    bool pooled = false; ///< a value stands for several weights: the largest of them
    HeadScores scores;
};

/// Half-open ranges of layers and heads.
struct HeadRegion {
    int firstLayer = 0;
    int lastLayer = 0;
    int firstHead = 0;
    int lastHead = 0;

    bool contains(int layer, int head) const { return layer >= firstLayer && layer < lastLayer && head >= firstHead && head < lastHead; }
    bool operator==(const HeadRegion &) const = default;
};

class HeadSurvey : public QObject {
    Q_OBJECT

public:
    /// Side of the stored pictures: as many pixels as a thumbnail has on an ordinary screen.
    static constexpr int kMostPixels = 64;

    /// Products of all heads together up to which all are looked at: some seconds. Beyond, those in view only.
    static constexpr double kGoesThroughAll = 2e10;

    explicit HeadSurvey(QObject *parent = nullptr, double goesThroughAll = kGoesThroughAll);
    ~HeadSurvey() override;

    /// Looks at the heads of `trace`, of a snapshot of a run at those of the layers done; with `before`, at the difference trace − before
    /// (scores stay those of trace). Asked again for what it did or is doing, or for more layers of the same run, it goes on.
    void start(std::shared_ptr<const Trace> trace, std::shared_ptr<const Trace> before);
    /// What is in view goes first; of a large model nothing else is looked at, and what was scrolled away is left off.
    void setView(const HeadRegion &region);
    /// Stops a running job; the next start() begins anew.
    void cancel();
    /// Lets go of everything that belongs to a model.
    void clear();

    int layers() const { return m_layers; }
    int heads() const { return m_heads; }
    /// Null until it was looked at.
    const SurveyedHead *head(int layer, int head) const;
    /// Largest size over all heads so far.
    float largest() const { return m_largest; }
    /// All heads that are to be looked at were.
    bool isFinished() const { return m_trace && !m_job.isBusy(); }
    /// How many were looked at.
    int count() const { return m_done; }
    bool isDifference() const { return m_before != nullptr; }
    /// Why the survey ended early; empty: it did not.
    const QString &problem() const { return m_problem; }
    /// Of all heads, layer by layer, with nothing measured for those not looked at; empty until finished.
    std::vector<HeadScores> scores() const;

Q_SIGNALS:
    void headReady(int layer, int head);
    void finished();

private:
    struct Queue;
    void goOn(std::shared_ptr<const Trace> trace);
    void run();
    void take(int index, SurveyedHead head);
    void end(const QString &problem);

    std::shared_ptr<const Trace> m_trace;
    std::shared_ptr<const Trace> m_before;
    std::vector<std::optional<SurveyedHead>> m_surveyed;
    int m_layers = 0;
    int m_heads = 0;
    int m_done = 0;
    float m_largest = 0;
    double m_goesThroughAll;
    HeadRegion m_view;
    QString m_problem;
    std::shared_ptr<Queue> m_queue; ///< shared with the job
    Job m_job;
};

} // namespace headscope
