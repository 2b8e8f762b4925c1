#include "ui/views/panels/prediction_panel.h"

#include <QLocale>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kLines = 10;
/// Of the original's best, so many are still listed when an edit threw them out of the ten.
constexpr int kOusted = 3;

} // namespace

PredictionPanel::PredictionPanel(Session &session, Selection &selection, QWidget *parent)
    : Panel(session, selection, tr("What comes next"), Selection::pinChanged | Selection::shownChanged, parent)
    , m_where(new SegmentedControl({tr("After the last"), tr("After the pinned")}, this))
    , m_note(nullptr)
    , m_bars(new PredictionBars(this))
{
    m_where->setAccessibleName(tr("Which token's successor"));
    m_layout->addWidget(m_where, 0, Qt::AlignLeft);
    m_note = addNote();
    m_layout->addWidget(m_bars);
    connect(m_where, &SegmentedControl::activated, this, [this] { refreshSoon(); });
}

int PredictionPanel::row() const
{
    const auto trace = m_session.trace();
    const int last = trace ? trace->tokenCount() - 1 : -1;
    return m_where->current() == 1 && m_selection.row() >= 0 ? std::min(m_selection.row(), last) : last;
}

void PredictionPanel::refresh()
{
    const auto trace = m_session.trace();
    const auto original = m_session.original();
    const int row = this->row();
    m_where->setVisible(m_selection.row() >= 0 && row >= 0);
    m_bars->setVisible(row >= 0);
    if (row < 0) {
        m_note->setText(tr("No tokens yet: type a sentence."));
        return;
    }

    const bool onlyOriginal = m_selection.shown() == Shown::original && original;
    const Trace &now = onlyOriginal ? *original : *trace;
    const bool compare = !onlyOriginal && original && original != trace && original->tokenCount() == trace->tokenCount();
    std::vector<Prediction> best = now.predictions(row, kLines);
    if (compare) {
        for (const Prediction &before : original->predictions(row, kOusted)) {
            if (std::ranges::none_of(best, [&](const Prediction &one) { return one.id == before.id; }))
                best.push_back(trace->prediction(row, before.id));
        }
    }
    std::vector<PredictionLine> lines;
    for (const Prediction &one : best)
        lines.push_back(
            {QString::fromStdString(one.display), one.probability, compare ? original->prediction(row, one.id).probability : -1});
    m_bars->setLines(std::move(lines));

    const QString name = QString::fromStdString(trace->tokens()[row].display);
    m_note->setText(compare ? tr("After “%1”: without your edits → with them.").arg(name)
                            : tr("After “%1”, of %2 possible tokens.").arg(name, QLocale().toString(trace->config().vocabulary)));
}

} // namespace headscope
