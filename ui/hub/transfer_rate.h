// How fast bytes arrive, over the last seconds: smooth enough to read, quick enough to follow a change.
#pragma once

#include <QtGlobal>

#include <deque>

namespace headscope {

class TransferRate {
public:
    /// `bytes` arrived at `milliseconds` of any clock that only moves forward.
    void add(qint64 bytes, qint64 milliseconds);
    /// 0 until enough is known, and again when nothing has come for a while.
    double bytesPerSecond(qint64 milliseconds);

private:
    struct Sample {
        qint64 bytes;
        qint64 milliseconds;
    };
    void forgetBefore(qint64 milliseconds);

    std::deque<Sample> m_samples;
    qint64 m_sum = 0;
};

} // namespace headscope
