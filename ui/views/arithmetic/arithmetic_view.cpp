#include "ui/views/arithmetic/arithmetic_view.h"

#include "src/error.h"
#include "ui/session/layer_loader.h"
#include "ui/session/shown_trace.h"
#include "ui/views/shared/matrix/figure_words.h"
#include "ui/views/shared/pattern/shown_cell.h"
#include "ui/views/view_keys.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kHeight = 184;
constexpr int kSmallestHeight = 124;
constexpr int kMargin = 16;
constexpr int kManyTerms = 12; // fewer are seen at once and need no order
constexpr std::size_t kLargestTerms = 8; // of a longer sum come first

QPushButton *quietButton(const QString &text, const QString &tip, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("kind", QStringLiteral("quiet"));
    button->setToolTip(tip);
    button->setCursor(Qt::PointingHandCursor);
    return button;
}

} // namespace

ArithmeticView::ArithmeticView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_fold(quietButton({}, {}, this))
    , m_text(quietButton(tr("Copy as text"), tr("Every term, with every digit"), this))
    , m_latex(quietButton(tr("Copy as LaTeX"), tr("For a worksheet or a paper: goes into an align* environment"), this))
    , m_every(quietButton(tr("Every term"), tr("All terms of the sum, not only the largest"), this))
    , m_sort(quietButton(tr("Largest first"), tr("Order the terms by their size instead of their place"), this))
    , m_scroll(new QScrollBar(Qt::Horizontal, this))
{
    setAccessibleName(tr("Number by number"));
    setFocusPolicy(Qt::StrongFocus);
    for (QPushButton *button : {m_every, m_sort, m_text, m_latex})
        button->hide(); // until there is a sheet
    m_every->setCheckable(true);
    m_sort->setCheckable(true);
    m_fold->setProperty("kind", QStringLiteral("fold"));
    connect(m_fold, &QPushButton::clicked, this, &ArithmeticView::foldToggled);
    showFold();
    m_scroll->hide();
    m_scroll->setAccessibleName(tr("Scroll the terms"));
    connect(m_text, &QPushButton::clicked, this, &ArithmeticView::copyText);
    connect(m_latex, &QPushButton::clicked, this, &ArithmeticView::copyLatex);
    connect(m_every, &QPushButton::toggled, this, &ArithmeticView::renew);
    connect(m_sort, &QPushButton::toggled, this, &ArithmeticView::renew);
    connect(m_scroll, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&m_session.logitRows(), &LogitRows::ready, this, &ArithmeticView::renew);
    connect(&LayerLoader::of(m_session), &LayerLoader::ready, this, &ArithmeticView::renew);
    dependOn(Selection::stageChanged | Selection::pinChanged | Selection::hoverChanged);
}

void ArithmeticView::prepare()
{
    const auto trace = shownTrace(m_session, m_selection);
    const bool ready = LayerLoader::of(m_session).isReady(m_selection.key(), m_selection.shown());
    m_explanation.reset();
    m_sheet = {};
    m_shown = {};
    try {
        const CellIndex cell = ready ? shownCell(m_session, m_selection) : CellIndex();
        if (cell.row >= 0) {
            m_explanation = explain(*trace, m_selection.key(), cell.row, cell.column);
            m_sheet = sheetFor(*m_explanation);
        }
    } catch (const Error &) {
        // The model's file was changed: the Walk, whose numbers these are, says so.
    }
    const bool isLong = int(m_sheet.blocks.size()) > kManyTerms;
    const bool isSum = !m_sheet.between.isEmpty();
    const bool every = !isSum || m_every->isChecked();
    if (isLong && every && m_sort->isChecked())
        sortBySize(m_sheet);
    m_shown = isLong && !every ? shortened(m_sheet, kLargestTerms) : m_sheet;
    m_every->setVisible(isLong && isSum && !m_folded);
    m_sort->setVisible(isLong && every && !m_folded);
    m_text->setVisible(m_explanation && !m_folded);
    m_latex->setVisible(m_explanation && !m_folded);
    setAccessibleDescription(m_explanation ? QString::fromStdString(m_explanation->expression) : QString());
    place();
}

double ArithmeticView::reserved() const
{
    double width = 0;
    for (const QPushButton *button : {m_every, m_sort, m_text, m_latex, m_fold}) {
        if (button->isVisibleTo(this))
            width += button->sizeHint().width() + 4;
    }
    return width;
}

void ArithmeticView::setFolded(bool folded)
{
    if (folded == m_folded)
        return;
    m_folded = folded;
    showFold();
    updateGeometry();
    renew();
}

void ArithmeticView::showFold()
{
    m_fold->setText(m_folded ? QStringLiteral("▴") : QStringLiteral("▾"));
    m_fold->setAccessibleName(m_folded ? tr("Every term, number by number") : tr("Fold to one line"));
    m_fold->setToolTip(tr("%1 (F7)").arg(m_fold->accessibleName()));
}

int ArithmeticView::foldedHeight()
{
    return int(46 * Appearance::instance().zoom());
}

QRectF ArithmeticView::line() const
{
    return QRectF(rect()).adjusted(24, 0, -kMargin - reserved(), 0);
}

void ArithmeticView::place()
{
    m_layout = layOutSheet(m_shown, size(), reserved());
    double right = width() - kMargin;
    const double middle = m_folded ? height() / 2.0 : m_layout.title.center().y();
    for (QPushButton *button : {m_fold, m_text, m_latex, m_sort, m_every}) {
        if (!button->isVisibleTo(this))
            continue;
        const QSize hint = button->sizeHint();
        right -= hint.width();
        button->setGeometry(int(right), int(middle - hint.height() / 2.0), hint.width(), hint.height());
        right -= 4;
    }
    const int range = m_folded ? 0 : int(m_layout.scrollRange());
    m_scroll->setVisible(range > 0);
    m_scroll->setRange(0, range);
    m_scroll->setPageStep(int(m_layout.terms.width()));
    m_scroll->setSingleStep(60);
    m_scroll->setGeometry(int(m_layout.terms.left()), height() - 13, int(m_layout.terms.width()), 12);
    update();
}

void ArithmeticView::paintScreen(QPainter &painter)
{
    if (m_explanation && m_folded)
        paintSheetLine(painter, m_sheet, line());
    else if (m_explanation)
        paintSheet(painter, m_shown, m_layout, m_scroll->isVisible() ? m_scroll->value() : 0);
    else
        paintInstead(
            painter, rect().adjusted(24, m_folded ? 0 : 8, -24, m_folded ? 0 : -8), tr("The arithmetic behind a number appears here."), 13);
}

void ArithmeticView::wheelEvent(QWheelEvent *event)
{
    const QPoint turned = event->angleDelta();
    m_scroll->setValue(m_scroll->value() - (turned.x() != 0 ? turned.x() : turned.y()));
    event->accept();
}

void ArithmeticView::keyPressEvent(QKeyEvent *event)
{
    if (isKey(*event, ViewKey::copy) && explanation())
        copyText();
    else
        View::keyPressEvent(event);
}

void ArithmeticView::copyText()
{
    if (explanation())
        copy(QString::fromStdString(m_explanation->toText()));
}

void ArithmeticView::copyLatex()
{
    if (explanation())
        copy(QString::fromStdString(m_explanation->toLatex()));
}

void ArithmeticView::copy(const QString &text)
{
    QApplication::clipboard()->setText(text);
    Q_EMIT copied();
}

QSize ArithmeticView::sizeHint() const
{
    return {800, m_folded ? foldedHeight() : int(kHeight * Appearance::instance().zoom())};
}

QSize ArithmeticView::minimumSizeHint() const
{
    return {320, m_folded ? foldedHeight() : int(kSmallestHeight * Appearance::instance().zoom())};
}

ViewFigure ArithmeticView::wholeFigure(const FigureParts &) const
{
    constexpr double kWidest = 4000;
    const ArithmeticLayout whole = layOutSheet(m_sheet, QSizeF(kWidest, kHeight), 0);
    const QSizeF size(std::clamp(whole.lines.left() + 420.0, 640.0, kWidest), double(kHeight));
    return {size, [this, size](QPainter &painter) {
                painter.fillRect(QRectF(QPointF(), size), background());
                paintSheet(painter, m_sheet, layOutSheet(m_sheet, size, 0), 0);
            }};
}

QString ArithmeticView::figureTitle() const
{
    return m_explanation ? m_sheet.title : tr("Number by number");
}

} // namespace headscope
