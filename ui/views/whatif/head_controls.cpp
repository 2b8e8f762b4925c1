#include "ui/views/whatif/head_controls.h"

#include "src/error.h"
#include "src/interventions/patching.h"
#include "ui/session/model_words.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/widgets/flow_layout.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QSignalBlocker>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kLargestPercent = 200;

/// What of sentence B can be put in, in the order of the box.
constexpr Stage kParts[] = {Stage::weightedSum, Stage::q, Stage::k, Stage::v, Stage::residualBefore, Stage::mlpOut};

const Edit *findEdit(const Edits &edits, Edit::Kind kind, int layer, int head)
{
    const auto found
        = std::ranges::find_if(edits, [&](const Edit &edit) { return edit.kind == kind && edit.layer == layer && edit.head == head; });
    return found == edits.end() ? nullptr : &*found;
}

} // namespace

HeadControls::HeadControls(Session &session, Selection &selection, OtherSentence &other, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
    , m_other(other)
    , m_head(new QLabel(this))
    , m_scale(new QSlider(Qt::Horizontal, this))
    , m_scaleValue(new QLabel(this))
    , m_pattern(new QComboBox(this))
    , m_sentence(new QLineEdit(this))
    , m_sentenceNote(new QLabel(this))
    , m_alignment(new QComboBox(this))
    , m_part(new QComboBox(this))
    , m_rows(new QComboBox(this))
    , m_put(new QPushButton(tr("Put in"), this))
{
    m_scale->setRange(0, kLargestPercent);
    m_scale->setPageStep(25);
    m_scale->setTracking(false); // one run, and one step of undo, for one drag
    m_scale->setAccessibleName(tr("Output of the head, multiplied by"));
    m_scale->setToolTip(tr("The head's output is multiplied by this: 0 switches it off, 1 leaves it as it is"));
    m_scale->setMinimumWidth(60);
    m_scaleValue->setProperty("role", QStringLiteral("mono"));
    m_scaleValue->setFixedWidth(m_scaleValue->fontMetrics().horizontalAdvance(QStringLiteral("0.000")));
    m_pattern->addItems({tr("as the scores say"), tr("uniform"), tr("previous token"), tr("that of sentence B")});
    m_pattern->setAccessibleName(tr("Pattern of the head"));
    m_pattern->setToolTip(tr("Where this head looks: as its scores say, or something else in its place"));
    m_sentence->setPlaceholderText(tr("Another sentence, to take numbers from"));
    m_sentence->setAccessibleName(tr("Sentence B"));
    m_sentenceNote->setProperty("role", QStringLiteral("muted"));
    m_sentenceNote->setTextFormat(Qt::PlainText);
    m_sentenceNote->setWordWrap(true);
    m_alignment->addItems({tr("by position"), tr("by text")});
    m_alignment->setAccessibleName(tr("Which token of sentence B stands for which"));
    m_alignment->setToolTip(tr("Which token of B stands for which: the first for the first, or by the fewest insertions and deletions"));
    m_part->addItems({tr("head's output"), tr("queries"), tr("keys"), tr("values"), tr("stream before the layer"), tr("MLP's output")});
    m_part->setAccessibleName(tr("What is taken from sentence B"));
    m_rows->addItems({tr("of every token"), tr("of the pinned token")});
    m_rows->setAccessibleName(tr("For which tokens"));

    const auto named = [this](const QString &text, QWidget *buddy) {
        auto *label = new QLabel(text, this);
        label->setBuddy(buddy);
        return label;
    };
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    auto *first = new QHBoxLayout;
    first->setSpacing(10);
    first->addWidget(named(tr("× "), m_scale));
    first->addWidget(m_scale, 1);
    first->addWidget(m_scaleValue);
    first->addWidget(named(tr("Pattern"), m_pattern));
    first->addWidget(m_pattern);
    first->addStretch(1);
    grid->addWidget(m_head, 0, 0);
    grid->addLayout(first, 0, 1);
    auto *second = new QHBoxLayout;
    second->setSpacing(10);
    second->addWidget(m_sentence, 1);
    second->addWidget(m_alignment);
    grid->addWidget(named(tr("Sentence B"), m_sentence), 1, 0);
    grid->addLayout(second, 1, 1);
    auto *third = new FlowLayout(8, 6);
    third->addWidget(m_part);
    third->addWidget(m_rows);
    third->addWidget(m_put);
    grid->addWidget(named(tr("From B"), m_part), 2, 0);
    grid->addLayout(third, 2, 1);
    grid->addWidget(m_sentenceNote, 3, 1);
    for (QComboBox *box : {m_pattern, m_alignment, m_part, m_rows}) { // may be narrower than their words in a narrow window
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
        box->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }
    m_pattern->setMinimumContentsLength(14);
    m_part->setMinimumContentsLength(11);
    m_rows->setMinimumContentsLength(11);

    connect(m_scale, &QSlider::sliderMoved, this, [this](int percent) { m_scaleValue->setText(numberText(percent / 100.0, {2, false})); });
    connect(m_scale, &QSlider::valueChanged, this, &HeadControls::setScale);
    connect(m_pattern, &QComboBox::activated, this, &HeadControls::setPattern);
    connect(m_put, &QPushButton::clicked, this, &HeadControls::putIn);
    connect(m_sentence, &QLineEdit::textEdited, &other, &OtherSentence::setText);
    connect(m_alignment, &QComboBox::activated, this, &HeadControls::alignmentChanged);
    connect(&other, &OtherSentence::changed, this, &HeadControls::refresh);
    connect(&session, &Session::traceChanged, this, &HeadControls::refresh);
    connect(&session, &Session::editsChanged, this, &HeadControls::refresh);
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & (Selection::stageChanged | Selection::pinChanged))
            refresh();
    });
    refresh();
}

AlignmentRule HeadControls::alignment() const
{
    return m_alignment->currentIndex() == 0 ? AlignmentRule::position : AlignmentRule::text;
}

void HeadControls::setAlignment(AlignmentRule rule)
{
    m_alignment->setCurrentIndex(rule == AlignmentRule::position ? 0 : 1);
    Q_EMIT alignmentChanged();
}

bool HeadControls::isKnown() const
{
    const auto trace = m_session.trace();
    return trace && hasTokens(*trace);
}

void HeadControls::refresh()
{
    const bool known = isKnown();
    const int layer = m_selection.layer();
    const int head = m_selection.head();
    for (QWidget *widget : {static_cast<QWidget *>(m_scale), static_cast<QWidget *>(m_pattern)})
        widget->setEnabled(known);
    m_head->setText(known ? headTitle(m_session.model()->config(), layer, head) : tr("Head"));

    const Edit *scaled = findEdit(m_session.edits(), Edit::Kind::scaleHead, layer, head);
    m_scaleValue->setText(numberText(scaled ? scaled->value : 1, {2, false}));
    if (!m_scale->isSliderDown()) {
        const QSignalBlocker quiet(m_scale);
        m_scale->setValue(scaled ? int(scaled->value * 100 + 0.5f) : 100);
    }
    const Edit *replaced = findEdit(m_session.edits(), Edit::Kind::replacePattern, layer, head);
    m_pattern->setCurrentIndex(replaced ? 1 + int(replaced->rule) : 0);

    const auto trace = m_session.trace();
    const auto other = m_other.trace();
    QString note;
    if (m_other.isWorking())
        note = tr("Running sentence B…");
    else if (!m_other.problem().isEmpty())
        note = tr("Sentence B cannot be run: %1").arg(m_other.problem());
    else if (other && trace)
        note = tr("Sentence B has %1 tokens, the text %2.").arg(other->tokenCount()).arg(trace->tokenCount());
    m_sentenceNote->setText(note);
    m_sentenceNote->setVisible(!note.isEmpty());
    m_put->setEnabled(known && other);
    m_put->setToolTip(other ? tr("Replace these numbers of this text by those that sentence B has there") : tr("Write sentence B first"));
}

Edit HeadControls::scaleEdit(float factor) const
{
    Edit edit;
    edit.kind = Edit::Kind::scaleHead;
    edit.layer = m_selection.layer();
    edit.head = m_selection.head();
    edit.value = factor;
    return edit;
}

void HeadControls::setScale(int percent)
{
    if (!isKnown())
        return;
    if (percent > 96 && percent < 104) // the natural value is easy to hit
        m_session.removeEdit(scaleEdit(1));
    else
        m_session.addEdit(scaleEdit(float(percent) / 100));
}

void HeadControls::setPattern(int index)
{
    if (!isKnown())
        return;
    Edit edit;
    edit.kind = Edit::Kind::replacePattern;
    edit.layer = m_selection.layer();
    edit.head = m_selection.head();
    Q_EMIT said({});
    try {
        if (index == 0)
            return m_session.removeEdit(edit);
        edit.rule = PatternRule(index - 1);
        if (edit.rule == PatternRule::previousToken && m_session.model()->config().layer(edit.layer).cross)
            throw Error("no key of cross-attention is the token before: queries and keys are of different texts");
        if (edit.rule == PatternRule::given) {
            if (!m_other.trace())
                throw Error("there is no sentence B to take the pattern from");
            edit = patternPatch(*m_session.trace(), *m_other.trace(), edit.layer, edit.head);
        }
        m_session.addEdit(edit);
    } catch (const std::exception &error) {
        refresh();
        Q_EMIT said(QString::fromStdString(error.what()));
    }
}

void HeadControls::putIn()
{
    const auto trace = m_session.trace();
    const auto other = m_other.trace();
    if (!isKnown() || !other)
        return;
    Q_EMIT said({});
    const StageKey place{kParts[m_part->currentIndex()], m_selection.layer(), m_selection.head()};
    std::vector<int> rows;
    if (m_rows->currentIndex() == 1) {
        const int stack = rowStackOf(trace->config(), place);
        if (m_selection.rowOf(stack) < 0)
            return Q_EMIT said(tr("No token is pinned: click one first."));
        rows = {m_selection.rowOf(stack)};
    }
    try {
        m_session.addEdit(rowPatch(*trace, *other, place, alignment(), rows));
    } catch (const std::exception &error) {
        Q_EMIT said(QString::fromStdString(error.what()));
    }
}

} // namespace headscope
