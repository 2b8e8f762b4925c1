#include "ui/views/shared/pattern/pattern_bar.h"

#include "src/error.h"
#include "src/patterns/hidden_tokens.h"
#include "ui/views/shared/pattern/head_choice.h"
#include "ui/views/shared/pattern/measure_words.h"
#include "ui/widgets/flow_layout.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr int kTypingPause = 250; // milliseconds: a half-typed expression is not looked for
constexpr int kThisHead = 0;
constexpr int kFirstRule = 1;
constexpr int kWholeLayer = kFirstRule + int(countOf<HeadRule>());
constexpr int kLeastField = 110; // pixels: less is no room for an expression
constexpr int kWidestField = 340;
constexpr int kManyHeads = 144; // how wide their number may be

} // namespace

PatternBar::PatternBar(Session &session, Selection &selection, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
    , m_measure(new ChoiceButton(tr("What is measured"), titlesOf(allMeasures()), this))
    , m_units(new ChoiceButton(
          tr("What a row and a column stand for: weights are summed over the keys of a word and averaged over its queries"),
          titlesOf(kTokenUnits), this))
    , m_special(new ChoiceButton(tr("Special tokens such as [CLS] and [SEP]"), titlesOf(kSpecialTokens), this))
    , m_heads(new ChoiceButton(tr("Which heads: Ctrl+click and Shift+click in the grid choose more"),
          QStringList{tr("This head")} + titlesOf(allHeadRules()) + QStringList{tr("Choose the whole layer")}, this))
    , m_hidden(new QLineEdit(this))
    , m_problem(new QLabel(this))
{
    auto *layout = new FlowLayout(6, 6);
    layout->setContentsMargins(0, 0, 0, 0);
    setLayout(layout);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_hidden->setProperty("role", QStringLiteral("slim"));
    m_hidden->setPlaceholderText(tr("Hide…"));
    m_hidden->setClearButtonEnabled(true);
    m_hidden->setToolTip(tr("Hides the tokens that this text, or regular expression, finds: “,” or “^(the|a)$”"));
    m_hidden->setAccessibleName(tr("Hide tokens by text or regular expression"));
    m_hidden->setMinimumWidth(kLeastField);
    m_hidden->setMaximumWidth(kWidestField);
    m_hidden->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    // The rows below must not move when another choice has a longer name.
    m_measure->setRoomFor(titlesOf(allMeasures()));
    m_units->setRoomFor(titlesOf(kTokenUnits));
    QStringList special = titlesOf(kSpecialTokens);
    special.back() = tr("Special renormalised");
    m_special->setRoomFor(special);
    m_heads->setRoomFor(
        {tr("This head"), tr("All heads"), headsText(HeadRule::sideBySide, kManyHeads), headsText(HeadRule::mean, kManyHeads)});
    m_problem->setProperty("role", QStringLiteral("error"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->hide();
    for (QWidget *part : {static_cast<QWidget *>(m_measure), static_cast<QWidget *>(m_units), static_cast<QWidget *>(m_heads),
             static_cast<QWidget *>(m_special), static_cast<QWidget *>(m_hidden), static_cast<QWidget *>(m_problem)})
        layout->addWidget(part);

    connect(m_measure, &ChoiceButton::chosen, this, [this](int index) {
        change([index](PatternChoice &choice) {
            choice.measure = allMeasures()[std::size_t(index)].id;
            // What this measure cannot do would only give an error.
            if (!unitProblem(choice.measure, choice.unit).empty())
                choice.unit = TokenUnit::tokens;
            if (choice.special == SpecialTokens::hiddenRenormalised && !renormaliseProblem(choice.measure).empty())
                choice.special = SpecialTokens::hidden;
        });
    });
    connect(m_units, &ChoiceButton::chosen, this,
        [this](int index) { change([index](PatternChoice &choice) { choice.unit = kTokenUnits[std::size_t(index)].id; }); });
    connect(m_special, &ChoiceButton::chosen, this,
        [this](int index) { change([index](PatternChoice &choice) { choice.special = kSpecialTokens[std::size_t(index)].id; }); });
    connect(m_heads, &ChoiceButton::chosen, this, &PatternBar::chooseHeads);
    m_typed.setSingleShot(true);
    m_typed.setInterval(kTypingPause);
    connect(m_hidden, &QLineEdit::textEdited, &m_typed, qOverload<>(&QTimer::start));
    connect(m_hidden, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty()) // the clear button is no typing
            takeHidden();
    });
    connect(m_hidden, &QLineEdit::editingFinished, this, &PatternBar::takeHidden);
    connect(&m_typed, &QTimer::timeout, this, &PatternBar::takeHidden);
    connect(&session, &Session::traceChanged, this, &PatternBar::refresh);
    connect(&session, &Session::partialChanged, this, &PatternBar::refresh);
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & (Selection::stageChanged | Selection::patternChanged))
            refresh();
    });
    refresh();
}

void PatternBar::setOffers(Offers offers)
{
    m_offers = offers;
    for (QWidget *part : {static_cast<QWidget *>(m_units), static_cast<QWidget *>(m_heads)})
        part->setVisible(offers == Offers::everything);
    refresh();
}

QString PatternBar::headsText(HeadRule rule, int count)
{
    return rule == HeadRule::sideBySide ? tr("%n side by side", nullptr, count)
                                        : tr("%n heads: %1", nullptr, count).arg(tableWords(headRuleInfo(rule).title).toLower());
}

template <typename Change>
void PatternBar::change(const Change &how)
{
    PatternChoice choice = m_selection.pattern();
    how(choice);
    m_selection.setPattern(choice);
    refresh(); // also when nothing changed: the button has moved already
}

void PatternBar::chooseHeads(int index)
{
    const HeadPlace picked{m_selection.layer(), m_selection.head()};
    const auto trace = m_session.newestWith(picked.layer);
    if (index == kThisHead)
        chooseHead(m_selection, picked);
    else if (index == kWholeLayer && trace)
        chooseLayer(m_selection, picked.layer, trace->config().heads);
    else if (index != kWholeLayer)
        change([&](PatternChoice &choice) { choice.rule = allHeadRules()[std::size_t(index - kFirstRule)].id; });
    refresh(); // also when nothing changed: the button has moved already
}

void PatternBar::takeHidden()
{
    m_typed.stop();
    const std::string expression = m_hidden->text().toStdString();
    QString problem;
    try {
        checkHidden(expression);
        change([&](PatternChoice &choice) { choice.hidden = expression; });
    } catch (const Error &error) {
        problem = QString::fromStdString(error.problem());
        m_problem->setToolTip(QString::fromStdString(error.hint()));
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

void PatternBar::refresh()
{
    const PatternChoice &choice = m_selection.pattern();
    m_measure->setCurrent(static_cast<int>(choice.measure));
    m_units->setCurrent(static_cast<int>(choice.unit));
    m_special->setCurrent(static_cast<int>(choice.special));
    m_special->setShownText(choice.special == SpecialTokens::hiddenRenormalised ? tr("Special renormalised") : QString());
    const HeadPlace picked{m_selection.layer(), m_selection.head()};
    const auto trace = m_session.newestWith(picked.layer);
    for (const MeasureInfo &measure : allMeasures()) {
        const bool drawn = m_offers == Offers::everything || measure.adds;
        m_measure->setProblem(static_cast<int>(measure.id),
            !drawn      ? tr("not in this view")
                : trace ? QString::fromStdString(measureProblem(*trace, picked, measure.id))
                        : QString());
    }
    for (const auto &unit : kTokenUnits)
        m_units->setProblem(static_cast<int>(unit.id), QString::fromStdString(unitProblem(choice.measure, unit.id)));
    m_special->setProblem(static_cast<int>(SpecialTokens::hiddenRenormalised), QString::fromStdString(renormaliseProblem(choice.measure)));
    if (!m_hidden->hasFocus() && m_problem->text().isEmpty() && m_hidden->text().toStdString() != choice.hidden)
        m_hidden->setText(QString::fromStdString(choice.hidden));
    refreshHeads();
}

void PatternBar::refreshHeads()
{
    const PatternChoice &choice = m_selection.pattern();
    const auto count = static_cast<int>(chosenHeads({m_selection.layer(), m_selection.head()}, choice).size());
    const bool several = count > 1;
    const int rule = static_cast<int>(choice.rule);
    for (const HeadRuleInfo &one : allHeadRules())
        m_heads->setProblem(kFirstRule + static_cast<int>(one.id), several ? QString() : tr("first Ctrl+click more heads in the grid"));
    m_heads->setCurrent(several ? kFirstRule + rule : kThisHead);
    const bool ofHeads = measureInfo(choice.measure).ofHeads;
    m_heads->setEnabled(ofHeads);
    m_heads->setToolTip(ofHeads
            ? tr("Which heads: Ctrl+click and Shift+click in the grid choose more")
            : tr("%1 goes through whole layers: it is one matrix for all heads of a layer").arg(m_measure->accessibleDescription()));
    m_heads->setShownText(!ofHeads ? tr("All heads") : several ? headsText(choice.rule, count) : QString());
}

} // namespace headscope
