// What the Logit lens view shows, made off the GUI thread: W_U is read once for every layer, and a large one takes seconds.
#pragma once

#include "src/lens/logit_contributions.h"
#include "src/lens/logit_lens.h"
#include "ui/jobs/job.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

struct LensPoint {
    int layer = -1; ///< −1: before the first
    std::vector<Prediction> best;
    Prediction chosen;
    int rank = 0; ///< of the chosen word, 1: the likeliest
};

struct LensNumbers {
    static constexpr int kBest = 8; ///< words of a layer

    std::shared_ptr<const Trace> trace;
    int row = 0;
    int wanted = -1; ///< the word asked for; −1: the likeliest at the end
    int id = 0; ///< the word that is followed
    std::shared_ptr<const LogitLens> lens;
    std::vector<LensPoint> points;
    std::optional<LogitContributions> contributions;
    QString refusal; ///< why there are no contributions
    QString problem; ///< not empty: there are no numbers at all
};

/// `lens` of the same trace and row is used again. Nothing when stopped.
std::optional<LensNumbers> lensNumbers(
    std::shared_ptr<const Trace> trace, int row, int wanted, std::shared_ptr<const LogitLens> lens, std::stop_token stop);

/// Makes the newest of what was wanted.
class LensMaker : public QObject {
    Q_OBJECT

public:
    explicit LensMaker(QObject *parent = nullptr);

    void want(const std::shared_ptr<const Trace> &trace, int row, int word);
    /// Lets go of everything.
    void drop();
    /// Those made last; null before the first.
    std::shared_ptr<const LensNumbers> numbers() const { return m_numbers; }
    bool isWorking() const { return m_job.isBusy(); }

Q_SIGNALS:
    void changed();

private:
    struct Wanted {
        std::shared_ptr<const Trace> trace;
        int row = 0;
        int word = -1;
        bool operator==(const Wanted &) const = default;
    };

    void take(LensNumbers numbers);

    Wanted m_wanted;
    std::shared_ptr<const LensNumbers> m_numbers;
    Job m_job;
};

} // namespace headscope
