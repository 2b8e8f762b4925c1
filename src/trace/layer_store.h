// The layers of a run: filled by the engine one after the other, read by any thread as soon as each is done.
// Where a capture plan does not keep everything, what is not there is made again, by the functions and blocks of rows of the run, to the
// same bits; what was looked at last stays, within the budget. Room is made before numbers are; what somebody holds counts, and so does
// what is being made.
// Trap: no lock that a reader of other numbers needs is held while numbers are made. Who asks for the very same waits.
#pragma once

#include "src/models/layer_plan.h"
#include "src/trace/capture_plan.h"
#include "src/trace/trace.h"

#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

/// One run's; the snapshots of a run and its finished trace share it. A layer may be read once takeOver or runNext has returned and its
/// number was handed to the reader.
class LayerStore {
public:
    LayerStore(std::shared_ptr<const Transformer> transformer, std::size_t budget);
    ~LayerStore();

    /// The first `count` layers come out the same in `before`: what it keeps of them is shared. How many need not be run again.
    int takeOver(const LayerStore &before, int count);
    /// Runs the next layer; false when stopped.
    bool runNext(const std::stop_token &stop);
    int doneLayers() const { return m_done; }

    /// Numbers with all rows of a stage, or with all that they are made from; null where such are kept and made by rows only.
    std::shared_ptr<const LayerTrace> whole(int layer, Stage stage) const;
    /// The same for the block of kTileRows rows (fewer at the end of the text) that begins with firstRow.
    std::shared_ptr<const LayerTrace> block(int layer, Stage stage, int firstRow) const;
    /// Can rows of any stage of this layer be read without work on the whole layer?
    bool isAtHand(int layer) const;
    /// Sees to it, for as long as the answer lives.
    std::shared_ptr<const void> hold(int layer) const { return whole(layer, Stage::weights); }
    /// What a stack's last layer handed on, before the final norm. out [R, D]
    void end(int stack, int first, MutableMatrixView out) const;

    const CapturePlan &plan() const { return m_plan; }
    /// As far as these layers.
    KeptLayers kept(int doneLayers) const;

private:
    struct Slot;
    struct Room;

    LayerPart partOf(int layer, Stage stage) const;
    LayerInput inputOf(int layer) const;
    Matrix keptInput(int layer) const;
    std::shared_ptr<const LayerTrace> piece(LayerPart kind, int layer, int first) const;
    LayerTrace make(LayerPart kind, int layer, int first) const;
    std::size_t bytesToMake(LayerPart kind, int layer) const;
    void trim() const;
    std::optional<Matrix> pass(int layer, const LayerInput &input, const std::stop_token &stop) const;
    bool runWhole(const std::stop_token &stop);
    bool runThrough(const std::stop_token &stop);
    void finishLayer();

    std::shared_ptr<const Transformer> m_transformer;
    std::size_t m_budget;
    CapturePlan m_plan;
    int m_done = 0; ///< the engine's thread only
    Matrix m_next; ///< the input of the next layer; the engine's thread only
    Matrix m_encoded; ///< written before a layer that reads it is done
    /// [L] from the start, so that adding moves nothing that is being read.
    std::vector<std::shared_ptr<const LayerTrace>> m_layers; ///< plan.all
    std::vector<Matrix> m_inputs; ///< else
    Matrix m_ends[2];

    mutable std::mutex m_mutex; ///< of what follows
    mutable std::list<std::shared_ptr<Slot>> m_slots; ///< looked at, the newest first
    mutable std::size_t m_lookedAt = 0; ///< bytes of those
    mutable std::vector<std::weak_ptr<const LayerTrace>> m_heads; ///< [L] also those that only a reader still holds
    mutable std::size_t m_beingMade = 0; ///< bytes that what is being made will take, and the work on it
    std::size_t m_kept = 0; ///< bytes of what stays
    bool m_running = true;
};

} // namespace headscope
