// What is said of the stages of the MLP and of the residual stream.
#include "ui/session/model_words.h"
#include "ui/views/shared/stages/lesson_writer.h"
#include "ui/views/shared/stages/stage_words.h"

namespace headscope {

namespace {

Lesson mlpNorm(const LessonWriter &at)
{
    Lesson lesson = at.norm(at.config.norm);
    lesson.paragraphs << (at.config.normPlace == NormPlace::post
            ? StageText::tr("In this model the norm comes after the addition, and what follows reads the result.")
            : StageText::tr("The MLP reads this copy; the stream itself stays as it is."));
    return lesson;
}

Lesson mlpPre(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("Attention moved things between tokens. The MLP works on each token alone: first %1 numbers become %2. Each of "
                         "these looks for one pattern in the vector.")
                .arg(at.number(at.config.width), at.number(at.config.feedForward))};
    if (at.config.gated)
        lesson.paragraphs << StageText::tr("In this model they are gates: how far each opens decides how much of a %1 comes through.")
                                 .arg(at.link(QStringLiteral("stage:mlp-linear"), StageText::tr("second number")));
    if (at.config.parallel)
        lesson.paragraphs << StageText::tr("Attention and MLP work side by side here: both read what the layer started from.");
    lesson.formula
        = at.config.gated ? StageText::tr("h = %1 · W_gate").arg(at.input()) : StageText::tr("h = %1 · W_in + b").arg(at.input());
    lesson.tries = {StageText::tr("Pick another token: which columns light up?"), at.tryEdit()};
    return lesson;
}

Lesson mlpLinear(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("The same vector, times a second matrix: %1 numbers that wait behind the gates. A gate near 0 lets nothing of "
                         "its number through, whatever it is.")
                .arg(at.number(at.config.feedForward))};
    lesson.formula = StageText::tr("w = %1 · W_in").arg(at.input());
    lesson.tries = {StageText::tr("Go on to see %1.").arg(at.link(QStringLiteral("stage:mlp-post"), StageText::tr("what comes through"))),
        at.tryEdit()};
    return lesson;
}

Lesson mlpPost(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs = {at.activationSentence(at.config.activation)};
    if (at.config.gated)
        lesson.paragraphs << StageText::tr("Each activated gate is then multiplied by the number that waits behind it.");
    const QString function = at.activationFormula(at.config.activation, QStringLiteral("h"));
    lesson.formula = at.config.gated ? QStringLiteral("h ← %1 · w").arg(function) : QStringLiteral("h ← %1").arg(function);
    lesson.tries = {StageText::tr("Find the largest number of a row: which token makes it?"), at.tryEdit()};
    return lesson;
}

Lesson mlpOut(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs = {StageText::tr("The %1 numbers are mixed back into %2: the MLP's message to each token.")
                             .arg(at.number(at.config.feedForward), at.number(at.config.width))};
    lesson.formula = at.config.gated ? StageText::tr("m = h · W_out") : StageText::tr("m = h · W_out + b");
    lesson.tries = {StageText::tr("Compare its size with what attention said: which of the two changes the stream more?"), at.tryEdit()};
    return lesson;
}

Lesson mlpOutNorm(const LessonWriter &at)
{
    Lesson lesson = at.norm(at.config.norm);
    lesson.paragraphs << StageText::tr(
        "Here it is done to the MLP's message, before that is added to the stream: no layer can shout the others down.");
    return lesson;
}

Lesson residualAfter(const LessonWriter &at)
{
    Lesson lesson;
    const bool hasMlp = at.config.hasMlp(at.key.layer);
    const bool last = at.key.layer == at.config.lastLayerOf(at.config.stackOf(at.key.layer));
    if (hasMlp && at.config.parallel)
        lesson.paragraphs
            = {StageText::tr("Three vectors are added: what the layer started from, what attention says and what the MLP says. The two "
                             "worked side by side and know nothing of each other.")};
    else if (hasMlp)
        lesson.paragraphs = {StageText::tr("The MLP's message is added to the stream, as attention's was.")};
    else if (at.config.feedForward > 0)
        lesson.paragraphs
            = {StageText::tr("What attention found is added to the stream. There is no MLP here: it follows behind the cross-attention.")};
    else
        lesson.paragraphs
            = {StageText::tr("What attention found is added to the stream. This model has no MLP: the stream leaves the layer like this.")};
    if (!last)
        lesson.paragraphs << StageText::tr("%1 starts from here, with heads of its own.").arg(layerTitle(at.config, at.key.layer + 1));
    else if (at.config.isEncoderDecoder() && at.config.stackOf(at.key.layer) == 0)
        lesson.paragraphs << StageText::tr("After the last layer of the encoder the stream is handed to the decoder's cross-attention.");
    else
        lesson.paragraphs << StageText::tr("After the last layer the stream is turned into a prediction.");
    lesson.formula = !hasMlp ? StageText::tr("x ← x + o")
        : at.config.parallel ? StageText::tr("x ← x + o + m")
                             : StageText::tr("x ← x + m");
    lesson.tries = {StageText::tr("Choose another layer above and compare the streams."), at.tryEdit()};
    return lesson;
}

struct Rows {
    Q_DECLARE_TR_FUNCTIONS(headscope::StageWords)

public:
    static constexpr StageWords kStages[] = {
        {Stage::mlpNorm, {QT_TR_NOOP("How is each row brought to the same size?")}, QT_TR_NOOP("Ŷ normalised"),
            {QT_TR_NOOP("Normalised vector of “%1”")}, mlpNorm},
        {Stage::mlpPre,
            {QT_TR_NOOP("Which patterns does the MLP find in each token?"), PhraseCase::gated,
                QT_TR_NOOP("How far does the MLP open each gate?")},
            QT_TR_NOOP("U inner, before"),
            {QT_TR_NOOP("MLP of “%1”, before the activation"), PhraseCase::gated, QT_TR_NOOP("Gates of “%1”, before the activation")},
            mlpPre},
        {Stage::mlpLinear, {QT_TR_NOOP("What waits behind each gate?")}, QT_TR_NOOP("W behind the gate"),
            {QT_TR_NOOP("Behind the gates of “%1”")}, mlpLinear},
        {Stage::mlpPost, {QT_TR_NOOP("Which of these patterns count?"), PhraseCase::gated, QT_TR_NOOP("What do the gates let through?")},
            QT_TR_NOOP("G inner, activated"), {QT_TR_NOOP("MLP of “%1”, after the activation")}, mlpPost},
        {Stage::mlpOut, {QT_TR_NOOP("What does the MLP add for them?")}, QT_TR_NOOP("N MLP output"),
            {QT_TR_NOOP("What the MLP says to “%1”")}, mlpOut},
        {Stage::mlpOutNorm, {QT_TR_NOOP("How is each row brought to the same size?")}, QT_TR_NOOP("N̂ normalised output"),
            {QT_TR_NOOP("What the MLP says to “%1”, normalised")}, mlpOutNorm},
        {Stage::residualAfter, {QT_TR_NOOP("What leaves this layer?")}, QT_TR_NOOP("X′ leaving the layer"),
            {QT_TR_NOOP("Stream of “%1” after the layer")}, residualAfter, &Theme::result,
            [](const TransformerConfig &, const StageKey &) {
                return StageText::tr("Number by number: what was there plus what was added.");
            }},
    };
};

} // namespace

std::span<const StageWords> mlpWords()
{
    return Rows::kStages;
}

} // namespace headscope
