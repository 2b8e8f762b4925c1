// The real window, out of sight, at every place of the Walk and in every view of Heads, and what is wrong there.
#pragma once

#include "src/stages/stage.h"
#include "tests/layout/audited_models.h"
#include "tests/layout/layout_faults.h"
#include "ui/window/main_window.h"

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace headscope {

struct AuditSize {
    const char *name;
    QSize size; ///< device-independent pixels
    bool presents = false;
    bool isScreen = false; ///< there is no more; other windows are on a larger screen
};
/// The first is what MainWindow makes of a screen of 1366 × 768 at scale 1.5.
inline constexpr std::array<AuditSize, 7> kAuditSizes{
    {{"895x456", {895, 456}, false, true}, {"1024x640", {1024, 640}}, {"1280x720", {1280, 720}}, {"1366x700", {1366, 700}},
        {"1440x900", {1440, 900}}, {"1920x1080", {1920, 1080}}, {"present-1280x720", {1280, 720}, true}}};
inline constexpr std::array<int, 4> kAuditedTokens{6, 12, 20, 130};
/// Sizes of the desktop's letters, in points; up to 11 ours are the same.
inline constexpr int kUsualFont = 11;
inline constexpr std::array<int, 3> kAuditedFonts{kUsualFont, 13, 16};

/// As observations name it: "1366x700", with large letters "1366x700-16pt".
QString sizeName(const AuditSize &size, int font);

/// A stage of the Walk, or a view of Heads.
struct AuditPlace {
    QString name; ///< "weights", "weights-cross", "heatmap"
    std::function<void(MainWindow &)> show;
};

/// What one look at the window found.
struct Observation {
    QString model;
    int tokens = 0;
    double scale = 1;
    QString size; ///< sizeName()
    QString place;
    double share = 0; ///< of the window that the canvas has
    double explained = -1; ///< pixels of the explained cell's digits; 0: it has none; −1: the place explains no cell
    double numbers = 0; ///< pixels of the middle one of all numbers on the canvas; 0: there are none
    double filled = 0; ///< share of the canvas, in the direction that limits the figure
    int shortened = 0; ///< texts on the canvas that end with “…”
    QStringList unseen; ///< pictures on the canvas whose letters, if any, are not seen
    std::vector<Fault> faults;
};

class AuditedWindow {
public:
    /// With a text of so many tokens, on a desktop with letters of so many points. Throws std::runtime_error when nothing comes of it.
    AuditedWindow(const AuditedModel &model, int tokens, int font = kUsualFont);
    ~AuditedWindow();

    /// Every stage that the model has once, in cross-attention once more, the map, and every view of Heads; several heads side by side,
    /// too.
    const std::vector<AuditPlace> &places() const { return m_places; }
    void setSize(const AuditSize &size);
    Observation look(const AuditPlace &place);
    /// What is painted there once the window has come to rest.
    SeenWindow seen(const AuditPlace &place);
    MainWindow &window() { return *m_window; }

private:
    void findPlaces();
    void settle();
    bool isQuiet() const;

    QString m_model;
    int m_tokens;
    int m_font;
    AuditSize m_size = kAuditSizes.front();
    std::unique_ptr<MainWindow> m_window;
    std::vector<AuditPlace> m_places;
};

} // namespace headscope
