// What is said of the stages before the first layer.
#include "ui/session/model_words.h"
#include "ui/views/shared/stages/lesson_writer.h"
#include "ui/views/shared/stages/stage_words.h"

namespace headscope {

namespace {

Lesson tokens(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("The model reads no letters. Its tokenizer (%1) cuts the text into pieces, the tokens, and writes down the "
                         "number each has in a list of %2.")
                .arg(QString::fromStdString(at.trace.model().tokenizer().kind()).toHtmlEscaped(), at.number(at.config.vocabulary)),
            StageText::tr("Tokens in this text: %1. From here on the model sees their numbers only.")
                .arg(at.number(at.trace.rowCount(at.key)))};
    if (at.config.stackOf(at.key.layer) == 1)
        lesson.paragraphs << StageText::tr(
            "This is what the decoder has said so far. It begins with a token of its own, which stands for nothing yet.");
    else if (at.trace.pair())
        lesson.paragraphs << StageText::tr("Two sentences are read as one text; a special token stands between them.");
    lesson.formula = StageText::tr("text → tokens → ids");
    lesson.tries = {StageText::tr("Type a rare or invented word and see what becomes of it."),
        StageText::tr("Type the same word twice: it gets the same number.")};
    return lesson;
}

Lesson embedding(const LessonWriter &at)
{
    Lesson lesson;
    const int width = at.config.widthOfEmbedding();
    lesson.paragraphs = {StageText::tr(
        "Each number picks one row of a table: %1 numbers that stand for this token, the same wherever it stands in the text.")
                             .arg(at.number(width))};
    if (!at.config.featureNames.empty())
        lesson.paragraphs
            << StageText::tr("In this model every one of the %1 numbers has a meaning, written above its column.").arg(at.number(width));
    else
        lesson.paragraphs << StageText::tr(
            "The numbers were learned. A single one rarely means anything by itself; tokens used alike get vectors that point alike.");
    lesson.formula = QStringLiteral("x = E[id]     E: %1 × %2").arg(at.number(at.config.vocabulary), at.number(width));
    lesson.tries = {StageText::tr("Compare the rows of two words that are used alike."), at.tryEdit()};
    return lesson;
}

Lesson scaledEmbedding(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs = {
        StageText::tr("Every number of the embedding is multiplied by the same constant, %1.").arg(at.plain(at.config.embeddingScale)),
        StageText::tr(
            "The table is also used for the prediction at the end, where small numbers serve better. Multiplied, the token's vector is not "
            "lost beside what is added to it later.")};
    lesson.formula = StageText::tr("x ← %1 · x").arg(at.plain(at.config.embeddingScale));
    lesson.tries = {at.tryEdit()};
    return lesson;
}

Lesson position(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("A score compares two vectors and knows nothing of places. So a second vector, one for each place in the text, "
                         "is added to the token's own.")};
    if (at.isOn(EditSwitch::positions))
        lesson.paragraphs << StageText::tr("The positions are turned off now: every one of these vectors is zero.");
    else if (at.config.position == PositionKind::sinusoidal || at.config.position == PositionKind::sinusoidalHalves)
        lesson.paragraphs << StageText::tr(
            "Here they are sine and cosine waves of growing length, so that every place gets its own pattern.");
    else if (at.config.position == PositionKind::learned)
        lesson.paragraphs
            << StageText::tr("Here they are rows of a second table with one row for each of %1 places.").arg(at.number(at.config.context));
    if (at.config.positionOffset > 0)
        lesson.paragraphs << StageText::tr("This family begins to count at row %1 of the table; the rows before it are not used for text.")
                                 .arg(at.number(at.config.positionOffset));
    lesson.formula = StageText::tr("x = E[id] + P[place]");
    lesson.tries = {at.tryPositions(), StageText::tr("Swap two words in the text and compare.")};
    return lesson;
}

Lesson tokenType(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("This model was trained on pairs of sentences. One learned vector is added to every token of the first, another "
                         "to every token of the second, so that a token shows which of the two it belongs to.")};
    lesson.paragraphs << (at.trace.pair()
            ? StageText::tr("Here the rows of A and the rows of B differ, and all rows of one text are the same.")
            : StageText::tr("There is one sentence here, so all rows are the same. Add a second with the + beside it."));
    lesson.formula = StageText::tr("x = E[id] + P[place] + B[A or B]");
    lesson.tries = {StageText::tr("Exchange the two sentences."), at.tryEdit()};
    return lesson;
}

Lesson embeddingSum(const LessonWriter &at)
{
    Lesson lesson;
    QStringList parts{StageText::tr("the token's own vector")};
    if (at.config.position != PositionKind::none)
        parts << StageText::tr("the vector of its place");
    if (at.config.tokenTypes > 0)
        parts << StageText::tr("the vector of its text");
    lesson.paragraphs = {StageText::tr("Number by number, %1 are added.").arg(parts.join(StageText::tr(" and "))),
        StageText::tr("From here on one vector carries all of this; later layers can read each part out of it again.")};
    lesson.formula = at.config.position == PositionKind::none ? StageText::tr("x = E[id] + B[A or B]")
        : at.config.tokenTypes > 0                            ? StageText::tr("x = E[id] + P[place] + B[A or B]")
                                                              : StageText::tr("x = E[id] + P[place]");
    lesson.tries = {StageText::tr("Click a cell: the panel below shows what was added."), at.tryEdit()};
    return lesson;
}

Lesson embeddingNorm(const LessonWriter &at)
{
    Lesson lesson = at.norm(NormKind::layer);
    lesson.paragraphs << StageText::tr(
        "The first layer starts from the result, so every token enters with a vector of about the same size.");
    return lesson;
}

Lesson embeddingProjection(const LessonWriter &at)
{
    Lesson lesson;
    lesson.paragraphs
        = {StageText::tr("The table holds %1 numbers for each token, the model works with %2. A learned matrix takes one to the other.")
                .arg(at.number(at.config.widthOfEmbedding()), at.number(at.config.width)),
            StageText::tr("A narrow table saves many weights: the vocabulary is long.")};
    lesson.formula = StageText::tr("x ← x · W     %1 → %2").arg(at.number(at.config.widthOfEmbedding()), at.number(at.config.width));
    lesson.tries = {StageText::tr("Hover a number to see the row and the column that make it."), at.tryEdit()};
    return lesson;
}

Lesson residualBefore(const LessonWriter &at)
{
    Lesson lesson;
    const int first = at.config.firstLayerOf(at.config.stackOf(at.key.layer));
    const bool atStart = at.key.layer == first;
    const bool added = at.config.position != PositionKind::none;
    lesson.paragraphs
        = {StageText::tr("One vector of %1 numbers for each token runs through the whole model. A layer reads it and adds to it.")
                .arg(at.number(at.config.width)),
            atStart ? (added ? StageText::tr("Before the first layer it holds what was put in: token and position.")
                             : StageText::tr("Before the first layer it holds what was put in: the token. Where it stands comes in later."))
                : at.key.layer == first + 1
                ? StageText::tr("Here it holds what was put in and what %1 added.").arg(layerTitle(at.config, first).toLower())
                : StageText::tr("Here it holds what was put in and all that %1 to %2 added.")
                      .arg(layerTitle(at.config, first).toLower(), layerTitle(at.config, at.key.layer - 1).toLower())};
    lesson.formula = atStart ? (added ? StageText::tr("x = E[id] + P[place]") : QStringLiteral("x = E[id]"))
                             : StageText::tr("x = what %1 left").arg(layerTitle(at.config, at.key.layer - 1).toLower());
    lesson.tries = {StageText::tr("Step through the layers and watch which columns grow."), at.tryEdit()};
    return lesson;
}

struct Rows {
    Q_DECLARE_TR_FUNCTIONS(headscope::StageWords)

public:
    static constexpr StageWords kStages[] = {
        {Stage::tokens, {QT_TR_NOOP("Which pieces does the model read?")}, QT_TR_NOOP("ids"), {QT_TR_NOOP("Id of “%1”")}, tokens},
        {Stage::embedding, {QT_TR_NOOP("Which vector stands for each piece?")}, QT_TR_NOOP("E embedding"),
            {QT_TR_NOOP("Embedding of “%1”")}, embedding, &Theme::result,
            [](const TransformerConfig &, const StageKey &) { return StageText::tr("The id picks one row of the embedding table."); }},
        {Stage::scaledEmbedding, {QT_TR_NOOP("How large is each piece's vector?")}, QT_TR_NOOP("E′ scaled embedding"),
            {QT_TR_NOOP("Scaled embedding of “%1”")}, scaledEmbedding, &Theme::result,
            [](const TransformerConfig &config, const StageKey &) {
                return StageText::tr("Every number times %1, so that the embedding is not lost beside what is added later.")
                    .arg(double(config.embeddingScale), 0, 'g', 6);
            }},
        {Stage::position, {QT_TR_NOOP("Where does each piece stand?")}, QT_TR_NOOP("P position"), {QT_TR_NOOP("Position of “%1”")},
            position, &Theme::result,
            [](const TransformerConfig &, const StageKey &) {
                return StageText::tr("The place in the text picks one row of the position table; it is added to the embedding.");
            }},
        {Stage::tokenType, {QT_TR_NOOP("Which of the two texts does each piece belong to?")}, QT_TR_NOOP("B text A or B"),
            {QT_TR_NOOP("Text of “%1”")}, tokenType, &Theme::result,
            [](const TransformerConfig &, const StageKey &) {
                return StageText::tr("One of two learned vectors, for text A or text B; it is added as well.");
            }},
        {Stage::embeddingSum, {QT_TR_NOOP("What do piece, place and text make together?")}, QT_TR_NOOP("C sum"),
            {QT_TR_NOOP("Sum of embeddings of “%1”")}, embeddingSum},
        {Stage::embeddingNorm, {QT_TR_NOOP("How is each row brought to the same size?")}, QT_TR_NOOP("Ĉ normalised sum"),
            {QT_TR_NOOP("Normalised embedding of “%1”")}, embeddingNorm},
        {Stage::embeddingProjection, {QT_TR_NOOP("How does the vector get the model's width?")}, QT_TR_NOOP("X₀ widened"),
            {QT_TR_NOOP("Widened embedding of “%1”")}, embeddingProjection},
        {Stage::residualBefore, {QT_TR_NOOP("What does this layer start from?")}, QT_TR_NOOP("X residual stream"),
            {QT_TR_NOOP("Stream of “%1” before the layer")}, residualBefore},
    };
};

} // namespace

std::span<const StageWords> embeddingWords()
{
    return Rows::kStages;
}

} // namespace headscope
