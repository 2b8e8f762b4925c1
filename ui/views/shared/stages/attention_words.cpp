// What is said of the stages of attention, the scores aside.
#include "ui/views/shared/stages/lesson_writer.h"
#include "ui/views/shared/stages/stage_words.h"

namespace headscope {

namespace {

Lesson attentionNorm(const LessonWriter &at)
{
    Lesson lesson = at.norm(at.config.norm);
    if (at.config.normPlace == NormPlace::post)
        lesson.paragraphs << StageText::tr("In this model the norm comes after the addition, and what follows reads the result.");
    else if (at.config.parallel && at.config.sharedNorm)
        lesson.paragraphs << StageText::tr("Attention and MLP both read this copy, side by side; the stream itself stays as it is.");
    else
        lesson.paragraphs << StageText::tr("Attention reads this copy; the stream itself stays as it is.");
    return lesson;
}

Lesson queries(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs = {
        StageText::tr(
            "Every token asks a question: its <q>query</q>. It is the token's vector times the matrix W_Q of this head, %1 numbers long.")
            .arg(at.config.headWidth),
        at.config.heads > 1
            ? StageText::tr("Each of the %1 heads of a layer has its own W_Q, so each asks something else.").arg(at.config.heads)
            : StageText::tr("This model has one head per layer.")};
    if (at.layer().cross)
        lesson.paragraphs << StageText::tr("This is cross-attention: the decoder asks, and the encoder's tokens are asked.");
    lesson.formula = StageText::tr("<q>q</q> = %1 · W_Q     %2 → %3").arg(at.input(), at.number(at.config.width)).arg(at.config.headWidth);
    lesson.tries = {StageText::tr("Hover a number to see the row and the column that make it."), at.tryEdit()};
    return lesson;
}

Lesson keys(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs = {at.layer().cross
            ? StageText::tr(
                "In cross-attention the <k>keys</k> come from the source text: each row is one of its tokens, made from what the encoder "
                "left, with a matrix of this layer, W_K.")
            : StageText::tr(
                "Every token also offers a description: its <k>key</k>, made like the query but with a matrix of its own, W_K."),
        StageText::tr("A query finds a key when the two vectors point the same way.")};
    if (const QString shared = at.sharing(); !shared.isEmpty())
        lesson.paragraphs << shared;
    lesson.formula = StageText::tr("<k>k</k> = %1 · W_K     %2 → %3")
                         .arg(at.layer().cross ? QStringLiteral("x") : at.input(), at.number(at.config.width))
                         .arg(at.config.headWidth);
    lesson.tries = {StageText::tr("Make the key of one token larger and see who looks at it then: double-click a number."),
        StageText::tr("Go on to the %1.").arg(at.link(QStringLiteral("stage:raw-scores"), StageText::tr("scores")))};
    return lesson;
}

Lesson values(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("The <v>value</v> is what a token passes on to those that look at it. It need not resemble its <k>key</k>: how "
                         "a token is found and what it says are two things."),
            StageText::tr("Like query and key it has %1 numbers, made with a third matrix, W_V.").arg(at.config.headWidth)};
    if (at.layer().cross)
        lesson.paragraphs << StageText::tr("In cross-attention the values, like the keys, are those of the source text.");
    if (const QString shared = at.sharing(); !shared.isEmpty())
        lesson.paragraphs << shared;
    lesson.formula = StageText::tr("<v>v</v> = %1 · W_V     %2 → %3")
                         .arg(at.layer().cross ? QStringLiteral("x") : at.input(), at.number(at.config.width))
                         .arg(at.config.headWidth);
    lesson.tries = {StageText::tr("See how values are mixed in the %1.")
                        .arg(at.link(QStringLiteral("stage:weighted-sum"), StageText::tr("weighted sum"))),
        at.tryEdit()};
    return lesson;
}

Lesson headNorm(const LessonWriter &at)
{
    const bool isQuery = at.key.stage == Stage::qNorm;
    Lesson lesson = at.norm(at.config.queryKeyNorm);
    lesson.paragraphs << (isQuery
            ? StageText::tr("Here it is done to each head's <q>query</q> alone. A score then depends on where the vectors point and on the "
                            "learned gain, not on how long a vector happened to become.")
            : StageText::tr("Here it is done to each head's <k>key</k> alone, as to its query: no key wins merely because it is long."));
    if (const QString shared = at.sharing(); !isQuery && !shared.isEmpty())
        lesson.paragraphs << shared;
    return lesson;
}

Lesson rotation(const LessonWriter &at)
{
    const bool isQuery = at.key.stage == Stage::rotatedQ;
    const Rotary &rotary = at.layer().rotary;
    Lesson lesson;
    lesson.paragraphs = {
        StageText::tr("A score compares two vectors and knows nothing of places. So the channels are taken two by two, and each pair "
                      "is turned like the hand of a clock: by its own angle, times the token's place."),
        StageText::tr(
            "Turn two vectors, and their product changes only by how far one was turned against the other. So a score sees the distance "
            "between the tokens, and not where they stand.")};
    if (at.isOn(EditSwitch::positions))
        lesson.paragraphs << StageText::tr("The positions are turned off now: nothing is turned.");
    else if (rotary.dims < at.config.headWidth)
        lesson.paragraphs << StageText::tr("Here the first %1 of %2 channels are turned, the others stay as they are.")
                                 .arg(rotary.dims)
                                 .arg(at.config.headWidth);
    if (rotary.pairing == RotaryPairing::halves)
        lesson.paragraphs << StageText::tr("Channel 1 belongs to channel %1, channel 2 to channel %2, and so on.")
                                 .arg(rotary.dims / 2 + 1)
                                 .arg(rotary.dims / 2 + 2);
    else
        lesson.paragraphs << StageText::tr("Neighbours belong together: channels 1 and 2, 3 and 4, and so on.");
    lesson.paragraphs << StageText::tr("From one place to the next the first pair turns by %1, the last by %2 (radians).")
                             .arg(rotary.frequencies.empty() ? QStringLiteral("0") : at.plain(rotary.frequencies.front()),
                                 rotary.frequencies.empty() ? QStringLiteral("0") : at.plain(rotary.frequencies.back()));
    lesson.formula = (isQuery ? StageText::tr("<q>q°</q> = (a cos φ − b sin φ, b cos φ + a sin φ)")
                              : StageText::tr("<k>k°</k> = (a cos φ − b sin φ, b cos φ + a sin φ)"))
        + QStringLiteral("\nφ = ") + StageText::tr("place · θ");
    lesson.tries = {StageText::tr("Click a number: the panel below shows its pair, the angle and both products."), at.tryPositions()};
    return lesson;
}

Lesson globalKeys(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("Most tokens of this model look only at their neighbours. The first token is global: it looks at the whole text, "
                         "and the whole text may look at it."),
            StageText::tr("When it asks, it does so by maps of its own: these are the <k>keys</k> that it meets.")};
    lesson.formula
        = StageText::tr("<k>k*</k> = %1 · W_K*     %2 → %3").arg(at.input(), at.number(at.config.width)).arg(at.config.headWidth);
    lesson.tries
        = {StageText::tr("Compare with the %1 that all the others meet.").arg(at.link(QStringLiteral("stage:k"), StageText::tr("keys"))),
            at.tryEdit()};
    return lesson;
}

Lesson globalValues(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs = {StageText::tr("What each token passes on to the global token, by a map that only the global token uses."),
        StageText::tr("Row 1 of the weights is multiplied with these <v>values</v>, every other row with the ordinary ones.")};
    lesson.formula
        = StageText::tr("<v>v*</v> = %1 · W_V*     %2 → %3").arg(at.input(), at.number(at.config.width)).arg(at.config.headWidth);
    lesson.tries
        = {StageText::tr("Compare with the %1 that all the others take.").arg(at.link(QStringLiteral("stage:v"), StageText::tr("values"))),
            at.tryEdit()};
    return lesson;
}

Lesson weightedSum(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {at.layer().cross ? StageText::tr(
               "Each token of the target takes the <v>values</v> of the source's tokens, each as often as its <r>weight</r> says, and adds "
               "them up. This is how the source gets into the target.")
                            : StageText::tr(
                                "Each token takes the <v>values</v> of all tokens it may look at, each as often as its <r>weight</r> says, "
                                "and adds them up."),
            StageText::tr("A weight near 1 copies that token's value; even weights give the average.")};
    if (at.config.globalFirstToken)
        lesson.paragraphs << StageText::tr("The first token, which is global, takes the %1 instead.")
                                 .arg(at.link(QStringLiteral("stage:global-v"), StageText::tr("global values")));
    lesson.formula = StageText::tr("z = Σ <r>a</r> · <v>v</v>");
    lesson.tries = {StageText::tr("Hover a number: its row of weights and its column of values light up."), at.tryHead()};
    return lesson;
}

Lesson joinedHeads(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {at.config.heads > 1 ? StageText::tr("The %1 heads worked apart from each other. Their results of %2 numbers each are laid "
                                               "side by side: %3 numbers for each token. Nothing is computed here.")
                                     .arg(at.config.heads)
                                     .arg(at.config.headWidth)
                                     .arg(at.number(at.config.heads * at.config.headWidth))
                               : StageText::tr("There is one head in this layer, so its result is passed on as it is.")};
    lesson.formula = QStringLiteral("%1 × %2 = %3")
                         .arg(at.config.heads)
                         .arg(at.config.headWidth)
                         .arg(at.number(at.config.heads * at.config.headWidth));
    lesson.tries = {at.tryHead()};
    return lesson;
}

Lesson outputProjection(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("The matrix W_O mixes what the heads found and turns %1 numbers into the %2 of the stream. This is what "
                         "attention says to each token.")
                .arg(at.number(at.config.heads * at.config.headWidth), at.number(at.config.width))};
    lesson.formula = StageText::tr("o = joined · W_O");
    lesson.tries = {at.tryHead(), at.tryEdit()};
    return lesson;
}

Lesson attentionOutNorm(const LessonWriter &at)
{
    Lesson lesson = at.norm(at.config.norm);
    lesson.paragraphs << StageText::tr(
        "Here it is done to what attention says, before that is added to the stream: no layer can shout the others down.");
    return lesson;
}

Lesson residualMiddle(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("What attention found is added to the stream. What was there before stays readable: a token keeps what it knew "
                         "and gains what it saw.")};
    lesson.formula = at.config.outputNorms ? StageText::tr("x ← x + ô") : StageText::tr("x ← x + o");
    lesson.tries = {StageText::tr("Compare a row before and after: how much did attention change it?"), at.tryHead()};
    return lesson;
}

struct Rows {
    Q_DECLARE_TR_FUNCTIONS(headscope::StageWords)

public:
    static constexpr StageWords kStages[] = {
        {Stage::attentionNorm, {QT_TR_NOOP("How is each row brought to the same size?")}, QT_TR_NOOP("X̂ normalised"),
            {QT_TR_NOOP("Normalised vector of “%1”")}, attentionNorm},
        {Stage::q, {QT_TR_NOOP("What is each token looking for?")}, QT_TR_NOOP("Q queries"), {QT_TR_NOOP("Query of “%1”")}, queries,
            &Theme::query},
        {Stage::k,
            {QT_TR_NOOP("What does each token offer to be found by?"), PhraseCase::cross,
                QT_TR_NOOP("What does each token of the source offer to be found by?")},
            QT_TR_NOOP("K keys"), {QT_TR_NOOP("Key of “%1”")}, keys, &Theme::key},
        {Stage::v,
            {QT_TR_NOOP("What does each token pass on when it is found?"), PhraseCase::cross,
                QT_TR_NOOP("What does each token of the source pass on when it is found?")},
            QT_TR_NOOP("V values"), {QT_TR_NOOP("Value of “%1”")}, values, &Theme::value},
        {Stage::qNorm, {QT_TR_NOOP("How is each query brought to the same size?")}, QT_TR_NOOP("Q̂ normalised queries"),
            {QT_TR_NOOP("Normalised query of “%1”")}, headNorm, &Theme::query},
        {Stage::kNorm, {QT_TR_NOOP("How is each key brought to the same size?")}, QT_TR_NOOP("K̂ normalised keys"),
            {QT_TR_NOOP("Normalised key of “%1”")}, headNorm, &Theme::key},
        {Stage::rotatedQ, {QT_TR_NOOP("How does a query know where it stands?")}, QT_TR_NOOP("Q° turned queries"),
            {QT_TR_NOOP("Turned query of “%1”")}, rotation, &Theme::query},
        {Stage::rotatedK, {QT_TR_NOOP("How does a key know where it stands?")}, QT_TR_NOOP("K° turned keys"),
            {QT_TR_NOOP("Turned key of “%1”")}, rotation, &Theme::key},
        {Stage::globalK, {QT_TR_NOOP("What does each token offer to the global token?")}, QT_TR_NOOP("K* global keys"),
            {QT_TR_NOOP("Global key of “%1”")}, globalKeys, &Theme::key,
            [](const TransformerConfig &, const StageKey &) {
                return StageText::tr("By maps of their own: only the global token uses them.");
            }},
        {Stage::globalV, {QT_TR_NOOP("What does each token pass on to the global token?")}, QT_TR_NOOP("V* global values"),
            {QT_TR_NOOP("Global value of “%1”")}, globalValues, &Theme::value,
            [](const TransformerConfig &, const StageKey &) {
                return StageText::tr("By maps of their own: only the global token uses them.");
            }},
        {Stage::weightedSum,
            {QT_TR_NOOP("What does each token gather from the others?"), PhraseCase::cross,
                QT_TR_NOOP("What does each token gather from the source?")},
            QT_TR_NOOP("Z weighted sums"), {QT_TR_NOOP("What “%1” collects")}, weightedSum, &Theme::result,
            [](const TransformerConfig &, const StageKey &) { return StageText::tr("Each value row counts as much as its weight says."); }},
        {Stage::joinedHeads, {QT_TR_NOOP("What did all heads gather, side by side?")}, QT_TR_NOOP("J joined heads"),
            {QT_TR_NOOP("All heads' results for “%1”")}, joinedHeads},
        {Stage::outputProjection, {QT_TR_NOOP("How are the heads mixed into one answer?")}, QT_TR_NOOP("O attention output"),
            {QT_TR_NOOP("What attention says to “%1”")}, outputProjection},
        {Stage::attentionOutNorm, {QT_TR_NOOP("How is each row brought to the same size?")}, QT_TR_NOOP("Ô normalised output"),
            {QT_TR_NOOP("What attention says to “%1”, normalised")}, attentionOutNorm},
        {Stage::residualMiddle, {QT_TR_NOOP("What is the token after attention was added?")}, QT_TR_NOOP("Y after attention"),
            {QT_TR_NOOP("Stream of “%1” after attention")}, residualMiddle, &Theme::result,
            [](const TransformerConfig &, const StageKey &) {
                return StageText::tr("Number by number: what was there plus what was added.");
            }},
    };
};

} // namespace

std::span<const StageWords> attentionWords()
{
    return Rows::kStages;
}

} // namespace headscope
