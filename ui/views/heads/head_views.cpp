#include "ui/views/heads/head_views.h"

#include "ui/views/compare/compare_view.h"
#include "ui/views/heatmap/heatmap_view.h"
#include "ui/views/lens/lens_view.h"
#include "ui/views/lines/lines_view.h"
#include "ui/views/pair/pair_view.h"
#include "ui/views/qk_space/qk_space_view.h"
#include "ui/views/table/head_table_view.h"
#include "ui/views/text/text_view.h"
#include "ui/views/whatif/what_if_view.h"

#include <algorithm>

namespace headscope {

namespace {

template <typename Widget>
View *made(Session &session, Selection &selection, HeadScoreSource &, QWidget *parent)
{
    return new Widget(session, selection, parent);
}

View *madeTable(Session &session, Selection &selection, HeadScoreSource &scores, QWidget *parent)
{
    return new HeadTableView(session, selection, scores, parent);
}

template <DrawnView (*draw)(const Session &, const Selection &)>
DrawnView drawn(const LookedAt &of)
{
    return draw(of.session, of.selection);
}

DrawnView drawnWithPins(const LookedAt &of)
{
    return drawnComparison(of.session, of.selection, of.pinned);
}

} // namespace

const std::vector<HeadView> &headViews()
{
    using enum PatternBar::Offers;
    static const std::vector<HeadView> views{
        {QStringLiteral("heatmap"), QT_TRANSLATE_NOOP("headscope::HeadsWorkspace", "Heatmap"), made<HeatmapView>, drawn<drawnHeatmap>,
            everything, true},
        {QStringLiteral("lines"), QT_TRANSLATE_NOOP("headscope::HeadsWorkspace", "Lines"), made<LinesView>, drawn<drawnLines>, everything,
            true},
        {QStringLiteral("text"), QT_TRANSLATE_NOOP("headscope::HeadsWorkspace", "Text"), made<TextView>, drawn<drawnText>, everything,
            true},
        {QStringLiteral("qk-space"), QT_TRANSLATE_NOOP("headscope::HeadsWorkspace", "Q·K space"), made<QkSpaceView>, drawn<drawnQkSpace>,
            tokensOfOneHead},
        {QStringLiteral("pair"), QT_TRANSLATE_NOOP("headscope::HeadsWorkspace", "Arithmetic"), made<PairView>, drawn<drawnPair>, {}, false,
            false, QStringLiteral("arithmetic")},
        {QStringLiteral("compare"), QT_TRANSLATE_NOOP("headscope::HeadsWorkspace", "Compare"), made<CompareView>, drawnWithPins,
            everything},
        {QStringLiteral("lens"), QT_TRANSLATE_NOOP("headscope::HeadsWorkspace", "Logit lens"), made<LensView>, drawn<drawnLens>},
        {QStringLiteral("what-if"), QT_TRANSLATE_NOOP("headscope::HeadsWorkspace", "What if"), made<WhatIfView>},
        {QStringLiteral("table"), QT_TRANSLATE_NOOP("headscope::HeadsWorkspace", "Table"), madeTable, nullptr, {}, false, true},
    };
    return views;
}

const HeadView *headViewNamed(const QString &id)
{
    const auto isNamed = [&](const HeadView &view) { return view.id == id || view.formerId == id; };
    const auto found = std::ranges::find_if(headViews(), isNamed);
    return id.isEmpty() || found == headViews().end() ? nullptr : &*found;
}

} // namespace headscope
