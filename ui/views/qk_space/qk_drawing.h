// Queries and keys from what is looked at to a figure, without a widget: the view and whoever has none go the same way.
#pragma once

#include "src/trace/trace.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/content_maker.h"
#include "ui/views/drawn_view.h"
#include "ui/views/qk_space/qk_figure.h"

namespace headscope {

/// What a content is made of.
struct QkSource {
    std::shared_ptr<const Trace> trace;
    HeadPlace head;
    PatternChoice choice;
    QueryKeyOptions options;
    bool operator==(const QkSource &) const = default;
};

QkSource qkSource(const Session &session, const Selection &selection, const QueryKeyOptions &options);
ContentOrder<QkContent> qkOrder(const QkSource &source);

/// `content` null: an empty figure.
ViewFigure qkFigure(
    const std::shared_ptr<const QkContent> &content, const QkOptions &options, const QString &title, const FigureParts &parts);
/// A row for each query and key: where it lies, its length, and 1 for a key. Nothing without content.
std::optional<ViewTable> qkTable(const QkContent *content);
QString qkTitle(const Session &session, const Selection &selection);

DrawnView drawnQkSpace(const Session &session, const Selection &selection);

} // namespace headscope
