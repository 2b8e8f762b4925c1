#include "src/mechanisms/heads.h"

#include "src/error.h"
#include "src/mechanisms/explicit_attention.h"
#include "src/mechanisms/rows/recipes.h"

#include <algorithm>

namespace headscope {

namespace {

Matrix meanOf(const std::vector<Matrix> &parts)
{
    OwnMatrix mean(parts[0].rows(), parts[0].cols());
    for (const Matrix &part : parts)
        for (int r = 0; r < part.rows(); ++r)
            for (int c = 0; c < part.cols(); ++c)
                mean(r, c) += part(r, c) / static_cast<float>(parts.size());
    return mean.matrix();
}

MechanismStep pagesOf(const char *name, const char *sentence, const std::vector<HeadNumbers> &heads, Matrix HeadNumbers::*which)
{
    MechanismStep step{.name = name, .formula = name, .sentence = sentence, .rows = StepAxis::key, .pages = {}};
    for (std::size_t head = 0; head < heads.size(); ++head) {
        step.pages.push_back(heads[head].*which);
        step.pageNames.push_back("head " + std::to_string(head + 1));
    }
    return step;
}

} // namespace

std::vector<HeadNumbers> headsOf(const MechanismInput &input)
{
    return input.heads.empty() ? std::vector<HeadNumbers>{{input.q, input.k, input.v}} : input.heads;
}

MechanismInput headAlone(Matrix q, Matrix k, Matrix v, const Mask &mask)
{
    MechanismInput alone;
    alone.q = std::move(q);
    alone.k = std::move(k);
    alone.v = std::move(v);
    alone.mask = mask;
    return alone;
}

Matrix joinedQueries(const MechanismInput &input)
{
    std::vector<Matrix> queries;
    for (const HeadNumbers &head : headsOf(input))
        queries.push_back(head.q);
    return sideBySide(queries);
}

Matrix sideBySide(const std::vector<Matrix> &parts)
{
    int columns = 0;
    for (const Matrix &part : parts)
        columns += part.cols();
    OwnMatrix joined(parts[0].rows(), columns);
    int first = 0;
    for (const Matrix &part : parts) {
        for (int r = 0; r < part.rows(); ++r)
            for (int c = 0; c < part.cols(); ++c)
                joined(r, first + c) = part(r, c);
        first += part.cols();
    }
    return joined.matrix();
}

MechanismWork workOfHeads(const std::vector<MechanismRun> &runs)
{
    MechanismWork all;
    for (const MechanismRun &run : runs) {
        all.pairs += run.work.pairs;
        all.multiplyAdds += run.work.multiplyAdds;
        all.specials += run.work.specials;
        all.bytesMoved += run.work.bytesMoved;
        all.bytesHeld = std::max(all.bytesHeld, run.work.bytesHeld);
        all.stateNumbers += run.work.stateNumbers;
    }
    return all;
}

void keepHeads(StepRecorder &to, const std::vector<StepRecorder> &ofHeads, int shown, const std::vector<int> &groupOf)
{
    const int before = static_cast<int>(to.steps().size());
    std::vector<std::string> names;
    for (std::size_t head = 0; head < ofHeads.size(); ++head)
        names.push_back(
            "head " + std::to_string(head + 1) + (groupOf.empty() ? std::string() : " of group " + std::to_string(groupOf[head] + 1)));
    const std::vector<MechanismStep> &first = ofHeads[0].steps();
    for (std::size_t i = 0; i < first.size(); ++i) {
        MechanismStep step = first[i];
        for (int &from : step.from)
            from += before;
        step.pages.clear();
        for (const StepRecorder &one : ofHeads)
            step.pages.push_back(one.steps()[i].pages[0]);
        step.pageNames = names;
        if (i + 1 == first.size())
            step.name = "outputs";
        to.add(std::move(step));
    }
    to.add({.name = "output",
        .formula = "out of head " + std::to_string(shown + 1),
        .sentence = "The output of the head that is looked at. The model joins those of all heads by its next matrix.",
        .kind = StepKind::chosen,
        .from = {before + static_cast<int>(first.size()) - 1},
        .pages = {ofHeads[static_cast<std::size_t>(shown)].steps().back().pages[0]}});
}

MechanismRun groupedHeads(const MechanismInput &input, int groups, StepRecorder *steps)
{
    const std::vector<HeadNumbers> heads = headsOf(input);
    const int count = static_cast<int>(heads.size());
    groups = std::min(groups, count);
    if (count % groups != 0)
        throw Error(std::to_string(count) + " heads cannot be shared out to " + std::to_string(groups) + " groups evenly", {},
            "Take a number of groups that divides " + std::to_string(count));
    const int size = count / groups;
    std::vector<HeadNumbers> shared;
    for (int group = 0; group < groups; ++group) {
        std::vector<Matrix> keys;
        std::vector<Matrix> values;
        for (int head = group * size; head < (group + 1) * size; ++head) {
            keys.push_back(heads[static_cast<std::size_t>(head)].k);
            values.push_back(heads[static_cast<std::size_t>(head)].v);
        }
        shared.push_back({{}, size == 1 ? keys[0] : meanOf(keys), size == 1 ? values[0] : meanOf(values)});
    }
    std::vector<MechanismRun> runs;
    std::vector<StepRecorder> recorders(heads.size());
    std::vector<int> groupOf;
    for (std::size_t head = 0; head < heads.size(); ++head) {
        groupOf.push_back(static_cast<int>(head) / size);
        const HeadNumbers &group = shared[static_cast<std::size_t>(groupOf.back())];
        const MechanismInput one = headAlone(heads[head].q, group.k, group.v, input.mask);
        runs.push_back(attend(one, withSoftmax(scaledDotProduct(one)), kSoftmaxOf, steps ? &recorders[head] : nullptr));
    }
    MechanismRun run = runs[static_cast<std::size_t>(input.head)];
    run.work = workOfHeads(runs);
    run.work.stateNumbers = run.work.stateNumbers / size;
    run.work.bytesHeld += sizeof(float) * (count - 1.0) * input.q.rows() * input.v.cols(); // outputs of the others
    if (size > 1) {
        const double numbers = double(input.k.rows()) * (input.k.cols() + input.v.cols());
        run.work.multiplyAdds += numbers * count;
        run.work.bytesHeld += sizeof(float) * numbers * groups;
        run.work.bytesMoved += sizeof(float) * numbers * (count + groups);
    }
    if (!steps)
        return run;
    if (size == 1) {
        keepHeads(*steps, recorders, input.head);
        return run;
    }
    steps->add(pagesOf("K of heads", "The keys of each head, before they are shared.", heads, &HeadNumbers::k));
    steps->add(pagesOf("V of heads", "The values of each head, before they are shared.", heads, &HeadNumbers::v));
    StepRecorder together;
    keepHeads(together, recorders, input.head, groupOf);
    for (MechanismStep step : together.steps()) {
        for (int &from : step.from)
            from += 2;
        if (step.name == "K" || step.name == "V") {
            step.kind = StepKind::mapped;
            step.from = {step.name == "K" ? 0 : 1};
            step.formula = step.name + " = mean over the heads of a group";
            step.sentence = "All heads of a group look at the same mean: this alone is kept for later tokens.";
        }
        steps->add(std::move(step));
    }
    return run;
}

MechanismRun wideHead(const MechanismInput &input, StepRecorder *steps)
{
    const std::vector<HeadNumbers> heads = headsOf(input);
    std::vector<Matrix> keys;
    std::vector<Matrix> values;
    int first = 0;
    for (std::size_t head = 0; head < heads.size(); ++head) {
        if (static_cast<int>(head) < input.head)
            first += heads[head].v.cols();
        keys.push_back(heads[head].k);
        values.push_back(heads[head].v);
    }
    const MechanismInput wide = headAlone(joinedQueries(input), sideBySide(keys), sideBySide(values), input.mask);
    Recipe recipe = withSoftmax(scaledDotProduct(wide));
    recipe.outputName = "A · V";
    recipe.outputFormula = "A · V";
    recipe.numbersBefore = double(wide.q.rows()) * (wide.q.cols() + wide.v.cols() - input.v.cols())
        + double(wide.k.rows()) * (wide.k.cols() + wide.v.cols());
    MechanismRun run = attend(wide, recipe, kSoftmaxOf, steps);
    const Matrix all = run.output;
    run.output = {all.view.block(0, first, all.rows(), input.v.cols()), all.owner};
    if (steps)
        steps->add({.name = "output",
            .formula = "channels " + std::to_string(first + 1) + " to " + std::to_string(first + input.v.cols()),
            .sentence = "The channels that belong to the head that is looked at: the same weights handed out all of them.",
            .kind = StepKind::chosen,
            .from = {static_cast<int>(steps->steps().size()) - 1},
            .pages = {run.output}});
    return run;
}

} // namespace headscope
