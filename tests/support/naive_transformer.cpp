#include "tests/support/naive_transformer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace headscope {

namespace {

using Table = NaiveTable;

bool matches(int wanted, std::size_t actual)
{
    return wanted == Edit::kAll || static_cast<std::size_t>(wanted) == actual;
}

} // namespace

NaiveTransformer::NaiveTransformer(const Model &model, Input input, Edits edits)
    : m_model(model)
    , m_config(model.config())
    , m_input(std::move(input))
    , m_edits(std::move(edits))
{
    for (int stack = 0; stack < m_config.stackCount(); ++stack) {
        const int first = m_config.firstLayerOf(stack);
        Table x = embed(stack);
        for (int layer = first; layer <= m_config.lastLayerOf(stack); ++layer)
            x = runLayer(layer, x);
        if (m_config.finalNorm && m_config.norm != NormKind::none)
            x = keep(Stage::finalNorm, first, 0, norm(m_config.norm, x, model.weights().model().stacks[stack].finalNorm));
        m_ends[static_cast<std::size_t>(stack)] = x;
    }
    const Table &end = m_ends[static_cast<std::size_t>(m_config.stackCount() - 1)];
    if (m_config.predicts != Predicts::nothing)
        predict(end);
    if (m_config.hasPooler)
        classify(end);
}

const Table &NaiveTransformer::at(Stage stage, int layer, int head) const
{
    const bool ofModel = stageInfo(stage).scope == StageScope::model;
    return m_stages.at({stageInfo(stage).name, ofModel ? m_config.firstLayerOf(m_config.stackOf(layer)) : layer, head});
}

Table NaiveTransformer::edited(Table table, Stage stage, int layer, int head) const
{
    const StageInfo &info = stageInfo(stage);
    for (const Edit &edit : m_edits) {
        const bool ofHead = edit.kind == Edit::Kind::scaleHead && stage == Stage::weightedSum;
        const bool ofPattern = edit.kind == Edit::Kind::replacePattern && stage == Stage::weights;
        const bool ofValue = (edit.kind <= Edit::Kind::scaleValue || edit.kind == Edit::Kind::setRows) && edit.stage == stage;
        const bool here = edit.layer == Edit::kAll
            || (info.scope == StageScope::model ? m_config.stackOf(edit.layer) == m_config.stackOf(layer) : edit.layer == layer);
        const bool thisHead = info.scope != StageScope::head || edit.head == Edit::kAll
            || (info.rowAxis == 'S' ? m_config.groupOf(edit.head) == m_config.groupOf(head) : edit.head == head);
        if ((!ofHead && !ofValue && !ofPattern) || !here || !thisHead)
            continue;
        if (ofPattern || edit.kind == Edit::Kind::setRows) {
            replaceRows(table, edit, layer, head);
            continue;
        }
        for (std::size_t r = 0; r < table.size(); ++r)
            for (std::size_t c = 0; c < table[r].size(); ++c) {
                double &x = table[r][c];
                if (ofHead)
                    x *= edit.value;
                else if (!matches(edit.row, r) || !matches(edit.column, c))
                    continue;
                else if (edit.kind == Edit::Kind::setValue)
                    x = edit.value;
                else if (!std::isinf(x))
                    x = edit.kind == Edit::Kind::addValue ? x + edit.value : x * edit.value;
            }
    }
    return table;
}

void NaiveTransformer::replaceRows(Table &table, const Edit &edit, int layer, int head) const
{
    for (std::size_t r = 0; r < table.size(); ++r) {
        std::vector<double> &row = table[r];
        if (edit.patch) {
            for (std::size_t i = 0; i < edit.patch->rows.size(); ++i)
                for (std::size_t c = 0; c < row.size() && edit.patch->rows[i] == static_cast<int>(r); ++c)
                    row[c] = edit.patch->values(static_cast<int>(i), static_cast<int>(c));
            continue;
        }
        const bool back = edit.rule == PatternRule::previousToken;
        if (!matches(edit.row, r) || (back && m_config.layer(layer).cross))
            continue;
        std::vector<std::size_t> allowed;
        for (std::size_t s = 0; s < row.size(); ++s)
            if (mayLook(static_cast<int>(r), static_cast<int>(s), layer, head))
                allowed.push_back(s);
        const auto sees = [&](std::size_t s) { return std::find(allowed.begin(), allowed.end(), s) != allowed.end(); };
        for (double &weight : row)
            weight = 0;
        if (back && r > 0 && sees(r - 1))
            row[r - 1] = 1;
        else if (back && sees(r))
            row[r] = 1;
        for (std::size_t i = 0; i < allowed.size() && !back; ++i)
            row[allowed[i]] = 1.0 / static_cast<double>(allowed.size());
    }
}

bool NaiveTransformer::switchedOff(Edit::Kind kind, int layer, int head) const
{
    return std::any_of(m_edits.begin(), m_edits.end(), [&](const Edit &edit) {
        return edit.kind == kind && matches(edit.layer, static_cast<std::size_t>(layer))
            && matches(edit.head, static_cast<std::size_t>(head));
    });
}

const Table &NaiveTransformer::keep(Stage stage, int layer, int head, Table table)
{
    return m_stages[{stageInfo(stage).name, layer, head}] = edited(std::move(table), stage, layer, head);
}

// `first` is the column of the gains that belongs to column 0.
Table NaiveTransformer::norm(NormKind kind, const Table &x, const NormWeights &weights, int first) const
{
    if (kind == NormKind::none)
        return x;
    Table y = x;
    for (std::vector<double> &row : y) {
        const double count = static_cast<double>(row.size());
        double mean = 0;
        if (kind == NormKind::layer)
            for (double value : row)
                mean += value / count;
        double squares = 0;
        for (double value : row)
            squares += (value - mean) * (value - mean) / count;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const int column = first + static_cast<int>(c);
            const double gain = weights.gain(0, column) + (kind == NormKind::rms && m_config.gainPlusOne ? 1.0 : 0.0);
            row[c] = (row[c] - mean) / std::sqrt(squares + m_config.normEpsilon) * gain
                + (weights.shift.empty() ? 0.0 : weights.shift(0, column));
        }
    }
    return y;
}

Table NaiveTransformer::positions(int stack, std::size_t width) const
{
    const std::vector<int> &ids = m_input.ids[static_cast<std::size_t>(stack)];
    if (switchedOff(Edit::Kind::positionsOff, 0, 0))
        return zeros(ids.size(), width);
    if (m_config.position == PositionKind::learned) {
        std::vector<int> rows;
        int counted = 0;
        for (int id : ids)
            rows.push_back(m_config.positionOffset + (m_config.padId >= 0 && id == m_config.padId ? -1 : counted++));
        return rowsOf(m_model.weights().model().stacks[stack].position, rows);
    }
    Table table = zeros(ids.size(), width);
    for (std::size_t t = 0; t < table.size(); ++t)
        for (std::size_t c = 0; c < width; ++c) {
            const bool halves = m_config.position == PositionKind::sinusoidalHalves;
            const std::size_t sines = (width + 1) / 2;
            const std::size_t pair = !halves ? c / 2 : c < sines ? c : c - sines;
            const bool sine = halves ? c < sines : c % 2 == 0;
            const double angle = static_cast<double>(t) / std::pow(10000.0, 2.0 * static_cast<double>(pair) / static_cast<double>(width));
            table[t][c] = sine ? std::sin(angle) : std::cos(angle);
        }
    return table;
}

Table NaiveTransformer::embed(int stack)
{
    const StackWeights &weights = m_model.weights().model().stacks[stack];
    const std::vector<int> &ids = m_input.ids[static_cast<std::size_t>(stack)];
    const int place = m_config.firstLayerOf(stack);
    const auto kept = [&](Stage stage, const Table &table) { return keep(stage, place, 0, table); };

    Table x = kept(Stage::embedding, rowsOf(weights.embedding, ids));
    if (m_config.embeddingScale != 1)
        x = kept(Stage::scaledEmbedding, each(x, [&](double value) { return value * m_config.embeddingScale; }));
    if (m_config.embeddingProjection == EmbeddingProjection::beforePositions)
        x = kept(Stage::embeddingProjection, product(x, weights.embeddingProjection));
    if (m_config.position != PositionKind::none)
        x = sum(x,
            kept(Stage::position, positions(stack, static_cast<std::size_t>(x.empty() ? m_config.width : static_cast<int>(x[0].size())))));
    if (m_config.tokenTypes > 0) {
        const bool none = stack > 0 || m_input.segments.empty();
        x = sum(x, kept(Stage::tokenType, rowsOf(weights.tokenType, none ? std::vector<int>(ids.size(), 0) : m_input.segments)));
    }
    const bool widened = m_config.embeddingProjection == EmbeddingProjection::afterNorm;
    if (m_config.embeddingNorm || widened)
        x = kept(Stage::embeddingSum, x);
    if (m_config.embeddingNorm)
        x = kept(Stage::embeddingNorm, norm(NormKind::layer, x, weights.embeddingNorm));
    if (widened)
        x = kept(Stage::embeddingProjection, product(x, weights.embeddingProjection));
    return x;
}

Table NaiveTransformer::turned(const Table &x, const Rotary &rotary) const
{
    Table y = x;
    const auto pairs = static_cast<std::size_t>(rotary.dims / 2);
    for (std::size_t t = 0; t < x.size(); ++t)
        for (std::size_t pair = 0; pair < pairs; ++pair) {
            const bool halves = rotary.pairing == RotaryPairing::halves;
            const std::size_t a = halves ? pair : 2 * pair;
            const std::size_t b = halves ? pair + pairs : 2 * pair + 1;
            const double angle = static_cast<float>(t) * rotary.frequencies[pair];
            const double cosine = std::cos(angle) * rotary.factor;
            const double sine = std::sin(angle) * rotary.factor;
            y[t][a] = x[t][a] * cosine - x[t][b] * sine;
            y[t][b] = x[t][b] * cosine + x[t][a] * sine;
        }
    return y;
}

double NaiveTransformer::distanceBias(int layer, int head, int distance) const
{
    if (switchedOff(Edit::Kind::positionsOff, 0, 0))
        return 0;
    if (m_config.scoreBias == ScoreBias::slopes)
        return slope(head, m_config.heads) * distance;
    const MatrixView table = m_model.weights().model().stacks[m_config.stackOf(layer)].scoreBuckets;
    return table(bucket(distance, !m_config.layer(layer).causal, table.rows, m_config.bucketDistance), head);
}

bool NaiveTransformer::mayLook(int query, int key, int layer, int head) const
{
    const LayerConfig &rules = m_config.layer(layer);
    const bool causal = rules.causal && !switchedOff(Edit::Kind::maskOff, layer, head);
    if (causal && key > query)
        return false;
    const bool everywhere = m_config.globalFirstToken && (query == 0 || key == 0);
    if (rules.window > 0 && !everywhere) {
        if (causal ? query - key >= rules.window : std::abs(query - key) > rules.window)
            return false;
    }
    // A token always sees itself. In cross-attention nothing is the query itself.
    const bool itself = key == query && !rules.cross;
    return std::none_of(m_edits.begin(), m_edits.end(), [&](const Edit &edit) {
        return edit.kind == Edit::Kind::hideToken && edit.column == key && !itself && matches(edit.row, static_cast<std::size_t>(query))
            && matches(edit.layer, static_cast<std::size_t>(layer)) && matches(edit.head, static_cast<std::size_t>(head));
    });
}

// q(t) · k(s); the first query asks the other keys, where there are others.
Table NaiveTransformer::rawScores(const Table &q, const Table &k, const Table &globalK) const
{
    Table scores = zeros(q.size(), k.size());
    for (std::size_t t = 0; t < q.size(); ++t)
        for (std::size_t s = 0; s < k.size(); ++s)
            for (std::size_t c = 0; c < q[t].size(); ++c)
                scores[t][s] += q[t][c] * (t == 0 && !globalK.empty() ? globalK : k)[s][c];
    return scores;
}

Table NaiveTransformer::runHead(int layer, int head, const Table &queriesFrom, const Table &keysFrom)
{
    const LayerWeights &weights = m_model.weights().layer(layer);
    const LayerConfig &rules = m_config.layer(layer);
    const int width = m_config.headWidth;
    const int group = m_config.groupOf(head);
    const auto kept = [&](Stage stage, const Table &table) { return keep(stage, layer, head, table); };
    const auto ofGroup = [&](const LinearWeights &map) { return product(keysFrom, map, group * width, width); };

    Table q = product(queriesFrom, weights.q, head * width, width);
    Table globalK;
    Table globalV;
    if (m_config.globalFirstToken) {
        q[0] = product({queriesFrom[0]}, weights.globalQ, head * width, width)[0];
        globalK = kept(Stage::globalK, ofGroup(weights.globalK));
        globalV = kept(Stage::globalV, ofGroup(weights.globalV));
    }
    q = kept(Stage::q, q);
    Table k = kept(Stage::k, ofGroup(weights.k));
    const Table v = kept(Stage::v, ofGroup(weights.v));
    if (m_config.queryKeyNorm != NormKind::none) {
        const auto first = [&](const NormWeights &norm, int place) { return norm.gain.cols > width ? place * width : 0; };
        q = kept(Stage::qNorm, norm(m_config.queryKeyNorm, q, weights.queryNorm, first(weights.queryNorm, head)));
        k = kept(Stage::kNorm, norm(m_config.queryKeyNorm, k, weights.keyNorm, first(weights.keyNorm, group)));
    }
    if (rules.rotary.turns()) {
        const bool off = switchedOff(Edit::Kind::positionsOff, 0, 0);
        q = kept(Stage::rotatedQ, off ? q : turned(q, rules.rotary));
        k = kept(Stage::rotatedK, off ? k : turned(k, rules.rotary));
    }

    Table scores = kept(Stage::rawScores, rawScores(q, k, globalK));
    double divisor = switchedOff(Edit::Kind::scalingOff, layer, head) ? 1.0 : static_cast<double>(rules.scoreDivisor);
    for (const Edit &edit : m_edits)
        if (edit.kind == Edit::Kind::temperature && matches(edit.layer, static_cast<std::size_t>(layer))
            && matches(edit.head, static_cast<std::size_t>(head)))
            divisor *= edit.value;
    scores = kept(Stage::scaledScores, each(scores, [&](double s) { return s / divisor; }));
    if (m_config.scoreCap > 0)
        scores = kept(Stage::cappedScores, each(scores, [&](double s) { return capped(m_config.scoreCap, s); }));
    if (m_config.scoreBias != ScoreBias::none && !rules.cross) {
        for (std::size_t t = 0; t < scores.size(); ++t)
            for (std::size_t s = 0; s < scores[t].size(); ++s)
                scores[t][s] += distanceBias(layer, head, static_cast<int>(s) - static_cast<int>(t));
        scores = kept(Stage::biasedScores, scores);
    }
    for (std::size_t t = 0; t < scores.size(); ++t)
        for (std::size_t s = 0; s < scores[t].size(); ++s)
            if (!mayLook(static_cast<int>(t), static_cast<int>(s), layer, head))
                scores[t][s] = -std::numeric_limits<double>::infinity();
    scores = kept(Stage::maskedScores, scores);
    scores = kept(Stage::weights, softmax(scores));

    Table z = zeros(q.size(), static_cast<std::size_t>(width));
    for (std::size_t t = 0; t < z.size(); ++t)
        for (std::size_t s = 0; s < v.size(); ++s)
            for (std::size_t c = 0; c < z[t].size(); ++c)
                z[t][c] += scores[t][s] * (t == 0 && !globalV.empty() ? globalV : v)[s][c];
    return kept(Stage::weightedSum, z);
}

// From what attention reads to what it adds.
Table NaiveTransformer::attend(int layer, const Table &input)
{
    const LayerWeights &weights = m_model.weights().layer(layer);
    Table joined(input.size());
    for (int head = 0; head < m_config.heads; ++head) {
        const Table z = runHead(layer, head, input, m_config.layer(layer).cross ? m_ends[0] : input);
        for (std::size_t t = 0; t < z.size(); ++t)
            joined[t].insert(joined[t].end(), z[t].begin(), z[t].end());
    }
    joined = keep(Stage::joinedHeads, layer, 0, joined);
    const Table out = keep(Stage::outputProjection, layer, 0, product(joined, weights.output));
    return m_config.outputNorms ? keep(Stage::attentionOutNorm, layer, 0, norm(m_config.norm, out, weights.attentionOutNorm)) : out;
}

// From what the MLP reads to what it adds.
Table NaiveTransformer::mlp(int layer, const Table &input)
{
    const LayerWeights &weights = m_model.weights().layer(layer);
    Table hidden = keep(Stage::mlpPre, layer, 0, product(input, m_config.gated ? weights.mlpGate : weights.mlpIn));
    hidden = activated(m_config.activation, hidden);
    if (m_config.gated) {
        const Table linear = keep(Stage::mlpLinear, layer, 0, product(input, weights.mlpIn));
        for (std::size_t r = 0; r < hidden.size(); ++r)
            for (std::size_t c = 0; c < hidden[r].size(); ++c)
                hidden[r][c] *= linear[r][c];
    }
    hidden = keep(Stage::mlpPost, layer, 0, hidden);
    const Table out = keep(Stage::mlpOut, layer, 0, product(hidden, weights.mlpOut));
    return m_config.outputNorms ? keep(Stage::mlpOutNorm, layer, 0, norm(m_config.norm, out, weights.mlpOutNorm)) : out;
}

Table NaiveTransformer::runLayer(int layer, Table x)
{
    const LayerWeights &weights = m_model.weights().layer(layer);
    const bool normed = m_config.norm != NormKind::none;
    const bool post = normed && m_config.normPlace == NormPlace::post;
    const bool pre = normed && !post;
    const auto normOf
        = [&](Stage stage, const Table &table, const NormWeights &by) { return keep(stage, layer, 0, norm(m_config.norm, table, by)); };

    x = keep(Stage::residualBefore, layer, 0, x);
    const Table input = pre ? normOf(Stage::attentionNorm, x, weights.attentionNorm) : x;
    const Table attended = attend(layer, input);
    if (!m_config.hasMlp(layer)) {
        x = keep(Stage::residualAfter, layer, 0, sum(x, attended));
        return post ? normOf(Stage::attentionNorm, x, weights.attentionNorm) : x;
    }
    if (m_config.parallel) {
        const bool shared = !pre || m_config.sharedNorm;
        const Table own = shared ? input : normOf(Stage::mlpNorm, x, weights.mlpNorm);
        return keep(Stage::residualAfter, layer, 0, sum(sum(x, attended), mlp(layer, own)));
    }
    x = keep(Stage::residualMiddle, layer, 0, sum(x, attended));
    if (post) {
        x = normOf(Stage::attentionNorm, x, weights.attentionNorm);
        x = keep(Stage::residualAfter, layer, 0, sum(x, mlp(layer, x)));
        return normOf(Stage::mlpNorm, x, weights.mlpNorm);
    }
    const Table middle = pre ? normOf(Stage::mlpNorm, x, weights.mlpNorm) : x;
    return keep(Stage::residualAfter, layer, 0, sum(x, mlp(layer, middle)));
}

void NaiveTransformer::predict(const Table &end)
{
    const ModelWeights &weights = m_model.weights().model();
    const int place = m_config.firstLayerOf(m_config.stackCount() - 1);
    Table x = end;
    if (m_config.predictionDense)
        x = keep(Stage::predictionDense, place, 0, product(x, weights.predictionDense));
    if (m_config.predictionActivation != Activation::identity)
        x = keep(Stage::predictionActivation, place, 0, activated(m_config.predictionActivation, x));
    if (m_config.predictionNorm)
        x = keep(Stage::predictionNorm, place, 0, norm(NormKind::layer, x, weights.predictionNorm));
    x = product(x, weights.unembedding);
    if (m_config.logitScale != 1 || m_config.logitCap > 0) {
        x = keep(Stage::rawLogits, place, 0, x);
        x = each(x, [&](double logit) { return capped(m_config.logitCap, logit * m_config.logitScale); });
    }
    keep(Stage::logits, place, 0, x);
}

void NaiveTransformer::classify(const Table &end)
{
    const ModelWeights &weights = m_model.weights().model();
    const ClassHead &head = m_config.classHead;
    const int place = m_config.firstLayerOf(m_config.stackCount() - 1);
    Table x = head.reads == ClassHead::Reads::everyToken ? end
        : head.reads == ClassHead::Reads::firstToken     ? Table{end.front()}
                                                         : Table{end.back()};
    if (head.hasDense) {
        x = keep(Stage::pooledPre, place, 0, product(x, weights.pooler));
        if (head.activation != Activation::identity)
            x = keep(Stage::pooled, place, 0, activated(head.activation, x));
    }
    if (head.classes > 0)
        keep(Stage::classLogits, place, 0, product(x, weights.classes));
}

} // namespace headscope
