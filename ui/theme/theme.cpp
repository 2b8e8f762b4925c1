#include "ui/theme/theme.h"

#include "ui/theme/app_style.h"
#include "ui/theme/color_scale.h"
#include "ui/theme/plain_text.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/typefaces.h"

#include <QApplication>
#include <QPalette>
#include <QPointer>

#include <algorithm>

// The icons are compiled into this static library, where the linker would leave them out. The macro cannot stand in a namespace.
static void initializeIcons()
{
    Q_INIT_RESOURCE(resources);
}

namespace headscope {

namespace {

constexpr double kUsualPoints = 11; // GNOME; others have 9 or 10, for which ours are large enough
constexpr double kLargestNormal = 1.6;

Theme &activeTheme()
{
    static Theme theme = Theme::light();
    return theme;
}

QFont fontOf(const Typeface &typeface, double points, QFont::Weight weight)
{
    QFont font(familiesOf(typeface));
    font.setHintingPreference(QFont::PreferVerticalHinting); // a system's settings would move letters
    font.setPointSizeF(std::max(4.0, points * Appearance::instance().zoom()));
    font.setWeight(weight);
    return font;
}

bool systemIsDark()
{
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
}

} // namespace

const Theme &Theme::current()
{
    return activeTheme();
}

void Theme::setCurrent(const Theme &theme)
{
    activeTheme() = theme;
}

Theme Theme::light()
{
    Theme theme;
    theme.window = QColor(0xfbfaf6);
    theme.canvas = QColor(0xf4f3ef);
    theme.panel = QColor(0xffffff);
    theme.bar = QColor(0xffffff);
    theme.line = QColor(0xdeddd6);
    theme.hover = QColor(0xefeee8);
    theme.text = QColor(0x1b1d22);
    theme.muted = QColor(0x5c6068);
    theme.faint = QColor(0xb3b3ac);
    theme.emptyCell = QColor(0xeceae4);
    theme.accent = QColor(0x0a6fb3);
    theme.accentSoft = QColor(0xdcebf7);
    theme.onAccent = QColor(0xffffff);
    theme.query = QColor(0x0a6fb3);
    theme.key = QColor(0xb86500);
    theme.value = QColor(0x117456);
    theme.result = QColor(0xb0468a);
    theme.first = QColor(0x7a55b8);
    theme.second = QColor(0x0b7c86);
    theme.edited = QColor(0xd9480f);
    theme.positive = QColor(0xbe5553);
    theme.negative = QColor(0x4a7ab8);
    theme.error = QColor(0xb3261e);
    return theme;
}

Theme Theme::darkTheme()
{
    Theme theme;
    theme.dark = true;
    theme.window = QColor(0x16181c);
    theme.canvas = QColor(0x191b20);
    theme.panel = QColor(0x1f2228);
    theme.bar = QColor(0x1b1d22);
    theme.line = QColor(0x343840);
    theme.hover = QColor(0x2a2e36);
    theme.text = QColor(0xe9eaec);
    theme.muted = QColor(0xa3a8b1);
    theme.faint = QColor(0x5b606a);
    theme.emptyCell = QColor(0x24272d);
    theme.accent = QColor(0x4aa8e0);
    theme.accentSoft = QColor(0x14384f);
    theme.onAccent = QColor(0x08141c);
    theme.query = QColor(0x5cb3ea);
    theme.key = QColor(0xf0a44b);
    theme.value = QColor(0x4cc59b);
    theme.result = QColor(0xe58cc4);
    theme.first = QColor(0xb79af0);
    theme.second = QColor(0x52c7d0);
    theme.edited = QColor(0xff8a5c);
    theme.positive = QColor(0xdf7b72);
    theme.negative = QColor(0x5b9be0);
    theme.error = QColor(0xff8a80);
    return theme;
}

Theme Theme::print()
{
    Theme theme = light();
    theme.window = theme.canvas = theme.panel = theme.bar = QColor(Qt::white);
    return theme;
}

Appearance &Appearance::instance()
{
    static Appearance appearance;
    return appearance;
}

void Appearance::setMode(Mode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    apply();
}

void Appearance::setSequentialScale(const QString &name)
{
    m_sequential = name;
    Q_EMIT changed();
}

void Appearance::setDivergingScale(const QString &name)
{
    m_diverging = name;
    Q_EMIT changed();
}

void Appearance::setZoom(double zoom)
{
    zoom = std::clamp(zoom, 0.7, 4.0);
    if (qFuzzyCompare(zoom, m_zoom))
        return;
    m_zoom = zoom;
    apply();
}

void Appearance::followDesktop(double points)
{
    m_normalZoom = std::clamp(points / kUsualPoints, 1.0, kLargestNormal);
    setZoom(m_normalZoom);
}

void Appearance::setAnimations(bool on)
{
    m_animations = on;
    Q_EMIT changed();
}

void Appearance::apply()
{
    initializeIcons();
    keepTextPlain();
    // The system's own palette is read before ours replaces it, and only once.
    static const bool dark = systemIsDark();
    const bool wantsDark = m_mode == Mode::dark || (m_mode == Mode::system && dark);
    activeTheme() = wantsDark ? Theme::darkTheme() : Theme::light();
    const Theme &theme = activeTheme();

    static QPointer<AppStyle> style; // the application's, which deletes it
    if (!style)
        QApplication::setStyle(style = new AppStyle);
    QPalette palette;
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.panel);
    palette.setColor(QPalette::AlternateBase, theme.hover);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.muted);
    palette.setColor(QPalette::Button, theme.panel);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::ToolTipBase, theme.panel);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.onAccent);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::LinkVisited, theme.accent);
    palette.setColor(QPalette::Mid, theme.line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.faint);
    QApplication::setPalette(palette);
    QApplication::setFont(uiFont());
    qApp->setStyleSheet(styleSheet(theme, m_zoom));
    Q_EMIT changed();
}

QFont uiFont(double points, QFont::Weight weight)
{
    return fontOf(typefaces().front(), points, weight);
}

QFont monoFont(double points, QFont::Weight weight)
{
    return fontOf(typefaces().back(), points, weight);
}

} // namespace headscope
