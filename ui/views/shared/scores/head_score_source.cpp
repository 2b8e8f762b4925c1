#include "ui/views/shared/scores/head_score_source.h"

#include "src/scores/repeated_tokens.h"
#include "src/scores/value_output.h"
#include "ui/session/session.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

constexpr double kNone = kMissing;
// W_U · W_E costs 2 · V · D² operations: up to some seconds of them are spent unasked.
constexpr double kUnasked = 3e11;

void forEachHead(const TransformerConfig &config, const JobLink &link, const std::function<void(HeadPlace)> &measure)
{
    for (int layer = 0; layer < config.layers; ++layer) {
        for (int head = 0; head < config.heads && !link.stop().stop_requested(); ++head)
            measure({layer, head});
        link.setProgress(double(layer + 1) / config.layers);
    }
}

} // namespace

HeadScoreSource::HeadScoreSource(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    for (auto &job : m_jobs) {
        job = std::make_unique<Job>(nullptr);
        connect(job.get(), &Job::progressChanged, this, &HeadScoreSource::progressChanged);
    }
    connect(&session, &Session::modelChanged, this, &HeadScoreSource::takeModel);
    takeModel();
}

void HeadScoreSource::takeModel()
{
    for (const auto &job : m_jobs)
        job->stop();
    m_model = m_session.model();
    m_trace.reset();
    m_rows.clear();
    m_sketches.clear();
    m_measured.clear();
    m_offersCopying = m_triedCopying = false;
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
    m_jobs[text]->stop();
    m_jobs[likeness]->stop();
    std::erase_if(m_measured, [](ScoreId id) { return scoreDefinition(id).origin == ScoreOrigin::text; });
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
    const auto unmeasured = [this](auto maker) {
        std::vector<ScoreId> ids;
        for (const ScoreDefinition &score : allScores())
            if (score.*maker && !m_measured.contains(score.id) && isWanted(score.id))
                ids.push_back(score.id);
        return ids;
    };
    if (m_trace)
        measure(text, unmeasured(&ScoreDefinition::fromTrace), [trace = m_trace](const ScoreDefinition &score, HeadPlace place) {
            return score.fromTrace(*trace, place.layer, place.head).value_or(kNone);
        });
    measure(weights, unmeasured(&ScoreDefinition::fromWeights),
        [model = m_model](const ScoreDefinition &score, HeadPlace place) { return score.fromWeights(*model, place); });
    if (m_trace && m_drawing && m_sketches.empty() && !m_jobs[likeness]->isBusy()) {
        begin(likeness, [this, trace = m_trace](const JobLink &link) -> std::function<void()> {
            std::vector<HeadSketch> sketches;
            forEachHead(trace->config(), link, [&](HeadPlace place) { sketches.push_back(headSketch(*trace, place.layer, place.head)); });
            return [this, sketches] {
                m_sketches = sketches;
                compare();
                Q_EMIT changed();
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

/// These scores of all heads, each made by itself.
void HeadScoreSource::measure(
    Kind kind, const std::vector<ScoreId> &ids, const std::function<double(const ScoreDefinition &, HeadPlace)> &score)
{
    if (ids.empty() || m_jobs[kind]->isBusy())
        return;
    begin(kind, [this, model = m_model, ids, score](const JobLink &link) -> std::function<void()> {
        std::vector<std::vector<double>> values(ids.size());
        forEachHead(model->config(), link, [&](HeadPlace place) {
            for (std::size_t i = 0; i < ids.size(); ++i)
                values[i].push_back(score(scoreDefinition(ids[i]), place));
        });
        return [this, ids, values] {
            for (std::size_t i = 0; i < ids.size(); ++i) {
                m_measured.insert(ids[i]);
                setAll(ids[i], values[i]);
            }
            ensure(); // others may be wanted by now
        };
    });
}

void HeadScoreSource::measureCopying()
{
    m_triedCopying = true;
    m_offersCopying = false;
    if (!m_model)
        return;
    begin(copying, [this, model = m_model](const JobLink &link) -> std::function<void()> {
        std::shared_ptr<const EmbeddingProduct> product;
        try {
            product = EmbeddingProduct::make(model, link.stop(), [&](double share) { link.setProgress(share); });
        } catch (const Error &) {
            return [] {}; // a model without an unembedding has no such score: the column stays away
        }
        if (!product)
            return [] {};
        std::vector<double> values;
        for (const std::optional<double> &score : product->copyingOfAll(link.stop()))
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
    if (!whyNoRandomTokens().isEmpty() || m_jobs[randomTokens]->isBusy())
        return;
    begin(randomTokens, [this, model = m_model](const JobLink &link) -> std::function<void()> {
        Engine engine(model);
        const auto values = inductionOnRepeats(engine, {}, link.stop(), [&](double share) { link.setProgress(share); });
        if (!values)
            return [] {};
        return [this, values] { setAll(ScoreId::randomInduction, *values); };
    });
}

void HeadScoreSource::begin(Kind kind, Work work)
{
    using Then = std::function<void()>;
    m_jobs[kind]->start([work = std::move(work)](const JobLink &link) { return work(link); },
        [this](const Then &done) {
            done();
            Q_EMIT progressChanged();
        },
        [this](const QString &problem) {
            Q_EMIT failed(problem);
            Q_EMIT progressChanged();
        });
    Q_EMIT progressChanged();
}

void HeadScoreSource::cancel()
{
    if (m_jobs[copying]->isBusy())
        m_offersCopying = true;
    m_jobs[copying]->stop();
    m_jobs[randomTokens]->stop();
    Q_EMIT progressChanged();
}

std::optional<double> HeadScoreSource::progress() const
{
    for (const Kind kind : {randomTokens, copying})
        if (m_jobs[kind]->isBusy())
            return m_jobs[kind]->progress();
    return std::nullopt;
}

QString HeadScoreSource::progressText() const
{
    return m_jobs[randomTokens]->isBusy() ? tr("Running random tokens said twice") : tr("Measuring how heads copy: W_U · W_E");
}

bool HeadScoreSource::isIdle() const
{
    return std::ranges::none_of(m_jobs, [](const auto &job) { return job->isBusy(); });
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
