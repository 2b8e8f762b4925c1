#include "src/analysis/pattern_choice.h"

namespace headscope {

namespace {

// A stage of one head as the run has it.
class StagePattern : public Pattern {
public:
    StagePattern(std::shared_ptr<const Trace> trace, const StageKey &key)
        : Pattern(eachToken(trace->rowCount(key)), eachToken(trace->columnCount(key)))
        , m_trace(std::move(trace))
        , m_key(key)
    {
    }

    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        const Matrix rows = m_trace->rows(m_key, firstRow, out.rows);
        for (int r = 0; r < out.rows; ++r)
            for (int c = 0; c < out.cols; ++c)
                out(r, c) = rows(r, firstColumn + c);
    }
    std::string formula() const override
    {
        return m_key.stage == Stage::weights ? "A = softmax of the scores" : "scores before the softmax";
    }
    bool rowsSumToOne() const override { return m_key.stage == Stage::weights; }

private:
    std::shared_ptr<const Trace> m_trace;
    StageKey m_key;
};

} // namespace

std::vector<TokenSpan> eachToken(int count)
{
    std::vector<TokenSpan> spans;
    spans.reserve(static_cast<std::size_t>(count));
    for (int token = 0; token < count; ++token)
        spans.push_back({token, token + 1});
    return spans;
}

std::shared_ptr<const Pattern> makePattern(std::shared_ptr<const Trace> trace, HeadPlace picked, const PatternChoice &choice)
{
    const Stage stage = choice.measure == Measure::scores ? Stage::maskedScores : Stage::weights;
    return std::make_shared<StagePattern>(std::move(trace), StageKey{stage, picked.layer, picked.head});
}

} // namespace headscope
