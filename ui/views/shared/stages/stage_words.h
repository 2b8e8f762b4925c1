// The words for each stage, one row for all of the window: the question it answers, what its matrix and a row of it are called, how a
// number of it comes about, its lesson and its colour. The rows stand with the lessons, in *_words.cpp.
#pragma once

#include "src/trace/trace.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/stages/lesson.h"

#include <QCoreApplication>
#include <QString>

#include <span>

namespace headscope {

class LessonWriter;

/// Translates the words of stages.
struct StageText {
    Q_DECLARE_TR_FUNCTIONS(headscope::StageWords)
};

/// Where a stage's words are others than usual.
enum class PhraseCase { never, cross, gated, ownToken };

/// In English, marked for translation.
struct StagePhrase {
    const char *text;
    PhraseCase when = PhraseCase::never;
    const char *then = nullptr; ///< the words in that case
};

struct StageWords {
    Stage stage;
    StagePhrase question;
    const char *title; ///< "Q queries": symbol and a plain word
    StagePhrase rowHeading; ///< "Query of “%1”"
    Lesson (*lesson)(const LessonWriter &at);
    QColor Theme::*color = &Theme::result; ///< Q blue, K orange, V green, the rest pink when made and plain when used
    /// How one number comes about; nullptr: as all that its operation makes.
    QString (*sentence)(const TransformerConfig &config, const StageKey &key) = nullptr;
};

std::span<const StageWords> embeddingWords();
std::span<const StageWords> attentionWords();
std::span<const StageWords> scoresWords();
std::span<const StageWords> mlpWords();
std::span<const StageWords> outputWords();

/// "How well does each query match each key?"
QString stageQuestion(const TransformerConfig &config, const StageKey &key);
/// "Q queries".
QString matrixTitle(Stage stage);
/// What a row of numbers is called above its chart: "Query of “cat”".
QString rowHeading(const TransformerConfig &config, const StageKey &key, const QString &token);
/// The colour that stands for this stage everywhere.
QColor Theme::*stageColor(Stage stage);
/// How one number of the stage comes about, in a short sentence.
QString howText(const TransformerConfig &config, const StageKey &key);
/// "layer 1 of 4, head 2 of 4", as far as the stage's scope needs them; who shares a key or value head.
QString placeText(const TransformerConfig &config, const StageKey &key);
/// "6 × 4".
QString shapeText(int rows, int columns);

} // namespace headscope
