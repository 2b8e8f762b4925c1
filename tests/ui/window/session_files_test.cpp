// Sessions in the window: saved, opened to the same picture in every view, with another model, from hostile files, and never lost.
#include "src/sessions/session_file.h"
#include "tests/src/formats/error_of.h"
#include "tests/support/model_folder.h"
#include "tests/ui/window/session_window.h"
#include "tests/ui/window/when_open.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/offer_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/window/session_files.h"
#include "ui/window/top_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"
#include "ui/window/window_session.h"

#include <QAction>
#include <QDir>
#include <QDropEvent>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <algorithm>
#include <memory>

using namespace headscope;

class SessionFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theSamePictureComesBack_data();
    void theSamePictureComesBack();
    void everyChoiceOfAViewIsAccepted();
    void editsGeneratedTokensAndTextsComeBack();
    void aChangeIsMarkedAndSavingClearsIt();
    void closingAsksAboutWhatIsNotSaved();
    void whatIsNoSessionChangesNothing();
    void aMissingModelIsToldAndFound();
    void anotherModelIsTold();
    void aDroppedSessionOpens();
    void aPresetIsReadAndStartedOver();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QString write(const QString &name, const ModelFolder &folder);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MainWindow> m_window;
};

void SessionFilesTest::init()
{
    Appearance::instance().setAnimations(false);
    m_folder = std::make_unique<QTemporaryDir>();
    m_window = newWindow();
}

void SessionFilesTest::cleanup()
{
    m_window.reset();
}

QString SessionFilesTest::write(const QString &name, const ModelFolder &folder)
{
    QDir().mkpath(path(name));
    folder.write(path(name).toStdString());
    return path(name);
}

void SessionFilesTest::theSamePictureComesBack_data()
{
    QTest::addColumn<QString>("view"); // of Heads; empty: the Walk
    QTest::addColumn<QString>("stage");
    MainWindow window(false);
    for (const HeadsWorkspace::Entry &entry : window.heads().views())
        QTest::newRow(qPrintable(entry.id)) << entry.id << QStringLiteral("weights");
    for (const char *stage : {"tokens", "q", "weights", "weighted-sum", "residual-after", "logits"})
        QTest::newRow(stage) << QString() << QString::fromLatin1(stage);
    QTest::newRow("map") << QStringLiteral("map") << QStringLiteral("k");
}

void SessionFilesTest::theSamePictureComesBack()
{
    QFETCH(QString, view);
    QFETCH(QString, stage);
    MainWindow &window = *m_window;
    Edit edit;
    edit.kind = Edit::Kind::scaleHead;
    edit.layer = 0;
    edit.head = 0;
    edit.value = 0.5F;
    window.session().addEdit(edit);
    QTRY_VERIFY(!window.session().isBusy());
    Selection &selection = window.selection();
    selection.setKey({*stageNamed(stage.toStdString()), 1, 1});
    selection.pin(3, std::min(2, window.session().trace()->columnCount(selection.key()) - 1));
    if (!view.isEmpty() && view != QLatin1String("map")) {
        PatternChoice pattern;
        pattern.measure = Measure::valueWeighted;
        pattern.others = {{0, 1}};
        pattern.rule = HeadRule::max;
        pattern.hidden = "^the$";
        selection.setPattern(pattern);
        window.showWorkspace(Workspace::heads);
        window.heads().showView(view);
    }
    window.walk().showMap(view == QLatin1String("map"));
    pictureOf(window);
    for (const Qt::Key key : {Qt::Key_Plus, Qt::Key_Plus}) // a zoom where there is one
        QTest::keyClick(&window.currentView(), key);
    const QImage saved = pictureOf(window);
    QVERIFY(!saved.isNull());
    window.files().saveAs(path(QStringLiteral("a.headscope")));

    const auto other = newWindow({});
    QVERIFY(other->opener().openSession(path(QStringLiteral("a.headscope"))));
    QTRY_VERIFY_WITH_TIMEOUT(other->session().trace() && !other->work().isRestoring(), 60000);
    QCOMPARE(other->heads().currentId(), window.heads().currentId());
    QCOMPARE(other->walk().isMapShown(), window.walk().isMapShown());
    QVERIFY(other->workspace() == window.workspace());
    const QImage opened = pictureOf(*other);
    if (opened != saved) {
        saved.save(QDir::temp().filePath(QStringLiteral("session-saved.png")));
        opened.save(QDir::temp().filePath(QStringLiteral("session-opened.png")));
    }
    QVERIFY2(opened == saved, "the pictures are session-saved.png and session-opened.png in the folder for temporary files");
    if (view != QLatin1String("map"))
        QVERIFY(sameBits(numbersOf(*other), numbersOf(window)));
    // And once more: what is saved of it is the same.
    other->files().saveAs(path(QStringLiteral("b.headscope")));
    SessionState a = readSession(path(QStringLiteral("a.headscope")).toStdString());
    SessionState b = readSession(path(QStringLiteral("b.headscope")).toStdString());
    a.model.weights.clear();
    b.model.weights.clear();
    QVERIFY2(a == b, qPrintable(QString::fromStdString(sessionJson(a) + sessionJson(b))));
}

void SessionFilesTest::everyChoiceOfAViewIsAccepted()
{
    int choices = 0;
    for (const HeadsWorkspace::Entry &entry : m_window->heads().views()) {
        const ViewChoices now = entry.view->chosen();
        QCOMPARE(entry.view->problemOf(now, "x"), std::string());
        for (const auto &[name, value] : now) {
            ++choices;
            ViewChoices wrong;
            wrong[name] = !std::holds_alternative<bool>(value);
            if (std::holds_alternative<bool>(value))
                wrong[name] = 2.0;
            QVERIFY(entry.view->problemOf(wrong, "x").starts_with("x." + name));
        }
        ViewChoices unknown;
        unknown["no such choice"] = 1.0;
        QVERIFY(!entry.view->problemOf(unknown, "x").empty());
    }
    QVERIFY(choices > 30);
}

void SessionFilesTest::editsGeneratedTokensAndTextsComeBack()
{
    m_window = newWindow(QStringLiteral("storyteller"));
    Session &session = m_window->session();
    session.setText(QStringLiteral("Once upon a “time”\n😀"));
    session.setPair(QStringLiteral("for another model"));
    QTRY_VERIFY(!session.isBusy());
    session.generate(3);
    QTRY_VERIFY(!session.isBusy() && session.prompt().generated.size() == 3);
    Edit edit;
    edit.kind = Edit::Kind::setValue;
    edit.stage = Stage::q;
    edit.layer = 1;
    edit.head = 2;
    edit.row = 0;
    edit.column = 1;
    edit.value = -0.25F;
    session.addEdit(edit);
    QTRY_VERIFY(!session.isBusy());
    m_window->selection().setShown(Shown::difference);
    m_window->files().saveAs(path(QStringLiteral("a.headscope")));
    const auto other = newWindow();
    QVERIFY(other->opener().openSession(path(QStringLiteral("a.headscope"))));
    QTRY_VERIFY_WITH_TIMEOUT(!other->work().isRestoring(), 60000);
    QVERIFY(other->session().prompt() == session.prompt());
    QVERIFY(other->session().edits() == session.edits());
    QVERIFY(other->selection().shown() == Shown::difference);
    QCOMPARE(other->session().undoStack().count(), 0); // there is nothing before
    const StageKey logits{Stage::logits, 0, 0};
    QVERIFY(sameBits(stageTable(*other->session().trace(), logits).values, stageTable(*session.trace(), logits).values));
}

void SessionFilesTest::aChangeIsMarkedAndSavingClearsIt()
{
    MainWindow &window = *m_window;
    QVERIFY(!window.isWindowModified());
    window.files().saveAs(path(QStringLiteral("lesson [*].headscope")));
    QVERIFY2(window.windowTitle().startsWith(QStringLiteral("lesson [*][*].headscope[*] · Blackboard")), qPrintable(window.windowTitle()));
    QVERIFY(!window.isWindowModified());
    const PatternChoice saved = window.selection().pattern();
    PatternChoice pattern = saved;
    pattern.measure = Measure::valueWeighted;
    window.selection().setPattern(pattern);
    QTRY_VERIFY(window.isWindowModified());
    window.selection().setPattern(saved);
    QTRY_VERIFY(!window.isWindowModified()); // it is as it was saved
    window.session().setText(QStringLiteral("Another sentence."));
    QTRY_VERIFY(window.isWindowModified());
    window.files().save();
    QVERIFY(!window.isWindowModified());
    const auto textOf
        = [&] { return QString::fromStdString(*readSession(window.files().path().toStdString()).run.inputOf(InputRole::text)); };
    QCOMPARE(textOf(), QStringLiteral("Another sentence."));
    // The digest of the weights comes when it is made, and changes nothing else.
    QTRY_VERIFY(!readSession(window.files().path().toStdString()).model.weights.empty());
    QCOMPARE(textOf(), QStringLiteral("Another sentence."));
    QVERIFY(!window.isWindowModified());
}

void SessionFilesTest::closingAsksAboutWhatIsNotSaved()
{
    MainWindow &window = *m_window;
    window.files().saveAs(path(QStringLiteral("a.headscope")));
    window.session().setText(QStringLiteral("Changed."));
    QTRY_VERIFY(window.files().isModified());
    whenOpen<QMessageBox>(&window, [](QMessageBox *box) { box->button(QMessageBox::Cancel)->click(); });
    QVERIFY(!window.close());
    QVERIFY(window.isVisible());
    const auto press = [](const QString &words) {
        return [words](QMessageBox *box) {
            for (QAbstractButton *button : box->buttons())
                if (button->text().remove(QLatin1Char('&')) == words)
                    button->click();
        };
    };
    whenOpen<QMessageBox>(&window, press(QStringLiteral("Save")));
    QVERIFY(window.close());
    QCOMPARE(
        QString::fromStdString(*readSession(window.files().path().toStdString()).run.inputOf(InputRole::text)), QStringLiteral("Changed."));
    window.show();
    window.session().setText(QStringLiteral("Again."));
    QTRY_VERIFY(window.files().isModified());
    window.leaveQuietly(); // nobody can be asked
    QVERIFY(window.close());
}

void SessionFilesTest::whatIsNoSessionChangesNothing()
{
    MainWindow &window = *m_window;
    window.files().saveAs(path(QStringLiteral("good.headscope")));
    const auto trace = window.session().trace();
    const auto refuse = [&](const QByteArray &content, const QString &words) {
        QFile file(path(QStringLiteral("bad.headscope")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();
        QVERIFY(!window.opener().openSession(file.fileName()));
        QVERIFY2(window.notice().isError() && window.notice().text().contains(words), qPrintable(window.notice().text()));
        QVERIFY(window.notice().text().contains(QStringLiteral("bad.headscope")));
        QCOMPARE(window.files().path(), path(QStringLiteral("good.headscope")));
        QVERIFY(window.session().trace() == trace && !window.session().isBusy());
    };
    QFile good(path(QStringLiteral("good.headscope")));
    QVERIFY(good.open(QIODevice::ReadOnly));
    const QByteArray content = good.readAll();
    refuse("not a session", QStringLiteral("bad.headscope"));
    refuse(content.left(content.size() / 2), QStringLiteral("bad.headscope"));
    refuse(QByteArray(content).replace("\"view\":\"heatmap\"", "\"view\":\"teapot\""), QStringLiteral("has no view “teapot”"));
    refuse(QByteArray(content).replace("\"mode\":\"columns\"", "\"mode\":\"spirals\""), QStringLiteral("views.lines.mode: is “spirals”"));
    refuse(QByteArray(content).replace("\"views\":{", "\"views\":{\"teapot\":{},"), QStringLiteral("views.teapot: there is no such view"));
    // What only the model can tell is told when it runs, and what was there stays.
    QByteArray edits(content);
    edits.replace("\"edits\":[]", R"("edits":[{"kind":"scale-head","layer":99,"head":1,"value":0}])");
    QFile file(path(QStringLiteral("edits.headscope")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(edits) == edits.size());
    file.close();
    window.opener().openSession(file.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(!window.session().isBusy() && !window.work().isRestoring(), 60000);
    QVERIFY2(window.notice().isError() && window.notice().text().contains(QStringLiteral("layer 99")), qPrintable(window.notice().text()));
    QVERIFY(window.session().trace() == trace && window.session().edits().empty());
    QCOMPARE(window.files().path(), path(QStringLiteral("good.headscope"))); // and Save would not write over that file
    QVERIFY(!window.files().isModified());
}

void SessionFilesTest::aMissingModelIsToldAndFound()
{
    const QString model = write(QStringLiteral("model"), ModelFolder::blackboard());
    m_window = newWindow(model);
    m_window->session().setText(QStringLiteral("w1 w2 w3"));
    QTRY_VERIFY(!m_window->session().isBusy());
    m_window->files().saveAs(path(QStringLiteral("a.headscope")));
    QVERIFY(QDir().rename(model, path(QStringLiteral("moved"))));
    const auto other = newWindow();
    const auto trace = other->session().trace();
    QVERIFY(other->opener().openSession(path(QStringLiteral("a.headscope"))));
    QVERIFY2(other->notice().text().contains(QStringLiteral("model is not here")), qPrintable(other->notice().text()));
    QCOMPARE(other->notice().actionButton().text(), QStringLiteral("Find the Model…"));
    QVERIFY(other->session().trace() == trace);
    other->work().openWith(path(QStringLiteral("moved")));
    QTRY_VERIFY_WITH_TIMEOUT(!other->work().isRestoring(), 60000);
    QCOMPARE(other->session().text(), QStringLiteral("w1 w2 w3"));
    QVERIFY2(other->notice().text().isEmpty(), qPrintable(other->notice().text()));
    QCOMPARE(other->files().path(), path(QStringLiteral("a.headscope")));
}

void SessionFilesTest::anotherModelIsTold()
{
    ModelFolder folder = ModelFolder::blackboard();
    const QString model = write(QStringLiteral("model"), folder);
    m_window = newWindow(model);
    m_window->session().setText(QStringLiteral("w1 w2 w3"));
    QTRY_VERIFY(!m_window->session().isBusy());
    m_window->files().saveAs(path(QStringLiteral("a.headscope")));
    QTRY_VERIFY(!readSession(path(QStringLiteral("a.headscope")).toStdString()).model.weights.empty());
    folder.numbers[folder.tensors.begin()->first][0] = 0.5F; // trained on
    write(QStringLiteral("model"), folder);
    const auto other = newWindow();
    QVERIFY(other->opener().openSession(path(QStringLiteral("a.headscope"))));
    QTRY_VERIFY_WITH_TIMEOUT(other->notice().text().contains(QStringLiteral("its weights are others")), 60000);
    QCOMPARE(other->notice().actionButton().text(), QStringLiteral("Find the Model…"));
    QCOMPARE(other->session().text(), QStringLiteral("w1 w2 w3"));
    folder.config["headscope_test"] = "1";
    write(QStringLiteral("model"), folder);
    QVERIFY(other->opener().openSession(path(QStringLiteral("a.headscope"))));
    QTRY_VERIFY_WITH_TIMEOUT(other->notice().text().contains(QStringLiteral("its configuration is another")), 60000);
    other->session().openModel(QStringLiteral("blackboard")); // another wish: nothing to be told any more
    QTRY_VERIFY(other->notice().text().isEmpty());
}

void SessionFilesTest::aDroppedSessionOpens()
{
    m_window->files().saveAs(path(QStringLiteral("a.headscope")));
    struct Window : MainWindow {
        using MainWindow::dropEvent;
        using MainWindow::MainWindow;
    } other(false);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path(QStringLiteral("a.headscope")))});
    QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    other.dropEvent(&drop);
    QTRY_VERIFY(other.windowTitle().startsWith(QStringLiteral("a.headscope[*] · Blackboard")));
    QCOMPARE(other.session().text(), m_window->session().text());
}

void SessionFilesTest::aPresetIsReadAndStartedOver()
{
    const QString file = path(QStringLiteral("lesson.headscope"));
    m_window->files().savePreset(
        file, QStringLiteral("Where does “it” look?"), {SessionControl::model, SessionControl::text, SessionControl::edits});
    QVERIFY(m_window->files().path().isEmpty() && !m_window->files().preset()); // the teacher goes on with their own
    QFile content(file);
    QVERIFY(content.open(QIODevice::ReadOnly));
    const QByteArray before = content.readAll();
    const auto other = newWindow(QStringLiteral("storyteller"));
    QVERIFY(other->opener().openSession(file));
    QTRY_VERIFY_WITH_TIMEOUT(!other->work().isRestoring(), 60000);
    QVERIFY(other->presetBar().isVisible());
    QCOMPARE(other->presetBar().text(), QStringLiteral("Where does “it” look?"));
    QVERIFY2(
        other->windowTitle().startsWith(QStringLiteral("lesson.headscope (read-only) · Blackboard")), qPrintable(other->windowTitle()));
    QVERIFY(other->files().path().isEmpty()); // Save asks for another name
    const auto actionNamed = [&](const QString &text) {
        for (QAction *action : other->findChildren<QAction *>())
            if (action->text().remove(QLatin1Char('&')) == text)
                return action;
        return static_cast<QAction *>(nullptr);
    };
    // What is locked is there, grey, and says why; nobody enables it again by the way.
    QVERIFY(!other->topBar().modelButton().isEnabled() && other->topBar().modelButton().toolTip().contains(QStringLiteral("Locked")));
    QVERIFY(!other->topBar().sentence().isEnabled());
    QAction *folder = actionNamed(QStringLiteral("Open Model Folder…"));
    QVERIFY(folder && !folder->isEnabled());
    folder->setEnabled(true);
    QVERIFY(!folder->isEnabled());
    other->topBar().modelButton().setEnabled(true);
    QVERIFY(!other->topBar().modelButton().isEnabled());
    other->selection().setStage(Stage::weights);
    // What is not locked is free, and one can start over.
    QVERIFY(other->walk().rail().isEnabled());
    other->presetBar().acceptButton().click();
    QTRY_VERIFY_WITH_TIMEOUT(!other->work().isRestoring(), 60000);
    QVERIFY(other->selection().stage() == m_window->selection().stage());
    QVERIFY(other->presetBar().isVisible() && !other->topBar().sentence().isEnabled());
    // A session of one's own has neither note nor locks.
    other->files().saveAs(path(QStringLiteral("mine.headscope")));
    QVERIFY(!other->presetBar().isVisible());
    QVERIFY(other->topBar().sentence().isEnabled() && folder->isEnabled() && other->topBar().modelButton().isEnabled());
    QVERIFY(!readSession(path(QStringLiteral("mine.headscope")).toStdString()).isPreset());
    content.seek(0);
    QCOMPARE(content.readAll(), before);
}

QTEST_MAIN(SessionFilesTest)
#include "session_files_test.moc"
