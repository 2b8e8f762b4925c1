// One's own model in the window: dropped, chosen from a menu, half broken, opened while another runs, reported, and let go.
#include "tests/support/model_folder.h"
#include "tests/support/random_model.h"
#include "tests/ui/window/when_open.h"
#include "ui/views/grid/head_grid_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/heatmap/heatmap_view.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/notice_bar.h"
#include "ui/window/application.h"
#include "ui/window/drop_cue.h"
#include "ui/window/main_window.h"
#include "ui/window/model_dialog.h"
#include "ui/window/model_menu.h"
#include "ui/window/opener.h"
#include "ui/window/status_line.h"
#include "ui/window/top_bar.h"
#include "ui/window/walk_workspace.h"

#include <QClipboard>
#include <QDateTime>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

using namespace headscope;

class OpeningTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aDroppedFolderOpensAndShowsACueBefore();
    void filesAreNotTypedIntoTheSentence();
    void aFileOfAFolderOpensTheFolder();
    void recentModelsAreListedAndMissingOnesGreyed();
    void theModelMenuMarksTheOpenOne();
    void aBadgeSaysThatThereIsSomethingToKnow();
    void theReportCopiesAsText();
    void missingTensorsAreToldOneByOne();
    void aLongRunShowsItsLayersAndEscapeCancels();
    void theOldModelsMemoryReturns();
    void aFileThatChangesIsToldAndOpenedAgain();
    void aFileThatWasReplacedIsToldQuietly();

private:
    QString openLarge();
    QString write(const QString &name, const ModelFolder &folder);
    void drag(QEvent::Type type, QWidget &target, const QString &path);

    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void OpeningTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<MainWindow>(false);
    m_window->resize(1280, 800);
    m_window->show();
    m_window->session().setText(QStringLiteral("w1 w2 w3"));
    m_window->session().openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(m_window->session().trace() && !m_window->session().isBusy());
}

void OpeningTest::cleanup()
{
    m_window.reset();
}

QString OpeningTest::write(const QString &name, const ModelFolder &folder)
{
    const QString path = m_folder->filePath(name);
    QDir().mkpath(path);
    folder.write(path.toStdString());
    return path;
}

void OpeningTest::drag(QEvent::Type type, QWidget &target, const QString &path)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    data.setText(path); // as file managers do
    const QPoint middle = target.rect().center();
    if (type == QEvent::DragEnter) {
        QDragEnterEvent event(middle, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(&target, &event);
    } else {
        QDropEvent event(middle, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(&target, &event);
    }
}

void OpeningTest::aDroppedFolderOpensAndShowsACueBefore()
{
    const QString folder = write(QStringLiteral("my-gpt2"), ModelFolder::gpt2());
    drag(QEvent::DragEnter, *m_window, folder);
    QVERIFY(m_window->opener().cue().isVisible());
    QVERIFY(m_window->opener().cue().heading().contains(QStringLiteral("my-gpt2")));
    QVERIFY(!m_window->grab().isNull());
    QDragLeaveEvent leave;
    QApplication::sendEvent(m_window.get(), &leave);
    QVERIFY(!m_window->opener().cue().isVisible());
    drag(QEvent::DragEnter, *m_window, folder);
    drag(QEvent::Drop, *m_window, folder);
    QVERIFY(!m_window->opener().cue().isVisible());
    QTRY_COMPARE(QString::fromStdString(m_window->session().model()->name()), QStringLiteral("my-gpt2"));
    QTRY_COMPARE(m_window->session().trace()->tokenCount(), 3);
    QVERIFY(m_window->topBar().modelButton().text().startsWith(QStringLiteral("my-gpt2")));
    QVERIFY(!m_window->notice().isError() || m_window->notice().text().isEmpty());
}

void OpeningTest::filesAreNotTypedIntoTheSentence()
{
    QLineEdit &sentence = m_window->topBar().sentence();
    const QString before = sentence.text();
    const QString folder = write(QStringLiteral("dropped"), ModelFolder::gpt2());
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(folder)});
    data.setText(folder);
    QDragEnterEvent enter(sentence.rect().center(), Qt::CopyAction, &data, Qt::LeftButton, {});
    enter.ignore();
    QApplication::sendEvent(&sentence, &enter);
    QDropEvent drop(sentence.rect().center(), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&sentence, &drop);
    QCOMPARE(sentence.text(), before);
}

void OpeningTest::aFileOfAFolderOpensTheFolder()
{
    const QString folder = write(QStringLiteral("parts"), ModelFolder::gpt2());
    m_window->opener().open(folder + QStringLiteral("/model.safetensors"));
    QTRY_COMPARE(QString::fromStdString(m_window->session().model()->name()), QStringLiteral("parts"));
    m_window->session().openModel(QStringLiteral("blackboard"));
    m_window->opener().open(folder + QStringLiteral("/config.json")); // the newest wins
    QTRY_VERIFY(!m_window->session().isBusy());
    QCOMPARE(QString::fromStdString(m_window->session().model()->name()), QStringLiteral("parts"));
}

void OpeningTest::recentModelsAreListedAndMissingOnesGreyed()
{
    const QString first = write(QStringLiteral("first"), ModelFolder::gpt2());
    const QString second = write(QStringLiteral("second"), ModelFolder::gpt2());
    for (const QString &path : {first, second}) {
        m_window->opener().open(path);
        QTRY_VERIFY(!m_window->session().isBusy() && QString::fromStdString(m_window->session().model()->folder().string()) == path);
    }
    QDir(first).removeRecursively();
    QMenu menu;
    fillRecentMenu(menu, *m_window, m_window->recentModels());
    QVERIFY(menu.actions()[0]->text().contains(QStringLiteral("second")));
    QVERIFY(menu.actions()[0]->isEnabled());
    QVERIFY(menu.actions()[1]->text().contains(QStringLiteral("first")));
    QVERIFY(!menu.actions()[1]->isEnabled());
    m_window->session().openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(!m_window->session().isBusy());
    menu.actions()[0]->trigger();
    QTRY_COMPARE(QString::fromStdString(m_window->session().model()->name()), QStringLiteral("second"));
}

void OpeningTest::theModelMenuMarksTheOpenOne()
{
    QMenu *menu = m_window->topBar().modelButton().menu();
    Q_EMIT menu->aboutToShow();
    const auto marked = [menu] {
        QStringList names;
        for (const QAction *action : menu->actions()) {
            if (action->isChecked())
                names << action->text();
        }
        return names;
    };
    QCOMPARE(marked(), QStringList(QStringLiteral("Blackboard")));
    const QString folder = write(QStringLiteral("mine"), ModelFolder::gpt2());
    m_window->opener().open(folder);
    QTRY_COMPARE(QString::fromStdString(m_window->session().model()->name()), QStringLiteral("mine"));
    Q_EMIT menu->aboutToShow();
    QCOMPARE(marked(), QStringList(QStringLiteral("mine")));
}

void OpeningTest::aBadgeSaysThatThereIsSomethingToKnow()
{
    QVERIFY(m_window->topBar().badge().isHidden());
    ModelFolder folder = ModelFolder::gpt2();
    folder.tensors["transformer.extra.weight"] = {3, 4};
    folder.config["attention_wobble"] = "7";
    m_window->opener().open(write(QStringLiteral("odd"), folder));
    QTRY_COMPARE(QString::fromStdString(m_window->session().model()->name()), QStringLiteral("odd"));
    QVERIFY(!m_window->topBar().badge().isHidden());
    QCOMPARE(m_window->topBar().badge().text(), QStringLiteral("2"));
    bool opened = false;
    whenOpen<ModelDialog>(this, [&](ModelDialog *dialog) {
        opened = true;
        dialog->accept();
        QVERIFY(dialog->text().contains(QStringLiteral("transformer.extra.weight")));
        QVERIFY(dialog->text().contains(QStringLiteral("attention_wobble")));
        QVERIFY(!dialog->grab().isNull());
    });
    m_window->topBar().badge().click(); // returns when the dialog is closed
    QTRY_VERIFY(opened);
}

void OpeningTest::theReportCopiesAsText()
{
    ModelDialog dialog(*m_window->session().model());
    for (QPushButton *button : dialog.findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("Copy as text"))
            button->click();
    }
    QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("Vocabulary")));
    QCOMPARE(QGuiApplication::clipboard()->text(), dialog.text());
}

void OpeningTest::missingTensorsAreToldOneByOne()
{
    ModelFolder folder = ModelFolder::gpt2();
    QStringList gone;
    for (auto one = folder.tensors.begin(); one != folder.tensors.end();) {
        if (QString::fromStdString(one->first).contains(QStringLiteral("h.1."))) {
            gone << QString::fromStdString(one->first);
            one = folder.tensors.erase(one);
        } else {
            ++one;
        }
    }
    QVERIFY(gone.size() > 5);
    const auto before = m_window->session().trace();
    m_window->opener().open(write(QStringLiteral("holes"), folder));
    QTRY_VERIFY(m_window->notice().isError());
    QVERIFY(m_window->notice().text().contains(gone.first()));
    QCOMPARE(m_window->session().trace(), before);
    const ModelDialog details(m_window->notice().text());
    int told = 0;
    for (const QLabel *label : details.findChildren<QLabel *>())
        told += label->text().contains(QStringLiteral("missing")) ? 1 : 0;
    QVERIFY(told > 3); // one line each
}

void OpeningTest::aLongRunShowsItsLayersAndEscapeCancels()
{
    TransformerConfig config = smallConfig();
    config.layers = 4000; // seconds on any machine
    setRules(config, true, true);
    const std::shared_ptr<const Model> deep = randomModel(config, 1);
    m_window->session().setText(QString::fromStdString(randomText(250, 1)));
    QTRY_VERIFY(!m_window->session().isBusy());
    m_window->session().showModel(deep);
    QVERIFY(!m_window->statusLine().showsProgress()); // a short run shows nothing
    QTRY_VERIFY(m_window->statusLine().showsProgress());
    QTRY_VERIFY(m_window->statusLine().progressText().contains(QStringLiteral("of 4000")));
    QTRY_VERIFY(m_window->session().model() == deep); // its first layers are shown
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!m_window->session().isBusy());
    QVERIFY(!m_window->statusLine().showsProgress());
    QVERIFY(m_window->session().model() == deep); // it stays, and works on
    m_window->session().setText(QString::fromStdString(randomText(1, 1)));
    QTRY_VERIFY(!m_window->session().isBusy() && m_window->session().trace()->tokenCount() > 0);
}

void OpeningTest::theOldModelsMemoryReturns()
{
    std::weak_ptr<const Model> old;
    {
        m_window->opener().open(write(QStringLiteral("old"), ModelFolder::gpt2()));
        QTRY_COMPARE(QString::fromStdString(m_window->session().model()->name()), QStringLiteral("old"));
        old = m_window->session().model();
        // Every view has shown something of it.
        for (const Workspace workspace : {Workspace::heads, Workspace::walk, Workspace::heads}) {
            m_window->showWorkspace(workspace);
            m_window->selection().setStage(Stage::q);
            QVERIFY(!m_window->grab().isNull());
            QTest::qWait(50);
        }
        m_window->showWorkspace(Workspace::walk);
        m_window->session().generate(2);
        QTRY_VERIFY(!m_window->session().isBusy());
        Edit edit;
        edit.kind = Edit::Kind::maskOff;
        m_window->session().addEdit(edit);
        QTRY_VERIFY(!m_window->session().isBusy());
    }
    QVERIFY(!old.expired());
    m_window->session().openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(old.expired());
}

/// A model whose file is not copied, written long ago; three tokens were run.
QString OpeningTest::openLarge()
{
    ModelFolder::Sizes sizes;
    sizes.layers = 2;
    sizes.width = 64;
    sizes.inner = 52'000;
    const QString folder = write(QStringLiteral("large"), ModelFolder::llama(sizes));
    QFile file(folder + QStringLiteral("/model.safetensors"));
    [&] { QVERIFY(file.open(QIODevice::ReadWrite)); }();
    file.setFileTime(QDateTime::fromSecsSinceEpoch(1'000'000'000), QFileDevice::FileModificationTime);
    m_window->opener().open(folder);
    [&] {
        QTRY_VERIFY(m_window->session().model()->name() == "large" && !m_window->session().isBusy());
        QCOMPARE(m_window->session().trace()->tokenCount(), 3);
    }();
    return file.fileName();
}

void OpeningTest::aFileThatChangesIsToldAndOpenedAgain()
{
    const QString path = openLarge();
    Session &session = m_window->session();
    Edit edit;
    edit.kind = Edit::Kind::scaleHead;
    edit.layer = 1;
    edit.head = 0;
    session.addEdit(edit);
    QTRY_VERIFY(!session.isBusy());
    const auto model = session.model();
    const auto trace = session.trace();
    m_window->selection().setKey({Stage::weights, 1, 1});
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(file.size() - 1000);
    file.write(QByteArray(1000, 'x'));
    file.close();

    session.setText(QStringLiteral("w1 w2 w3 w4"));
    QTRY_VERIFY(m_window->notice().isVisible() && m_window->notice().isError());
    QVERIFY2(m_window->notice().text().contains(path + QStringLiteral(": another program changed the file")),
        qPrintable(m_window->notice().text()));
    QCOMPARE(m_window->notice().actionButton().text(), QStringLiteral("Open Again"));
    QVERIFY(m_window->notice().actionButton().isVisible());
    // What is made from the file says why it is not there, wherever it is looked for.
    for (const Stage stage : {Stage::q, Stage::mlpPre, Stage::embedding, Stage::logits, Stage::weights}) {
        QMetaObject::invokeMethod(
            m_window.get(), [&] { m_window->selection().setStage(stage); }, Qt::QueuedConnection);
        QTRY_COMPARE(m_window->selection().stage(), stage);
        QVERIFY(!m_window->grab().isNull());
    }
    // Nothing else is lost.
    QCOMPARE(session.text(), QStringLiteral("w1 w2 w3 w4"));
    QCOMPARE(session.trace(), trace);
    QCOMPARE(session.edits(), Edits{edit});

    m_window->notice().actionButton().click();
    QTRY_VERIFY(session.model() != model && !session.isBusy());
    QCOMPARE(session.trace()->tokenCount(), 4);
    QCOMPARE(session.edits(), Edits{edit});
    QCOMPARE(session.trace()->edits(), Edits{edit});
    QCOMPARE(m_window->selection().key(), StageKey({Stage::weights, 1, 1}));
    QVERIFY(!m_window->notice().isError());
    session.undoStack().undo();
    QTRY_VERIFY(!session.isBusy());
    QVERIFY(session.edits().empty());
}

void OpeningTest::aFileThatWasReplacedIsToldQuietly()
{
    const QString path = openLarge();
    Session &session = m_window->session();
    QVERIFY(QFile::rename(path, path + QStringLiteral(".old")));
    QVERIFY(QFile::copy(path + QStringLiteral(".old"), path));
    session.setText(QStringLiteral("w1 w2 w3 w4"));
    QTRY_VERIFY(!session.isBusy());
    QCOMPARE(session.trace()->tokenCount(), 4);
    QVERIFY(!m_window->notice().isError());
    QVERIFY2(m_window->notice().text().contains(path + QStringLiteral(" was changed, replaced or removed")),
        qPrintable(m_window->notice().text()));
    QVERIFY(m_window->notice().actionButton().isVisible());
    for (QToolButton *button : m_window->notice().findChildren<QToolButton *>())
        if (button->text() == QStringLiteral("Dismiss"))
            button->click();
    session.setText(QStringLiteral("w1 w2"));
    QTRY_VERIFY(!session.isBusy());
    QVERIFY(m_window->notice().isHidden());
}

static const RegisteredTest registeredTest(__FILE_NAME__, &runTestIn<OpeningTest, Application>);
#include "opening_test.moc"
