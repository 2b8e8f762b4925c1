#include "ui/views/walk/walk_player.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr int kFrame = 16; // milliseconds
constexpr qint64 kCellByCell = 144; // up to 12 × 12 one sees every cell being made
constexpr double kSecondsPerCell = 0.12;
constexpr double kSecondsPerRow = 0.35;
constexpr double kShortest = 1.2;
constexpr double kLongest = 14;

} // namespace

WalkPlayer::WalkPlayer(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(kFrame);
    connect(&m_timer, &QTimer::timeout, this, &WalkPlayer::tick);
}

void WalkPlayer::setShape(int rows, int columns)
{
    m_rows = rows;
    m_columns = columns;
}

bool WalkPlayer::fillsCells() const
{
    return qint64(m_rows) * m_columns <= kCellByCell;
}

qint64 WalkPlayer::filled() const
{
    if (m_progress >= 1)
        return -1;
    const qint64 cells = qint64(m_rows) * m_columns;
    // The small number keeps 0.5 of 4 rows at 2 in spite of rounding.
    if (fillsCells())
        return qint64(std::floor(m_progress * double(cells) + 1e-9));
    return qint64(std::floor(m_progress * m_rows + 1e-9)) * m_columns;
}

double WalkPlayer::seconds() const
{
    const double work = fillsCells() ? double(m_rows) * m_columns * kSecondsPerCell : m_rows * kSecondsPerRow;
    return std::clamp(work, kShortest, kLongest) / m_speed;
}

void WalkPlayer::setSpeed(double speed)
{
    m_speed = std::clamp(speed, 0.1, 20.0);
}

void WalkPlayer::setProgress(double progress)
{
    progress = std::clamp(progress, 0.0, 1.0);
    if (progress == m_progress)
        return;
    m_progress = progress;
    Q_EMIT progressChanged(progress);
}

void WalkPlayer::play()
{
    if (isPlaying())
        return;
    if (m_progress >= 1)
        setProgress(0);
    m_clock.start();
    m_timer.start();
    Q_EMIT playingChanged(true);
}

void WalkPlayer::pause()
{
    if (!isPlaying())
        return;
    m_timer.stop();
    Q_EMIT playingChanged(false);
}

void WalkPlayer::reset()
{
    pause();
    setProgress(1);
}

void WalkPlayer::tick()
{
    setProgress(m_progress + double(m_clock.restart()) / 1000 / seconds());
    if (m_progress < 1)
        return;
    pause();
    Q_EMIT finished();
}

} // namespace headscope
