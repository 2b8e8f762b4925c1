#include "ui/views/panels/prediction_panel.h"

#include "src/trace/labels.h"
#include "ui/session/class_probabilities.h"

#include <QLocale>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kLines = 10;
/// Of the original's best, so many are still listed when an edit threw them out of the ten.
constexpr int kOusted = 3;
constexpr int kClasses = 24; // a head with more is listed as far as it goes, the likeliest first

int lastStack(const Trace &trace)
{
    return trace.config().stackCount() - 1;
}

/// The first hidden word; −1: none.
int maskedRow(const Trace &trace)
{
    const auto mask = trace.model().tokenizer().maskId();
    const auto &tokens = trace.stackTokens(lastStack(trace));
    const auto found = std::ranges::find_if(tokens, [&](const Token &token) { return mask && token.id == *mask; });
    return found == tokens.end() ? -1 : int(found - tokens.begin());
}

QString nameOf(const Trace &trace, int row)
{
    return QString::fromStdString(trace.stackTokens(lastStack(trace))[std::size_t(row)].display);
}

} // namespace

PredictionPanel::PredictionPanel(Session &session, Selection &selection, QWidget *parent)
    : Panel(session, selection, tr("What comes next"), Selection::stageChanged | Selection::pinChanged | Selection::shownChanged, parent)
    , m_next(new SegmentedControl({tr("After the last"), tr("After the pinned")}, this))
    , m_own(new SegmentedControl({tr("At the mask"), tr("At the pinned")}, this))
    , m_note(nullptr)
    , m_bars(new PredictionBars(this))
    , m_classNote(nullptr)
    , m_classes(new PredictionBars(this))
{
    m_next->setAccessibleName(tr("Which token's successor"));
    m_own->setAccessibleName(tr("Which token's place"));
    m_layout->addWidget(m_next, 0, Qt::AlignLeft);
    m_layout->addWidget(m_own, 0, Qt::AlignLeft);
    m_note = addNote();
    m_layout->addWidget(m_bars);
    m_classNote = addNote();
    m_layout->addWidget(m_classes);
    for (SegmentedControl *choice : {m_next, m_own})
        connect(choice, &SegmentedControl::activated, this, [this] { refreshSoon(); });
    connect(&session.logitRows(), &LogitRows::ready, this, [this] { refreshSoon(); });
}

PredictionPanel::Runs PredictionPanel::runs() const
{
    const auto trace = m_session.trace();
    const auto original = m_session.original();
    if (m_selection.shown() == Shown::original && original)
        return {original, nullptr};
    const bool compare = original && trace && original != trace
        && original->stackTokens(lastStack(*original)).size() == trace->stackTokens(lastStack(*trace)).size();
    return {trace, compare ? original : nullptr};
}

int PredictionPanel::row() const
{
    const auto trace = m_session.trace();
    if (!trace || !hasTokens(*trace))
        return -1;
    const int last = int(trace->stackTokens(lastStack(*trace)).size()) - 1;
    const int pinned = std::min(m_selection.rowOf(lastStack(*trace)), last);
    if (trace->config().predicts == Predicts::ownToken) {
        const int masked = maskedRow(*trace);
        return masked >= 0 && m_own->current() == 0 ? masked : pinned >= 0 ? pinned : last;
    }
    return m_next->current() == 1 && pinned >= 0 ? pinned : last;
}

void PredictionPanel::nameChoices(const Trace &trace)
{
    const bool pinned = m_selection.rowOf(lastStack(trace)) >= 0;
    m_next->setVisible(trace.config().predicts == Predicts::nextToken && pinned);
    m_own->setVisible(trace.config().predicts == Predicts::ownToken && pinned && maskedRow(trace) >= 0);
}

void PredictionPanel::refresh()
{
    const auto trace = m_session.trace();
    for (QWidget *widget : {static_cast<QWidget *>(m_next), static_cast<QWidget *>(m_own), static_cast<QWidget *>(m_bars),
             static_cast<QWidget *>(m_classNote), static_cast<QWidget *>(m_classes)})
        widget->hide();
    m_note->show();
    if (row() < 0) {
        m_note->setText(tr("No tokens yet: type a sentence."));
        return;
    }
    const TransformerConfig &config = trace->config();
    const bool classes = config.hasPooler && config.classHead.classes > 0;
    const Runs shown = runs();
    if (config.predicts != Predicts::nothing)
        showWords(shown);
    else
        m_note->hide();
    if (classes)
        showClasses(shown);
    if (config.predicts == Predicts::nextToken)
        setHeading(tr("What comes next"));
    else if (config.predicts == Predicts::ownToken)
        setHeading(tr("What belongs here"));
    else if (classes)
        setHeading(tr("Which class"));
    if (config.predicts != Predicts::nothing || classes)
        return;
    setHeading(tr("Prediction"));
    m_note->show();
    const QString architecture = QString::fromStdString(config.architecture);
    const QString none = tr("This checkpoint has no output head: it makes a vector for each token, and no words or classes of them.");
    m_note->setText(architecture.isEmpty() ? none : tr("%1 (%2)").arg(none, architecture));
}

void PredictionPanel::showWords(const Runs &runs)
{
    const int row = this->row();
    const Trace &now = *runs.now;
    const bool own = now.config().predicts == Predicts::ownToken;
    nameChoices(now);
    // Both are asked for, so that both are made.
    const bool ready = m_session.logitRows().at(runs.now, row);
    const bool bothReady = (!runs.before || m_session.logitRows().at(runs.before, row)) && ready;
    if (!bothReady) {
        m_note->setText(tr("Comparing with every word…"));
        return;
    }
    std::vector<Prediction> best = now.predictions(row, kLines);
    if (runs.before) {
        for (const Prediction &one : runs.before->predictions(row, kOusted)) {
            if (std::ranges::none_of(best, [&](const Prediction &other) { return other.id == one.id; }))
                best.push_back(now.prediction(row, one.id));
        }
    }
    std::vector<PredictionLine> lines;
    for (const Prediction &one : best)
        lines.push_back(
            {QString::fromStdString(one.display), one.probability, runs.before ? runs.before->prediction(row, one.id).probability : -1});
    m_bars->setLines(std::move(lines));
    m_bars->setAccessibleName(own ? tr("Likeliest tokens in this place") : tr("Likeliest next tokens"));
    m_bars->show();

    const QString name = nameOf(now, row);
    const QString entries = QLocale().toString(now.config().vocabulary);
    if (own)
        m_note->setText(runs.before ? tr("In the place of “%1”: without your edits → with them.").arg(name)
                                    : tr("In the place of “%1”, of %2 possible tokens.").arg(name, entries));
    else
        m_note->setText(runs.before ? tr("After “%1”: without your edits → with them.").arg(name)
                                    : tr("After “%1”, of %2 possible tokens.").arg(name, entries));
    const auto mask = now.model().tokenizer().maskId();
    if (own && mask && maskedRow(now) < 0)
        m_note->setText(m_note->text() + QLatin1Char(' ')
            + tr("Mask the pinned token, or write %1 for a word that the model is to guess.").arg(QString::fromStdString(now.model().tokenizer().piece(*mask))));
}

void PredictionPanel::showClasses(const Runs &runs)
{
    const Trace &now = *runs.now;
    const StageKey key{Stage::classLogits, now.config().layers - 1, 0};
    const bool everyToken = now.config().classHead.reads == ClassHead::Reads::everyToken;
    const int row = everyToken ? std::clamp(m_selection.rowOf(lastStack(now)), 0, now.rowCount(key) - 1) : 0;
    const std::vector<float> shares = classProbabilities(now, row);
    const std::vector<float> before = runs.before ? classProbabilities(*runs.before, row) : std::vector<float>();
    std::vector<PredictionLine> lines;
    for (std::size_t c = 0; c < shares.size(); ++c)
        lines.push_back({QString::fromStdString(columnLabel(now, key, int(c))), shares[c], c < before.size() ? before[c] : -1});
    if (lines.size() > kClasses) {
        std::ranges::stable_sort(lines, [](const PredictionLine &a, const PredictionLine &b) { return a.probability > b.probability; });
        lines.resize(kClasses);
    }
    m_classes->setLines(std::move(lines));
    m_classes->setAccessibleName(tr("Classes"));
    m_classes->show();
    m_classNote->setText(everyToken ? tr("Class of “%1”.").arg(nameOf(now, row)) : tr("Class of the whole text."));
    m_classNote->show();
}

} // namespace headscope
