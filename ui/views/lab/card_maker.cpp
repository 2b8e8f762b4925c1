#include "ui/views/lab/card_maker.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace headscope {

namespace {

constexpr int kPatience = 200; // milliseconds
constexpr int kRest = 400;
constexpr double kTimeOfOne = 0.05; // seconds that timing a mechanism may take, unless one run takes more
constexpr int kMostRounds = 15;

} // namespace

CardMaker::CardMaker(QObject *parent)
    : QObject(parent)
    , m_making(this, Job::Newer::atOnce) // a run of a mechanism does not notice that nobody wants it
    , m_timing(this)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_isSlow = true;
        Q_EMIT changed();
    });
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    connect(&m_rest, &QTimer::timeout, this, &CardMaker::measureTimes);
}

const CardMaker::Entry *CardMaker::entry(std::string_view name) const
{
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? nullptr : &found->second;
}

void CardMaker::make(const std::optional<LabOrder> &order, std::vector<ChosenMechanism> mechanisms)
{
    m_making.stop();
    m_timing.stop();
    m_rest.stop();
    m_isSlow = false;
    m_inForce = true;
    m_mechanisms = std::move(mechanisms);
    if (order != m_order) {
        m_order = order;
        m_hasRun = false;
        for (auto &[name, entry] : m_entries)
            entry.isNew = false;
    }
    if (!m_order) {
        m_entries.clear();
        m_run.reset();
        m_problem.clear();
        Q_EMIT changed();
        return;
    }
    std::vector<ChosenMechanism> missing;
    for (const ChosenMechanism &chosen : m_mechanisms) {
        Entry &entry = m_entries[std::string(chosen.mechanism->name)];
        entry.isNew = entry.isNew && entry.card && entry.card->chosen == chosen;
        if (!entry.isNew)
            missing.push_back(chosen);
    }
    if (missing.empty() && m_hasRun) {
        m_rest.start();
        Q_EMIT changed();
        return;
    }
    std::ranges::stable_sort(missing, {}, [this](const ChosenMechanism &chosen) {
        const auto known = m_seconds.find(chosen.mechanism->name);
        return known == m_seconds.end() ? 0 : known->second;
    });
    m_patience.start();
    m_making.start(
        [this, order = *m_order, run = m_hasRun ? m_run : nullptr, missing = std::move(missing)](const JobLink &link) mutable {
            if (!run) {
                run = labRun(order, link.stop());
                link.post([this, run] {
                    m_run = run;
                    m_hasRun = true;
                    m_problem.clear();
                    Q_EMIT changed();
                });
            }
            for (const ChosenMechanism &chosen : missing) {
                if (link.stop().stop_requested())
                    return;
                link.post([this, card = labCard(chosen, run)] { takeCard(card); });
            }
        },
        [this] {
            m_patience.stop();
            m_rest.start();
            Q_EMIT changed();
        },
        [this](const QString &problem) {
            m_patience.stop();
            m_problem = problem;
            m_entries.clear();
            m_run.reset();
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

void CardMaker::takeCard(LabCard card)
{
    const std::string name(card.chosen.mechanism->name);
    m_seconds[name] = card.seconds;
    Entry &entry = m_entries[name];
    entry.card = std::make_shared<const LabCard>(std::move(card));
    entry.isNew = true;
    entry.time.reset();
    Q_EMIT changed();
}

void CardMaker::measureTimes()
{
    std::vector<std::shared_ptr<const LabCard>> cards;
    for (const ChosenMechanism &chosen : m_mechanisms)
        if (const Entry *one = entry(chosen.mechanism->name); one && one->isNew && one->card->problem.isEmpty() && !one->time)
            cards.push_back(one->card);
    if (cards.empty())
        return Q_EMIT changed(); // it rests
    m_timing.start(
        [this, cards = std::move(cards)](const JobLink &link) {
            for (const auto &card : cards) {
                if (link.stop().stop_requested())
                    return;
                const int rounds = std::clamp(int(std::floor(kTimeOfOne / std::max(card->seconds, 1e-6))), 1, kMostRounds);
                const double time
                    = timeBesideFull(*card->chosen.mechanism, card->chosen.parameters, card->run->numbers.input, rounds, link.stop());
                link.post([this, card, time] {
                    Entry &entry = m_entries[std::string(card->chosen.mechanism->name)];
                    if (entry.card == card)
                        entry.time = time;
                    Q_EMIT changed();
                });
            }
        },
        [this] { Q_EMIT changed(); }, [this](const QString &) { Q_EMIT changed(); });
}

void CardMaker::stop()
{
    m_inForce = m_inForce && !isMaking() && !isTiming();
    m_making.stop();
    m_timing.stop();
    m_rest.stop();
    m_patience.stop();
}

void CardMaker::drop()
{
    stop();
    m_inForce = false;
    m_order.reset();
    m_hasRun = false;
    m_run.reset();
    m_entries.clear();
    m_problem.clear();
}

} // namespace headscope
