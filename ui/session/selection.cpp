#include "ui/session/selection.h"

#include "ui/session/session.h"

#include <algorithm>

namespace headscope {

namespace {

/// Takes the value if it is another.
template <typename Value>
bool takes(Value &member, const Value &value)
{
    const bool isOther = member != value;
    if (isOther)
        member = value;
    return isOther;
}

} // namespace

int rowStackOf(const TransformerConfig &config, const StageKey &key)
{
    if (stageInfo(key.stage).rowAxis == 'S')
        return keyStackOf(config, key.layer);
    return isOfLastStack(key.stage) ? config.stackCount() - 1 : config.stackOf(key.layer);
}

int keyStackOf(const TransformerConfig &config, int layer)
{
    return config.layer(layer).cross ? 0 : config.stackOf(layer);
}

Selection::Selection(Session &session, QObject *parent)
    : QObject(parent)
    , m_locks(session.locks())
{
    connect(&session, &Session::traceArrived, this, &Selection::clampTo);
    if (const auto trace = session.trace())
        clampTo(*trace);
}

int Selection::rowStack() const
{
    return m_model ? rowStackOf(m_model->config(), m_key) : 0;
}

StageKey Selection::possible(StageKey key) const
{
    if (!m_model)
        return key;
    const TransformerConfig &config = m_model->config();
    key.layer = std::clamp(key.layer, 0, config.layers - 1);
    key.head = std::clamp(key.head, 0, config.heads - 1);
    const std::vector<Stage> stages = config.stages(key.layer);
    if (std::find(stages.begin(), stages.end(), key.stage) != stages.end())
        return key;
    // The last that comes before it in lists.
    Stage nearest = stages.front();
    for (const StageInfo &info : allStages()) {
        if (info.stage == key.stage)
            break;
        if (std::find(stages.begin(), stages.end(), info.stage) != stages.end())
            nearest = info.stage;
    }
    key.stage = nearest;
    return key;
}

void Selection::setStage(Stage stage)
{
    setKey({stage, m_key.layer, m_key.head});
}

void Selection::setLayer(int layer)
{
    setKey({m_key.stage, layer, m_key.head});
}

void Selection::setHead(int head)
{
    setKey({m_key.stage, m_key.layer, head});
}

void Selection::setKey(const StageKey &wanted)
{
    const StageKey key = possible(wanted);
    const bool newHead = key.layer != m_key.layer || key.head != m_key.head;
    if (key == m_key || (key.stage != m_key.stage && !m_locks.allows(SessionControl::stage))
        || (newHead && !m_locks.allows(SessionControl::head)))
        return;
    const int rowBefore = row();
    const int stackBefore = rowStack();
    const bool newStage = key.stage != m_key.stage;
    const bool newKeys = m_model && keyStackOf(m_model->config(), key.layer) != keyStackOf(m_model->config(), m_key.layer);
    m_key = key;
    // A column means something else in another stage (a token, a feature, a vocabulary entry), so only the row stays pinned.
    Changes what = stageChanged;
    if (newStage || newKeys || rowStack() != stackBefore) {
        if (m_column >= 0 || row() != rowBefore)
            what |= pinChanged;
        if (m_hoverRow >= 0)
            what |= hoverChanged;
        m_column = m_hoverRow = m_hoverColumn = -1;
    }
    Q_EMIT changed(what);
}

void Selection::pin(int row, int column)
{
    int &pinned = m_rows[static_cast<std::size_t>(rowStack())];
    if (row == pinned && column == m_column)
        return;
    pinned = row;
    m_column = column;
    Q_EMIT changed(pinChanged);
}

void Selection::pinToken(int stack, int token)
{
    if (stack == rowStack()) {
        pin(token, m_column);
    } else if (m_rows[static_cast<std::size_t>(stack)] != token) {
        m_rows[static_cast<std::size_t>(stack)] = token;
        Q_EMIT changed(pinChanged);
    }
}

void Selection::hover(int row, int column)
{
    if (row == m_hoverRow && column == m_hoverColumn)
        return;
    m_hoverRow = row;
    m_hoverColumn = column;
    Q_EMIT changed(hoverChanged);
}

void Selection::setShown(Shown shown)
{
    if (takes(m_shown, shown))
        Q_EMIT changed(shownChanged);
}

void Selection::setPattern(const PatternChoice &pattern)
{
    PatternChoice sameHeads = pattern;
    sameHeads.others = m_pattern.others;
    const bool newHeads = pattern.others != m_pattern.others;
    if ((newHeads && !m_locks.allows(SessionControl::head)) || (sameHeads != m_pattern && !m_locks.allows(SessionControl::pattern)))
        return;
    if (takes(m_pattern, pattern))
        Q_EMIT changed(patternChanged);
}

void Selection::setWord(int id)
{
    if (takes(m_word, id))
        Q_EMIT changed(wordChanged);
}

void Selection::setFilter(PairFilter filter)
{
    if (filter == m_filter || !m_locks.allows(SessionControl::pattern))
        return;
    m_filter = filter;
    Q_EMIT changed(filterChanged);
}

void Selection::clampTo(const Trace &trace)
{
    const StageKey before = m_key;
    const bool newModel = m_model != trace.modelPointer();
    m_model = trace.modelPointer();
    // A stage that this model does not have is none of its walk: begin at its start.
    m_key = trace.has(m_key.stage) ? possible(m_key) : possible({Stage::tokens, m_key.layer, m_key.head});
    Changes what;
    if (!(before == m_key))
        what |= stageChanged;
    for (int stack = 0; stack < 2; ++stack) {
        int &row = m_rows[static_cast<std::size_t>(stack)];
        const int count = stack < trace.config().stackCount() ? static_cast<int>(trace.stackTokens(stack).size()) : 0;
        if (row < count)
            continue;
        row = count - 1;
        what |= pinChanged;
    }
    const auto gone = [&](const HeadPlace &place) { return place.layer >= trace.config().layers || place.head >= trace.config().heads; };
    if (newModel ? !m_pattern.others.empty() : std::any_of(m_pattern.others.begin(), m_pattern.others.end(), gone)) {
        m_pattern.others.clear(); // heads of another model mean nothing here
        what |= patternChanged;
    }
    const int count = trace.rowCount(m_key);
    const int columns = trace.columnCount(m_key);
    if (m_column >= 0 && (row() < 0 || m_column >= columns || newModel)) {
        m_column = -1;
        what |= pinChanged;
    }
    if (m_hoverRow >= count || m_hoverColumn >= columns) {
        m_hoverRow = m_hoverColumn = -1;
        what |= hoverChanged;
    }
    if (newModel && m_word >= 0) {
        m_word = -1; // an id of another vocabulary
        what |= wordChanged;
    }
    if (!trace.pair() && m_filter != PairFilter::all) {
        m_filter = PairFilter::all;
        what |= filterChanged;
    }
    if (what)
        Q_EMIT changed(what);
}

} // namespace headscope
