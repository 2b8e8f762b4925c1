// Fills the result of a stage bit by bit: progress from 0 to 1 over a time that depends on how much there is to fill. Knows no numbers.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace headscope {

class WalkPlayer : public QObject {
    Q_OBJECT

public:
    explicit WalkPlayer(QObject *parent = nullptr);

    /// Small results fill cell by cell, larger ones row by row.
    void setShape(int rows, int columns);
    bool fillsCells() const;
    /// Cells that are made at the present progress; −1 when all are.
    qint64 filled() const;

    bool isPlaying() const { return m_timer.isActive(); }
    double progress() const { return m_progress; }
    double speed() const { return m_speed; }
    void setSpeed(double speed); ///< 1: normal
    void setProgress(double progress);
    /// From the start when everything is filled already.
    void play();
    void pause();
    /// Everything filled, not playing.
    void reset();

Q_SIGNALS:
    void playingChanged(bool playing);
    void progressChanged(double progress);
    void finished();

private:
    void tick();
    double seconds() const;

    QTimer m_timer;
    QElapsedTimer m_clock;
    int m_rows = 0;
    int m_columns = 0;
    double m_progress = 1;
    double m_speed = 1;
};

} // namespace headscope
