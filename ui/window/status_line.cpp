#include "ui/window/status_line.h"

#include "ui/session/model_words.h"

#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>

#ifdef __linux__
#include <unistd.h>
#endif

namespace headscope {

namespace {

constexpr int kProgressDelay = 500; // milliseconds; shorter runs show nothing
constexpr int kWidestName = 220; // pixels

/// Resident bytes of this process; 0 where the system does not say.
qint64 residentBytes()
{
#ifdef __linux__
    QFile file(QStringLiteral("/proc/self/statm"));
    if (file.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> fields = file.readAll().split(' ');
        if (fields.size() > 1)
            return fields[1].toLongLong() * sysconf(_SC_PAGESIZE);
    }
#endif
    return 0;
}

QString parameterText(qint64 count)
{
    if (count >= 1'000'000'000)
        return QStringLiteral("%1 B").arg(static_cast<double>(count) / 1e9, 0, 'f', 1);
    if (count >= 1'000'000)
        return QStringLiteral("%1 M").arg(static_cast<double>(count) / 1e6, 0, 'f', count >= 10'000'000 ? 0 : 1);
    if (count >= 10'000)
        return QStringLiteral("%1 k").arg(static_cast<double>(count) / 1e3, 0, 'f', 0);
    return QString::number(count);
}

} // namespace

StatusLine::StatusLine(Session &session, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
{
    setProperty("role", QStringLiteral("foot"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(13, 4, 18, 4); // the model is a button with a padding of its own
    layout->setSpacing(22);
    m_model = new QToolButton(this);
    m_model->setProperty("kind", QStringLiteral("foot"));
    m_model->setToolTip(tr("About this model: what its files hold and how they are understood (Ctrl+I)"));
    m_model->setAccessibleName(tr("About this model"));
    m_model->hide();
    connect(m_model, &QToolButton::clicked, this, &StatusLine::aboutModelRequested);
    layout->addWidget(m_model);
    const auto add = [&](QLabel *&label) {
        label = new QLabel(this);
        label->setProperty("role", QStringLiteral("small"));
        layout->addWidget(label);
    };
    add(m_tokens);
    add(m_run);
    add(m_memory);
    add(m_edits);
    layout->addStretch(1);
    add(m_hint);
    add(m_progressText);
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(160);
    m_progress->setAccessibleName(tr("Progress of the run"));
    layout->addWidget(m_progress);
    m_progress->hide();
    m_progressText->hide();
    m_delay = new QTimer(this);
    m_delay->setSingleShot(true);
    m_delay->setInterval(kProgressDelay);
    connect(m_delay, &QTimer::timeout, this, &StatusLine::startProgress);
    connect(&m_session, &Session::busyChanged, this, &StatusLine::showBusy);
    connect(&m_session, &Session::progress, this, &StatusLine::advance);
    connect(&m_session, &Session::traceChanged, this, &StatusLine::refresh);
    connect(&m_session, &Session::editsChanged, this, &StatusLine::refresh);
}

void StatusLine::showBusy(bool busy)
{
    m_layers = m_doneLayers = 0;
    if (busy) {
        m_delay->start();
        return;
    }
    m_delay->stop();
    m_progress->hide();
    m_progressText->hide();
    m_hint->show();
}

bool StatusLine::showsProgress() const
{
    return !m_progress->isHidden();
}

QString StatusLine::progressText() const
{
    return showsProgress() ? m_progressText->text() : QString();
}

void StatusLine::startProgress()
{
    m_hint->hide();
    m_progress->show();
    m_progressText->show();
    advance(m_doneLayers, m_layers);
}

void StatusLine::advance(int done, int total)
{
    m_doneLayers = done;
    m_layers = total;
    if (!showsProgress())
        return;
    m_progress->setRange(0, total); // 0, 0: nothing to count yet
    m_progress->setValue(done);
    if (total > 0)
        m_progressText->setText(tr("Layer %1 of %2   Esc cancels").arg(done).arg(total));
    else
        m_progressText->setText(m_session.isGenerating() ? tr("Generating   Esc stops")
                : m_session.isOpening()                  ? tr("Opening the model   Esc cancels")
                                                         : tr("Running   Esc cancels"));
}

void StatusLine::setHint(const QString &keys)
{
    m_hint->setText(keys);
}

void StatusLine::refresh()
{
    const auto trace = m_session.trace();
    if (!trace)
        return;
    const TransformerConfig &config = trace->config();
    const RunStatistics &run = trace->statistics();
    const LoadReport &report = trace->model().report();
    const QString name = QFontMetrics(m_model->font()).elidedText(modelTitle(trace->model()), Qt::ElideMiddle, kWidestName);
    m_model->setText(
        tr("%1: %2 × %3 heads, %4 parameters").arg(name).arg(config.layers).arg(config.heads).arg(parameterText(report.parameters)));
    m_model->show();
    if (config.isEncoderDecoder())
        m_tokens->setText(tr("%1 + %2 tokens").arg(trace->stackTokens(0).size()).arg(trace->stackTokens(1).size()));
    else
        m_tokens->setText(trace->tokenCount() == 1 ? tr("1 token") : tr("%L1 tokens").arg(trace->tokenCount()));
    const QString device = run.threads == 1 ? tr("CPU, 1 thread") : tr("CPU, %1 threads").arg(run.threads);
    m_run->setText(tr("%1: %2 ms").arg(device).arg(run.milliseconds, 0, 'f', run.milliseconds < 10 ? 2 : 0));
    m_run->setToolTip(
        tr("Time of the last run; layers before layer %1 were taken over from the run before").arg(run.firstComputedLayer + 1));
    m_memory->setText(QLocale().formattedDataSize(residentBytes(), 0));
    m_memory->setToolTip(
        tr("Memory of the whole application; this run keeps %1").arg(QLocale().formattedDataSize(static_cast<qint64>(run.bytes))));
    const auto edits = static_cast<int>(m_session.edits().size());
    m_edits->setText(edits == 0 ? QString() : edits == 1 ? tr("1 edit active") : tr("%1 edits active").arg(edits));
}

} // namespace headscope
