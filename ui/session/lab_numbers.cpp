#include "ui/session/lab_numbers.h"

#include "src/engine.h"
#include "src/mechanisms/work_meter.h"
#include "ui/session/prompt.h"

#include <algorithm>
#include <mutex>

namespace headscope {

namespace {

Matrix firstRows(const Matrix &matrix, int rows)
{
    Matrix first = matrix;
    first.view.rows = std::min(first.view.rows, rows);
    return first;
}

HeadNumbers firstTokens(const HeadNumbers &head, int tokens)
{
    return {firstRows(head.q, tokens), firstRows(head.k, tokens), firstRows(head.v, tokens)};
}

std::vector<std::string> namesOf(const std::vector<Token> &tokens)
{
    std::vector<std::string> names;
    for (const Token &token : tokens) {
        if (std::ssize(names) == kMostLabTokens)
            break;
        names.push_back(token.display);
    }
    return names;
}

std::vector<std::string> numbered(int count)
{
    std::vector<std::string> names;
    for (int i = 1; i <= count; ++i)
        names.push_back(std::to_string(i));
    return names;
}

} // namespace

struct OtherTexts::Last {
    std::mutex mutex;
    std::shared_ptr<const Model> model;
    std::string text;
    std::shared_ptr<const Trace> trace;
};

OtherTexts::OtherTexts()
    : m_last(std::make_unique<Last>())
{
}

OtherTexts::~OtherTexts() = default;

std::shared_ptr<const Trace> OtherTexts::run(const Trace &beside, const std::string &text, const std::stop_token &stop)
{
    const std::scoped_lock lock(m_last->mutex);
    if (m_last->trace && m_last->model == beside.modelPointer() && m_last->text == text)
        return m_last->trace;
    const QString words = QString::fromStdString(text);
    const RunRequest request = requestOf(promptFor(beside.model(), {.text = words, .pair = {}, .target = words, .generated = {}}));
    std::shared_ptr<const Trace> trace = Engine(beside.modelPointer()).run(request, stop);
    if (trace) {
        m_last->model = beside.modelPointer();
        m_last->text = text;
        m_last->trace = trace;
    }
    return trace;
}

LabNumbers LabOrder::make(const std::stop_token &stop) const
{
    LabNumbers numbers;
    MechanismInput &input = numbers.input;
    if (trace) {
        const StageKey place{Stage::q, layer, head};
        input = headInput(*trace, layer, head, seed);
        numbers.queries = namesOf(trace->rowTokens(place));
        numbers.keys = namesOf(trace->keyTokens(layer));
        numbers.cutTokens = std::max(0, std::max(input.q.rows(), input.k.rows()) - kMostLabTokens);
        for (HeadNumbers &each : input.heads)
            each = firstTokens(each, kMostLabTokens);
        const HeadNumbers picked = firstTokens({input.q, input.k, input.v}, kMostLabTokens);
        input.q = picked.q;
        input.k = picked.k;
        input.v = picked.v;
    } else {
        input = randomInput(random);
        input.seed = seed;
        numbers.queries = numbers.keys = numbered(random.tokens);
        numbers.otherKeys = numbered(random.otherTokens);
    }
    input.mask.causal = causal;
    for (const auto &edge : edges)
        if (std::ranges::all_of(edge, [&](int token) { return token < input.q.rows(); }))
            input.edges.push_back(edge); // a shorter text leaves the others for when it is longer again
    if (!trace || otherText.empty())
        return numbers;
    if (const auto second = otherTexts->run(*trace, otherText, stop); second && hasTokens(*second)) {
        input = withSecondText(std::move(input), *second, layer, head);
        input.otherK = firstRows(input.otherK, kMostLabTokens);
        input.otherV = firstRows(input.otherV, kMostLabTokens);
        numbers.otherKeys = namesOf(second->keyTokens(layer));
    }
    return numbers;
}

} // namespace headscope
