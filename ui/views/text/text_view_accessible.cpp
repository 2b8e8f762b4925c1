// What a screen reader is told of the shaded text: its tokens, each with what it gives or gets.
#include "ui/session/pinned_pair.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/text/text_view.h"

namespace headscope {

int TextView::accessibleTables() const
{
    return content() ? int(m_document.sections.size()) : 0;
}

AccessibleTable TextView::accessibleTable(int index) const
{
    const auto picture = content();
    const TextSection &section = m_document.sections[std::size_t(index)];
    const TextBlock &block = picture->blocks[std::size_t(section.block)];
    AccessibleTable table;
    table.name = section.heading.isEmpty() ? textCaption(*picture) : section.heading;
    table.rows = int(m_document.pieces(section).size());
    table.currentRow = section.ofQueries ? pinnedInText(picture->shown, m_selection).row : pinnedInText(picture->shown, m_selection).column;
    table.cell = [picture, section, block](int row, int) {
        const QStringList &labels = section.ofQueries ? picture->shown.rowLabels : picture->shown.columnLabels;
        QStringList words{tr("token %1, %2").arg(QString::number(row + 1), labels.value(row))};
        const auto add = [&](bool isOf, const std::vector<float> &numbers, const QString &what) {
            if (isOf && std::size_t(row) < numbers.size())
                words << what.arg(exactText(numbers[std::size_t(row)]));
        };
        add(section.ofKeys, block.keys, picture->mode == TextMode::received ? tr("gets %1 in all") : tr("is looked at %1"));
        add(section.ofQueries, block.queries, picture->mode == TextMode::given ? tr("gives %1 in all") : tr("looks %1"));
        return words.join(QStringLiteral(", "));
    };
    table.rect = [this, section](int row, int) {
        const std::vector<QRectF> &boxes = m_document.layout(section).boxes;
        if (std::size_t(row) >= boxes.size())
            return QRectF();
        const QRectF box = boxes[std::size_t(row)].translated(0, section.body);
        return QRectF(toWidget(box.topLeft()), box.size()) & canvas();
    };
    table.choose = [this, section](int row, int) { pinPiece(section, row); };
    return table;
}

} // namespace headscope
