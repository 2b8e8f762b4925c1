#include "ui/views/table/head_table_view.h"

#include "src/error.h"
#include "src/export/score_table.h"
#include "src/formats/atomic_file.h"
#include "src/scores/measured_head.h"
#include "ui/session/local_bytes.h"
#include "ui/session/model_words.h"
#include "ui/session/save_target.h"
#include "ui/session/shown_trace.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/scores/score_words.h"
#include "ui/views/table/pattern_drawing.h"
#include "ui/views/table/score_guide.h"
#include "ui/views/view_keys.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/save_file.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr int kNarrowest = 74;
constexpr int kWidest = 132;

class ScoreDelegate : public QStyledItemDelegate {
public:
    ScoreDelegate(const HeadTableOrder &order, const HeadScoreSource &source, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_order(order)
        , m_source(source)
    {
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, Theme::current().accentSoft);
        else if (option.state & QStyle::State_MouseOver)
            painter->fillRect(option.rect, Theme::current().hover);
        painter->setFont(monoFont(9));
        const QModelIndex there = m_order.mapToSource(index);
        const ScoreId id = HeadTableModel::scoreOf(there.column());
        paintScore(*painter, option.rect, m_source.rows()[std::size_t(there.row())].value(id), m_source.rangeOf(id));
        painter->restore();
    }

private:
    const HeadTableOrder &m_order;
    const HeadScoreSource &m_source;
};

constexpr std::string_view kNone = "none"; // of the scores: layer by layer, the grid's pictures

/// Names of all scores, and that of none.
std::vector<std::string_view> scoreNames()
{
    std::vector<std::string_view> names{kNone};
    for (const ScoreDefinition &score : allScores())
        names.push_back(score.name);
    return names;
}

Qt::SortOrder bestFirst(ScoreId id)
{
    return HeadOrder::of(id).descending ? Qt::DescendingOrder : Qt::AscendingOrder;
}

/// Titles stand in lines of their own words: none of those may be cut.
int widestWord(const QFontMetrics &metrics)
{
    int widest = 0;
    for (const ScoreDefinition &score : allScores())
        for (const QString &word : scoreTitle(score.id).split(QLatin1Char(' ')))
            widest = std::max(widest, metrics.horizontalAdvance(word));
    return widest;
}

} // namespace

HeadTableView::HeadTableView(Session &session, Selection &selection, HeadScoreSource &source, QWidget *parent)
    : View(session, selection, parent)
    , m_source(source)
    , m_model(new HeadTableModel(source, this))
    , m_order(new HeadTableOrder(*m_model, this))
    , m_filter(new FilterBox(source, this))
    , m_columns(new QToolButton(this))
    , m_random(new QPushButton(tr("Random tokens"), this))
    , m_copying(new QPushButton(tr("Copying"), this))
    , m_draw(new QPushButton(tr("Draw a pattern…"), this))
    , m_save(new QToolButton(this))
    , m_count(new QLabel(this))
    , m_progressRow(new QWidget(this))
    , m_progressText(new QLabel(m_progressRow))
    , m_progress(new QProgressBar(m_progressRow))
    , m_table(new QTableView(this))
{
    auto *guide = new QToolButton(this);
    guide->setText(tr("What the scores mean"));
    m_save->setText(tr("Save…"));
    m_save->setToolTip(tr("Save the table as it is seen, as CSV or JSON"));
    connect(m_save, &QToolButton::clicked, this, [this] {
        const QString file = chooseSaveFile(this,
            {tr("Save the Table"), QStringLiteral("heads.csv"),
                {{QStringLiteral("csv"), tr("CSV for spreadsheets")}, {QStringLiteral("json"), tr("JSON with the definitions")}},
                [](const QString &path) { return QStringList{path}; }});
        if (!file.isEmpty())
            save(file);
    });
    connect(guide, &QToolButton::clicked, this, &HeadTableView::showGuide);
    m_columns->setText(tr("Columns"));
    m_columns->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_columns);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillColumnMenu(menu); });
    m_columns->setMenu(menu);
    m_random->setToolTip(tr("Measure induction on random tokens said twice: 4 runs of up to 100 tokens"));
    connect(m_random, &QPushButton::clicked, &source, &HeadScoreSource::measureRandomTokens);
    m_copying->setToolTip(tr("Measure how heads copy: takes a while, because this model is large"));
    connect(m_copying, &QPushButton::clicked, &source, &HeadScoreSource::measureCopying);
    m_draw->setToolTip(tr("Draw a pattern and see which heads look like it"));
    connect(m_draw, &QPushButton::clicked, this, &HeadTableView::showDrawing);
    m_count->setProperty("role", QStringLiteral("small"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(26, 6, 24, 16);
    layout->setSpacing(8);
    auto *first = new QHBoxLayout;
    first->addWidget(m_filter, 1, Qt::AlignTop);
    first->addWidget(guide, 0, Qt::AlignTop);
    layout->addLayout(first);
    auto *second = new FlowLayout(8, 6);
    for (QWidget *one : std::initializer_list<QWidget *>{m_columns, m_random, m_copying, m_draw, m_save})
        second->addWidget(one);
    layout->addLayout(second);
    // What changes while somebody types or waits needs no width of its own, or the panels beside would move.
    m_count->setWordWrap(true);
    m_count->setMinimumWidth(1);
    layout->addWidget(m_count);
    auto *progress = new QHBoxLayout(m_progressRow);
    progress->setContentsMargins(0, 0, 0, 0);
    m_progressText->setProperty("role", QStringLiteral("small"));
    m_progressText->setMinimumWidth(1);
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 1000);
    auto *cancel = new QPushButton(tr("Cancel"), m_progressRow);
    connect(cancel, &QPushButton::clicked, &source, &HeadScoreSource::cancel);
    progress->addWidget(m_progressText);
    progress->addWidget(m_progress, 1);
    progress->addWidget(cancel);
    layout->addWidget(m_progressRow);
    layout->addWidget(m_table, 1);

    m_table->setModel(m_order);
    m_table->setItemDelegate(new ScoreDelegate(*m_order, source, m_table));
    setAccessibleName(tr("Scores of all heads"));
    m_table->setAccessibleName(tr("Scores of all heads"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setShowGrid(false);
    m_table->setMouseTracking(true);
    m_table->setCornerButtonEnabled(false);
    m_table->installEventFilter(this);
    setFocusProxy(m_table);
    QHeaderView *above = m_table->horizontalHeader();
    above->setDefaultAlignment(Qt::AlignRight | Qt::AlignBottom | Qt::Alignment(Qt::TextWordWrap));
    above->setSectionsClickable(true);
    above->setHighlightSections(false);
    above->setSectionResizeMode(QHeaderView::Fixed);
    QHeaderView *left = m_table->verticalHeader();
    left->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    left->setSectionResizeMode(QHeaderView::Fixed);
    left->setHighlightSections(false);
    left->setSectionsClickable(true);
    connect(above, &QHeaderView::sectionClicked, this, &HeadTableView::sortByNextOf);
    connect(m_table, &QTableView::doubleClicked, this, &HeadTableView::opened);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) { follow(now); });

    connect(&source, &HeadScoreSource::changed, this, &HeadTableView::followSource);
    connect(&source, &HeadScoreSource::filterChanged, this, &HeadTableView::followSource);
    connect(&source, &HeadScoreSource::progressChanged, this, &HeadTableView::refreshProgress);
    connect(&source, &HeadScoreSource::failed, &session, &Session::failed);
    refreshProgress();
}

void HeadTableView::selectionChanged(Selection::Changes what)
{
    if (!(what & Selection::stageChanged))
        return;
    if (isVisible())
        mark();
    else
        renew();
}

// In sight at once, as the rows themselves are others already.
void HeadTableView::followSource()
{
    if (isVisible())
        refresh();
    else
        renew();
}

void HeadTableView::refresh()
{
    refreshColumns();
    const auto all = m_source.rows().size();
    const auto measured
        = std::ranges::count_if(m_source.rows(), [](const HeadRow &row) { return !isMissing(row.value(ScoreId::entropy)); });
    QString count = m_source.filter().isEmpty() ? all == 1 ? tr("1 head") : tr("%1 heads").arg(all)
                                                : tr("%1 of %2 heads").arg(m_order->rowCount()).arg(all);
    if (measured > 0 && std::size_t(measured) < all) // of a long text only the heads in view of the grid are looked at
        count += tr(", %1 looked at").arg(measured);
    if (!m_source.filterProblem().isEmpty() && !m_source.filter().isEmpty())
        count += tr(", still those of “%1”").arg(m_source.heldFilterText());
    m_count->setText(count);
    mark();
    m_table->viewport()->update();
}

std::vector<ScoreId> HeadTableView::shownColumns() const
{
    std::vector<ScoreId> shown;
    for (const ScoreDefinition &score : allScores())
        if (!m_hidden.contains(score.id) && (m_shown.contains(score.id) || m_source.hasAny(score.id)))
            shown.push_back(score.id);
    return shown;
}

void HeadTableView::refreshColumns()
{
    const std::vector<ScoreId> shown = shownColumns();
    QHeaderView *above = m_table->horizontalHeader();
    const QFontMetrics metrics(above->font());
    m_table->verticalHeader()->setDefaultSectionSize(QFontMetrics(monoFont(9)).height() + 10);
    above->setFixedHeight(3 * metrics.lineSpacing() + 14);
    const int room = m_table->viewport()->width();
    const int least = std::max(kNarrowest, widestWord(metrics) + 20);
    const int width = std::clamp(shown.empty() ? kWidest : room / int(shown.size()), least, std::max(least, kWidest));
    for (int column = 0; column < m_model->columnCount(); ++column) {
        m_table->setColumnHidden(column, std::ranges::find(shown, HeadTableModel::scoreOf(column)) == shown.end());
        m_table->setColumnWidth(column, width);
    }
}

void HeadTableView::setColumnShown(ScoreId id, bool shown)
{
    m_shown.erase(id);
    m_hidden.erase(id);
    (shown ? m_shown : m_hidden).insert(id);
    refreshColumns();
}

void HeadTableView::fillColumnMenu(QMenu *menu)
{
    menu->clear();
    const std::vector<ScoreId> shown = shownColumns();
    for (const ScoreDefinition &score : allScores()) {
        QAction *action = menu->addAction(scoreTitle(score.id));
        action->setCheckable(true);
        action->setChecked(std::ranges::find(shown, score.id) != shown.end());
        connect(action, &QAction::toggled, this, [this, id = score.id](bool on) { setColumnShown(id, on); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Those with Values")), &QAction::triggered, this, [this] {
        m_shown.clear();
        m_hidden.clear();
        refreshColumns();
    });
}

void HeadTableView::refreshProgress()
{
    const std::optional<double> share = m_source.progress();
    m_progressRow->setVisible(share.has_value());
    m_progress->setValue(int(1000 * share.value_or(0)));
    m_progressText->setText(m_source.progressText());
    const QString reason = m_source.whyNoRandomTokens();
    m_random->setEnabled(reason.isEmpty() && !share);
    if (!reason.isEmpty())
        m_random->setToolTip(reason);
    m_copying->setVisible(m_source.offersCopying());
}

void HeadTableView::sortBy(ScoreId id)
{
    sortBy(id, bestFirst(id));
}

void HeadTableView::sortBy(ScoreId id, Qt::SortOrder order)
{
    m_sorted = int(id);
    m_order->sort(m_sorted, order);
    m_table->horizontalHeader()->viewport()->update();
    m_table->scrollToTop();
}

void HeadTableView::sortByNextOf(int column)
{
    const ScoreId id = HeadTableModel::scoreOf(column);
    const Qt::SortOrder best = bestFirst(id);
    if (m_sorted != column)
        return sortBy(id);
    if (m_order->sortOrder() == best) {
        m_order->sort(column, best == Qt::DescendingOrder ? Qt::AscendingOrder : Qt::DescendingOrder);
        m_table->horizontalHeader()->viewport()->update();
        return;
    }
    unsort();
}

void HeadTableView::unsort()
{
    m_sorted = -1;
    m_order->sort(-1);
    m_table->horizontalHeader()->viewport()->update();
}

std::vector<ViewChoice> HeadTableView::choices()
{
    const auto sorted = [this] { return ScoreId(m_sorted); };
    const auto sort = [this](std::string_view name) {
        if (const auto id = scoreNamed(name))
            sortBy(*id);
        else
            unsort();
    };
    const auto turn = [this, sorted](bool on) {
        if (m_sorted >= 0)
            sortBy(sorted(), (bestFirst(sorted()) == Qt::AscendingOrder) == on ? Qt::DescendingOrder : Qt::AscendingOrder);
    };
    const auto colour = m_source.colour();
    std::vector<ViewChoice> all{oneOfChoice("sort", m_sorted < 0 ? kNone : scoreDefinition(sorted()).name, scoreNames(), sort),
        flagChoice("worst_first", m_sorted >= 0 && m_order->sortOrder() != bestFirst(sorted()), turn),
        textChoice("filter", m_source.filterText(), [this](const QString &text) { m_source.setFilterText(text); }),
        oneOfChoice("colour", colour ? scoreDefinition(*colour).name : kNone, scoreNames(),
            [this](std::string_view name) { m_source.setColour(scoreNamed(name)); })};
    for (const ScoreDefinition &score : allScores()) {
        const std::string_view now = m_shown.contains(score.id) ? "shown" : m_hidden.contains(score.id) ? "hidden" : "automatic";
        const auto show = [this, id = score.id](std::string_view wanted) {
            m_shown.erase(id);
            m_hidden.erase(id);
            if (wanted != "automatic")
                (wanted == "shown" ? m_shown : m_hidden).insert(id);
            refreshColumns();
        };
        all.push_back(oneOfChoice("column_" + std::string(score.name), now, {"automatic", "shown", "hidden"}, show));
    }
    return all;
}

void HeadTableView::follow(const QModelIndex &index)
{
    if (m_marking || !index.isValid() || isStale()) // a table that gets the focus makes its first row the current one
        return;
    const HeadRow &row = m_source.rows()[std::size_t(m_order->mapToSource(index).row())];
    m_selection.setKey({m_selection.stage(), row.layer, row.head});
    QMetaObject::invokeMethod(this, &HeadTableView::mark, Qt::QueuedConnection); // a preset may keep another head
}

// The picked head's row, where the filter shows it.
void HeadTableView::mark()
{
    const auto &rows = m_source.rows();
    const auto found = std::ranges::find_if(
        rows, [&](const HeadRow &row) { return row.layer == m_selection.layer() && row.head == m_selection.head(); });
    const QModelIndex there = found == rows.end() ? QModelIndex() : m_order->mapFromSource(m_model->index(int(found - rows.begin()), 0));
    if (there.isValid() && m_table->currentIndex().row() == there.row() && m_table->selectionModel()->isRowSelected(there.row()))
        return;
    m_marking = true;
    if (there.isValid()) {
        const auto visible = shownColumns(); // a hidden column cannot be current
        const int column = visible.empty() ? 0 : int(visible.front());
        m_table->setCurrentIndex(there.siblingAtColumn(m_table->currentIndex().isValid() ? m_table->currentIndex().column() : column));
    } else {
        m_table->clearSelection();
    }
    m_marking = false;
}

bool HeadTableView::isSettled() const
{
    return View::isSettled() && m_source.surveyed() == shownTrace(m_session, m_selection) && m_source.isIdle();
}

std::optional<ViewTable> HeadTableView::table() const
{
    ViewTable table;
    const std::vector<ScoreId> columns = shownColumns();
    for (const ScoreId id : columns)
        table.columns.emplace_back(scoreDefinition(id).name);
    for (const HeadRow &row : shownRows()) {
        table.rows.push_back(std::to_string(row.layer + 1) + "." + std::to_string(row.head + 1));
        for (const ScoreId id : columns)
            table.values.push_back(static_cast<float>(row.value(id)));
    }
    return table;
}

std::vector<HeadRow> HeadTableView::shownRows() const
{
    std::vector<HeadRow> rows;
    for (int row = 0; row < m_order->rowCount(); ++row)
        rows.push_back(m_source.rows()[std::size_t(m_order->mapToSource(m_order->index(row, 0)).row())]);
    return rows;
}

void HeadTableView::save(const QString &file)
{
    const std::vector<HeadRow> rows = shownRows();
    const std::vector<ScoreId> columns = shownColumns();
    try {
        if (!m_source.model())
            throw Error("there is no table: no model is open");
        requireSaveTargets({file}, m_session);
        const ScoreTableSettings settings{m_session.trace() ? m_session.trace()->text() : std::string(),
            m_source.filter().isEmpty() ? "" : m_source.filterText().toStdString()};
        const bool isJson = file.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive);
        writeFile(pathOf(file), isJson ? scoreTableJson(*m_source.model(), rows, columns, settings) : scoreTableCsv(rows, columns));
    } catch (const Error &error) {
        Q_EMIT m_session.failed(QString::fromUtf8(error.what()));
    }
}

void HeadTableView::showGuide()
{
    if (!m_guide)
        m_guide = new ScoreGuide(this);
    m_guide->show();
    m_guide->raise();
}

PatternDialog *HeadTableView::showDrawing()
{
    if (!m_drawing) {
        m_drawing = new PatternDialog(this);
        connect(m_drawing->drawing(), &PatternDrawing::changed, this, [this] {
            const PatternDrawing &drawing = *m_drawing->drawing();
            m_source.setDrawing(drawing.isEmpty() ? std::nullopt : std::optional(drawing.grid()));
        });
    }
    m_drawing->show();
    m_drawing->raise();
    return m_drawing;
}

void HeadTableView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    QMetaObject::invokeMethod(this, &HeadTableView::refreshColumns, Qt::QueuedConnection); // once the table has its new size
}

void HeadTableView::showEvent(QShowEvent *event)
{
    View::showEvent(event);
    m_source.setAllWanted(true);
}

void HeadTableView::hideEvent(QHideEvent *event)
{
    View::hideEvent(event);
    m_source.setAllWanted(false);
}

bool HeadTableView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress && isKey(*static_cast<QKeyEvent *>(event), ViewKey::open)) {
        Q_EMIT opened();
        return true;
    }
    return View::eventFilter(watched, event);
}

QString HeadTableView::figureTitle() const
{
    const auto model = m_session.model();
    const QString title = tr("%1 · scores of heads").arg(model ? modelTitle(*model) : tr("No model"));
    return m_source.filter().isEmpty() ? title : QStringLiteral("%1 · %2").arg(title, m_source.filterText().trimmed());
}

ViewFigure HeadTableView::wholeFigure(const FigureParts &parts) const
{
    HeadTableFigure figure{parts.title ? figureTitle() : QString(), shownColumns(), {}, {}, shownRows()};
    for (const ScoreId id : figure.columns)
        figure.ranges.push_back(m_source.rangeOf(id));
    for (int row = 0; row < m_order->rowCount(); ++row)
        figure.names << m_order->headerData(row, Qt::Vertical).toString();
    return {headTableSize(figure), [figure](QPainter &painter) { paintHeadTable(painter, figure); }};
}

} // namespace headscope
