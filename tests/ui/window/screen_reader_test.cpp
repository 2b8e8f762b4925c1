// What a screen reader finds in the window: it is asked as one asks, by QAccessible alone.
#include "ui/views/grid/head_grid_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/step_rail.h"
#include "ui/widgets/token_strip.h"
#include "ui/window/main_window.h"
#include "ui/window/token_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"

#include <QAccessible>
#include <QtTest>

#include <memory>

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
    void whatChangesIsSaid();
    void whatIsGoneHasNoName();

private:
    QAccessibleInterface &walk() { return interfaceOf(m_window->walk().canvas()); }
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
