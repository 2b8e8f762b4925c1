#include "src/trace/matrix_cache.h"

#include <algorithm>

namespace headscope {

std::size_t MatrixCache::bytesOf(const Matrix &matrix)
{
    return sizeof(float) * static_cast<std::size_t>(matrix.rows()) * static_cast<std::size_t>(matrix.cols());
}

std::optional<Matrix> MatrixCache::find(const Key &key) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &entry) { return entry.key == key; });
    if (found == m_entries.end())
        return std::nullopt;
    m_entries.splice(m_entries.begin(), m_entries, found);
    return found->matrix;
}

void MatrixCache::keep(const Key &key, const Matrix &matrix)
{
    const std::size_t bytes = bytesOf(matrix);
    const std::lock_guard lock(m_mutex);
    const bool known = std::any_of(m_entries.begin(), m_entries.end(), [&](const Entry &entry) { return entry.key == key; });
    if (bytes > m_budget || known)
        return;
    while (!m_entries.empty() && m_bytes + bytes > m_budget) {
        m_bytes -= bytesOf(m_entries.back().matrix);
        m_entries.pop_back();
    }
    m_entries.push_front({key, matrix});
    m_bytes += bytes;
}

std::size_t MatrixCache::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

} // namespace headscope
