// Lessons of what stands behind the last layer.
#include "ui/views/panels/lesson_writer.h"

namespace headscope {

Lesson LessonWriter::finalNorm() const
{
    Lesson lesson = norm(m_config.norm);
    if (m_config.isEncoderDecoder() && m_config.stackOf(m_key.layer) == 0)
        lesson.paragraphs << tr("This is what the encoder hands to every cross-attention of the decoder.");
    else if (m_config.predicts != Predicts::nothing)
        lesson.paragraphs << tr("This is the last step before the vocabulary is asked.");
    else
        lesson.paragraphs << tr("This is the last step of the layers.");
    return lesson;
}

Lesson LessonWriter::predictionDense() const
{
    Lesson lesson;
    lesson.paragraphs
        = {tr("Before the vocabulary is asked, each vector goes through one more learned map: the prediction head. It turns what "
              "the layers know about a place into what a word's vector there should look like.")};
    lesson.formula = tr("d = x · W_D + b");
    lesson.tries = {tr("Hover a number to see the row and the column that make it."), tryEdit()};
    return lesson;
}

Lesson LessonWriter::predictionActivation() const
{
    Lesson lesson;
    lesson.paragraphs = {activationSentence(m_config.predictionActivation)};
    lesson.formula = QStringLiteral("d ← %1").arg(activationFormula(m_config.predictionActivation, QStringLiteral("d")));
    lesson.tries = {tryEdit()};
    return lesson;
}

Lesson LessonWriter::predictionNorm() const
{
    Lesson lesson = norm(NormKind::layer);
    lesson.paragraphs << tr("What comes out is compared with every word's vector.");
    return lesson;
}

Lesson LessonWriter::rawLogits() const
{
    Lesson lesson;
    lesson.paragraphs
        = {tr("The last vector of a token is compared with every one of the %1 entries of the vocabulary, as they come. What is "
              "done to all of them follows.")
                .arg(number(m_config.vocabulary))};
    lesson.formula = m_config.tiedOutput ? tr("<r>l</r> = x · Eᵀ") : tr("<r>l</r> = x · W_U");
    lesson.tries = {tr("Go on to the %1.").arg(link(QStringLiteral("stage:logits"), tr("logits")))};
    return lesson;
}

Lesson LessonWriter::logits() const
{
    Lesson lesson;
    const bool own = m_config.predicts == Predicts::ownToken;
    lesson.paragraphs = {tr("The last vector of a token is compared with every one of the %1 entries of the vocabulary. The entry it "
                            "points to most gets the largest <r>logit</r>.")
                             .arg(number(m_config.vocabulary)),
        own ? tr("A softmax over all logits turns them into probabilities. The row of a token says which word the model would put in its "
                 "place. It is most telling where the word is hidden by a mask token.")
            : tr("A softmax over all logits turns them into probabilities. The row of a token says what the model expects after it.")};
    if (m_config.logitCap > 0)
        lesson.paragraphs
            << tr("No logit may pass %1 or −%1: it is brought back by a tanh, as the scores were.").arg(plain(m_config.logitCap));
    else if (m_config.logitScale != 1)
        lesson.paragraphs << tr("All logits are multiplied by %1.").arg(plain(m_config.logitScale));
    const QString output = m_config.finalNorm && m_config.norm != NormKind::none ? QStringLiteral("x̂") : QStringLiteral("x");
    if (m_config.tiedOutput)
        lesson.paragraphs << tr("The same table that turned ids into vectors is used again here, the other way round.");
    lesson.formula = m_config.logitCap > 0 ? tr("<r>logits</r> = %1 · tanh(l / %1)").arg(plain(m_config.logitCap))
        : m_config.logitScale != 1         ? tr("<r>logits</r> = %1 · l").arg(plain(m_config.logitScale))
        : m_config.tiedOutput              ? tr("<r>logits</r> = %1 · Eᵀ").arg(output)
                                           : tr("<r>logits</r> = %1 · W_U").arg(output);
    if (own) {
        const auto mask = m_trace.model().tokenizer().maskId();
        lesson.tries << (mask ? tr("Write %1 in place of a word and see what the model would say there.")
                                    .arg(QString::fromStdString(m_trace.model().tokenizer().display(*mask)).toHtmlEscaped())
                              : tr("Change a word and see how sure the model is of its neighbours."));
    } else {
        lesson.tries << tr("Type the word it expects and see what it expects then.");
    }
    lesson.tries << tryHead();
    return lesson;
}

Lesson LessonWriter::pooledPre() const
{
    Lesson lesson;
    switch (m_config.classHead.reads) {
    case ClassHead::Reads::firstToken:
        lesson.paragraphs
            = {tr("To say something about the whole text, the model reads the vector of its first token, which could look at all "
                  "the others in every layer. A learned map prepares it.")};
        break;
    case ClassHead::Reads::lastToken:
        lesson.paragraphs
            = {tr("To say something about the whole text, the model reads the vector of its last token, which could look at all "
                  "the others in every layer. A learned map prepares it.")};
        break;
    case ClassHead::Reads::everyToken:
        lesson.paragraphs = {tr("To say something about each token, a learned map prepares each one's last vector.")};
        break;
    }
    lesson.formula = tr("h = x · W_H + b");
    lesson.tries = {tr("Hover a number to see the row and the column that make it."), tryEdit()};
    return lesson;
}

Lesson LessonWriter::pooled() const
{
    Lesson lesson;
    lesson.paragraphs = {activationSentence(m_config.classHead.activation),
        m_config.classHead.classes > 0 ? tr("The classes read the result.") : tr("This is the vector that stands for the text.")};
    lesson.formula = QStringLiteral("h ← %1").arg(activationFormula(m_config.classHead.activation, QStringLiteral("h")));
    lesson.tries = {tryEdit()};
    return lesson;
}

Lesson LessonWriter::classLogits() const
{
    Lesson lesson;
    lesson.paragraphs = {m_config.classHead.reads == ClassHead::Reads::everyToken
            ? tr("Each token's vector is compared with one learned vector for each of %1 classes. The largest <r>score</r> wins.")
                  .arg(number(m_config.classHead.classes))
            : tr("The text's vector is compared with one learned vector for each of %1 classes. The largest <r>score</r> wins.")
                  .arg(number(m_config.classHead.classes)),
        tr("A softmax turns the scores into probabilities.")};
    lesson.formula = tr("<r>y</r> = h · W_C + b");
    lesson.tries = {tr("Change one word and watch the classes."), tryHead()};
    return lesson;
}

} // namespace headscope
