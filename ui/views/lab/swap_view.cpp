#include "ui/views/lab/swap_view.h"

#include "ui/session/model_words.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/charts/prediction_bars.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/spoken_pattern.h"

#include "ui/widgets/flow_layout.h"

#include <QToolTip>

#include <algorithm>

namespace headscope {

namespace {

constexpr double kMargin = 20;

} // namespace

SwapView::SwapView(Session &session, Selection &selection, LabState &lab, QWidget *parent)
    : ContentView(session, selection, parent)
    , m_lab(lab)
    , m_controls(makeControls())
{
    setAccessibleName(tr("A mechanism swapped into the model"));
    setHints({}, {420, 320});
    setWords({tr("Open a model to put another mechanism into it."),
        tr("Type a sentence and pick a mechanism: it takes the place of the model's own attention."), tr("Running the model with it …")});
    dependOn(Selection::stageChanged | Selection::pinChanged);
    constexpr LabState::Changes kMine
        = LabState::mechanismsChanged | LabState::selectedChanged | LabState::parametersChanged | LabState::inputChanged;
    connect(&m_lab, &LabState::changed, this, [this](LabState::Changes what) {
        if (!(what & kMine))
            return;
        refreshControls();
        renew();
    });
    refreshControls();
}

QWidget *SwapView::makeControls()
{
    auto *bar = new QWidget(this);
    auto *row = new FlowLayout(8, 6);
    row->setContentsMargins(0, 0, 0, 0);
    bar->setLayout(row);
    m_mechanism = new QComboBox(bar);
    m_mechanism->setAccessibleName(tr("Mechanism that is put in"));
    m_mechanism->setToolTip(tr("One of the Lab's cards"));
    connect(m_mechanism, &QComboBox::activated, this,
        [this](int index) { m_lab.select(m_mechanism->itemData(index).toString().toStdString()); });
    m_layers = new SegmentedControl({tr("All layers"), tr("This layer")}, bar);
    m_layers->setAccessibleName(tr("Where it is put in"));
    connect(m_layers, &SegmentedControl::activated, this, [this] { renew(); });
    m_keep = new QPushButton(tr("Keep as Edits"), bar);
    m_keep->setToolTip(tr("Walk and Heads show the model with it, for this text. Undo takes it back."));
    connect(m_keep, &QPushButton::clicked, this, &SwapView::keep);
    for (QWidget *part : std::initializer_list<QWidget *>{m_mechanism, m_layers, m_keep})
        row->addWidget(part);
    return bar;
}

void SwapView::refreshControls()
{
    const SwapChoice now = choice();
    m_mechanism->clear();
    for (const ChosenMechanism &one : m_lab.mechanisms())
        m_mechanism->addItem(
            QString::fromStdString(std::string(one.mechanism->title)), QString::fromStdString(std::string(one.mechanism->name)));
    if (now.mechanism)
        m_mechanism->setCurrentIndex(m_mechanism->findData(QString::fromStdString(std::string(now.mechanism->name))));
}

SwapChoice SwapView::choice() const
{
    const std::vector<ChosenMechanism> chosen = m_lab.mechanisms();
    if (chosen.empty())
        return {};
    const auto picked = std::ranges::find(chosen, m_lab.choices().selected, [](const ChosenMechanism &one) { return one.mechanism->name; });
    const ChosenMechanism &one = picked == chosen.end() ? chosen.front() : *picked;
    return {one.mechanism, one.parameters, static_cast<std::uint64_t>(m_lab.choices().seed),
        isInAllLayers() ? Edit::kAll : m_selection.layer()};
}

void SwapView::setInAllLayers(bool all)
{
    m_layers->setCurrent(all ? 0 : 1);
    renew();
}

std::vector<ViewChoice> SwapView::choices()
{
    return {flagChoice("all-layers", isInAllLayers(), [this](bool all) { setInAllLayers(all); })};
}

void SwapView::keep()
{
    if (content() && !isBusy())
        m_session.takeEdits(
            content()->result.edits, tr("%1 %2").arg(QString::fromStdString(std::string(content()->mechanism->title)), content()->where));
}

void SwapView::prepare()
{
    m_keep->setEnabled(false);
    ContentView::prepare();
}

QRectF SwapView::area() const
{
    return QRectF(rect()).adjusted(kMargin, m_controls->geometry().bottom() + 14, -kMargin, -kMargin);
}

QString SwapView::figureTitle() const
{
    const auto trace = m_session.trace();
    const SwapChoice now = choice();
    if (!trace || !now.mechanism)
        return tr("Another mechanism in the model");
    return tr("%1 · %2 in place of its attention")
        .arg(modelTitle(trace->model()), QString::fromStdString(std::string(now.mechanism->title)));
}

std::optional<ViewTable> SwapView::table() const
{
    const auto made = contentNow();
    if (!made)
        return std::nullopt;
    ViewTable table;
    table.columns = {"before", "after"};
    if (made->result.lossBefore) {
        table.rows.emplace_back("loss of the text");
        table.values.push_back(float(*made->result.lossBefore));
        table.values.push_back(float(*made->result.lossAfter));
    }
    for (const SwapContent::Word &word : made->words) {
        table.rows.push_back(word.word.toStdString());
        table.values.push_back(float(word.before));
        table.values.push_back(float(word.after));
    }
    return table;
}

ViewFigure SwapView::wholeFigure(const FigureParts &parts) const
{
    const auto made = contentNow();
    if (!made)
        return {{420, 320}, {}};
    const NormalFigure normal;
    const ViewFigure figure{swapFigureSize(*made), [made](QPainter &painter) {
                                const NormalFigure inside;
                                const SwapLayout layout = layOutSwap(*made, QRectF(QPointF(), swapFigureSize(*made)), CellShape::square);
                                paintSwap(painter, *made, layout, CellShape::square);
                            }};
    return parts.title ? withTitle(figure, figureTitle()) : figure;
}

void SwapView::contentChanged(const SwapContent *)
{
    m_hovered.reset();
    m_keep->setEnabled(content() != nullptr);
    place();
}

void SwapView::place()
{
    const int room = width() - 2 * int(kMargin);
    m_controls->setGeometry(int(kMargin), 8, room, m_controls->layout()->heightForWidth(room));
    if (content()) {
        const NormalFigure normal;
        m_layout = layOutSwap(*content(), enlarged().inverted().mapRect(area()), CellShape::filling);
    }
    update();
}

QTransform SwapView::enlarged() const
{
    const double zoom = Appearance::instance().zoom();
    return QTransform::fromScale(zoom, zoom);
}

void SwapView::paintScreen(QPainter &painter)
{
    const NormalFigure normal;
    painter.setTransform(enlarged(), true);
    paintSwap(painter, *content(), m_layout, CellShape::filling);
}

void SwapView::paintOver(QPainter &painter)
{
    if (!m_hovered || !content())
        return;
    painter.setTransform(enlarged(), true);
    paintSwapCell(painter, m_layout, *m_hovered);
}

std::optional<CellIndex> SwapView::cellAt(const QPointF &at) const
{
    for (const MatrixLayout &pattern : m_layout.patterns)
        if (const auto cell = pattern.cellAt(enlarged().inverted().map(at)))
            return cell;
    return std::nullopt;
}

void SwapView::pointAt(const std::optional<QPointF> &at)
{
    const std::optional<CellIndex> cell = at && content() ? cellAt(*at) : std::nullopt;
    if (cell == m_hovered)
        return;
    m_hovered = cell;
    update();
    if (!cell)
        return QToolTip::hideText();
    const QString after = content()->after.empty() ? QString() : tr("\nafter %1").arg(exactText(content()->after(cell->row, cell->column)));
    QToolTip::showText(mapToGlobal(at->toPoint()),
        tr("%1 looks at %2\nbefore %3")
                .arg(content()->rows[cell->row], content()->columns[cell->column], exactText(content()->before(cell->row, cell->column)))
            + after,
        this);
}

int SwapView::accessibleTables() const
{
    if (!content())
        return 0;
    return content()->after.empty() ? 2 : 3;
}

AccessibleTable SwapView::accessibleTable(int index) const
{
    const auto made = content();
    if (index == 0) {
        AccessibleTable words;
        words.name = tr("Prediction %1, before and after").arg(made->place);
        words.rows = int(made->words.size());
        words.columns = 2;
        words.cell = [made](int row, int column) {
            const SwapContent::Word &word = made->words[std::size_t(row)];
            return column == 0 ? tr("%1 before %2").arg(word.word, percentText(word.before))
                               : tr("%1 after %2").arg(word.word, percentText(word.after));
        };
        words.rect = [to = enlarged(), area = m_layout.words, shown = m_layout.shownWords](int row, int column) {
            const double half = area.width() / 2;
            return row < shown ? to.mapRect(QRectF(area.left() + column * half, area.bottom() - kWord * (shown - row), half, kWord))
                               : QRectF();
        };
        return words;
    }
    const Matrix numbers = index == 1 ? made->before : made->after;
    AccessibleTable table = spokenMatrix(index == 1 ? tr("Weights before") : tr("Weights after"), made->rows, made->columns,
        [numbers](int row, int column) { return tr("weight %1").arg(exactText(numbers(row, column))); });
    table.rect = [to = enlarged(), layout = m_layout.patterns[std::size_t(index - 1)]](
                     int row, int column) { return to.mapRect(layout.cellRect(row, column)); };
    return table;
}

} // namespace headscope
