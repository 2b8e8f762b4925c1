#include "ui/window/tour_words.h"

#include "src/models/model.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/stages/lesson.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace headscope {

namespace {

struct Tour {
    Q_DECLARE_TR_FUNCTIONS(headscope::Tour)
};

struct Place {
    int row = -1; ///< −1: the sentence names no such number
    int column = 0;
};

struct TourStop {
    Stage stage;
    const char *words;
    std::array<Place, 2> numbers{}; ///< %1 and %2 in the words
};

enum Token { the, cat, sat, on, the2, mat };
enum Column { noun, verb, living };

constexpr TourStop kStops[] = {
    {Stage::tokens,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "The sentence is cut into pieces, its tokens: here they are whole words. The model knows each of them by a number alone.")},
    {Stage::embedding,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "Each number picks a row of a table. In Blackboard every column has a meaning: <b>cat</b> is a noun (%1) and living (%2)."),
        {{{cat, noun}, {cat, living}}}},
    {Stage::position,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "A second row says where the token stands: %1 more with each place. Without it the order of the words would be lost."),
        {{{cat, 7}}}},
    {Stage::residualBefore,
        QT_TRANSLATE_NOOP(
            "headscope::Tour", "The two are added. This is all that the layer reads: one row of eight numbers for each token.")},
    {Stage::q,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "Now each token asks a question, its <q>query</q>. In this head only <b>sat</b>, a verb, asks: for a noun (%1), or a pronoun "
            "(%2)."),
        {{{sat, 0}, {sat, 1}}}},
    {Stage::k,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "And each token says by what it can be found: its <k>key</k>. <b>cat</b> and <b>mat</b> both answer: I am a noun (%1)."),
        {{{cat, 0}}}},
    {Stage::v,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "The <v>value</v> is what a token gives to those that look at it. <b>cat</b> gives: a living being (%1). <b>mat</b> has "
            "nothing to give."),
        {{{cat, 0}}}},
    {Stage::rawScores,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "A <r>score</r> multiplies one query with one key, number by number, and adds up. The best match for <b>sat</b> is <b>mat</b> "
            "(%1), with <b>cat</b> close behind (%2)."),
        {{{sat, mat}, {sat, cat}}}},
    {Stage::scaledScores,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "All scores are divided by one number, which depends on how long a key is, so that longer keys do not make larger scores. "
            "<b>cat</b> keeps %1."),
        {{{sat, cat}}}},
    {Stage::maskedScores,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "Whoever foretells the next word may not see it: the mask hides what comes later. <b>mat</b> is out, and <b>cat</b> (%1) is "
            "the best that <b>sat</b> can see."),
        {{{sat, cat}}}},
    {Stage::weights,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "Softmax makes each row into shares that add up to 1. <b>sat</b> gives <b>cat</b> %1 of its attention: the verb has found who "
            "does it."),
        {{{sat, cat}}}},
    {Stage::weightedSum,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "Each token takes the <v>values</v> of the others, in these shares. <b>sat</b> has taken nearly all that <b>cat</b> gives: "
            "%1."),
        {{{sat, 0}}}},
    {Stage::joinedHeads,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "A second head did the same with questions of its own. What the two found stands side by side, four numbers from each.")},
    {Stage::outputProjection,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "One more matrix writes what was found into the eight columns again: <b>sat</b> gets %1 in the column <b>living</b>."),
        {{{sat, living}}}},
    {Stage::residualMiddle,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "It is added to what was there. The row of <b>sat</b> now says, too, that a living being does it: attention has carried "
            "something from one word to another.")},
    {Stage::mlpPre,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "From here on each token works by itself. Eight detectors look at its row; the fifth waits for a verb that somebody does: "
            "%1 at <b>sat</b>."),
        {{{sat, 4}}}},
    {Stage::mlpPost,
        QT_TRANSLATE_NOOP(
            "headscope::Tour", "What is below zero is cut off: a detector fires, or is silent. At <b>sat</b> only the fifth fires (%1)."),
        {{{sat, 4}}}},
    {Stage::mlpOut,
        QT_TRANSLATE_NOOP(
            "headscope::Tour", "A detector that fires writes what should come next. After <b>sat</b> another verb becomes unlikely (%1)."),
        {{{sat, verb}}}},
    {Stage::residualAfter,
        QT_TRANSLATE_NOOP("headscope::Tour", "Added once more: the eight numbers of a token now say what kind of word may follow it.")},
    {Stage::logits,
        QT_TRANSLATE_NOOP("headscope::Tour",
            "Each word of the vocabulary gets a score; the largest is the guess. That was the whole way, from words to a word. Now type a "
            "sentence of your own: Ctrl+L.")},
};

bool isTheFirstSentence(const Trace &trace, const StageKey &key)
{
    const QString folder = fromLocalBytes(trace.model().folder().string());
    return trace.text() == tourSentence().toStdString() && trace.edits().empty() && trace.generatedCount() == 0 && key.head == 0
        && isBuiltIn(folder) && trace.model().name() == tourModel().toStdString();
}

QString numberAt(const Trace &trace, const StageKey &key, const Place &place)
{
    const Matrix numbers = trace.matrix(key);
    return numberText(numbers(place.row, place.column), formatFor(numbers.view, 3));
}

} // namespace

QString tourModel()
{
    return QStringLiteral("blackboard");
}

QString tourSentence()
{
    return QStringLiteral("The cat sat on the mat");
}

QString tourWords(const Trace &trace, const StageKey &key, int row)
{
    const auto *const stop = std::ranges::find(kStops, key.stage, &TourStop::stage);
    if (stop == std::end(kStops) || !isTheFirstSentence(trace, key))
        return lessonOf(trace, key, row).paragraphs.value(0);
    QString words = Tour::tr(stop->words);
    for (const Place &number : stop->numbers)
        if (number.row >= 0)
            words = words.arg(numberAt(trace, key, number));
    return words;
}

} // namespace headscope
