// Matrices that were made on demand, kept within a byte budget; the ones not asked for the longest go first.
#pragma once

#include "src/tensor/matrix_view.h"
#include "src/trace/trace.h"

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>

namespace headscope {

/// Some rows of a stage. Thread-safe.
class MatrixCache {
public:
    struct Key {
        StageKey place;
        int firstRow = 0;
        int rowCount = 0;
        bool operator==(const Key &) const = default;
    };

    explicit MatrixCache(std::size_t budget = kBudget)
        : m_budget(budget)
    {
    }

    std::optional<Matrix> find(const Key &key) const;
    /// A matrix larger than the whole budget is not kept.
    void keep(const Key &key, const Matrix &matrix);
    std::size_t bytes() const;

    static constexpr std::size_t kBudget = 64u << 20;

private:
    struct Entry {
        Key key;
        Matrix matrix;
    };
    static std::size_t bytesOf(const Matrix &matrix);

    std::size_t m_budget;
    mutable std::mutex m_mutex;
    mutable std::list<Entry> m_entries; // newest first; a few dozen, so walking them is cheap
    std::size_t m_bytes = 0;
};

} // namespace headscope
