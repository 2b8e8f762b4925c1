// All scores of all heads of the window's model: those that the grid's survey makes, and those it does not, made off the window's thread
// when somebody looks at them. Table, grid and filter box read it, so that a score is the same everywhere. Trap: scores of the attention
// belong to a run, those of the weights to the model. A new run clears the first and keeps the others.
#pragma once

#include "src/scores/head_filter.h"
#include "src/scores/head_sketch.h"
#include "src/trace/trace.h"
#include "ui/jobs/job.h"

#include <QObject>
#include <QString>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace headscope {

class Session;

class HeadScoreSource : public QObject {
    Q_OBJECT

public:
    explicit HeadScoreSource(Session &session, QObject *parent = nullptr);

    /// All heads, layer by layer; empty without a model.
    const std::vector<HeadRow> &rows() const { return m_rows; }
    std::shared_ptr<const Model> model() const { return m_model; }
    /// The ends of a score's scale: those of its definition, or 0 and the largest of the heads. First is not larger.
    std::pair<double, double> rangeOf(ScoreId id) const;
    bool hasAny(ScoreId id) const;

    /// The survey of a run is done: `scores` of all heads, layer by layer. Null: there is no run.
    void takeSurvey(const std::shared_ptr<const Trace> &trace, const std::vector<HeadScores> &scores);
    /// The run that was surveyed; null before its survey is done.
    const std::shared_ptr<const Trace> &surveyed() const { return m_trace; }
    /// Whether somebody looks at all scores now, or at this one; what nobody looks at is not computed.
    void setAllWanted(bool wanted);
    void setColour(std::optional<ScoreId> id);
    std::optional<ScoreId> colour() const { return m_colour; }

    /// As typed, whether right or wrong.
    const QString &filterText() const { return m_filterText; }
    /// What is wrong with it, in words; empty: nothing. While something is wrong the last good filter holds.
    const QString &filterProblem() const { return m_filterProblem; }
    const HeadFilter &filter() const { return m_filter; }
    /// The text of filter(): the last that was right.
    const QString &heldFilterText() const { return m_heldFilterText; }
    void setFilterText(const QString &text);

    const std::optional<SketchGrid> &drawing() const { return m_drawing; }
    void setDrawing(const std::optional<SketchGrid> &drawing);

    /// Empty: random tokens can be run. Else the reason why not.
    QString whyNoRandomTokens() const;
    bool hasRandomTokens() const { return hasAny(ScoreId::randomInduction); }
    void measureRandomTokens();
    /// Of a large model the copying score is made only on request: is it left for that?
    bool offersCopying() const { return m_offersCopying; }
    void measureCopying();
    void cancel();
    /// 0 … 1 of what takes long; nothing when nothing does.
    std::optional<double> progress() const;
    QString progressText() const;
    /// Nothing is being computed.
    bool isIdle() const;

Q_SIGNALS:
    /// Some rows have other values, or there are other rows.
    void changed();
    void filterChanged();
    void colourChanged();
    void progressChanged();
    void failed(const QString &message);

private:
    enum Kind { text, likeness, weights, copying, randomTokens, kKinds };
    /// Runs in another thread and gives what to do here with the result.
    using Work = std::function<std::function<void()>(const JobLink &link)>;

    bool isWanted(ScoreId id) const;
    void ensure();
    void begin(Kind kind, Work work);
    void measure(Kind kind, const std::vector<ScoreId> &ids, const std::function<double(const ScoreDefinition &, HeadPlace)> &score);
    void clearText();
    void takeModel();
    void setAll(ScoreId id, const std::vector<double> &values);
    void compare();

    Session &m_session;
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Trace> m_trace; ///< surveyed; null before
    std::vector<HeadRow> m_rows;
    std::vector<HeadSketch> m_sketches; ///< of all heads, or empty
    std::optional<SketchGrid> m_drawing;
    QString m_filterText;
    QString m_filterProblem;
    QString m_heldFilterText;
    HeadFilter m_filter;
    std::optional<ScoreId> m_colour;
    bool m_allWanted = false;
    std::set<ScoreId> m_measured; ///< of those that are measured head by head when somebody looks at them
    bool m_offersCopying = false;
    bool m_triedCopying = false;
    std::array<std::unique_ptr<Job>, kKinds> m_jobs;
};

} // namespace headscope
