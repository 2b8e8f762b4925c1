#include "ui/views/lab/cards_figure.h"

#include "ui/theme/theme.h"
#include "ui/views/lab/cards_painter.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <cmath>
#include <limits>

namespace headscope {

namespace {

struct Cards {
    Q_DECLARE_TR_FUNCTIONS(headscope::Cards)
};

constexpr double kMargin = 16;

/// Of each mechanism, the newest: what the maker has, else made here.
std::vector<CardMaker::Entry> cardsNow(const std::vector<ChosenMechanism> &chosen, const CardMaker &maker, const LabState &lab)
{
    std::vector<CardMaker::Entry> cards;
    std::shared_ptr<const LabRun> run;
    for (const ChosenMechanism &one : chosen) {
        const CardMaker::Entry *entry = maker.entry(one.mechanism->name);
        if (entry && entry->isNew) {
            cards.push_back(*entry);
            continue;
        }
        const std::optional<LabOrder> order = lab.order();
        if (!run && order)
            run = labRun(*order, {});
        cards.push_back({run ? std::make_shared<const LabCard>(labCard(one, run)) : nullptr, true, std::nullopt});
    }
    return cards;
}

struct NumberOfCard {
    const char *name;
    double (*of)(const CardMaker::Entry &entry);
};

double orNone(const std::optional<double> &number)
{
    return number.value_or(std::numeric_limits<double>::quiet_NaN());
}

constexpr NumberOfCard kNumbers[] = {
    {"operations", [](const CardMaker::Entry &entry) { return entry.card->work.multiplyAdds + entry.card->work.specials; }},
    {"bytes moved", [](const CardMaker::Entry &entry) { return entry.card->work.bytesMoved; }},
    {"bytes held", [](const CardMaker::Entry &entry) { return entry.card->work.bytesHeld; }},
    {"steps in turn", [](const CardMaker::Entry &entry) { return entry.card->work.sequentialSteps; }},
    {"numbers kept", [](const CardMaker::Entry &entry) { return entry.card->work.stateNumbers; }},
    {"difference", [](const CardMaker::Entry &entry) { return entry.card->difference; }},
    {"largest change of a weight", [](const CardMaker::Entry &entry) { return orNone(entry.card->largestChange); }},
    {"time by full attention", [](const CardMaker::Entry &entry) { return orNone(entry.time); }},
    {"steps to all",
        [](const CardMaker::Entry &entry) {
            return entry.card->travel ? double(entry.card->travel->steps) : std::numeric_limits<double>::quiet_NaN();
        }},
};

} // namespace

QString sourceOf(const LabNumbers &numbers, const LabState &lab)
{
    const LabChoices &choices = lab.choices();
    const std::optional<LabOrder> order = lab.order();
    QStringList parts;
    if (choices.source == LabSource::random)
        parts << Cards::tr("Random numbers of seed %1").arg(choices.seed);
    else if (order)
        parts << Cards::tr("Layer %1, head %2").arg(order->layer + 1).arg(order->head + 1);
    const int tokens = numbers.input.q.rows();
    parts << (tokens == 1 ? Cards::tr("1 token") : Cards::tr("%L1 tokens").arg(tokens))
            + Cards::tr(", %L1 wide").arg(numbers.input.q.cols());
    if (numbers.cutTokens > 0)
        parts << Cards::tr("the first %L1 of %L2: the Lab compares all pairs of up to %L1 tokens")
                     .arg(tokens)
                     .arg(tokens + numbers.cutTokens);
    parts << (choices.causal ? Cards::tr("causal") : Cards::tr("not causal"));
    return parts.join(QStringLiteral(" · "));
}

ViewFigure cardsFigure(
    const std::vector<ChosenMechanism> &chosen, const CardMaker &maker, const LabState &lab, const QString &title, const FigureParts &parts)
{
    const auto cards = std::make_shared<const std::vector<CardMaker::Entry>>(cardsNow(chosen, maker, lab));
    QString source;
    for (const CardMaker::Entry &entry : *cards)
        if (entry.card && source.isEmpty())
            source = sourceOf(entry.card->run->numbers, lab);
    return cardsFigure(chosen, cards, source, title, parts);
}

ViewFigure cardsFigure(const std::vector<ChosenMechanism> &chosen, std::shared_ptr<const std::vector<CardMaker::Entry>> cards,
    const QString &source, const QString &title, const FigureParts &parts)
{
    std::vector<CardWords> words;
    const CardMaker idle;
    for (std::size_t i = 0; i < chosen.size(); ++i)
        words.push_back(cardWords(chosen[i], &(*cards)[i], idle, false));
    const CardsLayout layout = layOutCardsOnPage(words);
    const QString note = source.isEmpty()
        ? QString()
        : source + QStringLiteral(" · ") + Cards::tr("the darkest colour is each pattern's own largest weight");
    const QFont font = cardFont();
    const double width = layout.size.width() - 2 * kMargin;
    const double legend = parts.legend && !note.isEmpty()
        ? std::ceil(QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 1e5), Qt::TextWordWrap, note).height())
        : 0;
    ViewFigure figure;
    figure.size = {layout.size.width(), layout.size.height() + (legend > 0 ? legend + kMargin : 0)};
    figure.paint = [cards = std::move(cards), words, layout, note, legend, font, width](QPainter &painter) {
        for (std::size_t i = 0; i < words.size(); ++i)
            paintCard(painter, words[i], (*cards)[i].card.get(), layout.places[i], {});
        if (legend <= 0)
            return;
        painter.setFont(font);
        painter.setPen(Theme::current().muted);
        painter.drawText(QRectF(kMargin, layout.size.height(), width, legend), Qt::TextWordWrap, note);
    };
    return parts.title ? withTitle(figure, title) : figure;
}

std::optional<ViewTable> cardsTable(const std::vector<ChosenMechanism> &chosen, const CardMaker &maker, const LabState &lab)
{
    ViewTable table;
    for (const NumberOfCard &number : kNumbers)
        table.columns.emplace_back(number.name);
    const std::vector<CardMaker::Entry> cards = cardsNow(chosen, maker, lab);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        if (!cards[i].card)
            return std::nullopt;
        table.rows.push_back(titleOf(chosen[i]).toStdString());
        for (const NumberOfCard &number : kNumbers)
            table.values.push_back(
                cards[i].card->problem.isEmpty() ? static_cast<float>(number.of(cards[i])) : std::numeric_limits<float>::quiet_NaN());
    }
    if (table.rows.empty())
        return std::nullopt;
    return table;
}

} // namespace headscope
