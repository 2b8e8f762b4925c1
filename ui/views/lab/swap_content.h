// What a mechanism in the place of the model's own attention does to this text: loss, prediction and one head's pattern, before and after.
#pragma once

#include "src/lab/swap.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/content_maker.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace headscope {

/// What is put in, and where.
struct SwapChoice {
    const MechanismInfo *mechanism = nullptr;
    Parameters parameters{{}};
    std::uint64_t seed = 1;
    int layer = Edit::kAll; ///< kAll: every layer
};

struct SwapContent {
    struct Word {
        QString word;
        double before = 0;
        double after = 0;
    };

    const MechanismInfo *mechanism = nullptr;
    SwapResult result;
    QString where; ///< "in all layers", "in layer 3"
    QString head; ///< of the patterns: "Layer 3, head 2"
    Matrix before; ///< its weights, [T, S]
    Matrix after; ///< empty: the mechanism has no weights
    Matrix mask; ///< −∞ where the model's mask hides a key
    QStringList rows;
    QStringList columns;
    QString place; ///< of the prediction: "after “mat”"; empty: the model foretells nothing
    std::vector<Word> words; ///< the likeliest before or after first
};

/// Nothing without a mechanism or a run of the whole model.
ContentOrder<SwapContent> swapOrder(const Session &session, const Selection &selection, const SwapChoice &choice);

} // namespace headscope
