// Every colour and size of the application. Painters ask Theme::current() when they paint and never keep a colour.
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QString>

namespace headscope {

struct Theme {
    bool dark = false;
    QColor window; ///< behind everything (side rails)
    QColor canvas; ///< behind figures
    QColor panel; ///< cards, docks, inputs
    QColor bar; ///< top bar, status bar
    QColor line; ///< borders, separators
    QColor hover; ///< background of a hovered control
    QColor text;
    QColor muted; ///< secondary text, still 4.5:1 on panel
    QColor faint; ///< disabled text, empty cells' borders
    QColor emptyCell; ///< a cell that is not filled yet
    QColor accent; ///< selection, primary button, focus ring
    QColor accentSoft; ///< background of a selected item
    QColor onAccent; ///< text on accent
    QColor query; ///< blue: Q and rows
    QColor key; ///< orange: K and columns
    QColor value; ///< green: V
    QColor result; ///< pink: the cell being made
    QColor first; ///< violet: sentence A of a pair
    QColor second; ///< teal: sentence B
    QColor edited; ///< mark of an edited number
    QColor positive; ///< bars above zero
    QColor negative; ///< bars below zero
    QColor error;

    static const Theme &current();
    /// For painting a figure in another theme (ThemeScope); the window's own theme is Appearance's to choose.
    static void setCurrent(const Theme &theme);
    static Theme light();
    static Theme darkTheme();

    /// The same theme on white for printing.
    static Theme print();
};

/// Application-wide choices that change how things are painted; changed() asks every view to repaint.
class Appearance : public QObject {
    Q_OBJECT

public:
    enum class Mode { system, light, dark };
    static Appearance &instance();

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    const QString &sequentialScale() const { return m_sequential; } ///< a name of ColorScale::sequentialNames()
    const QString &divergingScale() const { return m_diverging; }
    void setSequentialScale(const QString &name);
    void setDivergingScale(const QString &name);
    /// 1 normally; larger in present mode. Multiplies fonts and cells.
    double zoom() const { return m_zoom; }
    void setZoom(double zoom);
    /// zoom() of whoever has chosen none.
    double normalZoom() const { return m_normalZoom; }
    /// `points`: size of the desktop's own letters. Where they are larger than usual, so are ours.
    void followDesktop(double points);
    bool animations() const { return m_animations; }
    void setAnimations(bool on);

    /// Applies palette and style sheet to the application.
    void apply();

Q_SIGNALS:
    void changed();

private:
    Appearance() = default;
    Mode m_mode = Mode::system;
    QString m_sequential;
    QString m_diverging;
    double m_zoom = 1;
    double m_normalZoom = 1;
    bool m_animations = true;
};

/// Points, before Appearance::zoom(), which is applied inside. Sans serif and monospaced, of the typefaces compiled in; sizes and shapes
/// of letters do not depend on the system's fonts or their settings.
QFont uiFont(double points = 10, QFont::Weight weight = QFont::Normal);
QFont monoFont(double points = 9, QFont::Weight weight = QFont::Normal);

} // namespace headscope
