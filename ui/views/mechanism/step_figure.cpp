#include "ui/views/mechanism/step_figure.h"

#include "ui/views/shared/stages/stage_words.h"
#include "ui/views/walk/falk_scheme.h"
#include "ui/views/walk/panel_builder.h"

#include <QCoreApplication>

#include <algorithm>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::StepFigure)
};

constexpr int kLongFormula = 48; // letters
constexpr int kMostAbove = 2; // matrices over one another leave the result no room

Axis axisOf(StepAxis axis, int count)
{
    if (count == 1 && axis == StepAxis::other)
        return Axis::single;
    switch (axis) {
    case StepAxis::query: return Axis::query;
    case StepAxis::key: return Axis::key;
    case StepAxis::channel: return Axis::feature;
    case StepAxis::other: return Axis::inner;
    }
    return Axis::feature;
}

/// Sources in the colours in which the arithmetic beneath names them.
QColor Theme::*sourceColor(int place)
{
    static constexpr QColor Theme::*kColors[] = {&Theme::query, &Theme::key, &Theme::value};
    return kColors[std::min(place, 2)];
}

class Builder {
public:
    Builder(WalkFigure &figure, const StepContent &content, int index, int page, int row)
        : m_figure(figure)
        , m_content(content)
        , m_step(content.steps[std::size_t(index)])
        , m_rule(content.rules[std::size_t(index)])
        , m_index(index)
        , m_page(page)
        , m_row(row)
    {
    }

    void fill()
    {
        if (m_rule.kind == StepRuleKind::product)
            fillProduct();
        else
            fillSources();
    }

private:
    FigurePanel panel(int index, int page) const
    {
        const MechanismStep &step = m_content.steps[std::size_t(index)];
        FigurePanel panel;
        const Matrix &numbers = step.pages[std::size_t(page)];
        if (step.isWeights) {
            panel.picture = sequentialPicture(numbers, {}, 3);
            panel.picture.range = {0, panel.picture.found.high};
        } else if (step.isWhole) { // names of buckets and places, not sizes around zero
            panel.picture = sequentialPicture(numbers, {}, 0);
            panel.picture.range = panel.picture.found;
        } else {
            panel.picture = divergingPicture(numbers, 2);
        }
        const StepScale &scale = m_content.scales[std::size_t(index)];
        if (step.pages.size() > 1 && !scale.found.empty()) {
            panel.picture.range = step.isWeights ? ValueRange{0, scale.found.high} : step.isWhole ? scale.found : scale.found.symmetric();
            if (!panel.picture.format.scientific)
                panel.picture.format.decimals = scale.decimals;
            panel.picture.widest = widestText(scale.found, panel.picture.format);
        }
        for (int row = 0; row < numbers.rows(); ++row)
            panel.picture.rowLabels << QString::fromStdString(rowName(step, m_content.names, row));
        for (int column = 0; column < numbers.cols(); ++column)
            panel.picture.columnLabels << QString::fromStdString(columnName(step, m_content.names, column));
        if (step.rows == StepAxis::channel)
            panel.picture.rowLabels = numberLabels(numbers.rows());
        if (step.columns == StepAxis::channel)
            panel.picture.columnLabels = numberLabels(numbers.cols());
        panel.title = m_content.titleOf(index);
        if (step.pages.size() > 1)
            panel.title += QStringLiteral(" · ") + QString::fromStdString(pageName(step, m_content.names, page));
        panel.rowAxis = axisOf(step.rows, numbers.rows());
        panel.columnAxis = axisOf(step.columns, numbers.cols());
        hatch(panel, step, page);
        return panel;
    }

    /// A weight of 0 where the scores say that the pair is not looked at.
    void hatch(FigurePanel &panel, const MechanismStep &step, int page) const
    {
        if (!step.isWeights || step.from.empty())
            return;
        const MechanismStep &scores = m_content.steps[std::size_t(step.from.front())];
        if (scores.pages.size() != step.pages.size())
            return;
        const Matrix &mask = scores.pages[std::size_t(page)];
        if (mask.rows() == panel.picture.numbers.rows() && mask.cols() == panel.picture.numbers.cols())
            panel.picture.mask = mask;
    }

    FigurePanel result() const
    {
        FigurePanel panel = this->panel(m_index, m_page);
        panel.rowLink = Link::row;
        panel.columnLink = Link::column;
        panel.result = true;
        panel.color = &Theme::result;
        return panel;
    }

    FigurePanel source(int index) const
    {
        const MechanismStep &step = m_content.steps[std::size_t(index)];
        if (isOfTokens(step, m_step)) { // the state behind a token is made from that token's row
            FigurePanel row = panel(index, 0);
            MatrixPicture &picture = row.picture;
            picture.numbers.view = picture.numbers.view.block(m_page, 0, 1, picture.numbers.cols());
            picture.mask = {};
            picture.rowLabels = {picture.rowLabels.value(m_page)};
            row.rowAxis = Axis::single;
            return row;
        }
        const int page = pageFor(step, m_step, m_page, std::max(0, m_row));
        return panel(index, page < 0 ? int(step.pages.size()) - 1 : page);
    }

    static void turn(FigurePanel &panel)
    {
        panel.picture.numbers = panel.picture.numbers.transposed();
        if (!panel.picture.mask.empty())
            panel.picture.mask = panel.picture.mask.transposed();
        std::swap(panel.picture.rowLabels, panel.picture.columnLabels);
        std::swap(panel.rowAxis, panel.columnAxis);
        panel.transposed = true;
        panel.title = panel.title.size() <= 2 ? panel.title + QStringLiteral("ᵀ") : Words::tr("%1, turned").arg(panel.title);
    }

    void fillProduct()
    {
        FigurePanel left = source(m_rule.from[0]);
        FigurePanel right = source(m_rule.from[1]);
        if (m_rule.transposed)
            turn(right);
        FigurePanel made = result();
        const bool overTokens = left.columnAxis == Axis::key;
        left.color = &Theme::query;
        right.color = overTokens ? &Theme::value : &Theme::key;
        right.rowLink = Link::none;
        right.columnLink = Link::column;
        right.framesColumn = true;
        right.picture.columnLabels = made.picture.columnLabels;
        right.picture.mask = {};
        placeFalk(m_figure, std::move(left), std::move(right), std::nullopt, std::move(made), overTokens ? Axis::key : Axis::inner);
    }

    /// In the result's row those with its rows; in its column those with its columns, turned where their rows are its columns. What shares
    /// neither has no place here: it is named, and its own step shows it.
    void fillSources()
    {
        FigurePanel made = result();
        std::vector<FigurePanel> beside;
        std::vector<FigurePanel> above;
        QStringList elsewhere;
        const auto hasRows
            = [&](const FigurePanel &panel) { return panel.rowAxis == made.rowAxis && panel.picture.rowLabels == made.picture.rowLabels; };
        const auto hasColumns = [&](const FigurePanel &panel) {
            return panel.columnAxis == made.columnAxis && panel.picture.numbers.cols() == made.picture.numbers.cols()
                && panel.picture.columnLabels == made.picture.columnLabels;
        };
        for (int i = 0; i < std::ssize(m_step.from); ++i) {
            FigurePanel panel = source(m_step.from[std::size_t(i)]);
            panel.color = m_step.from.size() > 1 ? sourceColor(i) : &Theme::text;
            if (hasRows(panel)) {
                panel.rowLink = Link::row;
                panel.columnLink = hasColumns(panel) ? Link::column : Link::none;
                panel.framesRow = !hasColumns(panel);
                beside.push_back(std::move(panel));
                continue;
            }
            if (!hasColumns(panel) && panel.rowAxis == made.columnAxis && panel.picture.rowLabels == made.picture.columnLabels)
                turn(panel);
            if (hasColumns(panel) && (panel.rowAxis == Axis::single || int(above.size()) < kMostAbove)) {
                panel.columnLink = Link::column;
                panel.framesColumn = true;
                above.push_back(std::move(panel));
            } else {
                elsewhere << m_content.titleOf(m_step.from[std::size_t(i)]);
            }
        }
        if (!elsewhere.isEmpty())
            m_figure.notes.push_back({Words::tr("Also made from: %1.").arg(elsewhere.join(QStringLiteral(", ")))});
        place(std::move(beside), std::move(above), std::move(made));
    }

    void place(std::vector<FigurePanel> beside, std::vector<FigurePanel> above, FigurePanel made)
    {
        const int row = int(above.size());
        const int column = int(beside.size());
        const bool sameColumns = above.empty() && std::ranges::all_of(beside, [&](const FigurePanel &panel) {
            return panel.columnAxis == made.columnAxis && panel.columnCount() == made.columnCount();
        });
        if (!beside.empty())
            made.symbolBefore = QStringLiteral("→");
        for (int i = 0; i < column; ++i)
            beside[std::size_t(i)].places = {GridPlace{row, i}, GridPlace{i, 0}, {}};
        for (int i = 0; i < row; ++i)
            above[std::size_t(i)].places[0] = {i, column};
        made.places = {GridPlace{row, column}, GridPlace{column, 0}, {}};
        m_figure.arrangements = sameColumns && column > 0 ? 2 : 1;
        for (std::vector<FigurePanel> *panels : {&beside, &above})
            for (FigurePanel &panel : *panels)
                m_figure.panels.push_back(std::move(panel));
        m_figure.panels.push_back(std::move(made));
        if (m_rule.kind == StepRuleKind::same || m_rule.kind == StepRuleKind::scaled || (m_rule.kind == StepRuleKind::sum && sameColumns))
            shareAll();
    }

    void shareAll()
    {
        std::vector<int> all;
        for (int i = 0; i < std::ssize(m_figure.panels); ++i)
            all.push_back(i);
        shareRange(m_figure.panels, all);
    }

    WalkFigure &m_figure;
    const StepContent &m_content;
    const MechanismStep &m_step;
    const StepRule &m_rule;
    int m_index;
    int m_page;
    int m_row;
};

} // namespace

WalkFigure stepFigure(const StepContent &content, int step, int page, int row)
{
    const MechanismStep &made = content.steps[std::size_t(step)];
    WalkFigure figure;
    figure.kind = WalkFigure::Kind::grid;
    figure.heading = content.titleOf(step);
    // A long formula has lines of its own: nothing of it is cut.
    const QString formula = QString::fromStdString(made.formula);
    const bool isLong = formula.size() > kLongFormula;
    figure.subheading = isLong ? content.shapeOf(step) : formula + QStringLiteral(" · ") + content.shapeOf(step);
    figure.lead = (isLong ? formula + QLatin1Char('\n') : QString()) + QString::fromStdString(made.sentence);
    figure.legendCaption = made.isWeights ? Words::tr("share of attention") : content.titleOf(step);
    Builder(figure, content, step, page, row).fill();
    return figure;
}

} // namespace headscope
