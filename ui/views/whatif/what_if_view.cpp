#include "ui/views/whatif/what_if_view.h"

#include "src/error.h"
#include "ui/session/model_words.h"
#include "ui/session/prediction_row.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/whatif/what_if_table.h"
#include "ui/widgets/flow_layout.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace headscope {

namespace {

constexpr int kWords = 6;
constexpr int kOusted = 2; // of the likeliest without edits, listed even if they fell out of the six
constexpr int kRepaint = 40; // milliseconds between two paintings while results arrive
constexpr int kMostTokens = 200; // each is a run for every layer
constexpr double kExportWidth = 1100;
constexpr double kMostIndex = 100'000'000;

constexpr std::array<NamedValue<SweepKind>, countOf<SweepKind>()> kKinds{
    {{SweepKind::headsOff, "heads-off"}, {SweepKind::headsPatched, "heads-patched"}, {SweepKind::streamPatched, "stream-patched"}}};
static_assert(hasRowForEach(kKinds));
constexpr std::array<NamedValue<SweepMeasure>, countOf<SweepMeasure>()> kMeasures{
    {{SweepMeasure::logit, "logit"}, {SweepMeasure::logProbability, "log-p"}, {SweepMeasure::divergence, "kl"}}};
static_assert(hasRowForEach(kMeasures));
constexpr std::array<NamedValue<AlignmentRule>, countOf<AlignmentRule>()> kAlignments{
    {{AlignmentRule::position, "position"}, {AlignmentRule::text, "text"}}};
static_assert(hasRowForEach(kAlignments));

} // namespace

WhatIfView::WhatIfView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
    , m_other(session)
    , m_controls(new HeadControls(session, selection, m_other, this))
    , m_kind(new QComboBox(this))
    , m_measure(new SegmentedControl({tr("Logit"), tr("Log p"), tr("KL")}, this))
    , m_word(new WordChoice(session, selection, this))
    , m_start(new QPushButton(tr("Start"), this))
    , m_progress(new QProgressBar(this))
    , m_note(new QLabel(this))
    , m_scroll(new QScrollArea(this))
    , m_inside(new QWidget)
    , m_canvas(new PointedCanvas(m_inside))
{
    m_kind->addItems({tr("Each head off"), tr("Each head from B"), tr("Each layer and token from B")});
    m_kind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_kind->setMinimumContentsLength(20);
    m_kind->setAccessibleName(tr("What is changed, one after the other"));
    m_measure->setAccessibleName(tr("What a change is measured by"));
    m_measure->setToolTip(
        tr("Change of the word's logit, of the logarithm of its probability, or of the whole distribution (KL, in bits)"));
    m_start->setToolTip(tr("Run the model once for every place and compare the prediction"));
    m_progress->setTextVisible(false);
    m_progress->hide();
    m_note->setProperty("role", QStringLiteral("error"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->hide();

    auto *sweepRow = new QHBoxLayout;
    sweepRow->setSpacing(10);
    sweepRow->addWidget(m_kind);
    sweepRow->addWidget(m_start);
    sweepRow->addWidget(m_progress, 1);
    sweepRow->addStretch();
    auto *measureRow = new FlowLayout(14, 6);
    measureRow->addWidget(m_measure);
    measureRow->addWidget(m_word);
    auto *top = new QVBoxLayout;
    top->setContentsMargins(26, 4, 24, 4);
    top->setSpacing(8);
    top->addWidget(m_controls);
    top->addLayout(sweepRow);
    top->addLayout(measureRow);
    top->addWidget(m_note);
    auto *inside = new QVBoxLayout(m_inside);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(4);
    inside->addLayout(top);
    inside->addWidget(m_canvas);
    inside->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_inside->setProperty("role", QStringLiteral("scrolled"));
    m_scroll->setWidget(m_inside);
    m_canvas->setAccessibleName(tr("Prediction before and after the edits, and what each head is worth to one word"));
    setHints({}, {320, 240});
    dependOn(Selection::stageChanged | Selection::pinChanged);
    setFocusProxy(m_scroll);

    m_placing.setSingleShot(true);
    m_placing.setInterval(kRepaint);
    connect(&m_placing, &QTimer::timeout, this, &WhatIfView::placeNow);
    connect(m_start, &QPushButton::clicked, this, &WhatIfView::toggleSweep);
    connect(m_measure, &SegmentedControl::activated, this, &WhatIfView::place);
    connect(m_word, &WordChoice::said, this, &WhatIfView::say);
    connect(m_controls, &HeadControls::said, this, &WhatIfView::say);
    connect(m_kind, &QComboBox::activated, this, &WhatIfView::refreshControls);
    connect(&m_other, &OtherSentence::changed, this, [this] {
        refreshControls();
        if (!isStale())
            sweepAgain();
    });
    connect(&m_runner, &SweepRunner::changed, this, [this] {
        refreshControls();
        place();
    });
    connect(&session.logitRows(), &LogitRows::ready, this, &WhatIfView::place);
    connect(m_canvas, &PointedCanvas::picked, this, [this](const FigureHit &hit) {
        m_selection.setKey({m_selection.stage(), hit.head.layer, hit.head.head >= 0 ? hit.head.head : m_selection.head()});
    });
    refreshControls();
}

void WhatIfView::renew()
{
    const auto &base = m_runner.results().request.base;
    const auto trace = m_session.trace();
    if (base && trace
        && (base->text() != trace->text() || base->target() != trace->target() || base->tokens().size() != trace->tokens().size()))
        m_runner.drop();
    View::renew();
}

void WhatIfView::prepare()
{
    refreshControls();
    sweepAgain();
    placeNow();
}

std::vector<ViewChoice> WhatIfView::choices()
{
    const std::optional<Measured> swept = m_sweepsAgain ? m_again : measured();
    m_again = swept.value_or(Measured());
    const auto again = [this](auto change) {
        change(m_again);
        m_sweepsAgain = true;
        renew();
    };
    return {textChoice("sentence_b", m_other.text(),
                [this](const QString &text) {
                    m_controls->sentence()->setText(text);
                    m_other.setText(text);
                }),
        namedChoice<decltype(kAlignments), AlignmentRule>(
            "alignment", kAlignments, m_controls->alignment(), [this](AlignmentRule rule) { m_controls->setAlignment(rule); }),
        namedChoice<decltype(kKinds), SweepKind>("changes", kKinds, kKinds[std::size_t(m_kind->currentIndex())].id,
            [this](SweepKind kind) {
                m_kind->setCurrentIndex(int(kind));
                refreshControls();
            }),
        namedChoice<decltype(kMeasures), SweepMeasure>("measure", kMeasures, kMeasures[std::size_t(m_measure->current())].id,
            [this](SweepMeasure measure) {
                m_measure->setCurrent(int(measure));
                place();
            }),
        numberChoice("swept_row", swept ? swept->row + 1 : 0, 0, kMostIndex,
            [again](double row) { again([row](Measured &next) { next.row = int(row) - 1; }); }),
        numberChoice("swept_word", swept ? swept->id : -1, -1, kMostIndex,
            [again](double id) { again([id](Measured &next) { next.id = int(id); }); }),
        flagChoice("swept", swept.has_value(), [this](bool on) {
            m_sweepsAgain = on;
            if (!on)
                m_runner.drop();
            renew();
        })};
}

void WhatIfView::drop()
{
    m_figure.reset();
    m_canvas->show(nullptr, emptyText());
    m_runner.drop();
    m_sweepsAgain = false;
}

void WhatIfView::say(const QString &message)
{
    m_note->setText(message);
    m_note->setVisible(!message.isEmpty());
}

void WhatIfView::refreshControls()
{
    const auto trace = m_session.trace();
    const int row = trace ? predictionRow(*trace, m_selection) : -1;
    const auto kind = SweepKind(m_kind->currentIndex());
    const bool running = m_runner.isRunning();
    QString why;
    if (row < 0)
        why = emptyText();
    else if (kind != SweepKind::headsOff && !m_other.trace())
        why = tr("Write sentence B first");
    else if (kind == SweepKind::streamPatched && trace->tokenCount() > kMostTokens)
        why = tr("That is a run for every layer and token: at most %1 tokens").arg(kMostTokens);
    m_start->setText(running ? tr("Cancel") : tr("Start"));
    m_start->setEnabled(running || why.isEmpty());
    m_start->setToolTip(why.isEmpty() ? tr("Run the model once for every place and compare the prediction") : why);
    m_word->setEnabled(row >= 0);
    const SweepResults &results = m_runner.results();
    m_progress->setVisible(running);
    m_progress->setRange(0, std::max(1, int(results.total)));
    m_progress->setValue(int(results.cells.size()));
}

void WhatIfView::toggleSweep()
{
    if (m_runner.isRunning())
        return m_runner.cancel();
    if (m_session.trace() && predictionRow(*m_session.trace(), m_selection) >= 0)
        startSweep();
}

void WhatIfView::startSweep()
{
    const auto trace = m_session.trace();
    const int row = trace ? predictionRow(*trace, m_selection) : -1;
    if (row < 0)
        throw Error(emptyText().toStdString());
    sweep({row, m_selection.word() >= 0 ? m_selection.word() : trace->predictions(row, 1).front().id});
}

void WhatIfView::sweep(const Measured &measured)
{
    const auto trace = m_session.trace();
    m_sweepsAgain = false;
    say({});
    SweepRequest request;
    request.base = trace;
    request.run = requestOf(promptFor(trace->model(), m_session.prompt()));
    request.run.edits = trace->edits();
    request.kind = SweepKind(m_kind->currentIndex());
    request.row = measured.row;
    request.other = m_other.trace();
    request.rule = m_controls->alignment();
    request.id = measured.id;
    m_runner.start(request);
}

std::optional<WhatIfView::Measured> WhatIfView::measured() const
{
    const SweepResults &results = m_runner.results();
    const bool isWhole = m_runner.isRunning() || (results.total > 0 && results.cells.size() == results.total);
    if (!results.request.base || results.request.base != m_session.trace() || !isWhole)
        return std::nullopt;
    return Measured{results.request.row, results.request.id};
}

void WhatIfView::sweepAgain()
{
    const auto trace = m_session.trace();
    if (!m_sweepsAgain || !trace || m_session.isBusy())
        return;
    const bool needsOther = SweepKind(m_kind->currentIndex()) != SweepKind::headsOff;
    if (needsOther && m_other.isWorking())
        return; // it tells when it is there
    const TransformerConfig &config = trace->config();
    const bool isThere = m_again.row >= 0 && m_again.row < int(trace->stackTokens(config.stackCount() - 1).size()) && m_again.id >= 0
        && m_again.id < config.vocabulary && predictionRow(*trace, m_selection) >= 0 && (!needsOther || m_other.trace());
    m_sweepsAgain = isThere;
    if (isThere)
        sweep(m_again);
}

std::optional<WhatIfFigure::Content> WhatIfView::content() const
{
    const auto trace = m_session.trace();
    const auto original = m_session.original();
    const int row = trace ? predictionRow(*trace, m_selection) : -1;
    if (row < 0)
        return std::nullopt;
    WhatIfFigure::Content content;
    content.trace = trace;
    content.row = row;
    content.measure = SweepMeasure(m_measure->current());
    content.picked = {m_selection.layer(), m_selection.head()};
    content.sweep = m_runner.results();
    content.sweepIsOld = content.sweep.request.base && content.sweep.request.base != trace;
    const int stack = trace->config().stackCount() - 1;
    content.edited = original && original != trace && original->stackTokens(stack).size() == trace->stackTokens(stack).size();
    const bool ready = m_session.logitRows().at(trace, row);
    if (!(!content.edited || m_session.logitRows().at(original, row)) || !ready)
        return content; // ready() places again
    std::vector<Prediction> best = trace->predictions(row, kWords);
    if (content.edited)
        for (const Prediction &one : original->predictions(row, kOusted))
            if (std::ranges::none_of(best, [&](const Prediction &other) { return other.id == one.id; }))
                best.push_back(trace->prediction(row, one.id));
    for (const Prediction &one : best)
        content.words.push_back({QString::fromStdString(one.display),
            content.edited ? original->prediction(row, one.id).probability : one.probability, one.probability});
    return content;
}

void WhatIfView::place()
{
    if (isVisible() && !isStale() && !m_placing.isActive())
        m_placing.start();
}

void WhatIfView::placeNow()
{
    m_placing.stop();
    m_figure.reset();
    const double zoom = figureZoom();
    const NormalFigure normal;
    if (auto shown = content())
        m_figure.emplace(std::move(*shown), m_scroll->viewport()->width() / zoom);
    m_canvas->setFixedHeight(int(zoom * (m_figure ? m_figure->size().height() : 240)));
    m_canvas->show(m_figure ? &*m_figure : nullptr, emptyText());
}

QString WhatIfView::emptyText() const
{
    const auto trace = m_session.trace();
    if (!trace)
        return tr("Open a model to change it.");
    if (trace->config().predicts == Predicts::nothing)
        return tr("This model foretells no words, so there is no prediction to compare.");
    return tr("Type a sentence to see what changes.");
}

ViewFigure WhatIfView::wholeFigure(const FigureParts &parts) const
{
    auto shown = content();
    if (!shown)
        return {QSizeF(400, 300), {}};
    const auto figure = std::make_shared<const WhatIfFigure>(std::move(*shown), kExportWidth, parts.legend);
    const ViewFigure picture{figure->size(), [figure](QPainter &painter) { figure->paint(painter); }};
    return parts.title ? withTitle(picture, figureTitle()) : picture;
}

QString WhatIfView::figureTitle() const
{
    const auto shown = content();
    const QString what = shown ? tr("what if, %1").arg(predictionPlace(*shown->trace, shown->row)) : tr("what if");
    return m_session.model() ? modelTitle(*m_session.model()) + QStringLiteral(" · ") + what : what;
}

StageKey WhatIfView::exportKey() const
{
    return m_selection.key(Stage::logits);
}

std::optional<ViewTable> WhatIfView::table() const
{
    const auto shown = content();
    if (!shown)
        throw Error(emptyText().toStdString());
    return whatIfTable(*shown);
}

bool WhatIfView::isSettled() const
{
    if (!View::isSettled() || m_runner.isRunning() || m_placing.isActive() || m_sweepsAgain)
        return false;
    const auto shown = content();
    return !shown || !shown->words.empty();
}

} // namespace headscope
