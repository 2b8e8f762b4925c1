#include "ui/views/table/head_score_source.h"

#include "src/analysis/position_share.h"
#include "src/analysis/repeated_tokens.h"
#include "src/analysis/value_output.h"
#include "ui/session/failure_words.h"
#include "ui/session/session.h"

#include <QtConcurrent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

constexpr double kNone = kMissing;
// W_U · W_E costs 2 · V · D² operations: up to some seconds of them are spent unasked.
constexpr double kUnasked = 3e11;

std::vector<double> forEachHead(const TransformerConfig &config, std::stop_token stop, const std::function<void(double)> &progress,
    const std::function<std::optional<double>(int layer, int head)> &score)
{
    std::vector<double> values;
    for (int layer = 0; layer < config.layers; ++layer) {
        for (int head = 0; head < config.heads && !stop.stop_requested(); ++head)
            values.push_back(score(layer, head).value_or(kNone));
        progress(double(layer + 1) / config.layers);
    }
    return values;
}

} // namespace

HeadScoreSource::HeadScoreSource(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    connect(&session, &Session::modelChanged, this, &HeadScoreSource::takeModel);
    takeModel();
}

HeadScoreSource::~HeadScoreSource()
{
    for (int kind = 0; kind < kKinds; ++kind)
        m_jobs[std::size_t(kind)].stop.request_stop();
    for (QFuture<void> &future : m_futures)
        future.waitForFinished(); // they post to this object
}

void HeadScoreSource::takeModel()
{
    for (int kind = 0; kind < kKinds; ++kind)
        stop(Kind(kind));
    m_model = m_session.model();
    m_trace.reset();
    m_rows.clear();
    m_sketches.clear();
    m_hasPosition = m_hasWeights = m_offersCopying = m_triedCopying = false;
    if (m_model)
        for (int layer = 0; layer < m_model->config().layers; ++layer)
            for (int head = 0; head < m_model->config().heads; ++head)
                m_rows.emplace_back(layer, head);
    Q_EMIT changed();
    ensure();
}

void HeadScoreSource::takeSurvey(const std::shared_ptr<const Trace> &trace, const std::vector<HeadScores> &scores)
{
    if (m_model != m_session.model())
        takeModel();
    if (trace != m_trace)
        clearText();
    m_trace = trace && m_model && trace->modelPointer() == m_model && scores.size() == m_rows.size() ? trace : nullptr;
    if (m_trace)
        for (std::size_t i = 0; i < m_rows.size(); ++i)
            m_rows[i].take(scores[i]);
    Q_EMIT changed();
    ensure();
}

void HeadScoreSource::clearText()
{
    stop(position);
    stop(likeness);
    m_hasPosition = false;
    m_sketches.clear();
    for (HeadRow &row : m_rows)
        for (const ScoreDefinition &score : allScores())
            if (score.origin == ScoreOrigin::text || score.origin == ScoreOrigin::drawing)
                row.value(score.id) = kNone;
}

bool HeadScoreSource::hasAny(ScoreId id) const
{
    return std::ranges::any_of(m_rows, [&](const HeadRow &row) { return !isMissing(row.value(id)); });
}

std::pair<double, double> HeadScoreSource::rangeOf(ScoreId id) const
{
    const ScoreDefinition &score = scoreDefinition(id);
    if (!std::isnan(score.high))
        return {score.low, score.high};
    double most = 0;
    for (const HeadRow &row : m_rows)
        if (row.value(id) > most && std::isfinite(row.value(id)))
            most = row.value(id);
    return {score.low, std::max(most, score.low)};
}

bool HeadScoreSource::isWanted(ScoreId id) const
{
    return m_allWanted || m_colour == id || m_filter.uses(id);
}

void HeadScoreSource::setAllWanted(bool wanted)
{
    m_allWanted = wanted;
    ensure();
}

void HeadScoreSource::setColour(std::optional<ScoreId> id)
{
    if (id == m_colour)
        return;
    m_colour = id;
    Q_EMIT colourChanged();
    ensure();
}

void HeadScoreSource::setFilterText(const QString &text)
{
    if (text == m_filterText)
        return;
    m_filterText = text;
    m_filterProblem.clear();
    try {
        m_filter = HeadFilter(text.toStdString());
        m_heldFilterText = text.trimmed();
    } catch (const FilterError &error) {
        m_filterProblem = QString::fromStdString(error.problem());
    }
    Q_EMIT filterChanged();
    ensure();
}

void HeadScoreSource::setDrawing(const std::optional<SketchGrid> &drawing)
{
    m_drawing = drawing;
    compare();
    Q_EMIT changed();
    ensure();
}

// Starts what is wanted, possible, and neither known nor on its way.
void HeadScoreSource::ensure()
{
    if (!m_model)
        return;
    if (m_trace && !m_hasPosition && !m_jobs[position].running && isWanted(ScoreId::positional)) {
        begin(position, [this, trace = m_trace](std::stop_token token, const auto &progress) -> std::function<void()> {
            const auto values
                = forEachHead(trace->config(), token, progress, [&](int layer, int head) { return positionShare(*trace, layer, head); });
            return [this, values] {
                m_hasPosition = true;
                setAll(ScoreId::positional, values);
            };
        });
    }
    if (m_trace && m_drawing && m_sketches.empty() && !m_jobs[likeness].running) {
        begin(likeness, [this, trace = m_trace](std::stop_token token, const auto &progress) -> std::function<void()> {
            std::vector<HeadSketch> sketches;
            forEachHead(trace->config(), token, progress, [&](int layer, int head) -> std::optional<double> {
                sketches.push_back(headSketch(*trace, layer, head));
                return std::nullopt;
            });
            return [this, sketches] {
                m_sketches = sketches;
                compare();
                Q_EMIT changed();
            };
        });
    }
    if (!m_hasWeights && !m_jobs[weights].running && isWanted(ScoreId::outputNorm)) {
        begin(weights, [this, model = m_model](std::stop_token token, const auto &progress) -> std::function<void()> {
            const auto values = forEachHead(model->config(), token, progress, [&](int layer, int head) -> std::optional<double> {
                return valueOutputNorm(*model, {layer, head});
            });
            return [this, values] {
                m_hasWeights = true;
                setAll(ScoreId::outputNorm, values);
            };
        });
    }
    if (!m_triedCopying && isWanted(ScoreId::copying)) {
        const TransformerConfig &config = m_model->config();
        const bool large = 2.0 * config.vocabulary * config.width * config.width > kUnasked;
        if (!large)
            return measureCopying();
        m_triedCopying = true;
        m_offersCopying = true;
        Q_EMIT progressChanged();
    }
}

void HeadScoreSource::measureCopying()
{
    m_triedCopying = true;
    m_offersCopying = false;
    if (!m_model)
        return;
    begin(copying, [this, model = m_model](std::stop_token token, const auto &progress) -> std::function<void()> {
        std::shared_ptr<const EmbeddingProduct> product;
        try {
            product = EmbeddingProduct::make(model, token, progress);
        } catch (const Error &) {
            return [] {}; // a model without an unembedding has no such score: the column stays away
        }
        if (!product)
            return [] {};
        std::vector<double> values;
        for (const std::optional<double> &score : product->copyingOfAll(token))
            values.push_back(score.value_or(kNone));
        return [this, values] { setAll(ScoreId::copying, values); };
    });
}

QString HeadScoreSource::whyNoRandomTokens() const
{
    if (!m_model)
        return tr("Open a model first.");
    if (m_model->config().isEncoderDecoder())
        return tr("Random tokens are for models with one text; this one reads one text and writes another.");
    return {};
}

void HeadScoreSource::measureRandomTokens()
{
    if (!whyNoRandomTokens().isEmpty() || m_jobs[randomTokens].running)
        return;
    begin(randomTokens, [this, model = m_model](std::stop_token token, const auto &progress) -> std::function<void()> {
        Engine engine(model);
        const auto values = inductionOnRepeats(engine, {}, token, progress);
        if (!values)
            return [] {};
        return [this, values] { setAll(ScoreId::randomInduction, *values); };
    });
}

void HeadScoreSource::begin(Kind kind, Work work)
{
    stop(kind);
    std::erase_if(m_futures, [](const QFuture<void> &future) { return future.isFinished(); });
    Job &job = m_jobs[kind];
    job.running = true;
    job.share = 0;
    job.stop = {};
    m_futures.push_back(QtConcurrent::run([this, kind, number = job.number, token = job.stop.get_token(), work = std::move(work)] {
        const auto isNewest = [this, kind, number] { return m_jobs[kind].number == number; };
        const auto progress = [this, kind, isNewest, token](double share) {
            if (token.stop_requested())
                return;
            QMetaObject::invokeMethod(this, [this, kind, isNewest, share] {
                if (!isNewest())
                    return;
                m_jobs[kind].share = share;
                Q_EMIT progressChanged();
            });
        };
        std::function<void()> done;
        QString problem;
        try {
            done = work(token, progress);
        } catch (...) {
            problem = failureInWords();
        }
        if (token.stop_requested())
            return;
        QMetaObject::invokeMethod(this, [this, kind, isNewest, done, problem] {
            if (!isNewest())
                return;
            m_jobs[kind].running = false;
            if (problem.isEmpty())
                done();
            else
                Q_EMIT failed(problem);
            Q_EMIT progressChanged();
        });
    }));
    Q_EMIT progressChanged();
}

void HeadScoreSource::stop(Kind kind)
{
    Job &job = m_jobs[kind];
    job.stop.request_stop();
    ++job.number;
    job.running = false;
}

void HeadScoreSource::cancel()
{
    if (m_jobs[copying].running)
        m_offersCopying = true;
    stop(copying);
    stop(randomTokens);
    Q_EMIT progressChanged();
}

std::optional<double> HeadScoreSource::progress() const
{
    for (const Kind kind : {randomTokens, copying})
        if (m_jobs[kind].running)
            return m_jobs[kind].share;
    return std::nullopt;
}

QString HeadScoreSource::progressText() const
{
    return m_jobs[randomTokens].running ? tr("Running random tokens said twice") : tr("Measuring how heads copy: W_U · W_E");
}

bool HeadScoreSource::isIdle() const
{
    return std::ranges::none_of(m_jobs, &Job::running);
}

void HeadScoreSource::setAll(ScoreId id, const std::vector<double> &values)
{
    for (std::size_t i = 0; i < m_rows.size() && i < values.size(); ++i)
        m_rows[i].value(id) = values[i];
    Q_EMIT changed();
}

void HeadScoreSource::compare()
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const bool known = m_drawing && i < m_sketches.size();
        m_rows[i].value(ScoreId::drawn) = known ? similarity(m_sketches[i], *m_drawing).value_or(kNone) : kNone;
    }
}

} // namespace headscope
