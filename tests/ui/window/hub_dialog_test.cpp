// Get from Hugging Face Hub by mouse and keys, against a hub on the loopback: nothing is asked before a button is pressed, everything is
// said in words, and what was loaded opens.
#include "tests/ui/hub/fake_hub.h"
#include "ui/window/hub_dialog.h"
#include "ui/window/main_window.h"

#include <QAction>
#include <QLineEdit>
#include <QMenuBar>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeView>
#include <QTreeWidget>
#include <QtTest>

#include <memory>

using namespace headscope;

namespace {


} // namespace

class HubDialogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void nothingIsAskedUnasked();
    void loadsAndOpens();
    void pastedAddressesAreUnderstood();
    void whatIsNoNameIsSaid();
    void refusalsAreSaid();
    void familyIsNamedBeforeLoading_data();
    void familyIsNamedBeforeLoading();
    void withoutWeightsThereIsNothingToLoad();
    void aGgufFileNamesItsFamilyItself();
    void untickedFilesAreNotLoaded();
    void cancelAndResume();
    void cancelWhileAsking();
    void failuresOfferToGoOn();
    void closingStops();
    void modelsThatAreHere();
    void everythingHasAName();
    void keysReachEverything();
    void timeLeft_data();
    void timeLeft();
    void theMenuOpensOne();

private:
    void open();
    QPushButton *button(const char *text) const;
    QLineEdit *field(const char *name) const;
    QTreeView *table() const { return m_dialog->findChild<QTreeView *>(); }
    void show(const QString &model);
    bool isListed() const { return button("Download") || button("Download anyway") || button("Open") || button("Resume"); }
    void waitForFiles();

    std::unique_ptr<FakeHub> m_hub;
    std::unique_ptr<HubDialog> m_dialog;
    std::unique_ptr<QSignalSpy> m_opened;
};

void HubDialogTest::init()
{
    m_hub = std::make_unique<FakeHub>();
    open();
}

void HubDialogTest::cleanup()
{
    m_dialog.reset();
}

void HubDialogTest::open()
{
    m_dialog
        = std::make_unique<HubDialog>(m_hub->environment(), QStringList{QStringLiteral("gpt2"), QStringLiteral("bert")}, FakeHub::timing());
    m_opened = std::make_unique<QSignalSpy>(m_dialog.get(), &HubDialog::openRequested);
    m_dialog->show();
}

/// A visible button; the one of the upper half where two have the same text.
QPushButton *HubDialogTest::button(const char *text) const
{
    for (QPushButton *candidate : m_dialog->findChildren<QPushButton *>(QString(), Qt::FindDirectChildrenOnly))
        if (candidate->text() == QString::fromUtf8(text) && candidate->isVisible())
            return candidate;
    return nullptr;
}

QLineEdit *HubDialogTest::field(const char *name) const
{
    for (QLineEdit *candidate : m_dialog->findChildren<QLineEdit *>())
        if (candidate->accessibleName() == QString::fromUtf8(name))
            return candidate;
    return nullptr;
}

void HubDialogTest::show(const QString &model)
{
    field("Model on the hub")->setText(model);
    QVERIFY(button("Show files")->isEnabled());
    button("Show files")->click();
}

void HubDialogTest::waitForFiles()
{
    QTRY_VERIFY(isListed() && button("Show files")->isEnabled());
}

void HubDialogTest::nothingIsAskedUnasked()
{
    QVERIFY(!button("Show files")->isEnabled());
    field("Model on the hub")->setText(m_hub->id);
    QTest::qWait(50);
    QVERIFY(m_hub->hub.requests().isEmpty());
    QVERIFY(!isListed());
    QVERIFY(m_dialog->message().isEmpty());
}

void HubDialogTest::loadsAndOpens()
{
    show(m_hub->id);
    waitForFiles();
    QVERIFY2(m_dialog->message().contains(QStringLiteral("Family: gpt2")), qPrintable(m_dialog->message()));
    QVERIFY(!m_dialog->isError());
    QCOMPARE(table()->model()->rowCount(), 3);
    QVERIFY(m_hub->store.requests().isEmpty());
    QVERIFY(button("Download")->isDefault());
    button("Download")->click();
    QTRY_COMPARE(m_opened->size(), 1);
    const QString folder = m_opened->first().first().toString();
    QCOMPARE(folder, HubCache(m_hub->cacheFolder()).snapshotOf(m_hub->id));
    QVERIFY(QFile::exists(folder + QStringLiteral("/tokenizer.json")));
    QVERIFY(!QFile::exists(folder + QStringLiteral("/README.md")));
    QVERIFY(!m_dialog->isVisible());

    // The next time there is nothing to load.
    open();
    m_hub->store.forget();
    show(m_hub->id);
    waitForFiles();
    QVERIFY(button("Open"));
    button("Open")->click();
    QTRY_COMPARE(m_opened->size(), 1);
    QVERIFY(m_hub->store.requests().isEmpty());
}

void HubDialogTest::pastedAddressesAreUnderstood()
{
    show(m_hub->hub.address() + QLatin1Char('/') + m_hub->id + QStringLiteral("/tree/") + m_hub->commit);
    QCOMPARE(field("Model on the hub")->text(), m_hub->id);
    QCOMPARE(field("Revision")->text(), m_hub->commit);
    waitForFiles();
    QVERIFY(!m_dialog->isError());
}

void HubDialogTest::whatIsNoNameIsSaid()
{
    show(QStringLiteral("../../etc"));
    QVERIFY(m_dialog->isError());
    QVERIFY2(m_dialog->message().contains(QStringLiteral("no model's name")), qPrintable(m_dialog->message()));
    field("Revision")->setText(QStringLiteral("no such"));
    show(m_hub->id);
    QVERIFY2(m_dialog->message().contains(QStringLiteral("no revision")), qPrintable(m_dialog->message()));
    QVERIFY(m_hub->hub.requests().isEmpty());
}

void HubDialogTest::refusalsAreSaid()
{
    show(QStringLiteral("someone/else"));
    QTRY_VERIFY(m_dialog->isError());
    QVERIFY2(m_dialog->message().contains(QStringLiteral("There is no model “someone/else”")), qPrintable(m_dialog->message()));
    QVERIFY(!isListed());
    QVERIFY(button("Show files")->isEnabled());
}

void HubDialogTest::familyIsNamedBeforeLoading_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("error");
    QTest::addColumn<QByteArray>("button");
    QTest::newRow("known") << QByteArray(R"({"model_type": "bert"})") << QStringLiteral("Family: bert") << false << QByteArray("Download");
    QTest::newRow("unknown") << QByteArray(R"({"model_type": "mamba"})")
                             << QStringLiteral("family “mamba”, which Headscope cannot open. It opens: gpt2, bert") << true
                             << QByteArray("Download anyway");
    QTest::newRow("unnamed") << QByteArray("{}") << QStringLiteral("names no family") << true << QByteArray("Download");
    QTest::newRow("broken") << QByteArray("{") << QStringLiteral("family could not be read") << true << QByteArray("Download");
}

void HubDialogTest::familyIsNamedBeforeLoading()
{
    QFETCH(QByteArray, config);
    QFETCH(QString, words);
    QFETCH(QByteArray, button);
    m_hub->file(QStringLiteral("config.json")).content = config;
    show(m_hub->id);
    waitForFiles();
    QVERIFY2(m_dialog->message().contains(words), qPrintable(m_dialog->message()));
    QTEST(m_dialog->isError(), "error");
    QVERIFY(this->button(button.constData()));
    if (words.contains(QStringLiteral("mamba"))) { // loaded on request, but not opened
        this->button(button.constData())->click();
        QTRY_VERIFY(m_dialog->message().startsWith(QStringLiteral("Loaded into")));
        QCOMPARE(m_opened->size(), 0);
        QVERIFY(m_dialog->isVisible());
    }
}

void HubDialogTest::withoutWeightsThereIsNothingToLoad()
{
    m_hub->file(QStringLiteral("model.safetensors")).name = QStringLiteral("adapter_model.safetensors");
    show(m_hub->id);
    waitForFiles();
    QVERIFY(m_dialog->isError());
    QVERIFY2(m_dialog->message().contains(QStringLiteral("no weights")), qPrintable(m_dialog->message()));
    QVERIFY(!button("Download")->isEnabled());
}

void HubDialogTest::aGgufFileNamesItsFamilyItself()
{
    m_hub->files = {{QStringLiteral("tiny-F16.gguf"), "GGUF", true}, {QStringLiteral("tiny-Q8_0.gguf"), "GGUF8", true}};
    show(m_hub->id);
    waitForFiles();
    QVERIFY(!m_dialog->isError());
    QVERIFY2(m_dialog->message().contains(QStringLiteral("no config.json")), qPrintable(m_dialog->message()));
    button("Download")->click();
    QTRY_COMPARE(m_opened->size(), 1);
    QCOMPARE(QDir(m_opened->first().first().toString()).entryList(QDir::Files), QStringList{QStringLiteral("tiny-Q8_0.gguf")});
}

void HubDialogTest::untickedFilesAreNotLoaded()
{
    show(m_hub->id);
    waitForFiles();
    table()->setFocus();
    table()->setCurrentIndex(table()->model()->index(1, HubFileModel::sizeColumn)); // tokenizer.json, as if clicked on its size
    QTest::keyClick(table(), Qt::Key_Space);
    QCOMPARE(table()->model()->index(1, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    button("Download")->click();
    QTRY_COMPARE(m_opened->size(), 1);
    QVERIFY(!QFile::exists(m_opened->first().first().toString() + QStringLiteral("/tokenizer.json")));
    QCOMPARE(m_hub->hub.count("tokenizer.json"), 0);
}

void HubDialogTest::cancelAndResume()
{
    m_hub->misbehaveInStore = [&](const HttpRequest &request) {
        HttpAnswer answer = contentAnswer(m_hub->content(QStringLiteral("model.safetensors")), request);
        answer.silentAfter = 90'000;
        return answer;
    };
    show(m_hub->id);
    waitForFiles();
    button("Download")->click();
    auto *bar = m_dialog->findChild<QProgressBar *>();
    QTRY_VERIFY(bar->value() > 200);
    QVERIFY(bar->isVisible());
    QVERIFY(!field("Model on the hub")->isEnabled());
    QVERIFY(!button("Download")->isEnabled());
    QVERIFY(button("Cancel")->hasFocus());
    button("Cancel")->click();
    QVERIFY2(m_dialog->message().startsWith(QStringLiteral("Stopped")), qPrintable(m_dialog->message()));
    QVERIFY(!bar->isVisible());
    QVERIFY(!button("Cancel"));
    QVERIFY(button("Resume")->isEnabled());
    m_hub->misbehaveInStore = nullptr;
    button("Resume")->click();
    QTRY_COMPARE(m_opened->size(), 1);
    QVERIFY(m_hub->store.requests().last().from() > 0);
}

void HubDialogTest::cancelWhileAsking()
{
    m_hub->misbehave = [](const HttpRequest &) {
        HttpAnswer answer = plainAnswer(200, "{");
        answer.silentAfter = 0;
        return answer;
    };
    show(m_hub->id);
    QTRY_VERIFY(!m_hub->hub.requests().isEmpty());
    QVERIFY(!button("Show files")->isEnabled());
    button("Cancel")->click();
    QVERIFY(button("Show files")->isEnabled());
    QVERIFY(m_dialog->message().isEmpty());
}

void HubDialogTest::failuresOfferToGoOn()
{
    m_hub->misbehaveInStore = [&](const HttpRequest &request) {
        HttpAnswer answer = contentAnswer(m_hub->content(QStringLiteral("model.safetensors")), request);
        answer.cutAfter = request.from() == 0 ? 100'000 : 0;
        return answer;
    };
    show(m_hub->id);
    waitForFiles();
    button("Download")->click();
    QTRY_VERIFY(m_dialog->isError());
    QCOMPARE(m_opened->size(), 0);
    m_hub->misbehaveInStore = nullptr;
    QVERIFY(button("Resume")->isEnabled());
    button("Resume")->click();
    QTRY_COMPARE(m_opened->size(), 1);
    QCOMPARE(m_hub->store.requests().last().from(), 100'000);
}

void HubDialogTest::closingStops()
{
    m_hub->misbehaveInStore = [&](const HttpRequest &request) {
        HttpAnswer answer = contentAnswer(m_hub->content(QStringLiteral("model.safetensors")), request);
        answer.silentAfter = 90'000;
        return answer;
    };
    show(m_hub->id);
    waitForFiles();
    button("Download")->click();
    QTRY_VERIFY(!m_hub->store.requests().isEmpty());
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
    QVERIFY(!m_dialog->findChild<HubDownload *>() || !m_dialog->findChild<HubDownload *>()->isRunning());
    QCOMPARE(m_opened->size(), 0);
}

void HubDialogTest::modelsThatAreHere()
{
    HubCache cache(m_hub->cacheFolder());
    for (const QString &id : {QStringLiteral("ada/tiny"), QStringLiteral("bob/other")}) {
        const QString snapshot = cache.snapshotFolder(id, m_hub->commit);
        QVERIFY(QDir().mkpath(snapshot));
        QFile config(snapshot + QStringLiteral("/config.json"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(id.startsWith(QLatin1String("ada")) ? R"({"model_type": "gpt2"})" : R"({"model_type": "mamba"})");
        QVERIFY(QFile(snapshot + QStringLiteral("/model.safetensors")).open(QIODevice::WriteOnly));
    }
    cache.writeRevision(QStringLiteral("ada/tiny"), QStringLiteral("main"), m_hub->commit);
    open();
    auto *list = m_dialog->findChild<QTreeWidget *>();
    QTRY_COMPARE(list->topLevelItemCount(), 2);
    const QTreeWidgetItem *first = list->topLevelItem(0);
    QCOMPARE(first->text(0), QStringLiteral("ada/tiny"));
    QCOMPARE(first->text(1), QStringLiteral("gpt2"));
    QCOMPARE(first->text(2), QStringLiteral("main"));
    QCOMPARE(first->text(3), QStringLiteral("22 bytes"));
    QCOMPARE(list->topLevelItem(1)->text(1), QStringLiteral("mamba (not supported)"));
    QCOMPARE(list->topLevelItem(1)->text(2), m_hub->commit.left(8));

    const QRect row = list->visualItemRect(first);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, row.center());
    QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, row.center());
    QCOMPARE(m_opened->size(), 1);
    QCOMPARE(m_opened->first().first().toString(), cache.snapshotFolder(QStringLiteral("ada/tiny"), m_hub->commit));
    QVERIFY(!m_dialog->isVisible());

    open(); // and by keys, once for each press
    list = m_dialog->findChild<QTreeWidget *>();
    QTRY_COMPARE(list->topLevelItemCount(), 2);
    m_dialog->activateWindow();
    list->setFocus();
    list->setCurrentItem(list->topLevelItem(1));
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(m_opened->size(), 1);
    QVERIFY(m_hub->hub.requests().isEmpty());
}

void HubDialogTest::everythingHasAName()
{
    show(m_hub->id);
    waitForFiles();
    for (const QWidget *widget : m_dialog->findChildren<QWidget *>()) {
        const bool isControl = qobject_cast<const QPushButton *>(widget) || qobject_cast<const QLineEdit *>(widget)
            || qobject_cast<const QTreeView *>(widget) || qobject_cast<const QProgressBar *>(widget);
        if (!isControl)
            continue;
        QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
        QVERIFY2(!widget->toolTip().isEmpty(), qPrintable(widget->accessibleName()));
    }
}

void HubDialogTest::keysReachEverything()
{
    show(m_hub->id);
    waitForFiles();
    QSet<QString> reached;
    field("Model on the hub")->setFocus();
    for (int i = 0; i < 20; ++i) {
        QVERIFY(m_dialog->focusWidget());
        reached.insert(m_dialog->focusWidget()->accessibleName());
        QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Tab);
    }
    for (const char *name :
        {"Model on the hub", "Revision", "Show the model's files", "Files of the model", "Download", "Models already on this computer"})
        QVERIFY2(reached.contains(QString::fromLatin1(name)), name);
}

void HubDialogTest::timeLeft_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<double>("rate");
    QTest::addColumn<QString>("text");
    QTest::newRow("unknown rate") << qint64(1000) << 0.0 << QString();
    QTest::newRow("done") << qint64(0) << 1000.0 << QString();
    QTest::newRow("seconds") << qint64(12'500) << 1000.0 << QStringLiteral("about 13 s left");
    QTest::newRow("a moment") << qint64(1) << 1000.0 << QStringLiteral("about 1 s left");
    QTest::newRow("minutes") << qint64(150'000) << 1000.0 << QStringLiteral("about 3 min left");
    QTest::newRow("hours") << qint64(7'300'000) << 1000.0 << QStringLiteral("about 2 h left");
    QTest::newRow("days") << qint64(1'000'000) << 2.0 << QStringLiteral("days left");
}

void HubDialogTest::timeLeft()
{
    QFETCH(qint64, bytes);
    QFETCH(double, rate);
    QTEST(timeLeftText(bytes, rate), "text");
}

void HubDialogTest::theMenuOpensOne()
{
    qputenv("HF_ENDPOINT", m_hub->hub.address().toLatin1());
    qputenv("HF_HUB_CACHE", m_hub->cacheFolder().toLocal8Bit());
    {
        MainWindow window(false);
        window.show();
        QAction *entry = nullptr;
        QList<QKeySequence> keys;
        for (QAction *action : window.menuBar()->actions().first()->menu()->actions()) {
            if (action->text().contains(QStringLiteral("Hugging Face")))
                entry = action;
            else
                keys.append(action->shortcuts());
        }
        QVERIFY(entry);
        QVERIFY(!entry->shortcut().isEmpty());
        QVERIFY(!keys.contains(entry->shortcut()));
        entry->trigger();
        entry->trigger();
        QCOMPARE(window.findChildren<HubDialog *>().size(), 1);
        auto *dialog = window.findChild<HubDialog *>();
        QVERIFY(!dialog->isModal());
        QVERIFY(dialog->isVisible());
        Q_EMIT dialog->openRequested(QStringLiteral("blackboard"));
        QTRY_VERIFY(window.session().model());
        QCOMPARE(window.session().model()->name(), std::string("blackboard"));
        dialog->reject();
        QTRY_VERIFY(window.findChildren<HubDialog *>().isEmpty()); // it deletes itself
    }
    QVERIFY(m_hub->hub.requests().isEmpty());
    qunsetenv("HF_ENDPOINT");
    qunsetenv("HF_HUB_CACHE");
}

QTEST_MAIN(HubDialogTest)
#include "hub_dialog_test.moc"
