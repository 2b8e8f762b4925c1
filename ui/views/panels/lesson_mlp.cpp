// Lessons of the MLP and of what leaves a layer.
#include "ui/session/model_words.h"
#include "ui/views/panels/lesson_writer.h"

namespace headscope {

Lesson LessonWriter::mlpNorm() const
{
    Lesson lesson = norm(m_config.norm);
    lesson.paragraphs << (m_config.normPlace == NormPlace::post
            ? tr("In this model the norm comes after the addition, and what follows reads the result.")
            : tr("The MLP reads this copy; the stream itself stays as it is."));
    return lesson;
}

Lesson LessonWriter::mlpPre() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("Attention moved things between tokens. The MLP works on each token alone: first %1 numbers become %2. Each of "
                            "these looks for one pattern in the vector.")
                             .arg(number(m_config.width), number(m_config.feedForward))};
    if (m_config.gated)
        lesson.paragraphs << tr("In this model they are gates: how far each opens decides how much of a %1 comes through.")
                                 .arg(link(QStringLiteral("stage:mlp-linear"), tr("second number")));
    if (m_config.parallel)
        lesson.paragraphs << tr("Attention and MLP work side by side here: both read what the layer started from.");
    lesson.formula = m_config.gated ? tr("h = %1 · W_gate").arg(input()) : tr("h = %1 · W_in + b").arg(input());
    lesson.tries = {tr("Pick another token: which columns light up?"), tryEdit()};
    return lesson;
}

Lesson LessonWriter::mlpLinear() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The same vector, times a second matrix: %1 numbers that wait behind the gates. A gate near 0 lets nothing of "
                            "its number through, whatever it is.")
                             .arg(number(m_config.feedForward))};
    lesson.formula = tr("w = %1 · W_in").arg(input());
    lesson.tries = {tr("Go on to see %1.").arg(link(QStringLiteral("stage:mlp-post"), tr("what comes through"))), tryEdit()};
    return lesson;
}

Lesson LessonWriter::mlpPost() const
{
    Lesson lesson;
    lesson.paragraphs = {activationSentence(m_config.activation)};
    if (m_config.gated)
        lesson.paragraphs << tr("Each activated gate is then multiplied by the number that waits behind it.");
    const QString function = activationFormula(m_config.activation, QStringLiteral("h"));
    lesson.formula = m_config.gated ? QStringLiteral("h ← %1 · w").arg(function) : QStringLiteral("h ← %1").arg(function);
    lesson.tries = {tr("Find the largest number of a row: which token makes it?"), tryEdit()};
    return lesson;
}

Lesson LessonWriter::mlpOut() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The %1 numbers are mixed back into %2: the MLP's message to each token.")
                             .arg(number(m_config.feedForward), number(m_config.width))};
    lesson.formula = m_config.gated ? tr("m = h · W_out") : tr("m = h · W_out + b");
    lesson.tries = {tr("Compare its size with what attention said: which of the two changes the stream more?"), tryEdit()};
    return lesson;
}

Lesson LessonWriter::mlpOutNorm() const
{
    Lesson lesson = norm(m_config.norm);
    lesson.paragraphs << tr(
        "Here it is done to the MLP's message, before that is added to the stream: no layer can shout the others down.");
    return lesson;
}

Lesson LessonWriter::residualAfter() const
{
    Lesson lesson;
    const bool hasMlp = m_config.hasMlp(m_key.layer);
    const bool last = m_key.layer == m_config.lastLayerOf(m_config.stackOf(m_key.layer));
    if (hasMlp && m_config.parallel)
        lesson.paragraphs = {tr("Three vectors are added: what the layer started from, what attention says and what the MLP says. The two "
                                "worked side by side and know nothing of each other.")};
    else if (hasMlp)
        lesson.paragraphs = {tr("The MLP's message is added to the stream, as attention's was.")};
    else if (m_config.feedForward > 0)
        lesson.paragraphs
            = {tr("What attention found is added to the stream. There is no MLP here: it follows behind the cross-attention.")};
    else
        lesson.paragraphs
            = {tr("What attention found is added to the stream. This model has no MLP: the stream leaves the layer like this.")};
    if (!last)
        lesson.paragraphs << tr("%1 starts from here, with heads of its own.").arg(layerTitle(m_config, m_key.layer + 1));
    else if (m_config.isEncoderDecoder() && m_config.stackOf(m_key.layer) == 0)
        lesson.paragraphs << tr("After the last layer of the encoder the stream is handed to the decoder's cross-attention.");
    else
        lesson.paragraphs << tr("After the last layer the stream is turned into a prediction.");
    lesson.formula = !hasMlp ? tr("x ← x + o") : m_config.parallel ? tr("x ← x + o + m") : tr("x ← x + m");
    lesson.tries = {tr("Choose another layer above and compare the streams."), tryEdit()};
    return lesson;
}

} // namespace headscope
