// Lessons of what happens before the first layer.
#include "ui/session/model_words.h"
#include "ui/views/panels/lesson_writer.h"

namespace headscope {

Lesson LessonWriter::tokens() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The model reads no letters. Its tokenizer (%1) cuts the text into pieces, the tokens, and writes down the "
                            "number each has in a list of %2.")
                             .arg(QString::fromStdString(m_trace.model().tokenizer().kind()).toHtmlEscaped(), number(m_config.vocabulary)),
        tr("Tokens in this text: %1. From here on the model sees their numbers only.").arg(number(m_trace.rowCount(m_key)))};
    if (m_config.stackOf(m_key.layer) == 1)
        lesson.paragraphs << tr(
            "This is what the decoder has said so far. It begins with a token of its own, which stands for nothing yet.");
    else if (m_trace.pair())
        lesson.paragraphs << tr("Two sentences are read as one text; a special token stands between them.");
    lesson.formula = tr("text → tokens → ids");
    lesson.tries
        = {tr("Type a rare or invented word and see what becomes of it."), tr("Type the same word twice: it gets the same number.")};
    return lesson;
}

Lesson LessonWriter::embedding() const
{
    Lesson lesson;
    const int width = m_config.widthOfEmbedding();
    lesson.paragraphs
        = {tr("Each number picks one row of a table: %1 numbers that stand for this token, the same wherever it stands in the text.")
                .arg(number(width))};
    if (!m_config.featureNames.empty())
        lesson.paragraphs << tr("In this model every one of the %1 numbers has a meaning, written above its column.").arg(number(width));
    else
        lesson.paragraphs << tr(
            "The numbers were learned. A single one rarely means anything by itself; tokens used alike get vectors that point alike.");
    lesson.formula = QStringLiteral("x = E[id]     E: %1 × %2").arg(number(m_config.vocabulary), number(width));
    lesson.tries = {tr("Compare the rows of two words that are used alike."), tryEdit()};
    return lesson;
}

Lesson LessonWriter::scaledEmbedding() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("Every number of the embedding is multiplied by the same constant, %1.").arg(plain(m_config.embeddingScale)),
        tr("The table is also used for the prediction at the end, where small numbers serve better. Multiplied, the token's vector is not "
           "lost beside what is added to it later.")};
    lesson.formula = tr("x ← %1 · x").arg(plain(m_config.embeddingScale));
    lesson.tries = {tryEdit()};
    return lesson;
}

Lesson LessonWriter::position() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("A score compares two vectors and knows nothing of places. So a second vector, one for each place in the text, "
                            "is added to the token's own.")};
    if (isOn(EditSwitch::positions))
        lesson.paragraphs << tr("The positions are turned off now: every one of these vectors is zero.");
    else if (m_config.position == PositionKind::sinusoidal || m_config.position == PositionKind::sinusoidalHalves)
        lesson.paragraphs << tr("Here they are sine and cosine waves of growing length, so that every place gets its own pattern.");
    else if (m_config.position == PositionKind::learned)
        lesson.paragraphs << tr("Here they are rows of a second table with one row for each of %1 places.").arg(number(m_config.context));
    if (m_config.positionOffset > 0)
        lesson.paragraphs << tr("This family begins to count at row %1 of the table; the rows before it are not used for text.")
                                 .arg(number(m_config.positionOffset));
    lesson.formula = tr("x = E[id] + P[place]");
    lesson.tries = {tryPositions(), tr("Swap two words in the text and compare.")};
    return lesson;
}

Lesson LessonWriter::tokenType() const
{
    Lesson lesson;
    lesson.paragraphs
        = {tr("This model was trained on pairs of sentences. One learned vector is added to every token of the first, another "
              "to every token of the second, so that a token shows which of the two it belongs to.")};
    lesson.paragraphs << (m_trace.pair() ? tr("Here the rows of A and the rows of B differ, and all rows of one text are the same.")
                                         : tr("There is one sentence here, so all rows are the same. Add a second with the + beside it."));
    lesson.formula = tr("x = E[id] + P[place] + B[A or B]");
    lesson.tries = {tr("Exchange the two sentences."), tryEdit()};
    return lesson;
}

Lesson LessonWriter::embeddingSum() const
{
    Lesson lesson;
    QStringList parts{tr("the token's own vector")};
    if (m_config.position != PositionKind::none)
        parts << tr("the vector of its place");
    if (m_config.tokenTypes > 0)
        parts << tr("the vector of its text");
    lesson.paragraphs = {tr("Number by number, %1 are added.").arg(parts.join(tr(" and "))),
        tr("From here on one vector carries all of this; later layers can read each part out of it again.")};
    lesson.formula = m_config.position == PositionKind::none ? tr("x = E[id] + B[A or B]")
        : m_config.tokenTypes > 0                            ? tr("x = E[id] + P[place] + B[A or B]")
                                                             : tr("x = E[id] + P[place]");
    lesson.tries = {tr("Click a cell: the panel below shows what was added."), tryEdit()};
    return lesson;
}

Lesson LessonWriter::embeddingNorm() const
{
    Lesson lesson = norm(m_config.norm);
    lesson.paragraphs << tr("The first layer starts from the result, so every token enters with a vector of about the same size.");
    return lesson;
}

Lesson LessonWriter::embeddingProjection() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The table holds %1 numbers for each token, the model works with %2. A learned matrix takes one to the other.")
                             .arg(number(m_config.widthOfEmbedding()), number(m_config.width)),
        tr("A narrow table saves many weights: the vocabulary is long.")};
    lesson.formula = tr("x ← x · W     %1 → %2").arg(number(m_config.widthOfEmbedding()), number(m_config.width));
    lesson.tries = {tr("Hover a number to see the row and the column that make it."), tryEdit()};
    return lesson;
}

Lesson LessonWriter::residualBefore() const
{
    Lesson lesson;
    const int first = m_config.firstLayerOf(m_config.stackOf(m_key.layer));
    const bool atStart = m_key.layer == first;
    const bool added = m_config.position != PositionKind::none;
    lesson.paragraphs = {tr("One vector of %1 numbers for each token runs through the whole model. A layer reads it and adds to it.")
                             .arg(number(m_config.width)),
        atStart                        ? (added ? tr("Before the first layer it holds what was put in: token and position.")
                                                : tr("Before the first layer it holds what was put in: the token. Where it stands comes in later."))
            : m_key.layer == first + 1 ? tr("Here it holds what was put in and what %1 added.").arg(layerTitle(m_config, first).toLower())
                                       : tr("Here it holds what was put in and all that %1 to %2 added.")
                                             .arg(layerTitle(m_config, first).toLower(), layerTitle(m_config, m_key.layer - 1).toLower())};
    lesson.formula = atStart ? (added ? tr("x = E[id] + P[place]") : QStringLiteral("x = E[id]"))
                             : tr("x = what %1 left").arg(layerTitle(m_config, m_key.layer - 1).toLower());
    lesson.tries = {tr("Step through the layers and watch which columns grow."), tryEdit()};
    return lesson;
}

} // namespace headscope
