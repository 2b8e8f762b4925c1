#include "ui/views/panels/row_chart.h"

#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"

#include <QAbstractBarSeries>
#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QGraphicsLayout>
#include <QHorizontalStackedBarSeries>
#include <QMouseEvent>
#include <QStackedBarSeries>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kGap = 8;
constexpr double kUprightHeight = 150;
constexpr double kUprightTop = 20; // room for the marked bar's name

} // namespace

RowChart::RowChart(Qt::Orientation bars, QWidget *parent)
    : QChartView(new QChart, parent)
    , m_orientation(bars)
    , m_positive(new QBarSet(QString()))
    , m_negative(new QBarSet(QString()))
    , m_categories(new QBarCategoryAxis)
    , m_axis(new QValueAxis)
{
    QAbstractBarSeries *series = bars == Qt::Horizontal ? static_cast<QAbstractBarSeries *>(new QHorizontalStackedBarSeries)
                                                        : static_cast<QAbstractBarSeries *>(new QStackedBarSeries);
    series->append(m_positive);
    series->append(m_negative);
    series->setBarWidth(bars == Qt::Horizontal ? 0.7 : 0.8);
    chart()->addSeries(series);
    chart()->addAxis(m_categories, bars == Qt::Horizontal ? Qt::AlignLeft : Qt::AlignBottom);
    chart()->addAxis(m_axis, bars == Qt::Horizontal ? Qt::AlignBottom : Qt::AlignLeft);
    series->attachAxis(m_categories);
    series->attachAxis(m_axis);
    m_categories->setVisible(false);
    m_axis->setVisible(false);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setBackgroundBrush(Qt::NoBrush);
    setStyleSheet(QStringLiteral("background: transparent"));
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Appearance::instance(), &Appearance::changed, this, &RowChart::takeColors);
}

int RowChart::setIndex(int index) const
{
    return m_orientation == Qt::Horizontal ? m_positive->count() - 1 - index : index;
}

double RowChart::barValue(int index) const
{
    return m_positive->at(setIndex(index)) + m_negative->at(setIndex(index));
}

void RowChart::setNumbers(const RowNumbers &numbers)
{
    const bool resized = numbers.values.size() != m_numbers.values.size();
    m_numbers = numbers;
    double low = 0;
    double high = 0;
    for (const double value : m_numbers.values) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    if (resized) {
        m_positive->remove(0, m_positive->count());
        m_negative->remove(0, m_negative->count());
        m_positive->append(QList<qreal>(count(), 0));
        m_negative->append(QList<qreal>(count(), 0));
        QStringList categories;
        for (int i = 0; i < count(); ++i)
            categories << QString::number(i);
        m_categories->setCategories(categories);
    }
    for (int i = 0; i < count(); ++i) {
        const double value = std::isfinite(m_numbers.values[i]) ? m_numbers.values[i] : 0;
        m_positive->replace(setIndex(i), std::max(value, 0.0));
        m_negative->replace(setIndex(i), std::min(value, 0.0));
    }
    m_axis->setRange(low, high > low ? high : low + 1);
    takeColors();
    updateGeometry();
    layOut();
}

void RowChart::setActiveColumn(int column)
{
    if (column == m_activeColumn)
        return;
    m_activeColumn = column;
    viewport()->update();
}

void RowChart::takeColors()
{
    const Theme &theme = Theme::current();
    m_positive->setColor(m_numbers.shares ? theme.accent : theme.positive);
    m_negative->setColor(theme.negative);
    for (QBarSet *set : {m_positive, m_negative})
        set->setPen(Qt::NoPen);
    viewport()->update();
}

double RowChart::rowHeight() const
{
    return QFontMetricsF(uiFont(9)).height() + (count() > 12 ? 2 : 6);
}

double RowChart::nameWidth() const
{
    const QFontMetricsF metrics(uiFont(9, QFont::DemiBold));
    double width = 0;
    for (const QString &name : m_numbers.names)
        width = std::max(width, metrics.horizontalAdvance(name));
    return std::min(std::ceil(width), this->width() * 0.3);
}

QString RowChart::digits(int index) const
{
    const double value = m_numbers.values[index];
    return numberText(value, m_numbers.format);
}

double RowChart::digitWidth() const
{
    qsizetype longest = 0;
    for (int i = 0; i < count(); ++i)
        longest = std::max(longest, digits(i).size());
    return std::ceil(QFontMetricsF(monoFont(8.5)).horizontalAdvance(QLatin1Char('0')) * double(longest));
}

QSize RowChart::sizeHint() const
{
    if (m_orientation == Qt::Vertical)
        return {260, int(kUprightHeight)};
    return {260, int(std::ceil(rowHeight() * std::max(count(), 1)))};
}

void RowChart::layOut()
{
    const double left = m_orientation == Qt::Horizontal ? nameWidth() + kGap : digitWidth() + kGap;
    const double right = m_orientation == Qt::Horizontal ? digitWidth() + kGap : 0;
    const double top = m_orientation == Qt::Horizontal ? 0 : kUprightTop;
    const double height = m_orientation == Qt::Horizontal ? rowHeight() * count() : this->height() - kUprightTop - 4;
    chart()->setPlotArea({left, top, std::max(10.0, width() - left - right), std::max(1.0, height)});
    viewport()->update();
}

void RowChart::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    layOut();
}

void RowChart::drawForeground(QPainter *painter, const QRectF &)
{
    if (count() == 0)
        return;
    if (m_orientation == Qt::Horizontal)
        paintNamed(*painter);
    else
        paintUpright(*painter);
}

void RowChart::paintNamed(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const QRectF plot = chart()->plotArea();
    const double zero = chart()->mapToPosition({0, 0}).x();
    painter.setPen(QPen(theme.line, 1));
    painter.drawLine(QPointF(zero, plot.top()), QPointF(zero, plot.bottom()));
    for (int i = 0; i < count(); ++i) {
        const bool active = m_numbers.columns[i] == m_activeColumn;
        const QRectF line(0, plot.top() + i * rowHeight(), width(), rowHeight());
        if (std::isnan(m_numbers.values[i]))
            painter.fillRect(QRectF(plot.left(), line.top() + 2, plot.width(), line.height() - 4), undefinedColor());
        const QFont font = uiFont(9, active ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(active ? theme.accent : theme.text);
        const QString name = QFontMetricsF(font).elidedText(m_numbers.names[i], Qt::ElideRight, plot.left() - kGap);
        painter.drawText(QRectF(line.left(), line.top(), plot.left() - kGap, line.height()), Qt::AlignRight | Qt::AlignVCenter, name);
        painter.setFont(monoFont(8.5));
        painter.setPen(std::isfinite(m_numbers.values[i]) ? theme.text : theme.muted);
        painter.drawText(
            QRectF(plot.right(), line.top(), width() - plot.right() - 1, line.height()), Qt::AlignRight | Qt::AlignVCenter, digits(i));
    }
}

void RowChart::paintUpright(QPainter &painter) const
{
    const Theme &theme = Theme::current();
    const QRectF plot = chart()->plotArea();
    const double zero = chart()->mapToPosition({0, 0}).y();
    const double pitch = plot.width() / count();
    for (int i = 0; i < count(); ++i)
        if (std::isnan(m_numbers.values[i]))
            painter.fillRect(QRectF(plot.left() + (i + 0.1) * pitch, plot.top(), 0.8 * pitch, plot.height()), undefinedColor());
    painter.setPen(QPen(theme.line, 1));
    painter.drawLine(QPointF(plot.left(), zero), QPointF(plot.right(), zero));
    painter.setFont(monoFont(8.5));
    painter.setPen(theme.muted);
    const QFontMetricsF metrics(painter.font());
    double lastY = -1e9;
    for (const double value : {m_axis->max(), 0.0, m_axis->min()}) {
        const double y = std::clamp(chart()->mapToPosition({0, value}).y(), plot.top(), double(height()) - metrics.height() / 2);
        if (y - lastY < metrics.height())
            continue;
        lastY = y;
        painter.drawText(QRectF(0, y - metrics.height() / 2, plot.left() - kGap, metrics.height()), Qt::AlignRight | Qt::AlignVCenter,
            numberText(value, m_numbers.format));
    }
    const auto active = std::ranges::find(m_numbers.columns, m_activeColumn);
    if (active == m_numbers.columns.end())
        return;
    const int index = int(active - m_numbers.columns.begin());
    const double x = plot.left() + (index + 0.5) * pitch;
    const QString text = m_numbers.names[index] + QStringLiteral("  ") + digits(index);
    painter.setFont(uiFont(9, QFont::DemiBold));
    painter.setPen(theme.accent);
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 2;
    painter.drawText(
        QRectF(std::clamp(x - width / 2, 0.0, std::max(0.0, this->width() - width)), 0, width, kUprightTop - 4), Qt::AlignCenter, text);
    painter.drawLine(QPointF(x, kUprightTop - 3), QPointF(x, plot.bottom()));
}

int RowChart::barAt(const QPointF &position) const
{
    const QRectF plot = chart()->plotArea();
    const double along = m_orientation == Qt::Horizontal ? (position.y() - plot.top()) / rowHeight()
                                                         : (position.x() - plot.left()) / plot.width() * count();
    const int index = int(std::floor(along));
    return index >= 0 && index < count() ? index : -1;
}

AccessibleTable RowChart::accessibleTable(int) const
{
    AccessibleTable list;
    list.name = accessibleName();
    list.rows = count();
    const auto active = std::ranges::find(m_numbers.columns, m_activeColumn);
    list.currentRow = active == m_numbers.columns.end() ? -1 : int(active - m_numbers.columns.begin());
    list.cell = [this](int row, int) {
        return QStringLiteral("%1, %2").arg(m_numbers.names.value(row), exactText(float(m_numbers.values[std::size_t(row)])));
    };
    list.rect = [this](int row, int) {
        const QRectF plot = chart()->plotArea();
        const double pitch = plot.width() / std::max(1, count());
        return m_orientation == Qt::Horizontal ? QRectF(0, plot.top() + row * rowHeight(), width(), rowHeight())
                                               : QRectF(plot.left() + row * pitch, plot.top(), pitch, plot.height());
    };
    list.choose
        = [chart = const_cast<RowChart *>(this)](int row, int) { Q_EMIT chart->columnClicked(chart->m_numbers.columns[std::size_t(row)]); };
    return list;
}

void RowChart::mouseMoveEvent(QMouseEvent *event)
{
    const int bar = barAt(event->position());
    Q_EMIT columnHovered(bar < 0 ? -1 : m_numbers.columns[bar]);
}

void RowChart::mousePressEvent(QMouseEvent *event)
{
    const int bar = barAt(event->position());
    if (bar >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT columnClicked(m_numbers.columns[bar]);
}

void RowChart::leaveEvent(QEvent *)
{
    Q_EMIT columnHovered(-1);
}

} // namespace headscope
