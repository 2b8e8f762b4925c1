#include "ui/views/lab/charts/lab_charts_view.h"

#include "src/error.h"
#include "ui/session/model_words.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/widgets/flow_layout.h"

#include <QScrollBar>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace headscope {

namespace {

constexpr double kExportWidth = 1180;
constexpr std::array<int, 5> kBudgets{5, 20, 60, 180, 600}; // seconds
constexpr int kUsualBudget = 1; // of them

} // namespace

LabChartsView::LabChartsView(Session &session, Selection &selection, LabState &state, QWidget *parent)
    : View(session, selection, parent)
    , m_state(state)
    , m_maker(this, [this](const LabPageContent *) { place(); })
    , m_measuring(this)
    , m_pages(new SegmentedControl({}, this))
    , m_measure(new QPushButton(this))
    , m_budget(new QComboBox(this))
    , m_progress(new QProgressBar(this))
    , m_note(new QLabel(this))
    , m_scroll(new QScrollArea(this))
    , m_canvas(new PointedCanvas)
{
    QStringList titles;
    for (const LabPageInfo &page : kLabPages)
        titles << LabPageContent::tr(page.title);
    m_pages->setLabels(titles);
    m_pages->setCurrent(0);
    m_pages->setAccessibleName(tr("What the charts of the Lab show"));
    m_measure->setToolTip(tr("Run full attention and the chosen mechanisms on random numbers, from 64 to 32,768 tokens"));
    for (const int seconds : kBudgets)
        m_budget->addItem(seconds < 60 ? tr("%1 seconds").arg(seconds)
                : seconds == 60        ? tr("1 minute")
                                       : tr("%1 minutes").arg(seconds / 60),
            seconds);
    m_budget->setCurrentIndex(kUsualBudget);
    m_budget->setAccessibleName(tr("Time budget of measuring"));
    m_budget->setToolTip(tr("A mechanism whose next size would not fit into its share of this time stops growing"));
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 1000);
    m_progress->setFixedWidth(160);
    m_progress->setAccessibleName(tr("Progress of measuring"));
    m_note->setProperty("role", QStringLiteral("error"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->hide();

    auto *controls = new FlowLayout(12, 6);
    controls->setContentsMargins(18, 8, 18, 0);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_pages, m_measure, m_budget, m_progress})
        controls->addWidget(widget);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(controls);
    layout->addWidget(m_note);
    layout->addWidget(m_scroll, 1);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::StrongFocus);
    m_canvas->setProperty("role", QStringLiteral("scrolled"));
    m_canvas->setAccessibleName(tr("Charts of the Lab"));
    m_scroll->setWidget(m_canvas);
    setFocusProxy(m_scroll);
    setAccessibleName(tr("Charts of the Lab"));
    setWords(
        {tr("Open a model, or choose random numbers."), tr("Type a sentence, or choose random numbers."), tr("Running the mechanisms …")});
    setHasTable();
    dependOn(Selection::stageChanged | Selection::pinChanged);

    connect(m_pages, &SegmentedControl::activated, this, [this](int index) { setPage(static_cast<LabPage>(index)); });
    connect(m_measure, &QPushButton::clicked, this, [this] { isMeasuring() ? cancel() : measure(); });
    connect(&m_measuring, &Job::progressChanged, this, [this] { m_progress->setValue(int(m_measuring.progress() * 1000)); });
    connect(&m_state, &LabState::changed, this, [this](LabState::Changes what) {
        if (what & (LabState::inputChanged | LabState::mechanismsChanged | LabState::parametersChanged))
            renew();
    });
    refreshControls();
}

void LabChartsView::setPage(LabPage page)
{
    if (page == m_page)
        return;
    m_page = page;
    m_pages->setCurrent(static_cast<int>(page));
    m_maker.drop();
    refreshControls();
    renew();
}

int LabChartsView::budget() const
{
    return m_budget->currentData().toInt();
}

void LabChartsView::setBudget(int seconds)
{
    m_budget->setCurrentIndex(std::max(0, m_budget->findData(seconds)));
}

GrowthRequest LabChartsView::growthRequest() const
{
    const LabChoices &choices = m_state.choices();
    const auto trace = m_session.trace();
    GrowthRequest request;
    request.mechanisms = m_state.mechanisms();
    request.width = choices.source == LabSource::head && trace ? trace->config().headWidth : choices.width;
    request.seed = std::uint64_t(choices.seed);
    request.causal = choices.causal;
    request.budget = budget();
    return request;
}

bool LabChartsView::isOutdated() const
{
    if (!m_growth || isMeasuring())
        return false;
    const GrowthRequest now = growthRequest();
    const GrowthRequest &then = m_growth->request;
    return now.mechanisms != then.mechanisms || now.width != then.width || now.causal != then.causal || now.seed != then.seed;
}

void LabChartsView::measure()
{
    m_note->hide();
    m_growth.reset();
    m_progress->setValue(0);
    m_measuring.start(
        [this, request = growthRequest()](const JobLink &link) {
            std::size_t known = 0;
            const auto report = [&](double share, const Growth &sofar) {
                link.setProgress(share);
                std::size_t points = 0;
                for (const GrowthLine &line : sofar.lines)
                    points += line.points.size();
                if (points != std::exchange(known, points))
                    link.post([this, sofar] { take(sofar); });
            };
            return measureGrowth(request, report, link.stop());
        },
        [this](const Growth &growth) { take(growth); },
        [this](const QString &problem) {
            m_note->setText(problem);
            m_note->show();
            refreshControls();
        });
    refreshControls();
    place();
}

void LabChartsView::cancel()
{
    m_measuring.stop();
    refreshControls();
    place();
}

void LabChartsView::take(const Growth &growth)
{
    m_growth = std::make_shared<const Growth>(growth);
    refreshControls();
    place();
}

void LabChartsView::refreshControls()
{
    const bool isGrowth = m_page == LabPage::growth;
    m_measure->setText(isMeasuring() ? tr("Cancel") : tr("Measure on this machine"));
    m_measure->setProperty("kind", isMeasuring() ? QString() : QStringLiteral("primary"));
    m_measure->style()->unpolish(m_measure);
    m_measure->style()->polish(m_measure);
    m_measure->setVisible(isGrowth);
    m_budget->setVisible(isGrowth && !isMeasuring());
    m_progress->setVisible(isGrowth && isMeasuring());
}

ContentOrder<LabPageContent> LabChartsView::order() const
{
    const std::optional<LabOrder> input = m_state.order();
    if (!input)
        return {};
    LabPageRequest request;
    request.page = m_page;
    request.query = input->trace ? m_selection.row() : -1;
    if (m_page == LabPage::table) {
        for (const MechanismInfo &mechanism : allMechanisms())
            request.mechanisms.push_back({&mechanism, m_state.parametersOf(mechanism)});
    } else {
        request.mechanisms = m_state.mechanisms();
    }
    return {[request, input = *input](const std::stop_token &stop) -> std::optional<LabPageContent> {
                const LabNumbers numbers = input.make(stop);
                if (stop.stop_requested())
                    return std::nullopt;
                LabPageContent page = labPage(request, numbers, stop);
                return stop.stop_requested() ? std::nullopt : std::optional(std::move(page));
            },
        false};
}

void LabChartsView::prepare()
{
    if (m_page == LabPage::growth)
        place();
    else
        m_maker.make(order());
}

void LabChartsView::drop()
{
    m_maker.drop();
    m_figure.reset();
    m_canvas->show(nullptr, emptyText());
}

std::shared_ptr<const LabPageContent> LabChartsView::content() const
{
    if (m_page != LabPage::growth)
        return m_maker.content();
    if (m_growth)
        return std::make_shared<const LabPageContent>(growthPage(*m_growth, isOutdated()));
    auto empty = unmeasuredPage();
    if (isMeasuring())
        empty.charts.front().instead = tr("Measuring …");
    return std::make_shared<const LabPageContent>(std::move(empty));
}

QString LabChartsView::emptyText() const
{
    if (m_maker.isBusy())
        return m_page == LabPage::table ? tr("Running every mechanism …") : tr("Running the mechanisms …");
    if (!m_maker.problem().isEmpty())
        return m_maker.problem();
    return tr("Type a sentence, or choose random numbers.");
}

QString LabChartsView::whyNoPicture() const
{
    if (m_page == LabPage::growth)
        return m_growth ? QString() : tr("Nothing was measured yet.");
    return content() ? QString() : emptyText();
}

void LabChartsView::place()
{
    if (!isVisible())
        return;
    const auto shown = content();
    m_figure.reset();
    const double zoom = figureZoom();
    const NormalFigure normal;
    const QSizeF room = QSizeF(m_scroll->viewport()->size()) / zoom;
    if (shown)
        m_figure.emplace(shown, room.width(), room.height());
    m_canvas->setFixedSize(
        m_figure ? (m_figure->size() * zoom).toSize().expandedTo(m_scroll->viewport()->size()) : m_scroll->viewport()->size());
    m_canvas->show(m_figure ? &*m_figure : nullptr, emptyText());
}

void LabChartsView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    QMetaObject::invokeMethod(this, &LabChartsView::place, Qt::QueuedConnection); // when the viewport has its size
}

ViewFigure LabChartsView::wholeFigure(const FigureParts &parts) const
{
    const auto shown = content();
    if (!shown)
        return {{420, 320}, {}};
    return labPageFigure(shown, kExportWidth, parts.title ? figureTitle() : QString());
}

QString LabChartsView::figureTitle() const
{
    const QString page = LabPageContent::tr(rowOf(kLabPages, m_page).title);
    const auto trace = m_session.trace();
    if (m_page == LabPage::growth || m_state.choices().source == LabSource::random || !trace)
        return tr("Lab · %1").arg(page);
    return tr("%1 · %2 · %3").arg(modelTitle(trace->model()), headTitle(trace->config(), m_selection.layer(), m_selection.head()), page);
}

std::optional<ViewTable> LabChartsView::table() const
{
    if (const QString reason = whyNoPicture(); !reason.isEmpty())
        throw Error(reason.toStdString());
    return content()->numbers;
}

std::vector<ViewChoice> LabChartsView::choices()
{
    QScrollBar &bar = *m_scroll->verticalScrollBar();
    return {namedChoice("page", kLabPages, m_page, std::function([this](LabPage page) { setPage(page); })),
        placeChoice("scroll", bar.value(), [&bar](double pixels) { bar.setValue(int(pixels)); })};
}

} // namespace headscope
