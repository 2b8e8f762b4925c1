// What holds for every view: its picture is made before it is painted and once for all that changed, so that a change is painted once; out
// of sight it makes nothing; and in sight it comes to rest.
#include "tests/ui/views/walk/opened_session.h"
#include "ui/theme/theme.h"
#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/map/map_view.h"
#include "ui/views/walk/walk_view.h"

#include <QHash>
#include <QtTest>

#include <algorithm>
#include <functional>

using namespace headscope;

namespace {

/// Every view of the window over one session. One is in sight, and of Heads the grid beside the other.
class AllViews {
public:
    AllViews()
    {
        m_pages.addWidget(heads);
        for (const HeadsWorkspace::Entry &entry : heads->views())
            add(entry.id, entry.view);
        add(QStringLiteral("grid"), heads->grid());
        add(QStringLiteral("walk"), new WalkView(session, selection));
        add(QStringLiteral("number by number"), new ArithmeticView(session, selection));
        add(QStringLiteral("map"), new MapView(session, selection));
        m_pages.addWidget(m_nothing);
        m_pages.setCurrentWidget(m_nothing);
        m_pages.resize(1300, 900);
        m_pages.show();
    }

    const QStringList &names() const { return m_names; }
    View &view(const QString &name) const { return *m_views.value(name); }
    void show(const QString &name)
    {
        heads->showView(name);
        m_pages.setCurrentWidget(heads->isAncestorOf(&view(name)) ? static_cast<QWidget *>(heads) : &view(name));
    }
    void hide() { m_pages.setCurrentWidget(m_nothing); }
    /// With a text, something pinned, and something to compare with.
    bool open()
    {
        if (!runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")))
            return false;
        selection.setKey({Stage::weights, 1, 2});
        selection.pin(3, 1);
        heads->compare()->setA(PinnedHead{session.trace(), {0, 0}, {}});
        return true;
    }
    /// In sight, made and painted.
    bool rest(const QString &name)
    {
        show(name);
        return rest();
    }
    /// Until all that is in sight is made and nothing is left to be painted.
    bool rest()
    {
        const auto rests
            = [this] { return std::ranges::all_of(m_views, [](const View *one) { return !one->isVisible() || one->isSettled(); }); };
        if (!QTest::qWaitFor([&] { return !session.isBusy() && rests(); }, kPatience))
            return false;
        QCoreApplication::processEvents();
        return rests();
    }

    Session session;
    Selection selection{session};
    HeadsWorkspace *heads = new HeadsWorkspace(session, selection);

private:
    void add(const QString &name, View *view)
    {
        m_names << name;
        m_views.insert(name, view);
        if (!heads->isAncestorOf(view))
            m_pages.addWidget(view);
    }

    QWidget *m_nothing = new QWidget;
    QStackedWidget m_pages;
    QStringList m_names;
    QHash<QString, View *> m_views;
};

/// How often each widget of a view is painted.
class Paintings : public QObject {
public:
    explicit Paintings(QWidget &view)
        : m_view(view)
    {
        qApp->installEventFilter(this);
    }
    /// Of the view, or of a part of it that was painted more often.
    int most() const { return m_counts.isEmpty() ? 0 : *std::ranges::max_element(m_counts); }
    /// How often the window was asked to paint what is not up to date.
    int rounds() const { return m_rounds; }
    void clear()
    {
        m_counts.clear();
        m_rounds = 0;
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const auto *widget = event->type() == QEvent::Paint ? qobject_cast<QWidget *>(watched) : nullptr;
        if (widget && (widget == &m_view || m_view.isAncestorOf(widget)))
            ++m_counts[widget];
        m_rounds += watched == m_view.window() && event->type() == QEvent::UpdateRequest ? 1 : 0;
        return false;
    }

private:
    QWidget &m_view;
    QHash<const QWidget *, int> m_counts;
    int m_rounds = 0;
};

/// A view that tells what is asked of it.
class Probe : public View {
public:
    Probe(Session &session, Selection &selection)
        : View(session, selection)
    {
        dependOn(Selection::stageChanged | Selection::pinChanged);
    }
    QString figureTitle() const override { return {}; }

    int prepared = 0;
    int preparedInPainting = 0;
    int painted = 0;
    int stopped = 0;

protected:
    ViewFigure wholeFigure(const FigureParts &) const override { return {}; }
    void prepare() override
    {
        ++prepared;
        preparedInPainting += m_isPainting ? 1 : 0;
        update(); // as views do whose content is another
    }
    void stop() override { ++stopped; }
    void paintEvent(QPaintEvent *event) override
    {
        m_isPainting = true;
        View::paintEvent(event);
        m_isPainting = false;
        ++painted;
    }

private:
    bool m_isPainting = false;
};

} // namespace

class ViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void changesOfOneTurnMakeOnePicture();
    void whoCannotWaitGetsThePicture();
    void outOfSightItWaits();
    void aChangeIsPaintedOnce_data() { everyView(); }
    void aChangeIsPaintedOnce();
    void aTextIsPaintedOnce_data() { everyView(); }
    void aTextIsPaintedOnce();
    void whatComesIntoSightIsPaintedOnce_data() { everyView(); }
    void whatComesIntoSightIsPaintedOnce();
    void outOfSightNothingIsMade_data() { everyView(); }
    void outOfSightNothingIsMade();
    void outOfSightWhatIsBeingMadeIsStopped_data();
    void outOfSightWhatIsBeingMadeIsStopped();

private:
    static void everyView();
    /// Several paintings, as numbers arrive from other threads.
    static bool fillsGradually(const QString &name)
    {
        return name == QLatin1String("grid") || name == QLatin1String("table") || name == QLatin1String("lens");
    }
};

void ViewTest::initTestCase()
{
    Appearance::instance().setAnimations(false);
    Appearance::instance().apply();
}

void ViewTest::everyView()
{
    QTest::addColumn<QString>("name");
    const AllViews all;
    for (const QString &name : all.names())
        QTest::newRow(qPrintable(name)) << name;
}

void ViewTest::changesOfOneTurnMakeOnePicture()
{
    Session session;
    Selection selection(session);
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    Probe view(session, selection);
    view.show();
    QTRY_VERIFY(view.isSettled() && view.painted > 0);
    QCoreApplication::processEvents();
    view.prepared = view.preparedInPainting = view.painted = 0;
    selection.setStage(Stage::q);
    selection.pin(1, 0);
    selection.setShown(Shown::original);
    QCOMPARE(view.prepared, 0);
    QVERIFY(!view.isSettled());
    QTRY_VERIFY(view.painted > 0);
    QCoreApplication::processEvents();
    QCOMPARE(view.prepared, 1);
    QCOMPARE(view.preparedInPainting, 0);
    QCOMPARE(view.painted, 1);
    selection.pin(2, 0); // and in the next turn another
    QTRY_COMPARE(view.painted, 2);
    QCOMPARE(view.prepared, 2);
}

void ViewTest::whoCannotWaitGetsThePicture()
{
    Session session;
    Selection selection(session);
    Probe view(session, selection);
    view.grab(); // never shown
    QCOMPARE(view.prepared, 1);
    view.show();
    QTRY_VERIFY(view.isSettled());
    selection.pin(1, 0);
    const int before = view.prepared;
    view.prepareNow();
    view.prepareNow();
    view.grab();
    QCoreApplication::processEvents(); // nothing is left to be made
    QCOMPARE(view.prepared, before + 1);
}

void ViewTest::outOfSightItWaits()
{
    Session session;
    Selection selection(session);
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
    Probe view(session, selection);
    selection.setStage(Stage::q);
    QCoreApplication::processEvents();
    QCOMPARE(view.prepared, 0);
    QVERIFY(view.stopped > 0);
    view.show();
    QTRY_VERIFY(view.isSettled());
    const int before = view.prepared;
    selection.setStage(Stage::k);
    view.hide(); // in the same turn
    QCoreApplication::processEvents();
    QCOMPARE(view.prepared, before);
    QVERIFY(!view.isSettled());
    view.show();
    QTRY_VERIFY(view.isSettled());
    QCOMPARE(view.prepared, before + 1);
}

void ViewTest::aChangeIsPaintedOnce()
{
    QFETCH(QString, name);
    AllViews all;
    QVERIFY(all.open());
    QVERIFY(all.rest(name));
    Selection &selection = all.selection;
    const std::vector<std::pair<const char *, std::function<void()>>> changes{
        {"head",
            [&] {
                selection.setKey({Stage::weights, 2, 3});
            }},
        {"pin", [&] { selection.pin(4, 2); }},
        {"measure", [&] { selection.setPattern({.measure = Measure::scores}); }},
        {"several heads",
            [&] {
                selection.setPattern({.others = {{1, 1}}});
            }},
        {"pointed at", [&] { selection.hover(2, 1); }},
        {"everything",
            [&] {
                selection.setKey({Stage::q, 1, 1});
                selection.pin(2, 1);
                selection.setPattern({});
            }},
    };
    Paintings paintings(all.view(name));
    for (const auto &[what, change] : changes) {
        paintings.clear();
        change();
        QVERIFY2(all.rest(), what);
        const bool arrivesLater = name == QLatin1String("lens"); // of another pin
        QVERIFY2(paintings.most() <= (arrivesLater ? 2 : 1),
            qPrintable(QStringLiteral("%1: painted %2 times").arg(QLatin1String(what)).arg(paintings.most())));
    }
}

void ViewTest::aTextIsPaintedOnce()
{
    QFETCH(QString, name);
    AllViews all;
    QVERIFY(all.open());
    QVERIFY(all.rest(name));
    Paintings paintings(all.view(name));
    connect(&all.session, &Session::traceChanged, &paintings, [&] { paintings.clear(); });
    all.session.setText(QStringLiteral("The dog sat on the mat"));
    QTRY_COMPARE(all.session.trace()->text(), std::string("The dog sat on the mat"));
    QVERIFY(all.rest());
    QVERIFY(paintings.most() >= 1);
    if (!fillsGradually(name))
        QCOMPARE(paintings.most(), 1);
}

void ViewTest::whatComesIntoSightIsPaintedOnce()
{
    QFETCH(QString, name);
    AllViews all;
    QVERIFY(all.open());
    QVERIFY(all.rest(name));
    all.hide();
    QCoreApplication::processEvents();
    all.selection.setKey({Stage::weights, 2, 3});
    Paintings paintings(all.view(name));
    QVERIFY(all.rest(name));
    QVERIFY(paintings.most() > 0);
    QVERIFY2(paintings.rounds() <= 1, qPrintable(QString::number(paintings.rounds())));
}

void ViewTest::outOfSightNothingIsMade()
{
    QFETCH(QString, name);
    AllViews all;
    QVERIFY(all.open());
    View &view = all.view(name);
    QCoreApplication::processEvents();
    QVERIFY(!view.isSettled()); // never seen: nothing was made
    QVERIFY(!view.isBusy());
    QVERIFY(all.rest(name));
    all.hide();
    const QString before = view.accessibleDescription();
    all.session.setText(QStringLiteral("The dog sat on the mat"));
    QTRY_COMPARE(all.session.trace()->text(), std::string("The dog sat on the mat"));
    QTRY_VERIFY(!all.session.isBusy());
    all.selection.setKey({Stage::weights, 2, 3});
    all.selection.pin(5, 0);
    all.selection.hover(2, 1);
    QCoreApplication::processEvents();
    QVERIFY(!view.isSettled());
    QVERIFY(!view.isBusy());
    if (name != QLatin1String("grid")) // which names the picked head
        QCOMPARE(view.accessibleDescription(), before);
    QVERIFY(all.rest(name));
    QVERIFY(view.isSettled());
}

void ViewTest::outOfSightWhatIsBeingMadeIsStopped_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"heatmap", "lines", "text", "lens"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void ViewTest::outOfSightWhatIsBeingMadeIsStopped()
{
    QFETCH(QString, name);
    AllViews all;
    QVERIFY(runIn(all.session, QStringLiteral("storyteller"), QStringLiteral("one two three four five six seven ").repeated(40)));
    QVERIFY(all.rest(name));
    View &view = all.view(name);
    all.selection.setPattern({.measure = Measure::rollout});
    all.selection.pin(2, 0);
    view.prepareNow();
    QVERIFY(view.isBusy());
    all.hide();
    all.selection.setPattern({});
    all.selection.pin(3, 0);
    QVERIFY(!view.isBusy());
    QVERIFY(all.rest(name));
}

QTEST_MAIN(ViewTest)
#include "view_test.moc"
