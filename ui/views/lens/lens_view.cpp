#include "ui/views/lens/lens_view.h"

#include "src/error.h"
#include "ui/views/lens/lens_table.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QVBoxLayout>

namespace headscope {

namespace {

constexpr int kSlow = 500; // milliseconds until a wait is said

} // namespace

LensView::LensView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_maker(this,
          [this](const LensNumbers *) {
              m_note->clear();
              place();
          })
    , m_word(new WordChoice(session, selection, this))
    , m_note(new QLabel(this))
    , m_scroll(new QScrollArea(this))
    , m_canvas(new PointedCanvas)
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
    setAccessibleName(tr("Logit lens"));
    setHints({}, {320, 240});
    dependOn(Selection::pinChanged | Selection::wordChanged);
    m_canvas->setAccessibleName(tr("Logit lens: words after each layer, and what each head adds to one word's logit"));
    m_scroll->setWidget(m_canvas);
    m_scroll->setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_scroll);

    m_slow.setSingleShot(true);
    m_slow.setInterval(kSlow);
    connect(&m_slow, &QTimer::timeout, this, [this] {
        if (m_maker.isBusy())
            m_note->setText(tr("Comparing with every word, layer by layer…"));
    });
    connect(m_word, &WordChoice::said, m_note, &QLabel::setText);
    connect(m_canvas, &PointedCanvas::picked, this, [this](const FigureHit &hit) {
        if (hit.word >= 0)
            m_selection.setWord(hit.word);
        else
            m_selection.setKey({m_selection.stage(), hit.head.layer, hit.head.head});
    });
}

void LensView::selectionChanged(Selection::Changes what)
{
    View::selectionChanged(what);
    if (what & Selection::stageChanged)
        place();
}

std::vector<ViewChoice> LensView::choices()
{
    QScrollBar &bar = *m_scroll->verticalScrollBar();
    return {placeChoice("scroll", bar.value(), [&bar](double pixels) { bar.setValue(int(pixels)); })};
}

void LensView::drop()
{
    m_maker.drop();
    m_wanted = {};
    m_note->clear();
    m_figure.reset();
    m_canvas->show(nullptr, emptyText());
}

void LensView::prepare()
{
    const LensSource wanted = lensSource(m_session, m_selection);
    m_word->setEnabled(wanted.trace != nullptr);
    if (wanted == m_wanted && m_maker.isInForce())
        return;
    m_wanted = wanted;
    m_maker.make(lensOrder(m_wanted, numbers().get()));
    if (m_maker.isBusy())
        m_slow.start();
}

void LensView::place()
{
    if (!isVisible())
        return;
    const auto numbers = this->numbers();
    m_figure.reset();
    const double zoom = figureZoom();
    const NormalFigure normal;
    const double width = m_scroll->viewport()->width() / zoom;
    if (numbers)
        m_figure.emplace(numbers, HeadPlace{m_selection.layer(), m_selection.head()}, width, true, LensWords::whole);
    m_canvas->setFixedSize(m_figure ? (m_figure->size() * zoom).toSize() : m_scroll->viewport()->size());
    m_canvas->show(m_figure ? &*m_figure : nullptr, emptyText());
}

QString LensView::emptyText() const
{
    const QString known = whyNoLens(m_session);
    return known.isEmpty() ? m_maker.problem() : known;
}

void LensView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    QMetaObject::invokeMethod(this, &LensView::place, Qt::QueuedConnection); // when the viewport has its size
}

ViewFigure LensView::wholeFigure(const FigureParts &parts) const
{
    return lensFigure(numbers(), {m_selection.layer(), m_selection.head()}, parts);
}

QString LensView::figureTitle() const
{
    return lensTitle(numbers().get());
}

StageKey LensView::exportKey() const
{
    return m_selection.key(Stage::logits);
}

std::optional<ViewTable> LensView::table() const
{
    const auto numbers = this->numbers();
    if (!numbers) {
        const QString reason = emptyText();
        throw Error((reason.isEmpty() ? tr("The words of each layer are still being made.") : reason).toStdString());
    }
    return lensTable(*numbers);
}

} // namespace headscope
