// Lessons of the way from scores to weights.
#include "src/scores/head_scores.h"

#include "ui/views/panels/lesson_writer.h"

#include <algorithm>

namespace headscope {

Lesson LessonWriter::rawScores() const
{
    Lesson lesson;
    const int rows = m_trace.rowCount(m_key);
    const int columns = m_trace.columnCount(m_key);
    lesson.paragraphs = {tr("Every token asks a question (its <q>query</q>) and offers a description (its <k>key</k>). The <r>score</r> "
                            "says how well they fit: large when the two vectors point the same way, negative when they point apart."),
        layer().cross ? tr("%1 tokens of the target and %2 of the source give %1 × %2 scores. Each is a sum of %3 products.")
                            .arg(number(rows), number(columns))
                            .arg(m_config.headWidth)
                      : tr("%1 tokens give %1 × %1 scores. Each is a sum of %2 products.").arg(number(rows)).arg(m_config.headWidth)};
    if (m_config.globalFirstToken)
        lesson.paragraphs
            << tr("The first token is global: its row is made with %1 of its own.").arg(link(QStringLiteral("stage:global-k"), tr("keys")));
    lesson.formula = tr("<r>s</r> = <q>q</q> · <k>k</k>");
    lesson.tries = {tr("Hover a score: its query and its key light up."), tr("Change one number of a query and watch its whole row."),
        layer().cross ? tr("Type more on either side: each new token adds a row or a column.")
                      : tr("Double the text: four times as many scores.")};
    return lesson;
}

Lesson LessonWriter::scaledScores() const
{
    Lesson lesson;
    const bool scaled = isScaled() && !isOn(EditSwitch::scaling);
    if (!isScaled())
        lesson.paragraphs
            = {tr("This model does not scale its scores: they stay as they are. It learned weights of a size that suits this.")};
    else if (scaled)
        lesson.paragraphs = {tr("A score adds up %1 products, so it grows with the length of the vectors. Dividing by %2 keeps it in a "
                                "range where the softmax does not collapse onto one token.")
                                 .arg(m_config.headWidth)
                                 .arg(root())};
    else
        lesson.paragraphs
            = {tr("The scaling is turned off now: the scores are not divided by %1 and the softmax that follows is sharper.").arg(root())};
    if (const auto temperature = temperatureOf(m_trace.edits()))
        lesson.paragraphs << tr("They are also divided by the temperature you set, %1.").arg(*temperature, 0, 'f', 2);
    lesson.formula = scaled ? tr("<r>s</r> / √dₖ     %1").arg(root()) : tr("<r>s</r>, not divided");
    if (isScaled())
        lesson.tries << tryScaling();
    lesson.tries << tr("%1 or %2 the temperature.")
                        .arg(link(QStringLiteral("temperature:0.5"), tr("Halve")), link(QStringLiteral("temperature:2"), tr("double")));
    return lesson;
}

Lesson LessonWriter::cappedScores() const
{
    Lesson lesson;
    const QString cap = plain(m_config.scoreCap);
    lesson.paragraphs = {tr("No <r>score</r> may pass %1 or −%1. Small ones stay almost as they are, large ones come closer and closer to "
                            "the bound and never reach it.")
                             .arg(cap),
        tr("A score that runs away would give one token all the attention and leave nothing to learn from; so it cannot run away.")};
    lesson.formula = QStringLiteral("<r>s′</r> = %1 · tanh(<r>s</r> / %1)").arg(cap);
    lesson.tries
        = {tr("Set a score to %1 and see what is left of it: double-click a number two stages up.").arg(plain(2 * m_config.scoreCap)),
            tryEdit()};
    return lesson;
}

Lesson LessonWriter::biasedScores() const
{
    Lesson lesson;
    if (m_config.scoreBias == ScoreBias::slopes) {
        lesson.paragraphs
            = {tr("A score compares two vectors and knows nothing of places. So something is taken off for every step between "
                  "the two tokens (ALiBi): far tokens must fit better to be heard."),
                tr("How much, the head's slope says. Steep heads look nearby, shallow ones far.")};
        lesson.formula = tr("<r>s</r> + slope · (place of key − place of query)");
    } else {
        lesson.paragraphs = {tr("A score compares two vectors and knows nothing of places. So a learned number is added for the distance "
                                "between the two tokens."),
            tr("Near distances have a bucket of their own; farther ones share it, in steps that grow, up to %1 tokens. The table of %2 "
               "buckets "
               "is the same in every layer.")
                .arg(m_config.bucketDistance)
                .arg(m_config.buckets)};
        lesson.formula = tr("<r>s</r> + b[bucket of the distance]");
    }
    if (isOn(EditSwitch::positions))
        lesson.paragraphs << tr("The positions are turned off now: nothing is added.");
    lesson.tries = {tryPositions(), tr("Compare two heads: which looks near, which far?")};
    return lesson;
}

Lesson LessonWriter::maskedScores() const
{
    Lesson lesson;
    const bool hidden = std::ranges::any_of(m_trace.edits(), [](const Edit &edit) { return edit.kind == Edit::Kind::hideToken; });
    const LayerConfig &rules = layer();
    const bool off = isOn(EditSwitch::mask);
    if (rules.cross)
        lesson.paragraphs = {tr("The source text is there as a whole, so the decoder may look at every token of it: no score is masked.")};
    else if (rules.causal && off)
        lesson.paragraphs = {tr("The mask is turned off now: every token looks at all, also at later ones.")};
    else if (rules.causal)
        lesson.paragraphs = {tr("This model predicts the next token, so no token may look at a later one. Those scores become −∞, and the "
                                "softmax turns −∞ into exactly 0.")};
    else
        lesson.paragraphs = {tr("This model reads in both directions: a token may look back and ahead.")};
    if (rules.window > 0 && !off)
        lesson.paragraphs << (rules.causal
                ? tr("This layer looks through a window: a token sees itself and the %1 before it.").arg(number(rules.window - 1))
                : tr("It looks through a window: %1 tokens to each side. So the cost grows with the text's length, not with its square.")
                      .arg(number(rules.window)));
    if (m_config.globalFirstToken)
        lesson.paragraphs << tr("The first token is global: it sees all tokens and is seen by all.");
    if (hidden)
        lesson.paragraphs << tr("Tokens you hid are −∞ too, for everyone but themselves.");
    const bool causal = rules.causal && !off && !rules.cross;
    lesson.formula = !off && rules.window > 0 && rules.causal ? tr("<r>s</r>(t, s) = −∞ where s > t or s ≤ t − %1").arg(rules.window)
        : !off && rules.window > 0                            ? tr("<r>s</r>(t, s) = −∞ where |s − t| > %1").arg(rules.window)
        : causal                                              ? tr("<r>s</r>(t, s) = −∞ where s > t")
                                                              : tr("<r>s</r> stays as it is");
    if (rules.causal && !rules.cross)
        lesson.tries << tryMask();
    if (m_row >= 0 && !rules.cross)
        lesson.tries << (isOn(EditSwitch::hide) ? link(QStringLiteral("switch:hide"), tr("Show “%1” again").arg(tokenName()))
                                                : tr("%1 and see where the attention goes instead.")
                                                      .arg(link(QStringLiteral("switch:hide"), tr("Hide “%1”").arg(tokenName()))));
    else
        lesson.tries << tr("Click a token above, then hide it here.");
    return lesson;
}

Lesson LessonWriter::weights() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The softmax turns each row of scores into shares between 0 and 1 that sum to 1: e to the power of each score, "
                            "divided by the sum over the row."),
        tr("Only differences count: a score larger by 1 gets e ≈ 2.72 times the <r>weight</r>.")};
    if (layer().cross)
        lesson.paragraphs << tr("Each row is a token of the target, each column a token of the source: this is where one finds which word "
                                "stands for which.");
    lesson.formula = tr("<r>a</r> = exp(s − max) / Σ exp(…)");
    lesson.tries = {tr("%1 or %2 the temperature: a low one lets the winner take all, a high one shares evenly.")
                        .arg(link(QStringLiteral("temperature:0.5"), tr("Halve")), link(QStringLiteral("temperature:2"), tr("double")))};
    if (isScaled())
        lesson.tries << tryScaling();
    lesson.tries << tr("Set a weight by hand: the row then no longer sums to 1, and the picture says so.");
    return lesson;
}

} // namespace headscope
