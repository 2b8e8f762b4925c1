// Makes the cards of the Lab beside the window's thread: first the numbers that all share, then card by card, those last that took longest
// before; when all are there, and nothing has changed for a moment, each one's time beside full attention. The newest wish wins. What is
// there already of the same numbers stays.
#pragma once

#include "ui/jobs/job.h"
#include "ui/views/lab/lab_card.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

class CardMaker : public QObject {
    Q_OBJECT

public:
    struct Entry {
        std::shared_ptr<const LabCard> card; ///< null: none yet; else the newest there is
        bool isNew = false; ///< the card is of what was asked for last
        std::optional<double> time; ///< beside full attention; of this card
    };

    explicit CardMaker(QObject *parent = nullptr);

    /// Nothing: there are no numbers.
    void make(const std::optional<LabOrder> &order, std::vector<ChosenMechanism> mechanisms);
    void stop();
    void drop();

    /// Null: nobody asked for it.
    const Entry *entry(std::string_view name) const;
    /// The newest numbers; null: there are none.
    std::shared_ptr<const LabRun> run() const { return m_run; }
    /// Why there are no numbers, in words.
    const QString &problem() const { return m_problem; }
    bool isMaking() const { return m_making.isBusy(); }
    /// Cards are being made for so long that it is worth a word.
    bool saysSlow() const { return m_isSlow && isMaking(); }
    /// Times are measured, or about to be.
    bool isTiming() const { return m_timing.isBusy() || m_rest.isActive(); }
    /// What was asked for last is there or on its way.
    bool isInForce() const { return m_inForce; }

Q_SIGNALS:
    /// A card, the numbers, a time, a problem.
    void changed();

private:
    void takeCard(LabCard card);
    void measureTimes();

    std::optional<LabOrder> m_order;
    std::vector<ChosenMechanism> m_mechanisms;
    std::map<std::string, Entry, std::less<>> m_entries;
    std::map<std::string, double, std::less<>> m_seconds; ///< that each took last
    std::shared_ptr<const LabRun> m_run;
    bool m_hasRun = false; ///< m_run is of m_order
    QString m_problem;
    bool m_inForce = false;
    bool m_isSlow = false;
    Job m_making;
    Job m_timing;
    QTimer m_patience; ///< before a card says that it is being made
    QTimer m_rest; ///< between the last card and the first time
};

} // namespace headscope
