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
    bool presents;
};
inline constexpr std::array<AuditSize, 6> kAuditSizes{
    {{"1024x640", {1024, 640}, false}, {"1280x720", {1280, 720}, false}, {"1366x700", {1366, 700}, false}, {"1440x900", {1440, 900}, false},
        {"1920x1080", {1920, 1080}, false}, {"present-1280x720", {1280, 720}, true}}};
inline constexpr std::array<int, 4> kAuditedTokens{6, 12, 20, 130};

/// A stage of the Walk, or a view of Heads.
struct AuditPlace {
    QString name; ///< "weights", "weights-cross", "heatmap"
    std::function<void(MainWindow &)> show;
};

/// What one look at the window found.
struct Observation {
    QString model;
    int tokens = 0;
    int scale = 1;
    QString size; ///< AuditSize::name
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
    /// With a text of so many tokens. Throws std::runtime_error when nothing comes of it.
    AuditedWindow(const AuditedModel &model, int tokens);
    ~AuditedWindow();

    /// Every stage that the model has once, in cross-attention once more, the map, and every view of Heads; several heads side by side,
    /// too.
    const std::vector<AuditPlace> &places() const { return m_places; }
    void setSize(const AuditSize &size);
    Observation look(const AuditPlace &place);
    MainWindow &window() { return *m_window; }

private:
    void findPlaces();
    void settle();
    bool isQuiet() const;

    QString m_model;
    int m_tokens;
    AuditSize m_size = kAuditSizes.front();
    std::unique_ptr<MainWindow> m_window;
    std::vector<AuditPlace> m_places;
};

} // namespace headscope
