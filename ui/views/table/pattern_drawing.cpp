#include "ui/views/table/pattern_drawing.h"

#include "ui/theme/color_scale.h"
#include "ui/theme/theme.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <functional>

namespace headscope {

namespace {

template <typename Rule>
SketchGrid gridOf(Rule rule)
{
    SketchGrid grid{};
    for (int row = 0; row < kSketchSide; ++row)
        for (int column = 0; column < kSketchSide; ++column)
            grid[std::size_t(row * kSketchSide + column)] = rule(row, column) ? 1.0F : 0.0F;
    return grid;
}

} // namespace

PatternDrawing::PatternDrawing(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setAccessibleName(tr("A pattern to look for: queries downward, keys to the right"));
    setToolTip(tr("Draw with the left button, erase with the right one; arrow keys and Space work too"));
}

void PatternDrawing::setGrid(const SketchGrid &grid)
{
    m_grid = grid;
    update();
    Q_EMIT changed();
}

bool PatternDrawing::isEmpty() const
{
    return std::ranges::all_of(m_grid, [](float value) { return value == 0; });
}

QRectF PatternDrawing::cell(int row, int column) const
{
    const double side = std::min(width(), height()) / double(kSketchSide);
    return {column * side, row * side, side, side};
}

void PatternDrawing::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    const ColorScale scale = ColorScale::currentSequential();
    QPainter painter(this);
    const QRectF whole(QPointF(), cell(kSketchSide - 1, kSketchSide - 1).bottomRight());
    painter.fillRect(whole, scale.color(0));
    for (int row = 0; row < kSketchSide; ++row)
        for (int column = 0; column < kSketchSide; ++column)
            if (const float value = m_grid[std::size_t(row * kSketchSide + column)]; value > 0)
                painter.fillRect(cell(row, column), scale.color(0.85 * value));
    painter.setPen(QPen(theme.line, 1));
    for (int line = 0; line <= kSketchSide; line += 6) {
        const double at = std::min(line * cell(0, 0).width(), whole.width() - 1);
        painter.drawLine(QPointF(at, 0), QPointF(at, whole.height()));
        painter.drawLine(QPointF(0, at), QPointF(whole.width(), at));
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 2));
        painter.drawRect(cell(m_row, m_column).adjusted(1, 1, -1, -1));
    }
}

void PatternDrawing::set(int row, int column, float value)
{
    if (row >= 0 && row < kSketchSide && column >= 0 && column < kSketchSide)
        m_grid[std::size_t(row * kSketchSide + column)] = value;
}

void PatternDrawing::draw(const QPointF &from, const QPointF &to, bool erase)
{
    const double side = cell(0, 0).width();
    const int steps = std::max(1, int(std::ceil(2 * QLineF(from, to).length() / side))); // no gaps in a quick stroke
    for (int i = 0; i <= steps; ++i) {
        const QPointF at = from + (to - from) * (double(i) / steps);
        m_row = std::clamp(int(std::floor(at.y() / side)), 0, kSketchSide - 1);
        m_column = std::clamp(int(std::floor(at.x() / side)), 0, kSketchSide - 1);
        set(m_row, m_column, erase ? 0.0F : 1.0F);
    }
    update();
    Q_EMIT changed();
}

void PatternDrawing::mousePressEvent(QMouseEvent *event)
{
    m_last = event->position();
    draw(m_last, m_last, event->button() == Qt::RightButton);
}

void PatternDrawing::mouseMoveEvent(QMouseEvent *event)
{
    draw(m_last, event->position(), event->buttons() & Qt::RightButton);
    m_last = event->position();
}

void PatternDrawing::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left: m_column = std::max(0, m_column - 1); break;
    case Qt::Key_Right: m_column = std::min(kSketchSide - 1, m_column + 1); break;
    case Qt::Key_Up: m_row = std::max(0, m_row - 1); break;
    case Qt::Key_Down: m_row = std::min(kSketchSide - 1, m_row + 1); break;
    case Qt::Key_Space: {
        const bool isSet = m_grid[std::size_t(m_row * kSketchSide + m_column)] > 0;
        set(m_row, m_column, isSet ? 0.0F : 1.0F);
        Q_EMIT changed();
        break;
    }
    default: QWidget::keyPressEvent(event); return;
    }
    update();
}

PatternDialog::PatternDialog(QWidget *parent)
    : QDialog(parent)
    , m_drawing(new PatternDrawing(this))
{
    setWindowTitle(tr("Draw a Pattern"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 14);
    layout->setSpacing(10);
    auto *note = new QLabel(tr("Which heads look like this? Queries go downward, keys to the right. The table's column “Like the drawing” "
                               "is the correlation with each head's pattern."),
        this);
    note->setWordWrap(true);
    note->setProperty("role", QStringLiteral("muted"));
    layout->addWidget(note);
    layout->addWidget(m_drawing, 1, Qt::AlignHCenter);
    auto *starts = new QHBoxLayout;
    const auto add = [&](const QString &title, const SketchGrid &grid) {
        auto *button = new QPushButton(title, this);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, [this, grid] { m_drawing->setGrid(grid); });
        starts->addWidget(button);
    };
    add(tr("Diagonal"), gridOf([](int row, int column) { return row == column; }));
    add(tr("First"), gridOf([](int, int column) { return column == 0; }));
    add(tr("Second half to first"), gridOf([](int row, int column) { return row - column == kSketchSide / 2; }));
    add(tr("Clear"), SketchGrid{});
    layout->addLayout(starts);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    connect(&Appearance::instance(), &Appearance::changed, m_drawing, qOverload<>(&QWidget::update));
}

} // namespace headscope
