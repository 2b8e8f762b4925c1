#include "ui/views/panels/row_chart_panel.h"

#include "src/trace/labels.h"
#include "ui/session/layer_loader.h"
#include "ui/session/model_words.h"
#include "ui/views/shared/stages/stage_words.h"

namespace headscope {

namespace {

/// Up to this many tokens the scores and the weights stand one beneath the other; beyond, a switch shows one of them.
constexpr int kBothAtOnce = 10;

} // namespace

RowChartPanel::RowChartPanel(Session &session, Selection &selection, QWidget *parent)
    : Panel(session, selection, tr("Selected row"),
        Selection::stageChanged | Selection::pinChanged | Selection::hoverChanged | Selection::shownChanged, parent)
    , m_side(new SegmentedControl({tr("Before softmax"), tr("After softmax")}, this))
{
    m_source = addNote();
    m_side->setAccessibleName(tr("Before or after the softmax"));
    m_side->setCurrent(1);
    m_layout->addWidget(m_side, 0, Qt::AlignLeft);
    m_before = addBars();
    m_layout->addSpacing(2);
    m_after = addBars();
    m_empty = addNote();
    connect(m_side, &SegmentedControl::activated, this, [this] { refreshSoon(); });
    connect(&session.logitRows(), &LogitRows::ready, this, [this] { refreshSoon(); });
    connect(&LayerLoader::of(session), &LayerLoader::ready, this, [this] { refreshSoon(); });
}

RowChartPanel::Bars RowChartPanel::addBars()
{
    Bars bars{addNote(), new RowChart(Qt::Horizontal, this), new RowChart(Qt::Vertical, this), nullptr};
    for (RowChart *chart : {bars.named, bars.upright}) {
        m_layout->addWidget(chart);
        connect(chart, &RowChart::columnHovered, this, &RowChartPanel::hover);
        connect(chart, &RowChart::columnClicked, this, [this](int column) { m_selection.pin(row(), column); });
    }
    bars.note = addNote();
    return bars;
}

void RowChartPanel::setWeightsOnly(bool on)
{
    m_weightsOnly = on;
    refreshSoon();
}

StageKey RowChartPanel::chartKey() const
{
    return m_selection.key(m_weightsOnly ? Stage::weights : m_selection.stage());
}

int RowChartPanel::row() const
{
    const auto trace = m_session.trace();
    const StageKey key = chartKey();
    if (!trace || !hasTokens(*trace) || key.layer >= trace->config().layers || !trace->has(key.stage, key.layer))
        return -1;
    const int last = trace->rowCount(key) - 1;
    const int active = m_selection.activeRow();
    return active >= 0 && active <= last ? active : last;
}

void RowChartPanel::hover(int column)
{
    // Leaving must not wipe what another view hovers.
    if (column >= 0)
        m_selection.hover(row(), column);
    else if (m_hovering)
        m_selection.hover(-1, -1);
    m_hovering = column >= 0;
}

QString RowChartPanel::sourceText() const
{
    const QString head = headTitle(m_session.trace()->config(), m_selection.layer(), m_selection.head());
    switch (m_selection.shown()) {
    case Shown::original: return tr("%1 · weights · original").arg(head);
    case Shown::difference: return tr("%1 · weights · difference").arg(head);
    case Shown::edited: break;
    }
    return tr("%1 · weights").arg(head);
}

void RowChartPanel::clear(const Bars &bars)
{
    for (QWidget *widget : {static_cast<QWidget *>(bars.caption), static_cast<QWidget *>(bars.named), static_cast<QWidget *>(bars.upright),
             static_cast<QWidget *>(bars.note)})
        widget->hide();
}

void RowChartPanel::fill(const Bars &bars, const QString &caption, const std::optional<RowNumbers> &numbers)
{
    if (!numbers) {
        clear(bars);
        return;
    }
    const bool named = int(numbers->values.size()) <= kNamedColumns;
    RowChart *chart = named ? bars.named : bars.upright;
    chart->setNumbers(*numbers);
    chart->setActiveColumn(m_selection.activeColumn());
    chart->setAccessibleName(caption.isEmpty() ? accessibleName() : caption);
    bars.named->setVisible(named);
    bars.upright->setVisible(!named);
    bars.caption->setText(caption);
    bars.caption->setVisible(!caption.isEmpty());
    bars.note->setText(numbers->note);
    bars.note->setVisible(!numbers->note.isEmpty());
}

void RowChartPanel::refresh()
{
    const auto trace = m_session.trace();
    const int row = this->row();
    const StageKey key = chartKey();
    const Stage stage = key.stage;
    const bool softmax = stage == Stage::weights && !m_weightsOnly;
    const bool ready = LayerLoader::of(m_session).isReady(key, m_selection.shown());
    const auto numbers = ready ? rowNumbers(m_session, key, row, m_selection.shown()) : std::nullopt;
    m_empty->setVisible(!numbers);
    if (!numbers) {
        setHeading(tr("Selected row"));
        m_empty->setText(!trace || !hasTokens(*trace)         ? tr("No tokens yet: type a sentence.")
                : !ready                                      ? tr("The text is long: the numbers of this layer are made again.")
                : stage == Stage::tokens                      ? tr("The ids are names, not amounts: there is nothing to compare.")
                : stageInfo(stage).colAxis == 'V' && row >= 0 ? tr("Comparing with every word…")
                                                              : tr("Nothing to show for this stage."));
        clear(m_before);
        clear(m_after);
        m_source->hide();
        m_side->hide();
        return;
    }

    const QString name = QString::fromStdString(rowLabel(*trace, key, row));
    setHeading(m_weightsOnly ? tr("“%1” attends to").arg(name) : rowHeading(trace->config(), key, name));
    m_source->setText(m_weightsOnly ? sourceText() : QString());
    m_source->setVisible(m_weightsOnly);
    const bool both = softmax && int(numbers->values.size()) <= kBothAtOnce;
    m_side->setVisible(softmax && !both);
    if (softmax && (both || m_side->current() == 0))
        fill(m_before, both ? tr("before softmax: masked scores") : QString(),
            rowNumbers(m_session, m_selection.key(Stage::maskedScores), row, m_selection.shown()));
    else
        clear(m_before);
    if (!softmax || both || m_side->current() == 1)
        fill(m_after, both ? tr("after softmax: weights") : QString(), numbers);
    else
        clear(m_after);
}

} // namespace headscope
