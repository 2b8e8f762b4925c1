// What is said of the stages behind the last layer.
#include "ui/views/shared/stages/lesson_writer.h"
#include "ui/views/shared/stages/stage_words.h"

namespace headscope {

namespace {

Lesson finalNorm(const LessonWriter &at)
{
    Lesson lesson = at.norm(at.config.norm);
    if (at.config.isEncoderDecoder() && at.config.stackOf(at.key.layer) == 0)
        lesson.paragraphs << StageText::tr("This is what the encoder hands to every cross-attention of the decoder.");
    else if (at.config.predicts != Predicts::nothing)
        lesson.paragraphs << StageText::tr("This is the last step before the vocabulary is asked.");
    else
        lesson.paragraphs << StageText::tr("This is the last step of the layers.");
    return lesson;
}

Lesson predictionDense(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs = {
        StageText::tr("Before the vocabulary is asked, each vector goes through one more learned map: the prediction head. It turns what "
                      "the layers know about a place into what a word's vector there should look like.")};
    lesson.formula = StageText::tr("d = x · W_D + b");
    lesson.tries = {StageText::tr("Hover a number to see the row and the column that make it."), at.tryEdit()};
    return lesson;
}

Lesson predictionActivation(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs = {at.activationSentence(at.config.predictionActivation)};
    lesson.formula = QStringLiteral("d ← %1").arg(at.activationFormula(at.config.predictionActivation, QStringLiteral("d")));
    lesson.tries = {at.tryEdit()};
    return lesson;
}

Lesson predictionNorm(const LessonWriter &at)
{
    Lesson lesson = at.norm(NormKind::layer);
    lesson.paragraphs << StageText::tr("What comes out is compared with every word's vector.");
    return lesson;
}

Lesson rawLogits(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("The last vector of a token is compared with every one of the %1 entries of the vocabulary, as they come. What is "
                         "done to all of them follows.")
                .arg(at.number(at.config.vocabulary))};
    lesson.formula = at.config.tiedOutput ? StageText::tr("<r>l</r> = x · Eᵀ") : StageText::tr("<r>l</r> = x · W_U");
    lesson.tries = {StageText::tr("Go on to the %1.").arg(at.link(QStringLiteral("stage:logits"), StageText::tr("logits")))};
    return lesson;
}

Lesson logits(const LessonWriter &at)
{
    Lesson lesson;
    const bool own = at.config.predicts == Predicts::ownToken;
    lesson.paragraphs
        = {StageText::tr("The last vector of a token is compared with every one of the %1 entries of the vocabulary. The entry it "
                         "points to most gets the largest <r>logit</r>.")
                .arg(at.number(at.config.vocabulary)),
            own ? StageText::tr(
                "A softmax over all logits turns them into probabilities. The row of a token says which word the model would put in its "
                "place. It is most telling where the word is hidden by a mask token.")
                : StageText::tr(
                    "A softmax over all logits turns them into probabilities. The row of a token says what the model expects after it.")};
    if (at.config.logitCap > 0)
        lesson.paragraphs << StageText::tr("No logit may pass %1 or −%1: it is brought back by a tanh, as the scores were.")
                                 .arg(at.plain(at.config.logitCap));
    else if (at.config.logitScale != 1)
        lesson.paragraphs << StageText::tr("All logits are multiplied by %1.").arg(at.plain(at.config.logitScale));
    const QString output = at.config.finalNorm && at.config.norm != NormKind::none ? QStringLiteral("x̂") : QStringLiteral("x");
    if (at.config.tiedOutput)
        lesson.paragraphs << StageText::tr("The same table that turned ids into vectors is used again here, the other way round.");
    lesson.formula = at.config.logitCap > 0 ? StageText::tr("<r>logits</r> = %1 · tanh(l / %1)").arg(at.plain(at.config.logitCap))
        : at.config.logitScale != 1         ? StageText::tr("<r>logits</r> = %1 · l").arg(at.plain(at.config.logitScale))
        : at.config.tiedOutput              ? StageText::tr("<r>logits</r> = %1 · Eᵀ").arg(output)
                                            : StageText::tr("<r>logits</r> = %1 · W_U").arg(output);
    if (own) {
        const auto mask = at.trace.model().tokenizer().maskId();
        lesson.tries << (mask ? StageText::tr("Write %1 in place of a word and see what the model would say there.")
                                    .arg(QString::fromStdString(at.trace.model().tokenizer().display(*mask)).toHtmlEscaped())
                              : StageText::tr("Change a word and see how sure the model is of its neighbours."));
    } else {
        lesson.tries << StageText::tr("Type the word it expects and see what it expects then.");
    }
    lesson.tries << at.tryHead();
    return lesson;
}

Lesson pooledPre(const LessonWriter &at)
{
    Lesson lesson;
    switch (at.config.classHead.reads) {
    case ClassHead::Reads::firstToken:
        lesson.paragraphs = {
            StageText::tr("To say something about the whole text, the model reads the vector of its first token, which could look at all "
                          "the others in every layer. A learned map prepares it.")};
        break;
    case ClassHead::Reads::lastToken:
        lesson.paragraphs
            = {StageText::tr("To say something about the whole text, the model reads the vector of its last token, which could look at all "
                             "the others in every layer. A learned map prepares it.")};
        break;
    case ClassHead::Reads::everyToken:
        lesson.paragraphs = {StageText::tr("To say something about each token, a learned map prepares each one's last vector.")};
        break;
    }
    lesson.formula = StageText::tr("h = x · W_H + b");
    lesson.tries = {StageText::tr("Hover a number to see the row and the column that make it."), at.tryEdit()};
    return lesson;
}

Lesson pooled(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs = {at.activationSentence(at.config.classHead.activation),
        at.config.classHead.classes > 0 ? StageText::tr("The classes read the result.")
                                        : StageText::tr("This is the vector that stands for the text.")};
    lesson.formula = QStringLiteral("h ← %1").arg(at.activationFormula(at.config.classHead.activation, QStringLiteral("h")));
    lesson.tries = {at.tryEdit()};
    return lesson;
}

Lesson classLogits(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs = {at.config.classHead.reads == ClassHead::Reads::everyToken
            ? StageText::tr(
                "Each token's vector is compared with one learned vector for each of %1 classes. The largest <r>score</r> wins.")
                  .arg(at.number(at.config.classHead.classes))
            : StageText::tr("The text's vector is compared with one learned vector for each of %1 classes. The largest <r>score</r> wins.")
                  .arg(at.number(at.config.classHead.classes)),
        StageText::tr("A softmax turns the scores into probabilities.")};
    lesson.formula = StageText::tr("<r>y</r> = h · W_C + b");
    lesson.tries = {StageText::tr("Change one word and watch the classes."), at.tryHead()};
    return lesson;
}

QString pooledSentence(ClassHead::Reads reads)
{
    switch (reads) {
    case ClassHead::Reads::firstToken: return StageText::tr("The first token's vector stands for the whole text, times one learned map.");
    case ClassHead::Reads::lastToken: return StageText::tr("The last token's vector stands for the whole text, times one learned map.");
    case ClassHead::Reads::everyToken: break;
    }
    return StageText::tr("Each token's vector times one learned map.");
}

struct Rows {
    Q_DECLARE_TR_FUNCTIONS(headscope::StageWords)

public:
    static constexpr StageWords kStages[] = {
        {Stage::finalNorm, {QT_TR_NOOP("How is each row brought to the same size?")}, QT_TR_NOOP("F final norm"),
            {QT_TR_NOOP("Final vector of “%1”")}, finalNorm},
        {Stage::predictionDense, {QT_TR_NOOP("How is the vector prepared for the prediction?")}, QT_TR_NOOP("D prediction head"),
            {QT_TR_NOOP("Prediction head at “%1”")}, predictionDense},
        {Stage::predictionActivation, {QT_TR_NOOP("Which of these numbers count for the prediction?")}, QT_TR_NOOP("D′ activated"),
            {QT_TR_NOOP("Prediction head at “%1”")}, predictionActivation},
        {Stage::predictionNorm, {QT_TR_NOOP("How is each row brought to the same size?")}, QT_TR_NOOP("D̂ normalised"),
            {QT_TR_NOOP("Prediction head at “%1”")}, predictionNorm},
        {Stage::rawLogits, {QT_TR_NOOP("How well does each word fit?")}, QT_TR_NOOP("L₀ raw logits"),
            {QT_TR_NOOP("Logits after “%1”"), PhraseCase::ownToken, QT_TR_NOOP("Logits in the place of “%1”")}, rawLogits, &Theme::result,
            [](const TransformerConfig &, const StageKey &) {
                return StageText::tr("One row times one column; a last step follows for all logits alike.");
            }},
        {Stage::logits, {QT_TR_NOOP("Which word comes next?"), PhraseCase::ownToken, QT_TR_NOOP("Which word belongs here?")},
            QT_TR_NOOP("L logits"), {QT_TR_NOOP("Logits after “%1”"), PhraseCase::ownToken, QT_TR_NOOP("Logits in the place of “%1”")},
            logits, &Theme::result,
            [](const TransformerConfig &, const StageKey &) {
                return StageText::tr("One row times one column: multiply pair by pair and add up.");
            }},
        {Stage::pooledPre, {QT_TR_NOOP("Which vector stands for the whole text?")}, QT_TR_NOOP("H pooled vector"),
            {QT_TR_NOOP("Pooled vector, from “%1”")}, pooledPre, &Theme::result,
            [](const TransformerConfig &config, const StageKey &) { return pooledSentence(config.classHead.reads); }},
        {Stage::pooled, {QT_TR_NOOP("Which of its numbers count?")}, QT_TR_NOOP("H′ activated"), {QT_TR_NOOP("Pooled vector, from “%1”")},
            pooled},
        {Stage::classLogits, {QT_TR_NOOP("Which class fits best?")}, QT_TR_NOOP("Y classes"), {QT_TR_NOOP("Classes, from “%1”")},
            classLogits},
    };
};

} // namespace

std::span<const StageWords> outputWords()
{
    return Rows::kStages;
}

} // namespace headscope
