#include "src/patterns/head_pattern.h"

#include "src/attention/attention.h"
#include "src/ops/finite.h"
#include "src/ops/softmax.h"
#include "src/trace/formula.h"
#include "src/trace/score_divisor.h"
#include "src/trace/trace_data.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <iomanip>
#include <limits>
#include <locale>
#include <mutex>
#include <optional>
#include <sstream>
#include <vector>

namespace headscope {

namespace {

// What is known of each row, readable and writable from several threads without locks: two of them may find the same row at once, and
// one whole answer stays.
class RowSums {
public:
    explicit RowSums(int rows)
        : m_sums(static_cast<std::size_t>(rows))
    {
        for (auto &one : m_sums)
            one.store(kUnknown, std::memory_order_relaxed);
    }

    std::optional<SoftmaxSums> get(int row) const
    {
        const std::uint64_t both = m_sums[static_cast<std::size_t>(row)].load(std::memory_order_relaxed);
        if (both == kUnknown)
            return std::nullopt;
        const auto parts = std::bit_cast<std::array<float, 2>>(both);
        return SoftmaxSums{parts[0], parts[1]};
    }

    void set(int row, const SoftmaxSums &sums)
    {
        m_sums[static_cast<std::size_t>(row)].store(
            std::bit_cast<std::uint64_t>(std::array{sums.largest, sums.sum}), std::memory_order_relaxed);
    }

private:
    static constexpr std::uint64_t kUnknown = ~std::uint64_t(0); // two NaNs that no softmax makes

    std::vector<std::atomic<std::uint64_t>> m_sums;
};

std::string shortNumber(float value)
{
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << std::setprecision(4) << value;
    return text.str();
}

class HeadPattern : public Pattern {
public:
    HeadPattern(std::shared_ptr<const Trace> trace, const StageKey &key)
        : Pattern(eachToken(trace->rowCount(key)), eachToken(trace->columnCount(key)))
        , m_trace(std::move(trace))
        , m_key(key)
        , m_sums(key.stage == Stage::weights ? rowCount() : 0)
    {
        if (rowCount() == 0)
            return;
        m_rules = m_trace->data().transformer->head(key.layer, key.head, LayerTrace());
        m_hasParts = m_rules.rowsHaveParts();
    }

    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        for (int r = 0; r < out.rows; r += kAttentionRows)
            rows(firstRow + r, firstColumn, out.rowRange(r, std::min(kAttentionRows, out.rows - r)));
    }
    int reach(int firstRow, int rowCount) const override
    {
        return m_hasParts && !mayBeUndefined() ? m_rules.mask.keyLimit(firstRow + rowCount, columnCount()) : columnCount();
    }
    float beyondReach() const override { return m_key.stage == Stage::weights ? 0 : -std::numeric_limits<float>::infinity(); }
    std::string formula() const override
    {
        if (rowCount() == 0)
            return formulaOf(*m_trace, m_key);
        const std::string scores = scoresFormula();
        const std::string edited = m_hasParts ? "" : ", with edits";
        return m_key.stage == Stage::weights ? "A = softmax(" + scores + ")" + edited : "M = " + scores + edited;
    }
    bool rowsSumToOne() const override
    {
        return m_key.stage == Stage::weights && (m_hasParts || !touches(m_trace->edits(), Stage::weights, m_key.layer, m_key.head));
    }

private:
    /// The softmax of a row with NaN in it is NaN at every key, also at those that the mask forbids.
    bool mayBeUndefined() const
    {
        if (m_key.stage != Stage::weights || rowCount() == 0)
            return false;
        head();
        return m_mayBeUndefined;
    }

    /// "Q·Kᵀ / √64 + mask", as this run has it.
    std::string scoresFormula() const
    {
        const TransformerConfig &config = m_trace->config();
        std::string scores = "Q·Kᵀ";
        if (m_rules.divisor != 1) {
            const ScoreDivisor divisor = scoreDivisor(config, m_key.layer);
            const bool unedited = m_rules.divisor == divisor.value;
            scores += unedited && divisor.isRootOfHeadWidth ? " / √" + std::to_string(config.headWidth)
                : unedited && divisor.radicand              ? " / √" + std::to_string(*divisor.radicand)
                                                            : " / " + shortNumber(m_rules.divisor);
        }
        if (m_rules.cap > 0)
            scores = shortNumber(m_rules.cap) + " · tanh(" + scores + " / " + shortNumber(m_rules.cap) + ")";
        if (!m_rules.distanceBias.empty())
            scores += " + bias of the distance";
        const Mask &mask = m_rules.mask;
        return mask.causal || mask.window > 0 || !mask.hidden.empty() ? scores + " + mask" : scores;
    }

    /// Up to kAttentionRows of them.
    void rows(int firstRow, int firstColumn, MutableMatrixView out) const
    {
        if (!m_hasParts) {
            const Matrix whole = m_trace->rows(m_key, firstRow, out.rows);
            for (int r = 0; r < out.rows; ++r)
                for (int c = 0; c < out.cols; ++c)
                    out(r, c) = whole(r, firstColumn + c);
            return;
        }
        const int limit = reach(firstRow, out.rows);
        const int columns = std::clamp(limit - firstColumn, 0, out.cols);
        for (int r = 0; r < out.rows; ++r)
            std::fill(out.row(r) + columns, out.row(r) + out.cols, beyondReach());
        if (columns == 0)
            return;
        const MutableMatrixView seen = out.block(0, 0, out.rows, columns);
        if (m_key.stage == Stage::maskedScores)
            head().maskedPart(firstRow, firstColumn, seen);
        else if (firstColumn == 0 && columns == limit)
            wholeRows(firstRow, seen);
        else
            part(firstRow, firstColumn, seen);
    }

    void wholeRows(int firstRow, MutableMatrixView out) const
    {
        std::array<SoftmaxSums, kAttentionRows> sums;
        head().maskedPart(firstRow, 0, out);
        softmaxRows(out, sums);
        for (int r = 0; r < out.rows; ++r)
            m_sums.set(firstRow + r, sums[static_cast<std::size_t>(r)]);
    }

    void part(int firstRow, int firstColumn, MutableMatrixView out) const
    {
        std::array<SoftmaxSums, kAttentionRows> sums;
        for (int r = 0; r < out.rows; ++r) {
            auto known = m_sums.get(firstRow + r);
            if (!known) {
                findSums(firstRow + r);
                known = m_sums.get(firstRow + r);
            }
            sums[static_cast<std::size_t>(r)] = *known;
        }
        head().maskedPart(firstRow, firstColumn, out);
        softmaxPart(out, sums);
    }

    /// Of the whole block of rows that this one lies in: the neighbours will be asked for, too.
    void findSums(int row) const
    {
        const int first = row / kAttentionRows * kAttentionRows;
        const int rows = std::min(kAttentionRows, rowCount() - first);
        const int keys = reach(first, rows);
        std::vector<float> values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(keys));
        wholeRows(first, {values.data(), rows, keys, keys});
    }

    std::shared_ptr<const Trace> m_trace;
    StageKey m_key;
    /// With its numbers. Of a long run they are made now, at the first look: whoever only asks for the formula does not wait.
    const AttentionHead &head() const
    {
        std::call_once(m_looked, [this] {
            const TraceData &data = m_trace->data();
            m_layer = data.store->whole(m_key.layer, m_key.stage);
            m_head = data.transformer->head(m_key.layer, m_key.head, *m_layer);
            m_mayBeUndefined = !allFinite(m_head.q) || !allFinite(m_head.k) || !allFinite(m_head.globalK);
        });
        return m_head;
    }

    AttentionHead m_rules; ///< without numbers
    mutable std::once_flag m_looked;
    mutable std::shared_ptr<const LayerTrace> m_layer; ///< the numbers behind m_head
    mutable AttentionHead m_head;
    mutable bool m_mayBeUndefined = false;
    bool m_hasParts = false;
    mutable RowSums m_sums;
};

} // namespace

std::shared_ptr<const Pattern> headPattern(std::shared_ptr<const Trace> trace, const StageKey &key)
{
    trace->rows(key, 0, 0); // throws for a layer or head out of range
    return std::make_shared<HeadPattern>(std::move(trace), key);
}

} // namespace headscope
