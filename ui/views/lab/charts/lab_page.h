// What a page of the Lab's charts holds: charts or the comparison table, and the same as numbers. Plain data, made on any thread.
#pragma once

#include "src/enum_rows.h"
#include "src/export/number_table.h"
#include "src/lab/comparison_table.h"
#include "src/lab/error_curves.h"
#include "src/lab/growth.h"
#include "ui/session/lab_numbers.h"
#include "ui/views/shared/charts/line_chart.h"

#include <QCoreApplication>
#include <QString>
#include <QStringList>

#include <array>
#include <stop_token>
#include <vector>

namespace headscope {

enum class LabPage { growth, reach, softmax, positions, errors, table };

struct LabPageInfo {
    LabPage id;
    std::string_view name; ///< in sessions and on the command line
    const char *title; ///< for LabPageContent::tr()
};
inline constexpr std::array<LabPageInfo, countOf<LabPage>()> kLabPages{{
    {LabPage::growth, "growth", QT_TRANSLATE_NOOP("headscope::LabPageContent", "Time and memory")},
    {LabPage::reach, "reach", QT_TRANSLATE_NOOP("headscope::LabPageContent", "Reach")},
    {LabPage::softmax, "softmax", QT_TRANSLATE_NOOP("headscope::LabPageContent", "Softmax")},
    {LabPage::positions, "positions", QT_TRANSLATE_NOOP("headscope::LabPageContent", "Positions")},
    {LabPage::errors, "errors", QT_TRANSLATE_NOOP("headscope::LabPageContent", "Error")},
    {LabPage::table, "table", QT_TRANSLATE_NOOP("headscope::LabPageContent", "Comparison")},
}};
static_assert(hasRowForEach(kLabPages));

struct LabPageContent {
    Q_DECLARE_TR_FUNCTIONS(headscope::LabPageContent)

public:
    QString note; ///< of what the numbers are
    std::vector<LineChart> charts;
    std::vector<ComparedRow> rows; ///< of the table
    int queries = 0; ///< what the rows were counted for
    int width = 0;
    QStringList remarks; ///< beneath: what is missing, and why
    NumberTable numbers;
};

/// What a page is made of, beside the numbers of the Lab.
struct LabPageRequest {
    LabPage page = LabPage::growth;
    std::vector<ChosenMechanism> mechanisms = {};
    int query = -1; ///< the row that is looked at; −1: the last
    int rounds = 5; ///< of timings, of which the median is told
};

/// Of a page that is made at once: growth is measured by who asks for it. Nothing useful when stop was requested.
LabPageContent labPage(const LabPageRequest &request, const LabNumbers &numbers, const std::stop_token &stop = {});
/// `outdated`: other mechanisms, parameters or sizes are chosen by now.
LabPageContent growthPage(const Growth &growth, bool outdated);
/// What positions add to scores over distance, and what shuffling changes.
LabPageContent positionPage(const LabPageRequest &request, const LabNumbers &numbers, const std::stop_token &stop = {});
/// How strongly the first token reaches the others, through attention and through networks, and what a fixed vector keeps of a text.
LabPageContent reachPage(const LabPageRequest &request, const LabNumbers &numbers, const std::stop_token &stop = {});
/// One row for each mechanism: the part of labPage() that takes long.
LabPageContent comparisonPage(const LabPageRequest &request, const LabNumbers &numbers, const std::stop_token &stop = {});
/// Before anything was measured.
LabPageContent unmeasuredPage();

/// The same number wherever the mechanism is drawn beside these others; full attention is what they are compared with.
int chartLook(const std::vector<ChosenMechanism> &among, const MechanismInfo &mechanism);
/// "12 queries, 12 keys, width 8, all tokens see each other."
QString inputNote(const LabNumbers &numbers);
QString mechanismTitle(const MechanismInfo &mechanism);

} // namespace headscope
