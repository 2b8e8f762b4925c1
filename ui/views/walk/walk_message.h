// What stands on the Walk's canvas while there is no figure, and why.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QPainter>
#include <QString>

namespace headscope {

struct WalkMessage {
    QString heading;
    QString text;
};

/// `problem`: why the figure cannot be made, in words, or empty. `hasRow`: the logits of the row that is looked at are there; `hasLayer`:
/// the numbers of the layer.
WalkMessage messageInstead(const Session &session, const Selection &selection, const QString &problem, bool hasRow, bool hasLayer);

void paintMessage(QPainter &painter, const QRectF &area, const WalkMessage &message);

} // namespace headscope
