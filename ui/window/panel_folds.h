// The panels around the picture, which fold: at the left (stages, heads), below (the arithmetic) and at the right (explanations). Each by
// a click, a key and an entry of the View menu. A window that is too small for them begins with them folded; what a person chooses is
// remembered for the size of that screen.
#pragma once

#include "src/enum_rows.h"
#include "ui/session/remembered_settings.h"

#include <QObject>
#include <QSize>

#include <array>
#include <optional>

namespace headscope {

enum class PanelSide { left, below, right };

struct PanelSideInfo {
    PanelSide id;
    const char *name; ///< in the settings
    const char *title; ///< in the menu
    Qt::Key key;
    QSize roomy; ///< a window smaller than this begins with the panel folded; pixels at normal size of text
};

inline constexpr std::array<PanelSideInfo, countOf<PanelSide>()> kPanelSides{{
    {PanelSide::left, "left", QT_TRANSLATE_NOOP("headscope::PanelFolds", "Panel at the &Left (stages, heads)"), Qt::Key_F6, {1400, 0}},
    {PanelSide::below, "below", QT_TRANSLATE_NOOP("headscope::PanelFolds", "&Number by Number"), Qt::Key_F7, {0, 820}},
    {PanelSide::right, "right", QT_TRANSLATE_NOOP("headscope::PanelFolds", "&Explanations at the Right"), Qt::Key_F8, {1400, 0}},
}};
static_assert(hasRowForEach(kPanelSides));

class PanelFolds : public QObject {
    Q_OBJECT

public:
    /// `settings` null: nothing is remembered.
    explicit PanelFolds(RememberedSettings *settings, QObject *parent = nullptr);

    bool isFolded(PanelSide panel) const;
    /// By a person's hand.
    void setFolded(PanelSide panel, bool folded);
    void toggle(PanelSide panel) { setFolded(panel, !isFolded(panel)); }
    /// All of them, or back to none when all are.
    void toggleAll();
    /// The sizes that decide what begins folded, and which choice is remembered.
    void follow(const QSize &window, const QSize &screen, double zoom);

Q_SIGNALS:
    void changed();

private:
    QString keyOf(const PanelSideInfo &panel) const;

    RememberedSettings *m_settings;
    QSize m_screen;
    std::array<bool, kPanelSides.size()> m_small{}; ///< the window has no room for the panel
    std::array<std::optional<bool>, kPanelSides.size()> m_chosen;
};

} // namespace headscope
