// The first start: what is asked, that every way on can be taken by keys, and that nobody is asked twice.
#include "ui/theme/theme.h"
#include "ui/views/walk/walk_view.h"
#include "ui/window/first_steps.h"
#include "ui/window/main_window.h"
#include "ui/window/session_files.h"
#include "ui/window/start_card.h"
#include "ui/window/top_bar.h"
#include "ui/window/tour_words.h"
#include "ui/window/walk_coach.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace headscope;

class StartCardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void itIsAskedOnceOnly();
    void keysMoveAndTakeAWay();
    void escapeGoesToThePicture();
    void keysOfTheWindowCloseItFirst();
    void lettersDoNothing();
    void learningWalksThroughEveryStage();
    void wordsHoldForWhatIsShown();
    void theCoachCoversNoCell();
    void fieldsKeepTheirKeysDuringTheTour();
    void inspectingShowsStoryteller();
    void aModelOfOnesOwnIsAskedFor();
    void oneGoesOnWithTheLastSession();
    void itFitsIntoSmallWindows_data();
    void itFitsIntoSmallWindows();

private:
    void show(const QSize &size = {1366, 700});
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(QApplication::focusWidget(), key, modifiers); }
    StartCard &card() { return m_window->firstSteps().card(); }
    WalkCoach &coach() { return m_window->walk().coach(); }

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<MainWindow> m_window;
};

void StartCardTest::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QCoreApplication::setOrganizationName(QStringLiteral("Headscope"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home->path());
    m_window = std::make_unique<MainWindow>(true);
}

void StartCardTest::cleanup()
{
    m_window.reset();
    Appearance::instance().setZoom(1);
}

void StartCardTest::show(const QSize &size)
{
    m_window->openRemembered();
    m_window->resize(size);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_VERIFY(m_window->session().trace() && !m_window->session().isBusy());
}

void StartCardTest::itIsAskedOnceOnly()
{
    show();
    QVERIFY(m_window->remembered().isFirstStart());
    QCOMPARE(QString::fromStdString(m_window->session().model()->name()), tourModel());
    QCOMPARE(m_window->session().text(), tourSentence());
    QVERIFY(!card().isVisible());
    m_window->firstSteps().welcome();
    QVERIFY(card().isVisible());
    QVERIFY(!m_window->remembered().isFirstStart()); // also when the window is killed now
    m_window.reset();
    m_window = std::make_unique<MainWindow>(true);
    QVERIFY(!m_window->remembered().isFirstStart());

    // Asked for, it comes again.
    show();
    QAction *start = nullptr;
    for (QAction *action : m_window->menuBar()->actions().last()->menu()->actions())
        if (action->text().remove(QLatin1Char('&')).startsWith(QLatin1String("Start")))
            start = action;
    QVERIFY(start);
    start->trigger();
    QVERIFY(card().isVisible());
}

void StartCardTest::keysMoveAndTakeAWay()
{
    show();
    m_window->firstSteps().welcome();
    QVERIFY(card().choice(FirstWay::learn).hasFocus());
    press(Qt::Key_Right);
    QVERIFY(card().choice(FirstWay::inspect).hasFocus());
    press(Qt::Key_Tab);
    QVERIFY(card().choice(FirstWay::open).hasFocus());
    press(Qt::Key_Tab); // never behind the card
    QVERIFY(card().choice(FirstWay::learn).hasFocus());
    press(Qt::Key_Backtab, Qt::ShiftModifier);
    QVERIFY(card().choice(FirstWay::open).hasFocus());
    QSignalSpy chosen(&card(), &StartCard::chosen);
    disconnect(&card(), &StartCard::chosen, &m_window->firstSteps(), nullptr);
    press(Qt::Key_Return);
    QCOMPARE(chosen.takeFirst().at(0).value<FirstWay>(), FirstWay::open);
    QVERIFY(!card().isVisible());
    for (const auto &[key, way] : {std::pair{Qt::Key_1, FirstWay::learn}, {Qt::Key_2, FirstWay::inspect}, {Qt::Key_3, FirstWay::open},
             {Qt::Key_Enter, FirstWay::learn}, {Qt::Key_Space, FirstWay::learn}}) {
        m_window->firstSteps().welcome();
        press(key);
        QCOMPARE(chosen.takeFirst().at(0).value<FirstWay>(), way);
    }
    m_window->firstSteps().welcome();
    QTest::mouseClick(&card().choice(FirstWay::inspect), Qt::LeftButton);
    QCOMPARE(chosen.takeFirst().at(0).value<FirstWay>(), FirstWay::inspect);
}

void StartCardTest::escapeGoesToThePicture()
{
    show();
    m_window->firstSteps().welcome();
    press(Qt::Key_Escape);
    QVERIFY(!card().isVisible());
    QVERIFY(m_window->currentView().hasFocus());
    m_window->firstSteps().welcome();
    QTest::mouseClick(&card(), Qt::LeftButton, {}, {4, 4});
    QVERIFY(!card().isVisible());
}

void StartCardTest::keysOfTheWindowCloseItFirst()
{
    show();
    m_window->firstSteps().welcome();
    press(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(!card().isVisible());
    QCOMPARE(m_window->workspace(), Workspace::heads);
}

void StartCardTest::lettersDoNothing()
{
    show();
    m_window->firstSteps().welcome();
    const QString text = m_window->session().text();
    const StageKey key = m_window->selection().key();
    for (const Qt::Key letter : {Qt::Key_A, Qt::Key_M, Qt::Key_7, Qt::Key_Home, Qt::Key_PageDown})
        press(letter);
    QVERIFY(card().isVisible());
    QCOMPARE(m_window->session().text(), text);
    QVERIFY(m_window->selection().key() == key);
}

void StartCardTest::learningWalksThroughEveryStage()
{
    show();
    m_window->firstSteps().welcome();
    press(Qt::Key_Return);
    QTRY_VERIFY(coach().isVisible());
    QVERIFY(m_window->walk().canvas().hasFocus());
    const int stages = m_window->walk().rail().path().length();
    QSet<QString> words;
    const std::array keys{Qt::Key_Space, Qt::Key_Right, Qt::Key_Down, Qt::Key_A, Qt::Key_Return, Qt::Key_PageDown};
    for (int i = 0; i < stages; ++i) {
        QCOMPARE(m_window->walk().rail().position(), i);
        QVERIFY2(!coach().words().isEmpty(), qPrintable(QString::number(i)));
        QVERIFY2(!coach().words().contains(QLatin1Char('%')), qPrintable(coach().words()));
        words.insert(coach().words());
        if (i == 4) { // and back
            press(Qt::Key_Left);
            QCOMPARE(m_window->walk().rail().position(), 3);
            press(Qt::Key_Right);
        }
        press(keys[std::size_t(i) % keys.size()]);
    }
    QCOMPARE(words.size(), stages); // each has its own
    int letters = 0;
    for (const QString &one : words)
        letters += int(one.size());
    QVERIFY(letters / 5 / 200 < 5); // minutes, at 200 words of five letters
    QVERIFY(!coach().isVisible()); // behind the last stage
    QVERIFY(m_window->walk().canvas().hasFocus());

    m_window->firstSteps().learn();
    QTRY_VERIFY(coach().isVisible());
    press(Qt::Key_Escape);
    QVERIFY(!coach().isVisible());
    press(Qt::Key_End); // the walk's own keys again
    QCOMPARE(m_window->walk().rail().position(), stages - 1);
}

/// Numbers are those of the run; of another sentence the lesson's words are said.
void StartCardTest::wordsHoldForWhatIsShown()
{
    show();
    m_window->firstSteps().learn();
    QTRY_VERIFY(coach().isVisible());
    m_window->selection().setStage(Stage::weights);
    QVERIFY2(coach().words().contains(QLatin1String("0.998")), qPrintable(coach().words()));
    const QString ofTheFirst = coach().words();
    m_window->session().setText(QStringLiteral("The dog ran"));
    QTRY_VERIFY(!m_window->session().isBusy());
    QVERIFY(coach().isVisible());
    QVERIFY(!coach().words().isEmpty() && coach().words() != ofTheFirst);
    m_window->session().setText(tourSentence());
    QTRY_VERIFY(!m_window->session().isBusy());
    QCOMPARE(coach().words(), ofTheFirst);
    m_window->selection().setHead(1);
    QVERIFY(coach().words() != ofTheFirst);
}

void StartCardTest::theCoachCoversNoCell()
{
    for (const QSize size : {QSize(1024, 640), QSize(1920, 1080)}) {
        m_window->resize(size);
        if (!m_window->isVisible())
            show(size);
        m_window->firstSteps().learn();
        QTRY_VERIFY(coach().isVisible());
        const auto place = [this](QWidget &widget) { return QRect(widget.mapTo(m_window.get(), QPoint()), widget.size()); };
        QVERIFY(!place(coach()).intersects(place(m_window->walk().canvas())));
        const int height = m_window->walk().canvas().height();
        QVERIFY(coach().height() < 110);
        press(Qt::Key_End); // not a step of the tour: it stays
        for (int i = 0; i < 8; ++i)
            press(Qt::Key_Left);
        QCOMPARE(m_window->walk().canvas().height(), height); // the picture does not jump
    }
}

void StartCardTest::fieldsKeepTheirKeysDuringTheTour()
{
    show();
    m_window->firstSteps().learn();
    QTRY_VERIFY(coach().isVisible());
    m_window->editSentence();
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("a dog"));
    QCOMPARE(m_window->session().text(), QStringLiteral("a dog"));
    QCOMPARE(m_window->walk().rail().position(), 0);
}

void StartCardTest::inspectingShowsStoryteller()
{
    show();
    m_window->firstSteps().welcome();
    press(Qt::Key_2);
    QCOMPARE(m_window->workspace(), Workspace::heads);
    QTRY_COMPARE(QString::fromStdString(m_window->session().model()->name()), QStringLiteral("storyteller"));
    QTRY_VERIFY(!m_window->session().isBusy());
    // And from another model and sentence the tour goes back to its own.
    m_window->session().setText(QStringLiteral("Once upon a time"));
    m_window->firstSteps().learn();
    QTRY_VERIFY(coach().isVisible());
    QCOMPARE(QString::fromStdString(m_window->session().model()->name()), tourModel());
    QVERIFY(coach().words().contains(QLatin1String("whole words")));
}

void StartCardTest::aModelOfOnesOwnIsAskedFor()
{
    show();
    QSignalSpy chosen(&card(), &StartCard::chosen);
    disconnect(&card(), &StartCard::chosen, &m_window->firstSteps(), nullptr); // no dialog of the desktop here
    m_window->firstSteps().welcome();
    press(Qt::Key_3);
    QCOMPARE(chosen.size(), 1);
}

void StartCardTest::oneGoesOnWithTheLastSession()
{
    show();
    m_window->firstSteps().welcome();
    QVERIFY(!card().recent().isVisible()); // there is none
    press(Qt::Key_4);
    QVERIFY(card().isVisible());
    press(Qt::Key_Escape);
    m_window->files().saveAs(m_home->filePath(QStringLiteral("a & b.headscope")));
    m_window->session().setText(QStringLiteral("Another."));
    QTRY_VERIFY(!m_window->session().isBusy());
    m_window->files().saveAs(m_home->filePath(QStringLiteral("gone.headscope")));
    QVERIFY(QFile::remove(m_home->filePath(QStringLiteral("gone.headscope"))));
    m_window->firstSteps().welcome();
    QVERIFY(card().recent().isVisible());
    QCOMPARE(card().recent().text(), QStringLiteral("Go on with a && b.headscope (4)"));
    press(Qt::Key_4);
    QVERIFY(!card().isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->files().path(), m_home->filePath(QStringLiteral("a & b.headscope")), 60000);
    QTRY_VERIFY(m_window->session().text() != QStringLiteral("Another."));
}

void StartCardTest::itFitsIntoSmallWindows_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<double>("zoom");
    QTest::newRow("1024 x 640") << QSize(1024, 640) << 1.0;
    QTest::newRow("1366 x 700, larger text") << QSize(1366, 700) << 1.3;
    QTest::newRow("1920 x 1080") << QSize(1920, 1080) << 1.0;
}

void StartCardTest::itFitsIntoSmallWindows()
{
    QFETCH(QSize, size);
    QFETCH(double, zoom);
    Appearance::instance().setZoom(zoom);
    show(size);
    m_window->firstSteps().welcome();
    QTRY_COMPARE(card().size(), m_window->size());
    QVERIFY(card().rect().contains(card().card().geometry()));
    for (const QLabel *label : card().findChildren<QLabel *>()) {
        const int needed = label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
        QVERIFY2(label->height() >= needed && label->width() >= label->minimumSizeHint().width(), qPrintable(label->text()));
    }
}

QTEST_MAIN(StartCardTest)
#include "start_card_test.moc"
