// What is said of the way from scores to weights.
#include "src/scores/head_scores.h"

#include "ui/views/shared/stages/lesson_writer.h"
#include "ui/views/shared/stages/stage_words.h"

#include <algorithm>

namespace headscope {

namespace {

Lesson rawScores(const LessonWriter &at)
{
    Lesson lesson;
    const int rows = at.trace.rowCount(at.key);
    const int columns = at.trace.columnCount(at.key);
    lesson.paragraphs = {
        StageText::tr("Every token asks a question (its <q>query</q>) and offers a description (its <k>key</k>). The <r>score</r> "
                      "says how well they fit: large when the two vectors point the same way, negative when they point apart."),
        at.layer().cross
            ? StageText::tr("%1 tokens of the target and %2 of the source give %1 × %2 scores. Each is a sum of %3 products.")
                  .arg(at.number(rows), at.number(columns))
                  .arg(at.config.headWidth)
            : StageText::tr("%1 tokens give %1 × %1 scores. Each is a sum of %2 products.").arg(at.number(rows)).arg(at.config.headWidth)};
    if (at.config.globalFirstToken)
        lesson.paragraphs << StageText::tr("The first token is global: its row is made with %1 of its own.")
                                 .arg(at.link(QStringLiteral("stage:global-k"), StageText::tr("keys")));
    lesson.formula = StageText::tr("<r>s</r> = <q>q</q> · <k>k</k>");
    lesson.tries = {StageText::tr("Hover a score: its query and its key light up."),
        StageText::tr("Change one number of a query and watch its whole row."),
        at.layer().cross ? StageText::tr("Type more on either side: each new token adds a row or a column.")
                         : StageText::tr("Double the text: four times as many scores.")};
    return lesson;
}

Lesson scaledScores(const LessonWriter &at)
{
    Lesson lesson;
    const bool scaled = at.isScaled() && !at.isOn(EditSwitch::scaling);
    if (!at.isScaled())
        lesson.paragraphs
            = {StageText::tr("This model does not scale its scores: they stay as they are. It learned weights of a size that suits this.")};
    else if (scaled)
        lesson.paragraphs
            = {StageText::tr("A score adds up %1 products, so it grows with the length of the vectors. Dividing by %2 keeps it in a "
                             "range where the softmax does not collapse onto one token.")
                    .arg(at.config.headWidth)
                    .arg(at.root())};
    else
        lesson.paragraphs
            = {StageText::tr("The scaling is turned off now: the scores are not divided by %1 and the softmax that follows is sharper.")
                    .arg(at.root())};
    if (const auto temperature = temperatureOf(at.trace.edits()))
        lesson.paragraphs << StageText::tr("They are also divided by the temperature you set, %1.").arg(*temperature, 0, 'f', 2);
    lesson.formula = scaled ? StageText::tr("<r>s</r> / √dₖ     %1").arg(at.root()) : StageText::tr("<r>s</r>, not divided");
    if (at.isScaled())
        lesson.tries << at.tryScaling();
    lesson.tries << StageText::tr("%1 or %2 the temperature.")
                        .arg(at.link(QStringLiteral("temperature:0.5"), StageText::tr("Halve")),
                            at.link(QStringLiteral("temperature:2"), StageText::tr("double")));
    return lesson;
}

Lesson cappedScores(const LessonWriter &at)
{
    Lesson lesson;
    const QString cap = at.plain(at.config.scoreCap);
    lesson.paragraphs
        = {StageText::tr("No <r>score</r> may pass %1 or −%1. Small ones stay almost as they are, large ones come closer and closer to "
                         "the bound and never reach it.")
                .arg(cap),
            StageText::tr(
                "A score that runs away would give one token all the attention and leave nothing to learn from; so it cannot run away.")};
    lesson.formula = QStringLiteral("<r>s′</r> = %1 · tanh(<r>s</r> / %1)").arg(cap);
    lesson.tries = {StageText::tr("Set a score to %1 and see what is left of it: double-click a number two stages up.")
                        .arg(at.plain(2 * at.config.scoreCap)),
        at.tryEdit()};
    return lesson;
}

Lesson biasedScores(const LessonWriter &at)
{
    Lesson lesson;
    if (at.config.scoreBias == ScoreBias::slopes) {
        lesson.paragraphs
            = {StageText::tr("A score compares two vectors and knows nothing of places. So something is taken off for every step between "
                             "the two tokens (ALiBi): far tokens must fit better to be heard."),
                StageText::tr("How much, the head's slope says. Steep heads look nearby, shallow ones far.")};
        lesson.formula = StageText::tr("<r>s</r> + slope · (place of key − place of query)");
    } else {
        lesson.paragraphs = {
            StageText::tr("A score compares two vectors and knows nothing of places. So a learned number is added for the distance "
                          "between the two tokens."),
            StageText::tr(
                "Near distances have a bucket of their own; farther ones share it, in steps that grow, up to %1 tokens. The table of %2 "
                "buckets "
                "is the same in every layer.")
                .arg(at.config.bucketDistance)
                .arg(at.config.buckets)};
        lesson.formula = StageText::tr("<r>s</r> + b[bucket of the distance]");
    }
    if (at.isOn(EditSwitch::positions))
        lesson.paragraphs << StageText::tr("The positions are turned off now: nothing is added.");
    lesson.tries = {at.tryPositions(), StageText::tr("Compare two heads: which looks near, which far?")};
    return lesson;
}

Lesson maskedScores(const LessonWriter &at)
{
    Lesson lesson;
    const bool hidden = std::ranges::any_of(at.trace.edits(), [](const Edit &edit) { return edit.kind == Edit::Kind::hideToken; });
    const LayerConfig &rules = at.layer();
    const bool off = at.isOn(EditSwitch::mask);
    if (rules.cross)
        lesson.paragraphs
            = {StageText::tr("The source text is there as a whole, so the decoder may look at every token of it: no score is masked.")};
    else if (rules.causal && off)
        lesson.paragraphs = {StageText::tr("The mask is turned off now: every token looks at all, also at later ones.")};
    else if (rules.causal)
        lesson.paragraphs
            = {StageText::tr("This model predicts the next token, so no token may look at a later one. Those scores become −∞, and the "
                             "softmax turns −∞ into exactly 0.")};
    else
        lesson.paragraphs = {StageText::tr("This model reads in both directions: a token may look back and ahead.")};
    if (rules.window > 0 && !off)
        lesson.paragraphs << (rules.causal
                ? StageText::tr("This layer looks through a window: a token sees itself and the %1 before it.")
                      .arg(at.number(rules.window - 1))
                : StageText::tr(
                    "It looks through a window: %1 tokens to each side. So the cost grows with the text's length, not with its square.")
                      .arg(at.number(rules.window)));
    if (at.config.globalFirstToken)
        lesson.paragraphs << StageText::tr("The first token is global: it sees all tokens and is seen by all.");
    if (hidden)
        lesson.paragraphs << StageText::tr("Tokens you hid are −∞ too, for everyone but themselves.");
    const bool causal = rules.causal && !off && !rules.cross;
    lesson.formula = !off && rules.window > 0 && rules.causal
        ? StageText::tr("<r>s</r>(t, s) = −∞ where s > t or s ≤ t − %1").arg(rules.window)
        : !off && rules.window > 0 ? StageText::tr("<r>s</r>(t, s) = −∞ where |s − t| > %1").arg(rules.window)
        : causal                   ? StageText::tr("<r>s</r>(t, s) = −∞ where s > t")
                                   : StageText::tr("<r>s</r> stays as it is");
    if (rules.causal && !rules.cross)
        lesson.tries << at.tryMask();
    if (at.row >= 0 && !rules.cross)
        lesson.tries << (at.isOn(EditSwitch::hide)
                ? at.link(QStringLiteral("switch:hide"), StageText::tr("Show “%1” again").arg(at.tokenName()))
                : StageText::tr("%1 and see where the attention goes instead.")
                      .arg(at.link(QStringLiteral("switch:hide"), StageText::tr("Hide “%1”").arg(at.tokenName()))));
    else
        lesson.tries << StageText::tr("Click a token above, then hide it here.");
    return lesson;
}

Lesson weights(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("The softmax turns each row of scores into shares between 0 and 1 that sum to 1: e to the power of each score, "
                         "divided by the sum over the row."),
            StageText::tr("Only differences count: a score larger by 1 gets e ≈ 2.72 times the <r>weight</r>.")};
    if (at.layer().cross)
        lesson.paragraphs << StageText::tr(
            "Each row is a token of the target, each column a token of the source: this is where one finds which word "
            "stands for which.");
    lesson.formula = StageText::tr("<r>a</r> = exp(s − max) / Σ exp(…)");
    lesson.tries = {StageText::tr("%1 or %2 the temperature: a low one lets the winner take all, a high one shares evenly.")
                        .arg(at.link(QStringLiteral("temperature:0.5"), StageText::tr("Halve")),
                            at.link(QStringLiteral("temperature:2"), StageText::tr("double")))};
    if (at.isScaled())
        lesson.tries << at.tryScaling();
    lesson.tries << StageText::tr("Set a weight by hand: the row then no longer sums to 1, and the picture says so.");
    return lesson;
}

struct Rows {
    Q_DECLARE_TR_FUNCTIONS(headscope::StageWords)

public:
    static constexpr StageWords kStages[] = {
        {Stage::rawScores, {QT_TR_NOOP("How well does each query match each key?")}, QT_TR_NOOP("R raw scores"),
            {QT_TR_NOOP("Raw scores of “%1”")}, rawScores, &Theme::result,
            [](const TransformerConfig &, const StageKey &) {
                return StageText::tr("One query times one key: multiply pair by pair and add up.");
            }},
        {Stage::scaledScores, {QT_TR_NOOP("How large should a score be?")}, QT_TR_NOOP("S scaled scores"),
            {QT_TR_NOOP("Scaled scores of “%1”")}, scaledScores},
        {Stage::cappedScores, {QT_TR_NOOP("How large may a score become?")}, QT_TR_NOOP("S′ capped scores"),
            {QT_TR_NOOP("Capped scores of “%1”")}, cappedScores},
        {Stage::biasedScores, {QT_TR_NOOP("Does it matter how far away the key is?")}, QT_TR_NOOP("S″ scores with bias"),
            {QT_TR_NOOP("Scores with bias of “%1”")}, biasedScores},
        {Stage::maskedScores, {QT_TR_NOOP("Which tokens may be looked at?")}, QT_TR_NOOP("M masked scores"),
            {QT_TR_NOOP("Masked scores of “%1”")}, maskedScores},
        {Stage::weights,
            {QT_TR_NOOP("How much does each token look at each other?"), PhraseCase::cross,
                QT_TR_NOOP("How much does each token look at each token of the source?")},
            QT_TR_NOOP("A attention weights"), {QT_TR_NOOP("Attention of “%1”")}, weights},
    };
};

} // namespace

std::span<const StageWords> scoresWords()
{
    return Rows::kStages;
}

} // namespace headscope
