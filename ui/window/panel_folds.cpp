#include "ui/window/panel_folds.h"

#include <algorithm>

namespace headscope {

namespace {

std::size_t indexOf(PanelSide panel)
{
    return static_cast<std::size_t>(panel);
}

} // namespace

PanelFolds::PanelFolds(RememberedSettings *settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
}

bool PanelFolds::isFolded(PanelSide panel) const
{
    const std::size_t index = indexOf(panel);
    return m_chosen[index].value_or(m_small[index]);
}

void PanelFolds::setFolded(PanelSide panel, bool folded)
{
    if (folded == isFolded(panel))
        return;
    m_chosen[indexOf(panel)] = folded;
    if (m_settings)
        m_settings->set(keyOf(rowOf(kPanelSides, panel)), folded);
    Q_EMIT changed();
}

void PanelFolds::toggleAll()
{
    const bool all = std::ranges::all_of(kPanelSides, [this](const PanelSideInfo &panel) { return isFolded(panel.id); });
    for (const PanelSideInfo &panel : kPanelSides)
        setFolded(panel.id, !all);
}

void PanelFolds::follow(const QSize &window, const QSize &screen, double zoom)
{
    const auto before = [this] {
        std::array<bool, kPanelSides.size()> folded{};
        for (const PanelSideInfo &panel : kPanelSides)
            folded[indexOf(panel.id)] = isFolded(panel.id);
        return folded;
    };
    const auto folded = before();
    if (screen != m_screen) {
        m_screen = screen;
        m_chosen.fill(std::nullopt);
        for (const PanelSideInfo &panel : kPanelSides) {
            const QVariant chosen = m_settings ? m_settings->value<QVariant>(keyOf(panel)) : QVariant();
            if (chosen.isValid())
                m_chosen[indexOf(panel.id)] = chosen.toBool();
        }
    }
    for (const PanelSideInfo &panel : kPanelSides) {
        const QSizeF roomy = QSizeF(panel.roomy) * zoom;
        m_small[indexOf(panel.id)] = window.width() < roomy.width() || window.height() < roomy.height();
    }
    if (before() != folded)
        Q_EMIT changed();
}

QString PanelFolds::keyOf(const PanelSideInfo &panel) const
{
    return QStringLiteral("panels/%1x%2/%3").arg(m_screen.width()).arg(m_screen.height()).arg(QLatin1String(panel.name));
}

} // namespace headscope
