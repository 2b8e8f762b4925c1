// The cards for screen readers: a list of them, and the selected one's pattern as a table.
#include "ui/views/lab/cards_painter.h"
#include "ui/views/lab/cards_view.h"

namespace headscope {

namespace {

QString spoken(const CardWords &words)
{
    QStringList parts{words.title, words.source};
    parts << words.badges;
    if (words.pinned)
        parts << CardsView::tr("pinned");
    if (!words.state.isEmpty())
        parts << words.state;
    parts << words.idea;
    for (const CardFact &fact : words.facts)
        parts << QStringLiteral("%1 %2").arg(fact.label, fact.value);
    if (!words.note.isEmpty())
        parts << words.note;
    return parts.join(QStringLiteral(", "));
}

} // namespace

int CardsView::accessibleTables() const
{
    if (m_words.empty())
        return 0;
    const int selected = indexOf(m_lab.choices().selected);
    const LabCard *card = selected >= 0 ? cardOf(selected) : nullptr;
    return card && !card->weights.empty() ? 2 : 1;
}

AccessibleTable CardsView::accessibleTable(int index) const
{
    const int selected = indexOf(m_lab.choices().selected);
    AccessibleTable table;
    if (index == 0) {
        table.name = tr("Mechanisms");
        table.rows = static_cast<int>(m_words.size());
        table.currentRow = selected;
        table.cell = [this](int row, int) { return spoken(m_words[static_cast<std::size_t>(row)]); };
        table.rect = [this](int row, int) { return m_layout.places[static_cast<std::size_t>(row)].card; };
        table.at = [this](const QPointF &at) -> std::optional<std::pair<int, int>> {
            const int card = m_layout.cardAt(at);
            return card >= 0 ? std::optional(std::pair(card, 0)) : std::nullopt;
        };
        table.choose = [this](int row, int) { m_lab.select(m_chosen[static_cast<std::size_t>(row)].mechanism->name); };
        return table;
    }
    const LabCard *card = cardOf(selected);
    const auto nameIn
        = [](const std::vector<std::string> &names, int at) { return QString::fromStdString(names[static_cast<std::size_t>(at)]); };
    table.name = tr("%1, weights").arg(m_words[static_cast<std::size_t>(selected)].title);
    table.rows = card->weights.rows();
    table.columns = card->weights.cols();
    table.currentRow = m_pointed ? m_pointed->row : -1;
    table.currentColumn = m_pointed ? m_pointed->column : 0;
    table.cell = [card, nameIn](int row, int column) {
        return tr("query %1, key %2, weight %3")
            .arg(nameIn(card->queryNames(), row), nameIn(card->keyNames(), column), weightText(card->weights(row, column)));
    };
    table.rowName = [card, nameIn](int row) { return nameIn(card->queryNames(), row); };
    table.columnName = [card, nameIn](int column) { return nameIn(card->keyNames(), column); };
    const QRectF picture = m_layout.places[static_cast<std::size_t>(selected)].picture;
    table.rect = [card, picture](int row, int column) { return patternLayout(*card, picture).cellRect(row, column); };
    table.at = [card, picture](const QPointF &at) -> std::optional<std::pair<int, int>> {
        const auto cell = patternLayout(*card, picture).cellAt(at);
        return cell ? std::optional(std::pair(cell->row, cell->column)) : std::nullopt;
    };
    return table;
}

} // namespace headscope
