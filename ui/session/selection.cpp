#include "ui/session/selection.h"

#include <algorithm>

namespace headscope {

Selection::Selection(QObject *parent)
    : QObject(parent)
{
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

void Selection::setKey(const StageKey &key)
{
    if (key == m_key)
        return;
    // A column means something else in another stage (a token, a feature, a vocabulary entry), so only the row stays pinned.
    Changes what = stageChanged;
    if (key.stage != m_key.stage) {
        if (m_column >= 0)
            what |= pinChanged;
        if (m_hoverRow >= 0)
            what |= hoverChanged;
        m_column = m_hoverRow = m_hoverColumn = -1;
    }
    m_key = key;
    Q_EMIT changed(what);
}

void Selection::pin(int row, int column)
{
    if (row == m_row && column == m_column)
        return;
    m_row = row;
    m_column = column;
    Q_EMIT changed(pinChanged);
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
    if (shown == m_shown)
        return;
    m_shown = shown;
    Q_EMIT changed(shownChanged);
}

void Selection::clampTo(const Trace &trace)
{
    const TransformerConfig &config = trace.config();
    const auto stages = config.stages();
    const bool known = std::find(stages.begin(), stages.end(), m_key.stage) != stages.end();
    const StageKey key{
        known ? m_key.stage : Stage::tokens, std::clamp(m_key.layer, 0, config.layers - 1), std::clamp(m_key.head, 0, config.heads - 1)};
    Changes what;
    if (!(key == m_key))
        what |= stageChanged;
    m_key = key;
    const int count = trace.tokenCount();
    if (m_row >= count) {
        m_row = count - 1;
        what |= pinChanged;
    }
    const bool columnIsToken = stageInfo(m_key.stage).colAxis == 'S';
    if (m_row < 0 || (columnIsToken && m_column >= count)) {
        if (m_column >= 0)
            what |= pinChanged;
        m_column = -1;
    }
    if (m_hoverRow >= count || (columnIsToken && m_hoverColumn >= count)) {
        m_hoverRow = m_hoverColumn = -1;
        what |= hoverChanged;
    }
    if (what)
        Q_EMIT changed(what);
}

} // namespace headscope
