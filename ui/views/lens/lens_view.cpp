#include "ui/views/lens/lens_view.h"

#include "src/error.h"
#include "ui/session/model_words.h"
#include "ui/session/prediction_row.h"
#include "ui/theme/theme.h"
#include "ui/views/lens/lens_table.h"
#include "ui/views/shared/charts/titled_figure.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QVBoxLayout>

namespace headscope {

namespace {

constexpr int kSlow = 500; // milliseconds until a wait is said
constexpr double kExportWidth = 1100;

} // namespace

LensView::LensView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_word(new WordChoice(session, selection, this))
    , m_note(new QLabel(this))
    , m_scroll(new QScrollArea(this))
    , m_canvas(new QWidget)
{
    auto *controls = new QHBoxLayout;
    controls->setContentsMargins(26, 0, 24, 6);
    controls->setSpacing(14);
    controls->addWidget(m_word);
    controls->addWidget(m_note, 1);
    m_note->setProperty("role", QStringLiteral("muted"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(controls);
    layout->addWidget(m_scroll, 1);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_canvas->setProperty("role", QStringLiteral("scrolled"));
    m_canvas->setMouseTracking(true);
    setAccessibleName(tr("Logit lens"));
    m_canvas->setAccessibleName(tr("Logit lens: words after each layer, and what each head adds to one word's logit"));
    m_canvas->installEventFilter(this);
    m_scroll->setWidget(m_canvas);
    m_scroll->setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_scroll);

    m_slow.setSingleShot(true);
    m_slow.setInterval(kSlow);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        if (m_maker.isWorking())
            m_note->setText(tr("Comparing with every word, layer by layer…"));
    });
    connect(&m_maker, &LensMaker::changed, this, [this] {
        if (!m_maker.isWorking())
            m_note->clear();
        place();
    });
    connect(m_word, &WordChoice::said, m_note, &QLabel::setText);
    connect(&session, &Session::traceChanged, this, &LensView::refresh);
    connect(&session, &Session::modelChanged, this, [this] { // also while out of sight: it holds numbers
        m_figure.reset();
        m_maker.drop();
    });
    connect(&Appearance::instance(), &Appearance::changed, this, &LensView::place);
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & (Selection::pinChanged | Selection::shownChanged | Selection::wordChanged))
            refresh();
        else if (what & Selection::stageChanged)
            place();
    });
}

void LensView::refresh()
{
    if (!isVisible())
        return;
    const auto trace = m_selection.shown() == Shown::original ? m_session.original() : m_session.trace();
    const int row = trace ? predictionRow(*trace, m_selection) : -1;
    m_word->setEnabled(row >= 0);
    if (row < 0) {
        m_figure.reset();
        m_maker.drop();
        return;
    }
    m_maker.want(trace, row, m_selection.word());
    if (m_maker.isWorking())
        m_slow.start();
}

void LensView::place()
{
    const auto numbers = m_maker.numbers();
    m_figure.reset();
    const int width = m_scroll->viewport()->width();
    if (numbers && numbers->problem.isEmpty())
        m_figure.emplace(numbers, HeadPlace{m_selection.layer(), m_selection.head()}, width);
    m_canvas->setFixedSize(m_figure ? m_figure->size().toSize() : m_scroll->viewport()->size());
    m_canvas->update();
}

QString LensView::emptyText() const
{
    const auto trace = m_session.trace();
    if (!trace)
        return tr("Open a model to look through its layers.");
    if (const auto reason = lensRefusal(trace->config()))
        return QString::fromStdString(*reason);
    if (const auto numbers = m_maker.numbers(); numbers && !numbers->problem.isEmpty())
        return numbers->problem;
    return hasTokens(*trace) ? QString() : tr("Type a sentence to see what the model would say after each layer.");
}

void LensView::paintCanvas()
{
    QPainter painter(m_canvas);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(m_canvas->rect(), Theme::current().canvas);
    if (m_figure)
        return m_figure->paint(painter, m_hovered);
    painter.setFont(figureFont(14));
    painter.setPen(Theme::current().muted);
    painter.drawText(m_canvas->rect().adjusted(30, 30, -30, -30), Qt::AlignCenter | Qt::TextWordWrap, emptyText());
}

void LensView::showEvent(QShowEvent *event)
{
    View::showEvent(event);
    refresh();
    place();
}

void LensView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    QMetaObject::invokeMethod(this, &LensView::place, Qt::QueuedConnection); // when the viewport has its size
}

bool LensView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_canvas)
        return View::eventFilter(watched, event);
    if (event->type() == QEvent::Paint) {
        paintCanvas();
        return true;
    }
    if (!m_figure)
        return false;
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const auto hit = m_figure->hitAt(help->pos());
        QToolTip::showText(help->globalPos(), hit ? hit->text : QString(), m_canvas);
        return true;
    }
    if (event->type() == QEvent::MouseMove || event->type() == QEvent::Leave) {
        const auto hit = event->type() == QEvent::Leave ? std::nullopt : m_figure->hitAt(static_cast<QMouseEvent *>(event)->position());
        m_canvas->setCursor(hit && (hit->word >= 0 || hit->head.layer >= 0) ? Qt::PointingHandCursor : Qt::ArrowCursor);
        const CellIndex cell = hit ? hit->cell : CellIndex();
        if (!(cell == m_hovered)) {
            m_hovered = cell;
            m_canvas->update();
        }
    } else if (event->type() == QEvent::MouseButtonPress && static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton) {
        const auto hit = m_figure->hitAt(static_cast<QMouseEvent *>(event)->position());
        if (hit && hit->word >= 0)
            m_selection.setWord(hit->word);
        else if (hit && hit->head.layer >= 0)
            m_selection.setKey({m_selection.stage(), hit->head.layer, hit->head.head});
    }
    return false;
}

QSizeF LensView::figureSize() const
{
    const auto numbers = m_maker.numbers();
    if (!numbers || !numbers->problem.isEmpty())
        return {400, 300};
    return titledSize(LensFigure(numbers, {m_selection.layer(), m_selection.head()}, kExportWidth, m_parts.legend).size(), m_parts);
}

void LensView::paintFigure(QPainter &painter, const QRectF &area) const
{
    const auto numbers = m_maker.numbers();
    if (!numbers || !numbers->problem.isEmpty())
        return;
    const LensFigure figure(numbers, {m_selection.layer(), m_selection.head()}, kExportWidth, m_parts.legend);
    paintTitled(painter, area, figure.size(), figureTitle(), m_parts, [&] { figure.paint(painter); });
}

QString LensView::figureTitle() const
{
    const auto numbers = m_maker.numbers();
    if (!numbers || !numbers->problem.isEmpty())
        return tr("Logit lens");
    return modelTitle(numbers->trace->model()) + QStringLiteral(" · ")
        + tr("logit lens %1").arg(predictionPlace(*numbers->trace, numbers->row));
}

StageKey LensView::exportKey() const
{
    return m_selection.key(Stage::logits);
}

std::optional<ViewTable> LensView::table() const
{
    const auto numbers = m_maker.numbers();
    if (!numbers || !numbers->problem.isEmpty()) {
        const QString reason = emptyText();
        throw Error((reason.isEmpty() ? tr("The words of each layer are still being made.") : reason).toStdString());
    }
    return lensTable(*numbers);
}

} // namespace headscope
