#include "ui/views/shared/pattern/head_choice.h"

#include <algorithm>

namespace headscope {

namespace {

HeadPlace pickedHead(const Selection &selection)
{
    return {selection.layer(), selection.head()};
}

void setOthers(Selection &selection, std::vector<HeadPlace> others)
{
    PatternChoice choice = selection.pattern();
    choice.others = std::move(others);
    selection.setPattern(choice);
}

void pick(Selection &selection, HeadPlace head)
{
    selection.setKey({selection.stage(), head.layer, head.head});
}

} // namespace

void chooseHead(Selection &selection, HeadPlace head)
{
    setOthers(selection, {});
    pick(selection, head);
}

void toggleHead(Selection &selection, HeadPlace head)
{
    std::vector<HeadPlace> heads = chosenHeads(pickedHead(selection), selection.pattern());
    const auto found = std::find(heads.begin(), heads.end(), head);
    if (found == heads.end())
        heads.push_back(head);
    else if (heads.size() > 1)
        heads.erase(found);
    chooseHeads(selection, heads);
}

void chooseHeadsTo(Selection &selection, HeadPlace head)
{
    const HeadPlace from = pickedHead(selection);
    std::vector<HeadPlace> heads{from};
    for (int layer = std::min(from.layer, head.layer); layer <= std::max(from.layer, head.layer); ++layer)
        for (int index = std::min(from.head, head.head); index <= std::max(from.head, head.head); ++index)
            if (HeadPlace{layer, index} != from)
                heads.push_back({layer, index});
    chooseHeads(selection, heads);
}

void chooseHeads(Selection &selection, const std::vector<HeadPlace> &heads)
{
    if (heads.empty())
        return;
    HeadPlace picked = pickedHead(selection);
    if (std::find(heads.begin(), heads.end(), picked) == heads.end())
        picked = heads.front();
    std::vector<HeadPlace> others;
    for (const HeadPlace &head : heads)
        if (head != picked)
            others.push_back(head);
    setOthers(selection, std::move(others));
    pick(selection, picked);
}

void chooseLayer(Selection &selection, int layer, int heads)
{
    std::vector<HeadPlace> all;
    for (int head = 0; head < heads; ++head)
        all.push_back({layer, head});
    chooseHeads(selection, all);
}

bool isChosen(const Selection &selection, HeadPlace head)
{
    const std::vector<HeadPlace> heads = chosenHeads(pickedHead(selection), selection.pattern());
    return std::find(heads.begin(), heads.end(), head) != heads.end();
}

} // namespace headscope
