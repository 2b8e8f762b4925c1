// What a screen reader is told of the logit lens: the words of each layer, the word that is followed, and what each part adds to it.
#include "src/trace/predictions.h"
#include "ui/session/prediction_row.h"
#include "ui/views/lens/lens_figure.h"
#include "ui/views/shared/charts/prediction_bars.h"
#include "ui/views/shared/charts/signed_bars.h"
#include "ui/views/shared/matrix/number_text.h"

#include <QLocale>

namespace headscope {

std::vector<AccessibleTable> LensFigure::spoken() const
{
    std::vector<AccessibleTable> tables{spokenWords(), spokenFollowed()};
    if (m_numbers->contributions) {
        tables.push_back(spokenParts());
        tables.push_back(spokenStrongest());
    }
    return tables;
}

AccessibleTable LensFigure::spokenWords() const
{
    AccessibleTable table;
    table.name = tr("What would be said after each layer, %1").arg(predictionPlace(*m_numbers->trace, m_numbers->row));
    table.rows = int(m_numbers->points.size());
    table.columns = m_places;
    table.rowName = [this](int row) { return pointName(row); };
    table.columnName = [](int column) { return column == 0 ? tr("likeliest") : tr("place %1").arg(column + 1); };
    table.cell = [this](int row, int column) {
        const std::vector<Prediction> &best = m_numbers->points[std::size_t(row)].best;
        if (std::size_t(column) >= best.size())
            return pointName(row);
        const Prediction &one = best[std::size_t(column)];
        return tr("%1, place %2, “%3”, probability %4")
            .arg(pointName(row), QString::number(column + 1), QString::fromStdString(one.display), percentText(one.probability));
    };
    table.rect = [this](int row, int column) { return wordCell(row, column); };
    return table;
}

AccessibleTable LensFigure::spokenFollowed() const
{
    AccessibleTable table;
    table.name = tr("The word that is followed: “%1”").arg(QString::fromStdString(m_numbers->points.front().chosen.display));
    table.rows = int(m_numbers->points.size());
    table.rowName = [this](int row) { return pointName(row); };
    table.cell = [this](int row, int) {
        const LensPoint &point = m_numbers->points[std::size_t(row)];
        const QString rank = point.rank == 0 ? numberText(std::nan(""), {}) : QLocale::c().toString(point.rank);
        return tr("%1, probability %2, rank %3").arg(pointName(row), percentText(point.chosen.probability), rank);
    };
    table.rect = [this](int row, int) {
        const QRectF last = wordCell(row, m_places - 1);
        return QRectF(last.topRight(), QPointF(m_words.right(), last.bottom()));
    };
    return table;
}

QString LensFigure::spokenPart(const Contribution &part) const
{
    return tr("%1 adds %2 to the logit").arg(partTitle(part), signedText(part.value));
}

AccessibleTable LensFigure::spokenParts() const
{
    return spokenTable(tr("Direct contributions"), [this](int row, int column) {
        const Contribution *part = partAt({row, column});
        return part ? spokenPart(*part) : tr("%1, no %2").arg(m_table.rows.value(row), m_table.columns.value(column));
    });
}

AccessibleTable LensFigure::spokenStrongest() const
{
    AccessibleTable table;
    table.name = tr("The strongest of %1 parts").arg(m_numbers->contributions->parts.size());
    table.rows = int(m_strongest.size());
    table.cell = [this](int row, int) { return spokenPart(m_strongest[std::size_t(row)]); };
    table.rect = [this](int row, int) { return barRect(row); };
    return table;
}

} // namespace headscope
