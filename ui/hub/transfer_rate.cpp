#include "ui/hub/transfer_rate.h"

namespace headscope {

namespace {

constexpr qint64 kWindow = 5000; // milliseconds
constexpr qint64 kLeast = 500; // of less, a rate would jump

} // namespace

void TransferRate::add(qint64 bytes, qint64 milliseconds)
{
    // Chunks of one moment are one sample, so that the memory does not grow with the speed.
    if (!m_samples.empty() && milliseconds - m_samples.back().milliseconds < kWindow / 100)
        m_samples.back().bytes += bytes;
    else
        m_samples.push_back({bytes, milliseconds});
    m_sum += bytes;
    forgetBefore(milliseconds - kWindow);
}

double TransferRate::bytesPerSecond(qint64 milliseconds)
{
    forgetBefore(milliseconds - kWindow);
    if (m_samples.empty())
        return 0;
    const qint64 span = milliseconds - m_samples.front().milliseconds;
    // The first sample came before the span began.
    return span < kLeast ? 0 : 1000.0 * static_cast<double>(m_sum - m_samples.front().bytes) / static_cast<double>(span);
}

void TransferRate::forgetBefore(qint64 milliseconds)
{
    while (!m_samples.empty() && m_samples.front().milliseconds < milliseconds) {
        m_sum -= m_samples.front().bytes;
        m_samples.pop_front();
    }
}

} // namespace headscope
