// What one stage does, in a few plain sentences with this model's own numbers, its formula, and things to try in this application.
// Markup: <q>, <k>, <v>, <r> around the words that have a colour of their own on screen (query, key, value, result).
// Trap: a sentence here must hold for every model that has the stage; whatever depends on the model is asked of its configuration or edits.
#pragma once

#include "src/trace/trace.h"
#include "ui/theme/theme.h"

#include <QString>
#include <QStringList>

namespace headscope {

struct Lesson {
    QStringList paragraphs;
    QString formula;
    /// HTML. A link's address says what it does: "switch:scaling" (mask, positions, head, hide), "temperature:0.5", "stage:weights".
    QStringList tries;
};

/// row: the token the sentences may name; −1: none.
Lesson lessonOf(const Trace &trace, const StageKey &key, int row);

/// Replaces the colour markup by what a QLabel understands.
QString colored(QString markup, const Theme &theme);

} // namespace headscope
