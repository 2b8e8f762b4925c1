// Lessons of attention, the scores aside.
#include "ui/views/panels/lesson_writer.h"

namespace headscope {

Lesson LessonWriter::attentionNorm() const
{
    Lesson lesson = norm(m_config.norm);
    if (m_config.normPlace == NormPlace::post)
        lesson.paragraphs << tr("In this model the norm comes after the addition, and what follows reads the result.");
    else if (m_config.parallel && m_config.sharedNorm)
        lesson.paragraphs << tr("Attention and MLP both read this copy, side by side; the stream itself stays as it is.");
    else
        lesson.paragraphs << tr("Attention reads this copy; the stream itself stays as it is.");
    return lesson;
}

Lesson LessonWriter::queries() const
{
    Lesson lesson;
    lesson.paragraphs
        = {tr("Every token asks a question: its <q>query</q>. It is the token's vector times the matrix W_Q of this head, %1 numbers long.")
                .arg(m_config.headWidth),
            m_config.heads > 1 ? tr("Each of the %1 heads of a layer has its own W_Q, so each asks something else.").arg(m_config.heads)
                               : tr("This model has one head per layer.")};
    if (layer().cross)
        lesson.paragraphs << tr("This is cross-attention: the decoder asks, and the encoder's tokens are asked.");
    lesson.formula = tr("<q>q</q> = %1 · W_Q     %2 → %3").arg(input(), number(m_config.width)).arg(m_config.headWidth);
    lesson.tries = {tr("Hover a number to see the row and the column that make it."), tryEdit()};
    return lesson;
}

Lesson LessonWriter::keys() const
{
    Lesson lesson;
    lesson.paragraphs = {layer().cross
            ? tr("In cross-attention the <k>keys</k> come from the source text: each row is one of its tokens, made from what the encoder "
                 "left, with a matrix of this layer, W_K.")
            : tr("Every token also offers a description: its <k>key</k>, made like the query but with a matrix of its own, W_K."),
        tr("A query finds a key when the two vectors point the same way.")};
    if (const QString shared = sharing(); !shared.isEmpty())
        lesson.paragraphs << shared;
    lesson.formula = tr("<k>k</k> = %1 · W_K     %2 → %3")
                         .arg(layer().cross ? QStringLiteral("x") : input(), number(m_config.width))
                         .arg(m_config.headWidth);
    lesson.tries = {tr("Make the key of one token larger and see who looks at it then: double-click a number."),
        tr("Go on to the %1.").arg(link(QStringLiteral("stage:raw-scores"), tr("scores")))};
    return lesson;
}

Lesson LessonWriter::values() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The <v>value</v> is what a token passes on to those that look at it. It need not resemble its <k>key</k>: how "
                            "a token is found and what it says are two things."),
        tr("Like query and key it has %1 numbers, made with a third matrix, W_V.").arg(m_config.headWidth)};
    if (layer().cross)
        lesson.paragraphs << tr("In cross-attention the values, like the keys, are those of the source text.");
    if (const QString shared = sharing(); !shared.isEmpty())
        lesson.paragraphs << shared;
    lesson.formula = tr("<v>v</v> = %1 · W_V     %2 → %3")
                         .arg(layer().cross ? QStringLiteral("x") : input(), number(m_config.width))
                         .arg(m_config.headWidth);
    lesson.tries
        = {tr("See how values are mixed in the %1.").arg(link(QStringLiteral("stage:weighted-sum"), tr("weighted sum"))), tryEdit()};
    return lesson;
}

Lesson LessonWriter::headNorm() const
{
    const bool isQuery = m_key.stage == Stage::qNorm;
    Lesson lesson = norm(m_config.queryKeyNorm);
    lesson.paragraphs << (isQuery
            ? tr("Here it is done to each head's <q>query</q> alone. A score then depends on where the vectors point and on the "
                 "learned gain, not on how long a vector happened to become.")
            : tr("Here it is done to each head's <k>key</k> alone, as to its query: no key wins merely because it is long."));
    if (const QString shared = sharing(); !isQuery && !shared.isEmpty())
        lesson.paragraphs << shared;
    return lesson;
}

Lesson LessonWriter::rotation() const
{
    const bool isQuery = m_key.stage == Stage::rotatedQ;
    const Rotary &rotary = layer().rotary;
    Lesson lesson;
    lesson.paragraphs = {tr("A score compares two vectors and knows nothing of places. So the channels are taken two by two, and each pair "
                            "is turned like the hand of a clock: by its own angle, times the token's place."),
        tr("Turn two vectors, and their product changes only by how far one was turned against the other. So a score sees the distance "
           "between the tokens, and not where they stand.")};
    if (isOn(EditSwitch::positions))
        lesson.paragraphs << tr("The positions are turned off now: nothing is turned.");
    else if (rotary.dims < m_config.headWidth)
        lesson.paragraphs
            << tr("Here the first %1 of %2 channels are turned, the others stay as they are.").arg(rotary.dims).arg(m_config.headWidth);
    if (rotary.pairing == RotaryPairing::halves)
        lesson.paragraphs
            << tr("Channel 1 belongs to channel %1, channel 2 to channel %2, and so on.").arg(rotary.dims / 2 + 1).arg(rotary.dims / 2 + 2);
    else
        lesson.paragraphs << tr("Neighbours belong together: channels 1 and 2, 3 and 4, and so on.");
    lesson.paragraphs << tr("From one place to the next the first pair turns by %1, the last by %2 (radians).")
                             .arg(rotary.frequencies.empty() ? QStringLiteral("0") : plain(rotary.frequencies.front()),
                                 rotary.frequencies.empty() ? QStringLiteral("0") : plain(rotary.frequencies.back()));
    lesson.formula
        = (isQuery ? tr("<q>q°</q> = (a cos φ − b sin φ, b cos φ + a sin φ)") : tr("<k>k°</k> = (a cos φ − b sin φ, b cos φ + a sin φ)"))
        + QStringLiteral("\nφ = ") + tr("place · θ");
    lesson.tries = {tr("Click a number: the panel below shows its pair, the angle and both products."), tryPositions()};
    return lesson;
}

Lesson LessonWriter::globalKeys() const
{
    Lesson lesson;
    lesson.paragraphs
        = {tr("Most tokens of this model look only at their neighbours. The first token is global: it looks at the whole text, "
              "and the whole text may look at it."),
            tr("When it asks, it does so by maps of its own: these are the <k>keys</k> that it meets.")};
    lesson.formula = tr("<k>k*</k> = %1 · W_K*     %2 → %3").arg(input(), number(m_config.width)).arg(m_config.headWidth);
    lesson.tries = {tr("Compare with the %1 that all the others meet.").arg(link(QStringLiteral("stage:k"), tr("keys"))), tryEdit()};
    return lesson;
}

Lesson LessonWriter::globalValues() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("What each token passes on to the global token, by a map that only the global token uses."),
        tr("Row 1 of the weights is multiplied with these <v>values</v>, every other row with the ordinary ones.")};
    lesson.formula = tr("<v>v*</v> = %1 · W_V*     %2 → %3").arg(input(), number(m_config.width)).arg(m_config.headWidth);
    lesson.tries = {tr("Compare with the %1 that all the others take.").arg(link(QStringLiteral("stage:v"), tr("values"))), tryEdit()};
    return lesson;
}

Lesson LessonWriter::weightedSum() const
{
    Lesson lesson;
    lesson.paragraphs
        = {layer().cross ? tr(
               "Each token of the target takes the <v>values</v> of the source's tokens, each as often as its <r>weight</r> says, and adds "
               "them up. This is how the source gets into the target.")
                         : tr("Each token takes the <v>values</v> of all tokens it may look at, each as often as its <r>weight</r> says, "
                              "and adds them up."),
            tr("A weight near 1 copies that token's value; even weights give the average.")};
    if (m_config.globalFirstToken)
        lesson.paragraphs << tr("The first token, which is global, takes the %1 instead.")
                                 .arg(link(QStringLiteral("stage:global-v"), tr("global values")));
    lesson.formula = tr("z = Σ <r>a</r> · <v>v</v>");
    lesson.tries = {tr("Hover a number: its row of weights and its column of values light up."), tryHead()};
    return lesson;
}

Lesson LessonWriter::joinedHeads() const
{
    Lesson lesson;
    lesson.paragraphs = {m_config.heads > 1 ? tr("The %1 heads worked apart from each other. Their results of %2 numbers each are laid "
                                                 "side by side: %3 numbers for each token. Nothing is computed here.")
                                                  .arg(m_config.heads)
                                                  .arg(m_config.headWidth)
                                                  .arg(number(m_config.heads * m_config.headWidth))
                                            : tr("There is one head in this layer, so its result is passed on as it is.")};
    lesson.formula
        = QStringLiteral("%1 × %2 = %3").arg(m_config.heads).arg(m_config.headWidth).arg(number(m_config.heads * m_config.headWidth));
    lesson.tries = {tryHead()};
    return lesson;
}

Lesson LessonWriter::outputProjection() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The matrix W_O mixes what the heads found and turns %1 numbers into the %2 of the stream. This is what "
                            "attention says to each token.")
                             .arg(number(m_config.heads * m_config.headWidth), number(m_config.width))};
    lesson.formula = tr("o = joined · W_O");
    lesson.tries = {tryHead(), tryEdit()};
    return lesson;
}

Lesson LessonWriter::attentionOutNorm() const
{
    Lesson lesson = norm(m_config.norm);
    lesson.paragraphs << tr(
        "Here it is done to what attention says, before that is added to the stream: no layer can shout the others down.");
    return lesson;
}

Lesson LessonWriter::residualMiddle() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("What attention found is added to the stream. What was there before stays readable: a token keeps what it knew "
                            "and gains what it saw.")};
    lesson.formula = m_config.outputNorms ? tr("x ← x + ô") : tr("x ← x + o");
    lesson.tries = {tr("Compare a row before and after: how much did attention change it?"), tryHead()};
    return lesson;
}

} // namespace headscope
