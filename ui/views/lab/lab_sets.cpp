#include "ui/views/lab/lab_sets.h"

#include "src/mechanisms/mechanisms.h"
#include "ui/session/lab_state.h"
#include "ui/views/lab/card_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <initializer_list>

namespace headscope {

namespace {

struct Sets {
    Q_DECLARE_TR_FUNCTIONS(headscope::LabSets)
};

LabSet setOf(const QString &title, const QString &meaning, std::initializer_list<MechanismGroup> groups)
{
    LabSet set{title, meaning, {std::string(fullAttention().name)}};
    for (const MechanismInfo &mechanism : allMechanisms())
        if (&mechanism != &fullAttention() && std::ranges::find(groups, mechanism.group) != groups.end())
            set.mechanisms.emplace_back(mechanism.name);
    return set;
}

} // namespace

std::vector<LabSet> labSets()
{
    using enum MechanismGroup;
    LabSet telling{Sets::tr("A telling few"), Sets::tr("mechanisms that differ much from each other"), {}};
    for (const LabMechanism &mechanism : LabState::defaultChoices().mechanisms)
        telling.mechanisms.push_back(mechanism.name);
    LabSet every{Sets::tr("All"), Sets::tr("every mechanism there is"), {}};
    for (const MechanismInfo &mechanism : allMechanisms())
        every.mechanisms.emplace_back(mechanism.name);
    std::vector<LabSet> sets{telling, setOf(Sets::tr("Scores"), groupTitle(scores), {scores}),
        setOf(Sets::tr("Softmax and others"), groupTitle(normalising), {normalising}),
        setOf(Sets::tr("Sparse patterns"), groupTitle(pairs), {pairs}), setOf(Sets::tr("Heads"), groupTitle(heads), {heads}),
        setOf(Sets::tr("Cheaper than n²"), Sets::tr("approximations, and states that are carried on"), {cheaper, recurrent, algorithm}),
        setOf(Sets::tr("Positions"), groupTitle(positions), {positions}),
        setOf(Sets::tr("Two texts, graphs"), groupTitle(sequences), {sequences}),
        setOf(Sets::tr("Beside attention"), groupTitle(beside), {beside}), every};
    std::erase_if(sets, [](const LabSet &set) { return set.mechanisms.size() < 2; });
    return sets;
}

} // namespace headscope
