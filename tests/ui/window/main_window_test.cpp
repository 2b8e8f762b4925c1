// The window as a person uses it: typed into, clicked and stepped through, with texts and files of every kind.
#include "tests/support/model_folder.h"
#include "tests/ui/window/when_open.h"
#include "ui/session/local_bytes.h"
#include "ui/theme/theme.h"
#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/step_rail.h"
#include "ui/widgets/token_strip.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/window/present_bar.h"
#include "ui/window/presentation.h"
#include "ui/window/status_line.h"
#include "ui/window/token_bar.h"
#include "ui/window/top_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"
#include "ui/window/view_actions.h"

#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace headscope;

namespace {

/// What is dropped comes through Qt's drag manager, which no test can move.
class DroppedOn : public MainWindow {
public:
    using MainWindow::dropEvent;
    using MainWindow::MainWindow;
};

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void typingShowsTheTokens();
    void arrowsStepThroughTheWholeWalk();
    void spacePlaysAndStops();
    void plainKeysStayInTheSentence();
    void escapeLeavesTheSentence();
    void exportOpensFromTheSentence();
    void anOpenMenuKeepsItsKeys();
    void clickingAStepShowsIt();
    void layerAndHeadFollowTheKeys();
    void workspacesSwitchByMouseAndKey();
    void everyTextIsTaken_data();
    void everyTextIsTaken();
    void longTextsSayWhatWasCut();
    void aPasteThatIsCutSaysSo();
    void aNewTextReplacesALongOne_data();
    void aNewTextReplacesALongOne();
    void aBrokenModelFolderIsAnsweredInWords();
    void textFilesBecomeTheSentence();
    void aNewSentencePinsWhatSaysMost();
    void copyingSaysSo();
    void playMovesNothing();
    void presentModeHidesTheChromeAndComesBack();
    void themesRepaintWithoutLosingAnything();
    void namesThatAreNotUtf8Open();
    void everyActionHasAPlaceInTheMenu();
    void everyControlHasAName();

private:
    QLineEdit &sentence() { return m_window->topBar().sentence(); }
    void type(const QString &text);
    void open(const QString &model);

    std::unique_ptr<MainWindow> m_window;
};

void MainWindowTest::init()
{
    m_window = std::make_unique<MainWindow>(false);
    m_window->resize(1440, 900); // with its menu bar
    m_window->show();
    type(QStringLiteral("The cat sat on the mat"));
    open(QStringLiteral("blackboard"));
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void MainWindowTest::cleanup()
{
    m_window.reset();
}

void MainWindowTest::type(const QString &text)
{
    sentence().setFocus();
    sentence().selectAll();
    sentence().insert(text);
    m_window->session().setText(sentence().text()); // insert() is no typing, so textEdited stays silent
    if (m_window->session().model())
        QTRY_VERIFY(!m_window->session().isBusy());
}

void MainWindowTest::open(const QString &model)
{
    m_window->session().openModel(model);
    QTRY_VERIFY(m_window->session().model() && !m_window->session().isBusy());
}

void MainWindowTest::typingShowsTheTokens()
{
    sentence().setFocus();
    sentence().selectAll();
    QTest::keyClicks(&sentence(), QStringLiteral("a dog ran"));
    QTRY_COMPARE(m_window->tokenBar().strip().chips().size(), 3);
    QCOMPARE(m_window->tokenBar().strip().chips()[1].text, QStringLiteral("dog"));
    QTRY_COMPARE(QString::fromStdString(m_window->session().trace()->text()), QStringLiteral("a dog ran"));
}

void MainWindowTest::arrowsStepThroughTheWholeWalk()
{
    QTest::keyClick(&sentence(), Qt::Key_Return); // to the canvas
    WalkRail &rail = m_window->walk().rail();
    QCOMPARE(rail.position(), 0);
    for (int i = 1; i < rail.path().length(); ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QCOMPARE(rail.position(), i);
    }
    QVERIFY(m_window->selection().stage() == Stage::logits);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QCOMPARE(rail.position(), rail.path().length() - 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Home);
    QCOMPARE(rail.position(), 0);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_End);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Left);
    QCOMPARE(rail.position(), rail.path().length() - 2);
}

void MainWindowTest::spacePlaysAndStops()
{
    QTest::keyClick(&sentence(), Qt::Key_Return);
    m_window->selection().setStage(Stage::rawScores);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QVERIFY(m_window->walk().canvas().isPlaying());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QVERIFY(!m_window->walk().canvas().isPlaying());
}

void MainWindowTest::plainKeysStayInTheSentence()
{
    sentence().setFocus();
    sentence().setCursorPosition(3);
    QTest::keyClick(&sentence(), Qt::Key_Left);
    QTest::keyClick(&sentence(), Qt::Key_Space);
    QTest::keyClick(&sentence(), Qt::Key_Home);
    QCOMPARE(sentence().text(), QStringLiteral("Th e cat sat on the mat"));
    QCOMPARE(sentence().cursorPosition(), 0);
    QCOMPARE(m_window->walk().rail().position(), 0);
    QVERIFY(!m_window->walk().canvas().isPlaying());
}

void MainWindowTest::escapeLeavesTheSentence()
{
    sentence().setFocus();
    QTest::keyClick(&sentence(), Qt::Key_Escape);
    QVERIFY(!sentence().hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QCOMPARE(m_window->walk().rail().position(), 1);
}

void MainWindowTest::exportOpensFromTheSentence()
{
    sentence().setFocus();
    bool opened = false;
    whenOpen<QDialog>(this, [&](QDialog *dialog) {
        opened = true;
        dialog->reject();
    });
    QTest::keyClick(&sentence(), Qt::Key_E, Qt::ControlModifier); // returns when the dialog is closed
    QTRY_VERIFY(opened);
    QCOMPARE(sentence().text(), QStringLiteral("The cat sat on the mat"));
}

void MainWindowTest::anOpenMenuKeepsItsKeys()
{
    QTest::keyClick(&sentence(), Qt::Key_Return);
    QMenu *menu = m_window->menuBar()->actions().first()->menu();
    menu->popup(m_window->mapToGlobal(QPoint(10, 30)));
    QKeyEvent override(QEvent::ShortcutOverride, Qt::Key_Right, Qt::NoModifier);
    QApplication::sendEvent(&m_window->walk().canvas(), &override);
    QVERIFY(override.isAccepted()); // so that no shortcut fires
    menu->close();
    QKeyEvent again(QEvent::ShortcutOverride, Qt::Key_Right, Qt::NoModifier);
    again.ignore();
    QApplication::sendEvent(&m_window->walk().canvas(), &again);
    QVERIFY(!again.isAccepted());
}

void MainWindowTest::clickingAStepShowsIt()
{
    StepRail *rail = &m_window->walk().rail().stages();
    QTest::mouseClick(rail->viewport(), Qt::LeftButton, {}, rail->stepRect(2).center());
    QVERIFY(m_window->selection().stage() == m_window->walk().rail().path().at(2).stage);
}

void MainWindowTest::layerAndHeadFollowTheKeys()
{
    open(QStringLiteral("storyteller"));
    QTest::keyClick(m_window.get(), Qt::Key_PageDown);
    QTest::keyClick(m_window.get(), Qt::Key_PageDown, Qt::ShiftModifier);
    QCOMPARE(m_window->selection().layer(), 1);
    QCOMPARE(m_window->selection().head(), 1);
    open(QStringLiteral("blackboard")); // one layer only
    QCOMPARE(m_window->selection().layer(), 0);
}

void MainWindowTest::workspacesSwitchByMouseAndKey()
{
    QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
    QVERIFY(m_window->workspace() == Workspace::heads);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QVERIFY(m_window->workspace() == Workspace::walk);
}

void MainWindowTest::everyTextIsTaken_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("one token") << QStringLiteral("cat");
    QTest::newRow("spaces") << QStringLiteral("     ");
    QTest::newRow("emoji") << QStringLiteral("I ❤️ 👩‍👩‍👧‍👦 and 👍🏽");
    QTest::newRow("right to left") << QStringLiteral("שלום עולם and مرحبا بالعالم");
    QTest::newRow("cjk") << QStringLiteral("猫はマットの上に座った。");
    QTest::newRow("combining") << QStringLiteral("e\u0301 n\u0303 Z\u0351\u036b\u0343");
    QTest::newRow("control") << QStringLiteral("a\tb\x01\x7f c\u200b\u202e");
    QTest::newRow("newlines") << QStringLiteral("one\ntwo\r\nthree");
    QTest::newRow("markup") << QStringLiteral("<b>bold</b> & <img src='file:///etc/passwd'>");
    QTest::newRow("lone surrogate") << QString(QChar(0xd800)) + QStringLiteral(" cat");
}

void MainWindowTest::everyTextIsTaken()
{
    QFETCH(QString, text);
    for (const QString &model : {QStringLiteral("blackboard"), QStringLiteral("storyteller")}) {
        open(model);
        type(text);
        QVERIFY2(m_window->notice().text().isEmpty() || !m_window->notice().isError(), qPrintable(m_window->notice().text()));
        for (const Workspace workspace : {Workspace::walk, Workspace::heads}) {
            m_window->showWorkspace(workspace);
            m_window->selection().setStage(Stage::weights);
            QVERIFY(!m_window->grab().isNull());
        }
        for (const TokenChip &chip : m_window->tokenBar().strip().chips()) {
            QVERIFY(!chip.text.isEmpty());
            QVERIFY(!chip.text.contains(QChar::ReplacementCharacter));
        }
    }
}

void MainWindowTest::longTextsSayWhatWasCut()
{
    open(QStringLiteral("storyteller"));
    m_window->session().setText(QStringLiteral("the cat sat ").repeated(4000)); // 12,000 words
    QTRY_VERIFY(!m_window->session().isBusy());
    const auto trace = m_window->session().trace();
    QCOMPARE(trace->tokenCount(), trace->config().context);
    QVERIFY(trace->cutTokens() > 10'000);
    QVERIFY(!m_window->notice().isError());
    QVERIFY(m_window->notice().text().contains(QString::number(trace->config().context)));
    // A line edit would shape all of it at every blink of the caret.
    QVERIFY(sentence().text().size() < 200);
    QVERIFY(sentence().text().contains(QStringLiteral("characters")));
    QCOMPARE(m_window->session().text().size(), 48'000);
    m_window->session().setText({});
    type(QStringLiteral("short again"));
    QVERIFY(m_window->notice().text().isEmpty());
}

void MainWindowTest::aPasteThatIsCutSaysSo()
{
    open(QStringLiteral("storyteller"));
    QGuiApplication::clipboard()->setText(QStringLiteral("cat sat. ").repeated(30'000));
    sentence().setFocus();
    sentence().selectAll();
    QTest::keyClick(&sentence(), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(m_window->session().text().size(), 200'000);
    QTRY_VERIFY(!m_window->session().isBusy());
    QVERIFY2(m_window->notice().text().startsWith(QStringLiteral("The text was cut at 200,000 characters")),
        qPrintable(m_window->notice().text()));
    QVERIFY(m_window->notice().text().contains(QString::number(m_window->session().trace()->config().context))); // and what was not run
    m_window->session().setText(QStringLiteral("short"));
    QTRY_VERIFY(!m_window->session().isBusy());
    QVERIFY(m_window->notice().text().isEmpty());
}

void MainWindowTest::aNewTextReplacesALongOne_data()
{
    QTest::addColumn<QString>("pasted"); ///< empty: typed
    QTest::newRow("pasted") << QStringLiteral("A cat sat.");
    QTest::newRow("typed") << QString();
}

void MainWindowTest::aNewTextReplacesALongOne()
{
    QFETCH(QString, pasted);
    open(QStringLiteral("storyteller"));
    const QString before = QStringLiteral("the cat sat ").repeated(4000);
    m_window->session().setText(before);
    QTRY_VERIFY(!m_window->session().isBusy());
    QGuiApplication::clipboard()->setText(pasted);
    sentence().setFocus();
    const auto enter = [&] {
        if (pasted.isEmpty())
            QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("Dogs"));
        else
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_V, Qt::ControlModifier);
    };
    QTest::keyClick(&sentence(), Qt::Key_A, Qt::ControlModifier); // the line asks for the editor of several lines
    enter();
    QCOMPARE(m_window->session().text(), pasted.isEmpty() ? QStringLiteral("Dogs") : pasted);
    QCOMPARE(sentence().text(), m_window->session().text());
    QTRY_VERIFY(!m_window->session().isBusy());
    QVERIFY(m_window->notice().text().isEmpty());
    // Nothing to paste takes nothing away.
    m_window->session().setText(before);
    QGuiApplication::clipboard()->clear();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(m_window->session().text(), before);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
    QVERIFY(m_window->session().text().isEmpty());
}

void MainWindowTest::aBrokenModelFolderIsAnsweredInWords()
{
    QTemporaryDir folder;
    QFile config(folder.filePath(QStringLiteral("config.json")));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("{\"model_type\": \"gpt2\", ");
    config.close();
    QVERIFY(QFile::copy(sourceFile("resources/models/blackboard/model.safetensors"), folder.filePath(QStringLiteral("model.safetensors"))));
    const auto before = m_window->session().trace();
    m_window->opener().open(folder.path());
    QTRY_VERIFY(m_window->notice().isError());
    QVERIFY(m_window->notice().text().contains(QStringLiteral("config.json")));
    QCOMPARE(m_window->session().trace(), before);
    QCOMPARE(m_window->tokenBar().strip().chips().size(), 6);
}

void MainWindowTest::textFilesBecomeTheSentence()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("note.txt")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("the bird sang");
    file.close();
    m_window->opener().open(file.fileName());
    QCOMPARE(sentence().text(), QStringLiteral("the bird sang"));
    m_window->opener().open(folder.filePath(QStringLiteral("missing.txt")));
    QVERIFY(m_window->notice().isError());
    QCOMPARE(sentence().text(), QStringLiteral("the bird sang"));
    QFile picture(folder.filePath(QStringLiteral("picture.png")));
    QVERIFY(picture.open(QIODevice::WriteOnly));
    picture.write(QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16));
    picture.close();
    m_window->opener().open(picture.fileName());
    QVERIFY(m_window->notice().text().contains(QStringLiteral("not a text")));
    QCOMPARE(sentence().text(), QStringLiteral("the bird sang"));
}

void MainWindowTest::aNewSentencePinsWhatSaysMost()
{
    Selection &selection = m_window->selection();
    QCOMPARE(selection.rowOf(0), 2); // sat finds cat; the row of the last token is even
    // As it is typed, letter by letter: the first token alone never keeps it.
    sentence().setFocus();
    sentence().selectAll();
    QTest::keyClicks(&sentence(), QStringLiteral("a"));
    QTRY_COMPARE(m_window->tokenBar().strip().chips().size(), 1);
    QCOMPARE(selection.rowOf(0), 0);
    QTest::keyClicks(&sentence(), QStringLiteral(" dog ran"));
    QTRY_COMPARE(m_window->tokenBar().strip().chips().size(), 3);
    QTRY_COMPARE(selection.rowOf(0), 2);
    // Whoever has pinned a token keeps it while its text grows.
    selection.pinToken(0, 1);
    QTest::keyClicks(&sentence(), QStringLiteral(" on the mat"));
    QTRY_COMPARE(m_window->tokenBar().strip().chips().size(), 6);
    QCOMPARE(selection.rowOf(0), 1);
}

void MainWindowTest::copyingSaysSo()
{
    const auto says = [this](const QString &words) {
        const QList<QLabel *> labels = m_window->statusLine().findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text() == words; });
    };
    Appearance::instance().setMode(Appearance::Mode::dark);
    copyPictureOfView(*m_window);
    QVERIFY(says(QStringLiteral("Picture copied")));
    const QImage copied = QGuiApplication::clipboard()->image();
    QVERIFY(!copied.isNull());
    QCOMPARE(copied.pixelColor(1, 1), QColor(Qt::white)); // as Export would write it, for print
    Appearance::instance().setMode(Appearance::Mode::light);
    copyNumbersOfView(*m_window);
    QVERIFY(says(QStringLiteral("Numbers copied")));
    m_window->walk().arithmetic().copyText();
    QVERIFY(says(QStringLiteral("Arithmetic copied")));
}

void MainWindowTest::playMovesNothing()
{
    QCoreApplication::processEvents();
    const QRect canvas = m_window->walk().canvas().geometry();
    const QSize rail = m_window->walk().rail().size();
    const QSize least = m_window->walk().rail().minimumSizeHint();
    const auto says = [this](const QString &word) {
        const auto buttons = m_window->walk().rail().findChildren<QAbstractButton *>();
        return std::ranges::any_of(buttons, [&](const QAbstractButton *button) { return button->text().startsWith(word); });
    };
    QVERIFY(says(QStringLiteral("Play")) && !says(QStringLiteral("Pause")));
    m_window->walk().togglePlay();
    QVERIFY(says(QStringLiteral("Pause")) && !says(QStringLiteral("Play")));
    QCoreApplication::processEvents();
    QCOMPARE(m_window->walk().rail().minimumSizeHint(), least);
    QCOMPARE(m_window->walk().rail().size(), rail);
    QCOMPARE(m_window->walk().canvas().geometry(), canvas);
    m_window->walk().pause();
}

void MainWindowTest::presentModeHidesTheChromeAndComesBack()
{
    QTest::keyClick(m_window.get(), Qt::Key_F11);
    QVERIFY(m_window->presentation().isOn());
    QVERIFY(!m_window->topBar().isVisible());
    QVERIFY(m_window->walk().canvas().isVisible());
    QVERIFY(m_window->walk().arithmetic().isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_F11);
    QVERIFY(!m_window->presentation().isOn());
    m_window->presentation().set(true, false);
    m_window->resize(1280, 720);
    QTRY_COMPARE(Appearance::instance().zoom(), 720 / 560.0); // text is as large as the screen is high
    m_window->resize(1024, 768);
    QTRY_COMPARE(Appearance::instance().zoom(), 768 / 560.0);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
    QCOMPARE(m_window->walk().rail().position(), 1);
    // A clicker's keys, a finger, a dot.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_PageDown);
    QCOMPARE(m_window->walk().rail().position(), 2);
    PresentBar &bar = m_window->presentation().bar();
    QCOMPARE(bar.placeText(), QStringLiteral("3 of 20"));
    bar.backButton().click();
    QCOMPARE(m_window->walk().rail().position(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_PageUp);
    QCOMPARE(m_window->walk().rail().position(), 0);
    QVERIFY(bar.sentenceText().contains(QStringLiteral("sat")));
    // The sentence comes into sight to be edited.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_L, Qt::ControlModifier);
    QVERIFY(sentence().isVisible() && sentence().hasFocus());
    QTest::keyClicks(&sentence(), QStringLiteral("a dog ran"));
    QTRY_COMPARE(m_window->tokenBar().strip().chips().size(), 3);
    QTest::keyClick(&sentence(), Qt::Key_Escape);
    QVERIFY(m_window->presentation().isOn() && !sentence().isVisible() && m_window->currentView().hasFocus());
    QTRY_COMPARE(bar.sentenceText(), QStringLiteral("a dog ran"));
    // In Heads the picture stands without its bars, and a clicker goes from head to head.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_2, Qt::ControlModifier);
    QVERIFY(!m_window->heads().patternBar()->isVisible() && !m_window->heads().column()->isVisible());
    QCOMPARE(bar.placeText(), QStringLiteral("Heatmap"));
    QTest::keyClick(&m_window->currentView(), Qt::Key_PageDown);
    QCOMPARE(m_window->selection().head(), 1);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!m_window->presentation().isOn());
    QVERIFY(m_window->topBar().isVisible());
    QCOMPARE(Appearance::instance().zoom(), 1.0);
}

void MainWindowTest::themesRepaintWithoutLosingAnything()
{
    Appearance::instance().setMode(Appearance::Mode::light);
    const QImage light = m_window->grab().toImage();
    Appearance::instance().setMode(Appearance::Mode::dark);
    const QImage dark = m_window->grab().toImage();
    QVERIFY(light.pixelColor(2, light.height() / 2).lightness() > 200);
    QVERIFY(dark.pixelColor(2, dark.height() / 2).lightness() < 60);
    QCOMPARE(sentence().text(), QStringLiteral("The cat sat on the mat"));
    Appearance::instance().setMode(Appearance::Mode::light);
}

void MainWindowTest::namesThatAreNotUtf8Open()
{
    QTemporaryDir home;
    const std::string folder = home.path().toStdString() + "/caf\xe9";
    ModelFolder::gpt2().write(folder);
    DroppedOn window(false);
    window.show();
    const auto drop = [&window](const std::string &name) {
        QMimeData data;
        data.setUrls({QUrl::fromEncoded("file://" + QByteArray::fromStdString(name).toPercentEncoding("/"))});
        QDropEvent event(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        window.dropEvent(&event);
    };
    drop(folder);
    QTRY_VERIFY2(window.session().model() || window.notice().isVisible(), "neither opened nor refused");
    QVERIFY2(window.session().model(), qPrintable(window.notice().text()));
    QCOMPARE(window.session().model()->folder().string(), folder);
    QTRY_VERIFY(!window.session().isBusy());
    QCOMPARE(toLocalBytes(window.recentModels().paths().front()), folder);
    window.session().openModel(QStringLiteral("blackboard"));
    QTRY_COMPARE(QString::fromStdString(window.session().model()->name()), QStringLiteral("blackboard"));
    window.opener().open(window.recentModels().paths().front());
    QTRY_COMPARE(window.session().model()->folder().string(), folder);
    window.session().reopenModel();
    QTRY_VERIFY(!window.session().isOpening());
    QCOMPARE(window.session().model()->folder().string(), folder);
    // A text in such a folder.
    std::ofstream(folder + "/text.txt") << "w1 w2 w3";
    std::filesystem::remove(folder + "/config.json"); // beside it, every file stands for the model
    drop(folder + "/text.txt");
    QTRY_COMPARE(QString::fromStdString(window.session().trace()->text()), QStringLiteral("w1 w2 w3"));
}

void MainWindowTest::everyActionHasAPlaceInTheMenu()
{
    QStringList shortcuts;
    for (const QAction *action : m_window->findChildren<QAction *>()) {
        if (!action->shortcut().isEmpty())
            shortcuts.append(action->shortcut().toString());
    }
    for (const char *keys : {"Ctrl+O", "Ctrl+E", "Ctrl+Z", "Ctrl+Q", "F11", "F1", "F10", "Right", "Left", "Space", "PgDown"})
        QVERIFY2(shortcuts.contains(QLatin1String(keys)), keys);
}

void MainWindowTest::everyControlHasAName()
{
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() || widget->objectName().startsWith(QStringLiteral("qt_")))
            continue;
        const auto *button = qobject_cast<QAbstractButton *>(widget);
        const auto *label = qobject_cast<QLabel *>(widget); // one with links
        const bool named
            = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()) || (label && !label->text().isEmpty());
        const bool container = widget->inherits("QAbstractScrollArea") && widget->findChild<QAbstractButton *>();
        QVERIFY2(named || container,
            qPrintable(QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName()));
    }
}

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
