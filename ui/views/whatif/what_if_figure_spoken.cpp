// What a screen reader is told of What if: the prediction before and after the edits, and what each place is worth to one word.
#include "ui/session/model_words.h"
#include "ui/session/prediction_row.h"
#include "ui/views/shared/charts/prediction_bars.h"
#include "ui/views/whatif/what_if_figure.h"

#include <algorithm>

namespace headscope {

std::vector<AccessibleTable> WhatIfFigure::spoken() const
{
    std::vector<AccessibleTable> tables{spokenWords()};
    if (m_content.sweep.request.base && m_content.sweep.problem.isEmpty()) {
        AccessibleTable sweep = spokenTable(sweepHeading(), [this](int row, int column) {
            const auto &cells = m_content.sweep.cells;
            const auto cell = std::ranges::find_if(cells, [&](const SweepCell &one) { return one.layer == row && one.place == column; });
            const QString missing
                = tr("%1, %2: not measured")
                      .arg(m_table.rows.value(row), ofTokens() ? m_table.columns.value(column) : tr("head %1").arg(column + 1));
            return cell == cells.end() ? missing : hitOf(*cell).text.replace(QLatin1Char('\n'), QStringLiteral(", "));
        });
        tables.push_back(std::move(sweep));
        tables.push_back(spokenStrongest());
    }
    return tables;
}

AccessibleTable WhatIfFigure::spokenWords() const
{
    AccessibleTable table;
    table.name = tr("Prediction %1").arg(predictionPlace(*m_content.trace, m_content.row));
    table.rows = int(m_content.words.size());
    table.cell = [this](int row, int) {
        const WordChange &word = m_content.words[std::size_t(row)];
        return m_content.edited
            ? tr("“%1”, without edits %2, with them %3").arg(word.word, percentText(word.before), percentText(word.after))
            : tr("“%1”, %2").arg(word.word, percentText(word.after));
    };
    table.rect = [this](int row, int) {
        return QRectF(m_words.left(), m_words.top() + row * kSignedBarHeight, m_words.width(), kSignedBarHeight);
    };
    return table;
}

AccessibleTable WhatIfFigure::spokenStrongest() const
{
    AccessibleTable table;
    table.name = tr("The strongest");
    table.rows = int(m_strongest.size());
    table.cell
        = [this](int row, int) { return hitOf(m_strongest[std::size_t(row)]).text.replace(QLatin1Char('\n'), QStringLiteral(", ")); };
    table.rect = [this](int row, int) { return strongestRect(row); };
    return table;
}

} // namespace headscope
