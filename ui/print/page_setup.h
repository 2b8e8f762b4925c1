// The paper that figures are printed on: its size, how it is turned and its margins; remembered from one start to the next.
#pragma once

#include "src/enum_rows.h"

#include <QCoreApplication>
#include <QPageLayout>
#include <QPageSize>
#include <QSizeF>

#include <array>
#include <string_view>

namespace headscope {

enum class PageTurn { byFigure, portrait, landscape };

struct PageTurnInfo {
    PageTurn id;
    std::string_view name; ///< in the settings
    const char *title; ///< in the context of PageSetup
};
inline constexpr std::array<PageTurnInfo, countOf<PageTurn>()> kPageTurns{{
    {PageTurn::byFigure, "figure", QT_TRANSLATE_NOOP("headscope::PageSetup", "As the figure")},
    {PageTurn::portrait, "portrait", QT_TRANSLATE_NOOP("headscope::PageSetup", "Portrait")},
    {PageTurn::landscape, "landscape", QT_TRANSLATE_NOOP("headscope::PageSetup", "Landscape")},
}};
static_assert(hasRowForEach(kPageTurns));

/// Those that are offered.
inline constexpr std::array kPapers{
    QPageSize::A3, QPageSize::A4, QPageSize::A5, QPageSize::Letter, QPageSize::Legal, QPageSize::Tabloid};

struct PageSetup {
    Q_DECLARE_TR_FUNCTIONS(headscope::PageSetup)

public:
    QPageSize::PageSizeId paper = QPageSize::A4; ///< one of kPapers
    PageTurn turn = PageTurn::byFigure;
    int margin = 15; ///< mm, on all four sides

    static constexpr int kMostMargin = 50; ///< mm: still leaves the smallest paper a picture

    /// Of the user's country, with everything else as above.
    static PageSetup usual();
    /// As kept; what was never kept, or is no choice of ours, is as usual.
    static PageSetup remembered();
    void remember() const;

    /// The page for a figure of this size. `least` margins, in mm, are what a printer needs.
    QPageLayout layoutFor(const QSizeF &figure, const QMarginsF &least = {}) const;
    bool operator==(const PageSetup &) const = default;
};

/// "A4 · 210 × 297 mm", in inches where that is how the paper is known.
QString paperTitle(QPageSize::PageSizeId paper);

} // namespace headscope
