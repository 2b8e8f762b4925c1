#include "ui/views/arithmetic/sheet_view.h"

#include "ui/views/shared/matrix/figure_words.h"
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

SheetView::SheetView(Session &session, Selection &selection, QWidget *parent)
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
    connect(m_fold, &QPushButton::clicked, this, &SheetView::foldToggled);
    showFold();
    m_scroll->hide();
    m_scroll->setAccessibleName(tr("Scroll the terms"));
    connect(m_text, &QPushButton::clicked, this, &SheetView::copyText);
    connect(m_latex, &QPushButton::clicked, this, &SheetView::copyLatex);
    connect(m_every, &QPushButton::toggled, this, &SheetView::renew);
    connect(m_sort, &QPushButton::toggled, this, &SheetView::renew);
    connect(m_scroll, &QScrollBar::valueChanged, this, qOverload<>(&QWidget::update));
}

void SheetView::prepare()
{
    m_sheet = makeSheet();
    m_shown = {};
    if (!m_sheet) {
        for (QPushButton *button : {m_every, m_sort, m_text, m_latex})
            button->hide();
        setAccessibleDescription({});
        return place();
    }
    const bool isLong = int(m_sheet->blocks.size()) > kManyTerms;
    const bool isSum = !m_sheet->between.isEmpty();
    const bool every = !isSum || m_every->isChecked();
    if (isLong && every && m_sort->isChecked())
        sortBySize(*m_sheet);
    m_shown = isLong && !every ? shortened(*m_sheet, kLargestTerms) : *m_sheet;
    m_every->setVisible(isLong && isSum && !m_folded);
    m_sort->setVisible(isLong && every && !m_folded);
    m_text->setVisible(!m_folded);
    m_latex->setVisible(!m_folded && hasLatex());
    setAccessibleDescription(expression());
    place();
}

double SheetView::reserved() const
{
    double width = 0;
    for (const QPushButton *button : {m_every, m_sort, m_text, m_latex, m_fold}) {
        if (button->isVisibleTo(this))
            width += button->sizeHint().width() + 4;
    }
    return width;
}

void SheetView::setFolded(bool folded)
{
    if (folded == m_folded)
        return;
    m_folded = folded;
    showFold();
    updateGeometry();
    renew();
}

void SheetView::showFold()
{
    m_fold->setText(m_folded ? QStringLiteral("▴") : QStringLiteral("▾"));
    m_fold->setAccessibleName(m_folded ? tr("Every term, number by number") : tr("Fold to one line"));
    m_fold->setToolTip(tr("%1 (F7)").arg(m_fold->accessibleName()));
}

int SheetView::foldedHeight()
{
    return int(46 * Appearance::instance().zoom());
}

QRectF SheetView::line() const
{
    return QRectF(rect()).adjusted(24, 0, -kMargin - reserved(), 0);
}

void SheetView::place()
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

void SheetView::paintScreen(QPainter &painter)
{
    if (m_sheet && m_folded)
        paintSheetLine(painter, *m_sheet, line());
    else if (m_sheet)
        paintSheet(painter, m_shown, m_layout, m_scroll->isVisible() ? m_scroll->value() : 0);
    else
        paintInstead(
            painter, rect().adjusted(24, m_folded ? 0 : 8, -24, m_folded ? 0 : -8), tr("The arithmetic behind a number appears here."), 13);
}

void SheetView::wheelEvent(QWheelEvent *event)
{
    const QPoint turned = event->angleDelta();
    m_scroll->setValue(m_scroll->value() - (turned.x() != 0 ? turned.x() : turned.y()));
    event->accept();
}

void SheetView::keyPressEvent(QKeyEvent *event)
{
    prepareNow();
    if (isKey(*event, ViewKey::copy) && m_sheet)
        copyText();
    else
        View::keyPressEvent(event);
}

void SheetView::copyText()
{
    prepareNow();
    if (m_sheet)
        copy(asText());
}

void SheetView::copyLatex()
{
    prepareNow();
    if (m_sheet)
        copy(asLatex());
}

void SheetView::copy(const QString &text)
{
    QApplication::clipboard()->setText(text);
    Q_EMIT copied();
}

QSize SheetView::sizeHint() const
{
    return {800, m_folded ? foldedHeight() : int(kHeight * Appearance::instance().zoom())};
}

QSize SheetView::minimumSizeHint() const
{
    return {320, m_folded ? foldedHeight() : int(kSmallestHeight * Appearance::instance().zoom())};
}

ViewFigure SheetView::wholeFigure(const FigureParts &) const
{
    constexpr double kWidest = 4000;
    const ArithmeticSheet sheet = m_sheet.value_or(ArithmeticSheet());
    const ArithmeticLayout whole = layOutSheet(sheet, QSizeF(kWidest, kHeight), 0);
    const QSizeF size(std::clamp(whole.lines.left() + 420.0, 640.0, kWidest), double(kHeight));
    return {size, [this, sheet, size](QPainter &painter) {
                painter.fillRect(QRectF(QPointF(), size), background());
                paintSheet(painter, sheet, layOutSheet(sheet, size, 0), 0);
            }};
}

QString SheetView::figureTitle() const
{
    return m_sheet ? m_sheet->title : tr("Number by number");
}

} // namespace headscope
