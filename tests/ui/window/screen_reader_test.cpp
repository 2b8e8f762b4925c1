// What a screen reader finds in the window: it is asked as one asks, by QAccessible alone.
#include "ui/views/grid/head_grid_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/map/map_view.h"
#include "ui/views/panels/right_dock.h"
#include "ui/views/panels/row_chart.h"
#include "ui/views/shared/charts/pointed_canvas.h"
#include "ui/views/shared/charts/prediction_bars.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/accessible_painting.h"
#include "ui/widgets/step_rail.h"
#include "ui/widgets/token_strip.h"
#include "ui/window/main_window.h"
#include "ui/window/panel_folds.h"
#include "ui/window/token_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"

#include <QAccessible>
#include <QTableView>
#include <QtTest>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

using namespace headscope;

namespace {

QAccessibleInterface &interfaceOf(QWidget &widget)
{
    return *QAccessible::queryAccessibleInterface(&widget);
}

} // namespace

class ScreenReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aMatrixIsATable();
    void everyPanelOfEveryStageHasNames();
    void cellsArePressedAndFollowed();
    void tokensAreAList();
    void stagesAreAList();
    void headsAreATable();
    void everyViewOfAHeadIsRead_data();
    void everyViewOfAHeadIsRead();
    void cellsOfViewsArePressed_data();
    void cellsOfViewsArePressed();
    void theTableNamesItsHeads();
    void theMapIsAList();
    void chartsOfTheDockAreLists();
    void aThousandTokensMakeNoMillionObjects();
    void whatChangesIsSaid();
    void announcementsAreHeard();
    void whatIsGoneHasNoName();

private:
    QAccessibleInterface &walk() { return interfaceOf(m_window->walk().canvas()); }
    View &showHeadsView(const QString &id);
    /// The table of the walk with this name.
    QAccessibleInterface *table(const QString &name);

    std::unique_ptr<MainWindow> m_window;
};

void ScreenReaderTest::init()
{
    m_window = std::make_unique<MainWindow>(false);
    m_window->resize(1366, 900);
    m_window->session().setText(QStringLiteral("The cat sat on the mat"));
    m_window->session().openModel(QStringLiteral("blackboard"));
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_VERIFY(m_window->session().trace() && !m_window->session().isBusy());
}

void ScreenReaderTest::cleanup()
{
    m_window.reset();
}

QAccessibleInterface *ScreenReaderTest::table(const QString &name)
{
    m_window->walk().canvas().prepareNow();
    for (int i = 0; i < walk().childCount(); ++i)
        if (QAccessibleInterface *child = walk().child(i); child->role() == QAccessible::Table && child->text(QAccessible::Name) == name)
            return child;
    return nullptr;
}

void ScreenReaderTest::aMatrixIsATable()
{
    m_window->selection().setStage(Stage::weights);
    QAccessibleInterface *weights = table(QStringLiteral("A attention weights"));
    QVERIFY(weights && weights->isValid());
    QCOMPARE(weights->parent(), &walk());
    QCOMPARE(walk().child(walk().indexOfChild(weights)), weights);
    QAccessibleTableInterface *cells = weights->tableInterface();
    QVERIFY(cells);
    QCOMPARE(cells->rowCount(), 6);
    QCOMPARE(cells->columnCount(), 6);
    QCOMPARE(cells->rowDescription(2), QStringLiteral("query sat"));
    QCOMPARE(cells->columnDescription(1), QStringLiteral("key cat"));
    QAccessibleInterface *cell = cells->cellAt(2, 1);
    const QString name = cell->text(QAccessible::Name);
    QVERIFY2(name.startsWith(QStringLiteral("query sat, key cat, weight 0.99")), qPrintable(name));
    const Matrix numbers = m_window->session().trace()->matrix({Stage::weights, 0, 0});
    QCOMPARE(name.section(QLatin1Char(' '), -1).toFloat(), numbers(2, 1));
    QCOMPARE(cells->cellAt(2, 1), cell); // the same one again
    QCOMPARE(cell->parent(), weights);
    QCOMPARE(weights->child(weights->indexOfChild(cell)), cell);
    QCOMPARE(cell->tableCellInterface()->rowIndex(), 2);
    QCOMPARE(cell->tableCellInterface()->table(), weights);
    QVERIFY(!cells->cellAt(6, 0) && !cells->cellAt(0, -1));
    const QPoint middle = cell->rect().center();
    QVERIFY(QRect(m_window->walk().canvas().mapToGlobal(QPoint()), m_window->walk().canvas().size()).contains(middle));
    QCOMPARE(weights->childAt(middle.x(), middle.y()), cell);
    QCOMPARE(walk().childAt(middle.x(), middle.y()), weights);
}

void ScreenReaderTest::everyPanelOfEveryStageHasNames()
{
    for (int i = 0; i < m_window->walk().rail().path().length(); ++i) {
        m_window->walk().rail().goTo(i);
        m_window->walk().canvas().prepareNow();
        int tables = 0;
        for (int c = 0; c < walk().childCount(); ++c) {
            QAccessibleInterface *child = walk().child(c);
            if (child->role() != QAccessible::Table)
                continue;
            ++tables;
            QVERIFY(child->childCount() > 0);
            for (const int cell : {0, child->childCount() - 1})
                QVERIFY2(child->child(cell)->text(QAccessible::Name).count(QLatin1Char(',')) >= 2,
                    qPrintable(child->child(cell)->text(QAccessible::Name)));
        }
        QVERIFY2(tables > 0, qPrintable(QString::number(i)));
    }
}

void ScreenReaderTest::cellsArePressedAndFollowed()
{
    m_window->selection().setStage(Stage::rawScores);
    QAccessibleInterface *scores = table(QStringLiteral("R raw scores"));
    QVERIFY(scores);
    QAccessibleInterface *cell = scores->tableInterface()->cellAt(2, 1);
    QVERIFY2(cell->text(QAccessible::Name) == QStringLiteral("query sat, key cat, score 15"), qPrintable(cell->text(QAccessible::Name)));
    QVERIFY(!cell->state().selected);
    cell->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(m_window->selection().row(), 2);
    QCOMPARE(m_window->selection().column(), 1);
    QVERIFY(cell->state().selected);
    m_window->walk().canvas().setFocus();
    QCOMPARE(walk().focusChild(), cell);
}

void ScreenReaderTest::tokensAreAList()
{
    TokenStrip &strip = m_window->tokenBar().strip();
    QAccessibleInterface &list = interfaceOf(strip);
    QCOMPARE(list.role(), QAccessible::List);
    QCOMPARE(list.text(QAccessible::Name), QStringLiteral("Tokens"));
    QCOMPARE(list.childCount(), 6);
    QCOMPARE(list.child(1)->role(), QAccessible::ListItem);
    QCOMPARE(list.child(1)->text(QAccessible::Name), QStringLiteral("token 2, cat, 7"));
    list.child(1)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(m_window->selection().row(), 1);
    QVERIFY(list.child(1)->state().selected && !list.child(0)->state().selected);
    QCOMPARE(list.indexOfChild(list.child(3)), 3);
}

void ScreenReaderTest::stagesAreAList()
{
    QAccessibleInterface &list = interfaceOf(m_window->walk().rail().stages());
    QCOMPARE(list.role(), QAccessible::List);
    QCOMPARE(list.childCount(), m_window->walk().rail().path().length());
    QVERIFY2(list.child(10)->text(QAccessible::Name).startsWith(QStringLiteral("stage 11, Attention weights, 6 × 6")),
        qPrintable(list.child(10)->text(QAccessible::Name)));
    list.child(10)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QVERIFY(m_window->selection().stage() == Stage::weights);
    QVERIFY(list.child(10)->state().selected);
}

void ScreenReaderTest::headsAreATable()
{
    m_window->showWorkspace(Workspace::heads);
    m_window->resize(1500, 900); // with the panel at the left
    HeadGridView *grid = nullptr;
    for (HeadGridView *one : m_window->heads().findChildren<HeadGridView *>())
        if (one->isVisible())
            grid = one;
    QVERIFY(grid);
    QTRY_VERIFY(grid->survey().isFinished() && grid->survey().layers() > 0);
    QAccessibleInterface *table = interfaceOf(*grid).child(0);
    QCOMPARE(table->role(), QAccessible::Table);
    QCOMPARE(table->tableInterface()->rowCount(), 1);
    QCOMPARE(table->tableInterface()->columnCount(), 2);
    QAccessibleInterface *second = table->tableInterface()->cellAt(0, 1);
    QVERIFY2(second->text(QAccessible::Name).startsWith(QStringLiteral("Layer 1, head 2. A pronoun looks back")),
        qPrintable(second->text(QAccessible::Name)));
    second->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(m_window->selection().head(), 1);
    QVERIFY(second->state().selected);
}

/// What stands first in each table of the view that is shown.
static QStringList namesIn(View &view)
{
    QStringList names;
    std::vector<QWidget *> parts{&view};
    for (PointedCanvas *canvas : view.findChildren<PointedCanvas *>())
        parts.push_back(canvas);
    for (QWidget *part : parts)
        for (int i = 0; i < interfaceOf(*part).childCount(); ++i)
            if (QAccessibleInterface *child = interfaceOf(*part).child(i); child && child->role() == QAccessible::Table)
                for (int cell = 0; cell < std::min(child->childCount(), 60); ++cell)
                    names << child->child(cell)->text(QAccessible::Name);
    return names;
}

View &ScreenReaderTest::showHeadsView(const QString &id)
{
    m_window->showWorkspace(Workspace::heads);
    m_window->heads().showView(id);
    View &view = m_window->heads().currentView();
    for (int round = 0; round < 2; ++round) { // a first painting may ask for numbers
        view.grab();
        if (!QTest::qWaitFor([&] { return view.isSettled(); }, 60000))
            qWarning("not settled");
    }
    return view;
}

void ScreenReaderTest::everyViewOfAHeadIsRead_data()
{
    QTest::addColumn<QString>("view");
    QTest::addColumn<QString>("name"); // of a cell, its beginning
    const auto row
        = [](const char *view, const char *name) { QTest::newRow(view) << QString::fromLatin1(view) << QString::fromUtf8(name); };
    row("heatmap", "query sat, key cat, weight 0.99");
    row("lines", "query sat, key cat, weight 0.99");
    row("text", "token 2, cat, is looked at 0.99");
    row("qk-space", "query sat, at ");
    row("pair", "q, query “sat”, channel 1, ");
    row("compare", "query sat, key cat, weight 0.99");
    row("lens", "Layer 1, head 1 adds ");
    row("what-if", "“");
}

void ScreenReaderTest::everyViewOfAHeadIsRead()
{
    QFETCH(QString, view);
    QFETCH(QString, name);
    m_window->selection().setKey({Stage::weights, 0, 0});
    m_window->selection().pin(2, 1);
    if (view == QLatin1String("compare")) {
        m_window->heads().compare()->pinA();
        m_window->selection().setHead(1);
    }
    if (view == QLatin1String("lens") || view == QLatin1String("what-if")) {
        m_window->session().openModel(QStringLiteral("storyteller"));
        QTRY_VERIFY(!m_window->session().isBusy());
    }
    const QStringList names = namesIn(showHeadsView(view));
    QVERIFY2(
        std::ranges::any_of(names, [&](const QString &one) { return one.startsWith(name); }), qPrintable(names.join(QLatin1Char('\n'))));
    for (const QString &one : names)
        QVERIFY(!one.isEmpty());
}

void ScreenReaderTest::cellsOfViewsArePressed_data()
{
    QTest::addColumn<QString>("view");
    QTest::addColumn<int>("column"); // that is pinned by pressing the cell of the third query and the second key
    QTest::newRow("heatmap") << QStringLiteral("heatmap") << 1;
    QTest::newRow("side by side") << QStringLiteral("side by side") << 1;
    QTest::newRow("compare") << QStringLiteral("compare") << 1;
    QTest::newRow("text") << QStringLiteral("text") << -1; // a list of tokens
    QTest::newRow("qk-space") << QStringLiteral("qk-space") << -1;
}

void ScreenReaderTest::cellsOfViewsArePressed()
{
    QFETCH(QString, view);
    QFETCH(int, column);
    m_window->selection().setKey({Stage::weights, 0, 0});
    m_window->selection().pin(5, -1);
    QString id = view;
    if (view == QLatin1String("side by side")) {
        id = QStringLiteral("heatmap");
        PatternChoice choice;
        choice.others = {{0, 1}};
        m_window->selection().setPattern(choice);
    }
    if (view == QLatin1String("compare")) {
        m_window->heads().compare()->pinA();
        m_window->selection().setHead(1);
    }
    View &shown = showHeadsView(id);
    QAccessibleInterface *table = interfaceOf(shown).child(0);
    QCOMPARE(table->role(), QAccessible::Table);
    QVERIFY(!table->text(QAccessible::Name).isEmpty());
    QAccessibleInterface *cell = table->tableInterface()->cellAt(2, column < 0 ? 0 : 1);
    QVERIFY(cell && !cell->state().selected);
    const QPoint middle = cell->rect().center();
    QVERIFY(QRect(shown.mapToGlobal(QPoint()), shown.size()).contains(middle));
    if (view != QLatin1String("qk-space")) // points may lie on each other
        QCOMPARE(table->childAt(middle.x(), middle.y()), cell);
    cell->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(m_window->selection().row(), 2);
    QCOMPARE(m_window->selection().column(), column);
    shown.prepareNow();
    QTRY_VERIFY(shown.isSettled());
    QVERIFY(cell->state().selected);
}

void ScreenReaderTest::theTableNamesItsHeads()
{
    auto *table = showHeadsView(QStringLiteral("table")).findChild<QTableView *>();
    QVERIFY(table);
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 1, 60000);
    const QString name = table->model()->index(1, 0).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(name.startsWith(QStringLiteral("Layer 1, head 2, ")), qPrintable(name));
    QAccessibleTableInterface *cells = interfaceOf(*table).tableInterface();
    QVERIFY(cells && cells->cellAt(1, 0));
    QCOMPARE(cells->cellAt(1, 0)->text(QAccessible::Name), name);
}

void ScreenReaderTest::theMapIsAList()
{
    m_window->walk().showMap(true);
    m_window->walk().map().prepareNow();
    QAccessibleInterface *table = interfaceOf(m_window->walk().map()).child(0);
    QCOMPARE(table->role(), QAccessible::Table);
    const int rows = table->tableInterface()->rowCount();
    QVERIFY(rows > 10);
    for (int row = 0; row < rows; ++row) {
        QAccessibleInterface *box = table->tableInterface()->cellAt(row, 0);
        if (!box->text(QAccessible::Name).startsWith(QStringLiteral("Queries")))
            continue;
        box->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QVERIFY(m_window->selection().stage() == Stage::q);
        return;
    }
    QFAIL("no queries");
}

void ScreenReaderTest::chartsOfTheDockAreLists()
{
    m_window->selection().setStage(Stage::weights);
    m_window->selection().pin(2, -1);
    if (m_window->folds().isFolded(PanelSide::right)) // on a small screen
        m_window->folds().toggle(PanelSide::right);
    const auto names = [this] {
        QStringList all;
        for (RowChart *chart : m_window->dock().findChildren<RowChart *>())
            for (int i = 0; chart->isVisible() && i < interfaceOf(*chart).childCount(); ++i)
                all << QStringLiteral("%1: %2").arg(
                    interfaceOf(*chart).text(QAccessible::Name), interfaceOf(*chart).child(i)->text(QAccessible::Name));
        return all;
    };
    const float weight = m_window->session().trace()->matrix({Stage::weights, 0, 0})(2, 1);
    QTRY_VERIFY2(
        names().contains(QStringLiteral("after softmax: weights: cat, ") + exactText(weight)), qPrintable(names().join(QLatin1Char('\n'))));
    for (RowChart *chart : m_window->dock().findChildren<RowChart *>())
        QCOMPARE(interfaceOf(*chart).role(), QAccessible::List);
    m_window->session().openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(!m_window->session().isBusy());
    auto *bars = m_window->dock().findChild<PredictionBars *>();
    QTRY_VERIFY_WITH_TIMEOUT(!bars->lines().empty(), 60000);
    QAccessibleInterface &list = interfaceOf(*bars);
    QCOMPARE(list.role(), QAccessible::List);
    QCOMPARE(list.childCount(), int(bars->lines().size()));
    QVERIFY2(list.child(0)->text(QAccessible::Name).endsWith(QStringLiteral(" %")), qPrintable(list.child(0)->text(QAccessible::Name)));
}

/// A matrix has as many cells as one counts, and as many interfaces as one asks for.
void ScreenReaderTest::aThousandTokensMakeNoMillionObjects()
{
    struct Large : QWidget, AccessibleSource {
        int accessibleTables() const override { return 1; }
        AccessibleTable accessibleTable(int) const override
        {
            AccessibleTable table;
            table.rows = table.columns = 100'000;
            table.cell = [](int row, int column) { return QStringLiteral("%1, %2").arg(row).arg(column); };
            table.rect = [this](int row, int column) {
                ++rects;
                return QRectF(column, row, 1, 1);
            };
            table.at = [](const QPointF &at) { return std::optional(std::pair(int(at.y()), int(at.x()))); };
            return table;
        }
        mutable int rects = 0;
    } large;
    large.resize(400, 300);
    large.show();
    QAccessibleInterface *table = interfaceOf(large).child(0);
    QCOMPARE(table->tableInterface()->rowCount(), 100'000);
    QCOMPARE(table->childCount(), std::numeric_limits<int>::max()); // no wrapped number
    QCOMPARE(table->tableInterface()->cellAt(99'999, 7)->text(QAccessible::Name), QStringLiteral("99999, 7"));
    const QPoint at = large.mapToGlobal(QPoint(30, 20));
    QAccessibleInterface *cell = table->childAt(at.x(), at.y());
    QVERIFY(cell);
    QCOMPARE(cell->text(QAccessible::Name), QStringLiteral("20, 30"));
    QVERIFY2(large.rects < 10, qPrintable(QString::number(large.rects))); // not one after the other
}

/// The words that announce() hands on. Whether they are heard is the platform's affair: without one that is active Qt drops the event.
void ScreenReaderTest::whatChangesIsSaid()
{
    const auto said = [this] {
        m_window->walk().canvas().prepareNow();
        return walk().text(QAccessible::Description);
    };
    m_window->selection().setStage(Stage::weights);
    QVERIFY2(said().startsWith(QStringLiteral("How much does each token look at each other?")), qPrintable(said()));
    m_window->selection().pin(2, 0);
    QVERIFY2(said().contains(QStringLiteral("sat, The")), qPrintable(said()));
    m_window->session().setText(QStringLiteral("The dog sat"));
    QTRY_VERIFY(!m_window->session().isBusy());
    m_window->selection().pin(2, 1);
    QVERIFY2(said().contains(QStringLiteral("sat, dog")), qPrintable(said()));
}

/// What the platform is handed: the announcement of Qt 6.8 and newer, else an alert of an object that has the words.
void ScreenReaderTest::announcementsAreHeard()
{
    QWidget &canvas = m_window->walk().canvas();
    const std::unique_ptr<QAccessibleEvent> event = announcementOf(canvas, QStringLiteral("Said."));
    QCOMPARE(event->object(), &canvas);
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QCOMPARE(event->type(), QAccessible::Announcement);
    QCOMPARE(static_cast<QAccessibleAnnouncementEvent &>(*event).message(), QStringLiteral("Said."));
#else
    QCOMPARE(event->type(), QAccessible::Alert);
    QCOMPARE(event->accessibleInterface()->text(QAccessible::Description), QStringLiteral("Said."));
#endif
}

/// A cell that was asked for before the text became shorter.
void ScreenReaderTest::whatIsGoneHasNoName()
{
    m_window->selection().setStage(Stage::weights);
    QAccessibleInterface *weights = table(QStringLiteral("A attention weights"));
    QAccessibleInterface *cell = weights->tableInterface()->cellAt(5, 5);
    QVERIFY(cell->isValid());
    m_window->session().setText(QStringLiteral("a cat"));
    QTRY_VERIFY(!m_window->session().isBusy());
    m_window->walk().canvas().prepareNow();
    QVERIFY(!cell->isValid());
    QVERIFY(cell->text(QAccessible::Name).isEmpty() && cell->rect().isEmpty() && cell->state().invalid);
    cell->actionInterface()->doAction(QAccessibleActionInterface::pressAction()); // does nothing
    m_window->session().openModel(QStringLiteral("storyteller"));
    QTRY_COMPARE(QString::fromStdString(m_window->session().model()->name()), QStringLiteral("storyteller"));
    QVERIFY(!cell->isValid());
}

QTEST_MAIN(ScreenReaderTest)
#include "screen_reader_test.moc"
