#include "ui/window/status_line.h"

#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>

#ifdef __linux__
#include <unistd.h>
#endif

namespace headscope {

namespace {

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
    layout->setContentsMargins(18, 4, 18, 4);
    layout->setSpacing(22);
    const auto add = [&](QLabel *&label) {
        label = new QLabel(this);
        label->setProperty("role", QStringLiteral("small"));
        layout->addWidget(label);
    };
    add(m_model);
    add(m_tokens);
    add(m_run);
    add(m_memory);
    add(m_edits);
    layout->addStretch(1);
    add(m_hint);
    connect(&m_session, &Session::traceChanged, this, &StatusLine::refresh);
    connect(&m_session, &Session::editsChanged, this, &StatusLine::refresh);
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
    m_model->setText(tr("%1: %2 × %3 heads, %4 parameters")
                         .arg(QString::fromStdString(trace->model().name()))
                         .arg(config.layers)
                         .arg(config.heads)
                         .arg(parameterText(report.parameters)));
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
