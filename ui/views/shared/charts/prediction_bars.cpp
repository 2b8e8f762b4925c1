#include "ui/views/shared/charts/prediction_bars.h"

#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace headscope {

QString percentText(double probability)
{
    if (std::isnan(probability))
        return QStringLiteral("NaN %");
    const double percent = probability * 100;
    if (percent > 0 && percent < 0.01)
        return QStringLiteral("< 0.01 %");
    return QLocale::c().toString(percent, 'f', percent < 1 ? 2 : 1) + QStringLiteral(" %");
}

PredictionBars::PredictionBars(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Likeliest next tokens"));
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void PredictionBars::setLines(std::vector<PredictionLine> lines)
{
    m_lines = std::move(lines);
    QStringList spoken;
    for (const PredictionLine &line : m_lines)
        spoken << tr("%1: %2").arg(line.name, percentText(line.probability));
    setAccessibleDescription(spoken.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

AccessibleTable PredictionBars::accessibleTable(int) const
{
    AccessibleTable list;
    list.name = accessibleName();
    list.rows = int(m_lines.size());
    list.cell = [this](int row, int) {
        const PredictionLine &line = m_lines[std::size_t(row)];
        return line.before < 0
            ? tr("%1: %2").arg(line.name, percentText(line.probability))
            : tr("%1: without edits %2, with them %3").arg(line.name, percentText(line.before), percentText(line.probability));
    };
    list.rect = [this](int row, int) { return QRectF(0, row * rowHeight(), width(), rowHeight()); };
    return list;
}

bool PredictionBars::comparing() const
{
    return std::ranges::any_of(m_lines, [](const PredictionLine &line) { return !(line.before < 0); });
}

double PredictionBars::rowHeight() const
{
    return QFontMetricsF(uiFont(9)).height() + (comparing() ? 10 : 6);
}

QSize PredictionBars::sizeHint() const
{
    return {260, int(std::ceil(rowHeight() * double(m_lines.size())))};
}

void PredictionBars::paintEvent(QPaintEvent *)
{
    if (m_lines.empty())
        return;
    const Theme &theme = Theme::current();
    const bool comparing = this->comparing();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    const QFont nameFont = uiFont(9);
    const QFont digitFont = monoFont(8.5);
    const QFontMetricsF nameMetrics(nameFont);
    const QFontMetricsF digitMetrics(digitFont);
    double nameWidth = 0;
    for (const PredictionLine &line : m_lines)
        nameWidth = std::max(nameWidth, nameMetrics.horizontalAdvance(line.name));
    nameWidth = std::min(std::ceil(nameWidth), width() * 0.32);
    const double digitWidth
        = std::ceil(digitMetrics.horizontalAdvance(comparing ? QStringLiteral("00.0 → 00.0 %") : QStringLiteral("< 0.01 %")));
    const double barLeft = nameWidth + 8;
    const double barWidth = std::max(8.0, width() - barLeft - digitWidth - 8);

    double largest = 0;
    for (const PredictionLine &line : m_lines)
        largest = std::max({largest, line.probability, line.before});
    const double scale = largest > 0 ? barWidth / largest : 0;

    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const PredictionLine &line = m_lines[i];
        const QRectF row(0, double(i) * rowHeight(), width(), rowHeight());
        painter.setFont(nameFont);
        painter.setPen(theme.text);
        painter.drawText(QRectF(0, row.top(), nameWidth, row.height()), Qt::AlignRight | Qt::AlignVCenter,
            nameMetrics.elidedText(line.name, Qt::ElideRight, nameWidth));

        painter.setPen(Qt::NoPen);
        const auto bar = [&](double probability, double top, double height, const QColor &color) {
            const bool undefined = std::isnan(probability);
            painter.setBrush(undefined ? undefinedColor() : color);
            const double length = undefined ? barWidth : std::max(1.0, probability * scale);
            painter.drawRoundedRect(QRectF(barLeft, top, length, height), std::min(2.0, length / 2), std::min(2.0, length / 2));
        };
        if (comparing) {
            const double thickness = std::floor((row.height() - 7) / 2);
            bar(std::max(line.before, 0.0), row.center().y() - thickness - 0.5, thickness, theme.faint);
            bar(line.probability, row.center().y() + 0.5, thickness, theme.edited);
        } else {
            const double thickness = std::round(row.height() * 0.66);
            bar(line.probability, row.center().y() - thickness / 2, thickness, theme.accent);
        }

        painter.setFont(digitFont);
        const QRectF digits(width() - digitWidth, row.top(), digitWidth, row.height());
        if (comparing) {
            const QString after = percentText(line.probability);
            painter.setPen(theme.text);
            painter.drawText(digits, Qt::AlignRight | Qt::AlignVCenter, after);
            QString before = percentText(std::max(line.before, 0.0));
            before.chop(2);
            painter.setPen(theme.muted);
            painter.drawText(digits.adjusted(0, 0, -digitMetrics.horizontalAdvance(after), 0), Qt::AlignRight | Qt::AlignVCenter,
                before + QStringLiteral(" → "));
        } else {
            painter.setPen(theme.text);
            painter.drawText(digits, Qt::AlignRight | Qt::AlignVCenter, percentText(line.probability));
        }
    }
}

} // namespace headscope
