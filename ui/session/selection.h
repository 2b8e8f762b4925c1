// Where the user is looking: workspace, stage, layer, head, pinned and hovered cell. One object, one changed() signal; views talk only
// through it. It keeps itself inside the traces that the Session shows, before anybody hears of them.
// Trap: in an encoder-decoder a row of the encoder is another token than the same row of the decoder, and keys of cross-attention are
// the encoder's. So each of the two texts has a pinned token of its own, and row() is that of the text whose tokens the rows are.
#pragma once

#include "src/patterns/pair_filter.h"
#include "src/patterns/pattern_choice.h"
#include "src/sessions/session_choices.h"
#include "src/trace/trace.h"

#include <QObject>

#include <array>
#include <memory>

namespace headscope {

/// Which text (0: the only one, or the encoder's) the rows of a place are tokens of.
int rowStackOf(const TransformerConfig &config, const StageKey &key);
/// Which text a layer looks at.
int keyStackOf(const TransformerConfig &config, int layer);

class ControlLocks;
class Session;

class Selection : public QObject {
    Q_OBJECT

public:
    enum Change {
        stageChanged = 1, ///< stage, layer or head
        pinChanged = 2, ///< pinned row or column
        hoverChanged = 4, ///< hovered row or column
        shownChanged = 8, ///< original | edited | difference
        filterChanged = 16, ///< whose attention to whose
        patternChanged = 32, ///< measure, heads looked at together, units, hidden tokens
        wordChanged = 64 ///< the word whose prediction is followed
    };
    Q_DECLARE_FLAGS(Changes, Change)

    /// Inside what the session shows, from now on.
    explicit Selection(Session &session, QObject *parent = nullptr);

    Stage stage() const { return m_key.stage; }
    int layer() const { return m_key.layer; }
    int head() const { return m_key.head; }
    StageKey key() const { return m_key; }
    StageKey key(Stage stage) const { return {stage, m_key.layer, m_key.head}; }

    /// The pinned token (a row) and, once a cell was clicked, its column; -1: none.
    int row() const { return m_rows[static_cast<std::size_t>(rowStack())]; }
    int column() const { return m_column; }
    /// The pinned token of one of the two texts.
    int rowOf(int stack) const { return m_rows[static_cast<std::size_t>(stack)]; }
    /// Which text the rows are tokens of.
    int rowStack() const;
    /// The cell under the pointer; -1: none.
    int hoverRow() const { return m_hoverRow; }
    int hoverColumn() const { return m_hoverColumn; }
    /// What panels explain: the hovered cell if there is one, else the pinned one.
    int activeRow() const { return m_hoverRow >= 0 ? m_hoverRow : row(); }
    int activeColumn() const { return m_hoverRow >= 0 ? m_hoverColumn : m_column; }
    Shown shown() const { return m_shown; }
    PairFilter filter() const { return m_filter; }
    /// How the Heads workspace shows attention.
    const PatternChoice &pattern() const { return m_pattern; }

    /// The vocabulary entry whose prediction is followed through layers and edits; −1: the likeliest, whichever that is.
    int word() const { return m_word; }
    /// The session's: what a preset keeps.
    ControlLocks &locks() const { return m_locks; }

    /// A layer without the stage gives the nearest before it that it has.
    /// What a preset keeps (ControlLocks) stays: a wish that would change it is refused as a whole.
    void setStage(Stage stage);
    void setLayer(int layer);
    void setHead(int head);
    void setKey(const StageKey &key);
    void pin(int row, int column);
    /// Pins a token of one of the texts, whichever is looked at.
    void pinToken(int stack, int token);
    void hover(int row, int column);
    void setShown(Shown shown);
    void setFilter(PairFilter filter);
    void setPattern(const PatternChoice &pattern);
    void setWord(int id);

Q_SIGNALS:
    void changed(headscope::Selection::Changes what);

private:
    /// Keeps everything inside what the trace has.
    void clampTo(const Trace &trace);
    StageKey possible(StageKey key) const;

    ControlLocks &m_locks;
    StageKey m_key{Stage::tokens, 0, 0};
    std::array<int, 2> m_rows{-1, -1}; ///< of each text
    int m_column = -1;
    int m_hoverRow = -1;
    int m_hoverColumn = -1;
    Shown m_shown = Shown::edited;
    PairFilter m_filter = PairFilter::all;
    PatternChoice m_pattern;
    int m_word = -1;
    std::shared_ptr<const Model> m_model; ///< of the newest trace; null before the first
};

Q_DECLARE_OPERATORS_FOR_FLAGS(Selection::Changes)

} // namespace headscope
