#include "ui/print/page_setup.h"

#include <QLocale>
#include <QSettings>

#include <algorithm>

namespace headscope {

namespace {

const QString kPaperKey = QStringLiteral("print/paper");
const QString kTurnKey = QStringLiteral("print/turn");
const QString kMarginKey = QStringLiteral("print/margin");

QString nameOf(const PageTurnInfo &turn)
{
    return QString::fromLatin1(turn.name.data(), qsizetype(turn.name.size()));
}

} // namespace

PageSetup PageSetup::usual()
{
    PageSetup setup;
    if (QLocale().measurementSystem() == QLocale::ImperialUSSystem)
        setup.paper = QPageSize::Letter;
    return setup;
}

PageSetup PageSetup::remembered()
{
    const QSettings settings;
    PageSetup setup = usual();
    const QString paper = settings.value(kPaperKey).toString();
    if (const auto *found = std::ranges::find(kPapers, paper, [](QPageSize::PageSizeId id) { return QPageSize::key(id); });
        found != kPapers.end())
        setup.paper = *found;
    const QString turn = settings.value(kTurnKey).toString();
    if (const auto *found = std::ranges::find(kPageTurns, turn, nameOf); found != kPageTurns.end())
        setup.turn = found->id;
    bool isNumber = false;
    if (const int margin = settings.value(kMarginKey).toInt(&isNumber); isNumber)
        setup.margin = std::clamp(margin, 0, kMostMargin);
    return setup;
}

void PageSetup::remember() const
{
    QSettings settings;
    settings.setValue(kPaperKey, QPageSize::key(paper));
    settings.setValue(kTurnKey, nameOf(rowOf(kPageTurns, turn)));
    settings.setValue(kMarginKey, margin);
}

QPageLayout PageSetup::layoutFor(const QSizeF &figure, const QMarginsF &least) const
{
    const bool isWide = turn == PageTurn::byFigure ? figure.width() > figure.height() : turn == PageTurn::landscape;
    const auto side = [this](double needed) { return std::max<double>(margin, needed); };
    return QPageLayout(QPageSize(paper), isWide ? QPageLayout::Landscape : QPageLayout::Portrait,
        QMarginsF(side(least.left()), side(least.top()), side(least.right()), side(least.bottom())), QPageLayout::Millimeter);
}

QString paperTitle(QPageSize::PageSizeId paper)
{
    const bool isMetric = QPageSize::definitionUnits(paper) == QPageSize::Millimeter;
    const QSizeF size = QPageSize::definitionSize(paper);
    const QString name = QPageSize::name(paper).section(QStringLiteral(" / "), 0, 0); // "Letter / ANSI A"
    const auto number = [](double value) { return QLocale().toString(value, 'g', 4); };
    return (isMetric ? PageSetup::tr("%1 · %2 × %3 mm") : PageSetup::tr("%1 · %2 × %3 in"))
        .arg(name, number(size.width()), number(size.height()));
}

} // namespace headscope
