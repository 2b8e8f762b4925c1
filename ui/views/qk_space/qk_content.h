// What the Q·K space shows: where queries and keys lie, the strongest pairs, and in which colours.
#pragma once

#include "src/pairs/query_key_space.h"
#include "src/patterns/pattern_choice.h"
#include "src/patterns/strongest_pairs.h"
#include "ui/views/shared/matrix/value_range.h"

#include <QColor>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <stop_token>
#include <vector>

namespace headscope {

enum class QkColor { kind, position, length, token };
/// Which pairs have a line.
enum class QkLines { none, strongest50, strongest500, above50, above20, above5, halfOfAll };

struct QkOptions {
    QueryKeyOptions space;
    QkColor color = QkColor::kind;
    QkLines lines = QkLines::strongest50;
    bool operator==(const QkOptions &) const = default;
};

struct QkPoint {
    QPointF at; ///< along the first and the second component
    bool isKey = false;
    int token = 0; ///< row of a query, column of a key
    double length = 0;
    double importance = 0; ///< the largest number of its pairs: who is labelled first
};

/// Everything but colours and lines, which change without reading the trace again.
struct QkContent {
    std::vector<QkPoint> points; ///< queries, then keys; hidden tokens are left out
    StrongestPairs pairs; ///< row and column are indices into `points`
    QueryKeySpace space;
    QueryKeyOptions options;
    QStringList queryTokens; ///< [T]
    QStringList keyTokens; ///< [S]
    QString place; ///< "Storyteller · layer 1, head 2"
    QString measure; ///< "A = softmax(…)": what the lines are
    bool cross = false;
    ValueRange lengths;

    const QString &nameOf(const QkPoint &point) const { return point.isKey ? keyTokens[point.token] : queryTokens[point.token]; }
};

/// As many lines as can be told apart, and drawn without a pause.
inline constexpr int kMostLines = 2000;

/// `choice`: measure and hidden tokens are heeded; points are tokens of one head, whatever else is chosen. Throws Error when the head is
/// not in the trace. When stop is requested, what was found so far.
QkContent qkContent(std::shared_ptr<const Trace> trace, HeadPlace head, PatternChoice choice, const QueryKeyOptions &options,
    const std::stop_token &stop = {});

int lineCount(const QkContent &content, QkLines lines);
/// "40 strongest pairs, from 0.213: 63 % of all attention".
QString linesText(const QkContent &content, QkLines lines);
/// "24 queries and keys on their first two principal components, which hold 61 % and 17 % of the variance …".
QString projectionText(const QkContent &content);
/// Colours of the current theme, one for each point.
std::vector<QColor> pointColors(const QkContent &content, QkColor color);

} // namespace headscope
