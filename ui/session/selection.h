// Where the user is looking: workspace, stage, layer, head, pinned and hovered cell. One object, one changed() signal; views talk only
// through it.
#pragma once

#include "src/trace/trace.h"

#include <QObject>

namespace headscope {

/// Which numbers the views show when edits are active.
enum class Shown { edited, original, difference };

class Selection : public QObject {
    Q_OBJECT

public:
    enum Change {
        stageChanged = 1, ///< stage, layer or head
        pinChanged = 2, ///< pinned row or column
        hoverChanged = 4, ///< hovered row or column
        shownChanged = 8, ///< original | edited | difference
        specialChanged = 16 ///< special tokens shown or hidden
    };
    Q_DECLARE_FLAGS(Changes, Change)

    explicit Selection(QObject *parent = nullptr);

    Stage stage() const { return m_key.stage; }
    int layer() const { return m_key.layer; }
    int head() const { return m_key.head; }
    StageKey key() const { return m_key; }
    StageKey key(Stage stage) const { return {stage, m_key.layer, m_key.head}; }

    /// The pinned query token (a row) and, once a cell was clicked, its column; -1: none.
    int row() const { return m_row; }
    int column() const { return m_column; }
    /// The cell under the pointer; -1: none.
    int hoverRow() const { return m_hoverRow; }
    int hoverColumn() const { return m_hoverColumn; }
    /// What panels explain: the hovered cell if there is one, else the pinned one.
    int activeRow() const { return m_hoverRow >= 0 ? m_hoverRow : m_row; }
    int activeColumn() const { return m_hoverRow >= 0 ? m_hoverColumn : m_column; }
    Shown shown() const { return m_shown; }

    void setStage(Stage stage);
    void setLayer(int layer);
    void setHead(int head);
    void setKey(const StageKey &key);
    void pin(int row, int column);
    void hover(int row, int column);
    void setShown(Shown shown);
    /// Keeps everything inside what the trace has (called by Session's owner when a new trace arrives).
    void clampTo(const Trace &trace);

Q_SIGNALS:
    void changed(headscope::Selection::Changes what);

private:
    StageKey m_key{Stage::tokens, 0, 0};
    int m_row = -1;
    int m_column = -1;
    int m_hoverRow = -1;
    int m_hoverColumn = -1;
    Shown m_shown = Shown::edited;
};

Q_DECLARE_OPERATORS_FOR_FLAGS(Selection::Changes)

} // namespace headscope
