#include "ui/window/status_line.h"

#include "src/platform/process.h"
#include "ui/session/model_words.h"
#include "ui/theme/plain_text.h"
#include "ui/widgets/hint_line.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kProgressDelay = 500; // milliseconds; shorter runs show nothing
constexpr int kWidestName = 220; // pixels
constexpr int kTakenOverWithin = 100; // milliseconds; layers that are done so soon were taken over from the run before
constexpr int kTellsTimeFrom = 1500; // milliseconds; an estimate from less would jump

/// "1–3, 7", counted from 1; of an encoder-decoder the names of its layers.
QString layerList(const TransformerConfig &config, const std::vector<int> &layers)
{
    QStringList parts;
    for (std::size_t i = 0; i < layers.size();) {
        if (config.isEncoderDecoder()) {
            parts.append(layerTitle(config, layers[i]));
            ++i;
            continue;
        }
        std::size_t last = i;
        while (last + 1 < layers.size() && layers[last + 1] == layers[last] + 1)
            ++last;
        const QString from = QString::number(layers[i] + 1);
        const QString to = QString::number(layers[last] + 1);
        parts.append(last == i ? from : last == i + 1 ? from + QStringLiteral(", ") + to : from + QStringLiteral("–") + to);
        i = last + 1;
    }
    return parts.join(QStringLiteral(", "));
}

QString timeLeft(qint64 milliseconds)
{
    const qint64 seconds = std::max<qint64>(1, (milliseconds + 500) / 1000);
    if (seconds < 90)
        return StatusLine::tr("about %1 s left").arg(seconds);
    return StatusLine::tr("about %1 min left").arg((seconds + 30) / 60);
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
    add(m_kept);
    add(m_edits);
    m_hint = new HintLine(this);
    layout->addWidget(m_hint, 1);
    layout->addStretch(0); // holds the progress at the right while there are no hints
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
    m_seconds = new QTimer(this);
    m_seconds->setInterval(1000);
    connect(m_seconds, &QTimer::timeout, this, [this] {
        refreshProgress();
        refreshMemory();
    });
    connect(&m_session, &Session::busyChanged, this, &StatusLine::showBusy);
    connect(&m_session, &Session::progress, this, &StatusLine::advance);
    connect(&m_session, &Session::traceChanged, this, &StatusLine::refresh);
    connect(&m_session, &Session::editsChanged, this, &StatusLine::refresh);
}

void StatusLine::showBusy(bool busy)
{
    m_layers = m_doneLayers = m_takenOver = 0;
    m_lastLayer = 0;
    if (busy) {
        m_started.start();
        m_delay->start();
        return;
    }
    m_delay->stop();
    m_progress->hide();
    m_progressText->hide();
    m_hint->show();
    refreshMemory();
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
    m_seconds->start();
    refreshProgress();
}

void StatusLine::advance(int done, int total)
{
    if (done < m_doneLayers) // a newer run took the place of that one
        m_started.start();
    m_doneLayers = done;
    m_layers = total;
    m_lastLayer = m_started.elapsed();
    if (m_lastLayer < kTakenOverWithin)
        m_takenOver = done;
    refreshProgress();
}

void StatusLine::refreshProgress()
{
    if (!showsProgress())
        return;
    m_progress->setRange(0, m_layers); // 0, 0: nothing to count yet
    m_progress->setValue(m_doneLayers);
    if (m_layers > 0) {
        const int made = m_doneLayers - m_takenOver;
        QString text = tr("Layer %1 of %2").arg(m_doneLayers).arg(m_layers);
        if (made > 0 && m_started.elapsed() > kTellsTimeFrom && m_doneLayers < m_layers)
            text += tr(", %1").arg(timeLeft(m_lastLayer * (m_layers - m_doneLayers) / made - (m_started.elapsed() - m_lastLayer)));
        m_progressText->setText(tr("%1   Esc cancels").arg(text));
    } else {
        m_progressText->setText(m_session.isGenerating() ? tr("Generating   Esc stops")
                : m_session.isOpening()                  ? tr("Opening the model   Esc cancels")
                                                         : tr("Running   Esc cancels"));
    }
}

// What a long run has in memory changes with what is looked at.
void StatusLine::refreshMemory()
{
    const auto trace = m_session.trace();
    const KeptLayers kept = trace ? trace->kept() : KeptLayers();
    if (!kept.all)
        m_seconds->start();
    else if (!showsProgress())
        m_seconds->stop();
    if (!trace)
        return;
    const TransformerConfig &config = trace->config();
    m_memory->setText(QLocale().formattedDataSize(residentBytes(), 0));
    QString words
        = tr("Memory of the whole application; this run keeps %1").arg(QLocale().formattedDataSize(static_cast<qint64>(kept.bytes)));
    QString brief;
    if (!kept.all) {
        words += QLatin1Char('\n')
            + tr("The text is long: of its layers the inputs are kept (layers %1).").arg(layerList(config, kept.inputs));
        if (!kept.heads.empty())
            words += QLatin1Char('\n') + tr("Queries, keys and values of layers %1 are there.").arg(layerList(config, kept.heads));
        words += QLatin1Char('\n') + tr("All other numbers are made again when they are looked at, the same to the last digit.");
        brief = kept.heads.empty() ? tr("layers' inputs kept") : tr("heads of layers %1 kept").arg(layerList(config, kept.heads));
    }
    m_memory->setToolTip(words);
    m_kept->setToolTip(words);
    m_kept->setText(brief);
    m_kept->setVisible(!brief.isEmpty());
}

void StatusLine::say(const QString &words)
{
    m_hint->say(words);
}

void StatusLine::setHints(const QStringList &keys)
{
    m_hint->setHints(keys);
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
        tr("%1: %2 × %3 heads, %4 parameters")
            .arg(withoutMnemonics(name), QString::number(config.layers), QString::number(config.heads), parameterText(report.parameters)));
    m_model->show();
    if (config.isEncoderDecoder())
        m_tokens->setText(tr("%1 + %2 tokens").arg(trace->stackTokens(0).size()).arg(trace->stackTokens(1).size()));
    else
        m_tokens->setText(trace->tokenCount() == 1 ? tr("1 token") : tr("%L1 tokens").arg(trace->tokenCount()));
    const QString device = run.threads == 1 ? tr("CPU, 1 thread") : tr("CPU, %1 threads").arg(run.threads);
    m_run->setText(tr("%1: %2 ms").arg(device).arg(run.milliseconds, 0, 'f', run.milliseconds < 10 ? 2 : 0));
    m_run->setToolTip(
        tr("Time of the last run; layers before layer %1 were taken over from the run before").arg(run.firstComputedLayer + 1));
    refreshMemory();
    const auto edits = static_cast<int>(m_session.edits().size());
    m_edits->setText(edits == 0 ? QString() : edits == 1 ? tr("1 edit active") : tr("%1 edits active").arg(edits));
}

} // namespace headscope
