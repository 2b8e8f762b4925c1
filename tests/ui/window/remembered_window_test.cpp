// A window that comes back as it was left, whatever stands in the settings and whoever else wrote there.
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QDataStream>
#include <QScreen>
#include <QSettings>
#include <QSplitter>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace headscope;

class RememberedWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void theWindowComesBackAsItWasLeft();
    void foreignSettingsDoNoHarm();
    void windowsKeepEachOthersSettings();

private:
    std::unique_ptr<QTemporaryDir> m_home;
};

void RememberedWindowTest::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QCoreApplication::setOrganizationName(QStringLiteral("Headscope"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home->path());
}

void RememberedWindowTest::cleanup()
{
    Appearance::instance().setMode(Appearance::Mode::light);
}

void RememberedWindowTest::theWindowComesBackAsItWasLeft()
{
    {
        MainWindow window(true);
        window.openRemembered();
        window.show();
        QTRY_VERIFY(window.session().trace());
        QCOMPARE(QString::fromStdString(window.session().model()->name()), QStringLiteral("blackboard")); // the first start
        QCOMPARE(QString::fromStdString(window.session().trace()->text()), QStringLiteral("The cat sat on the mat"));
        window.session().openModel(QStringLiteral("storyteller"));
        window.session().setText(QStringLiteral("a bird sang"));
        QTRY_VERIFY(!window.session().isBusy());
        window.showWorkspace(Workspace::heads);
        window.resize(1111, 700);
        Appearance::instance().setMode(Appearance::Mode::dark);
        window.close();
    }
    Appearance::instance().setMode(Appearance::Mode::light);
    MainWindow window(true);
    window.openRemembered();
    window.show();
    QTRY_VERIFY(window.session().trace());
    QCOMPARE(QString::fromStdString(window.session().model()->name()), QStringLiteral("storyteller"));
    QCOMPARE(QString::fromStdString(window.session().trace()->text()), QStringLiteral("a bird sang"));
    QVERIFY(window.workspace() == Workspace::heads);
    // Newer releases of Qt keep what they restore within the screen; offscreen it is 800 × 800, and the window needs more.
    const bool fits = window.screen()->availableSize().width() > 1111;
    QCOMPARE(window.height(), 700);
    QVERIFY2(window.width() == 1111 || (!fits && window.width() <= window.screen()->availableSize().width()),
        qPrintable(QString::number(window.width())));
    QVERIFY(Theme::current().dark);
}

void RememberedWindowTest::foreignSettingsDoNoHarm()
{
    const auto splitter = [](quint32 count, const QList<qint32> &sizes) {
        QByteArray state;
        QDataStream stream(&state, QIODevice::WriteOnly);
        stream << qint32(0xff) << qint32(1) << count;
        for (const qint32 size : sizes)
            stream << size;
        stream << true << qint32(2'000'000'000) << true << qint32(2) << true; // a handle wider than any screen, top to bottom
        return state;
    };
    {
        QSettings settings;
        settings.setValue(QStringLiteral("window/body"), splitter(2, {700, 300}));
        settings.setValue(QStringLiteral("window/walkColumns"), splitter(0x7fffffff, {1}));
        settings.setValue(QStringLiteral("window/walkRows"), splitter(2, {-5, 2'147'483'647}));
        settings.setValue(QStringLiteral("window/heads"), QByteArray("\0\0\0\xff", 4));
        settings.setValue(QStringLiteral("window/geometry"), QByteArray(66, '\x7f'));
        settings.setValue(QStringLiteral("heads/view"), QStringLiteral("nan"));
        settings.setValue(QStringLiteral("workspace"), QStringLiteral("1e999"));
        settings.setValue(QStringLiteral("model"), QString(100'000, QLatin1Char('/')));
        settings.setValue(QStringLiteral("text"), QStringList{QStringLiteral("a"), QStringLiteral("b")});
        settings.setValue(QStringLiteral("pair"), QByteArray("\xff\xfe", 2));
        settings.setValue(QStringLiteral("appearance/mode"), -9'000'000'000LL);
        settings.setValue(QStringLiteral("appearance/sequential"), QStringLiteral("../nothing"));
        settings.setValue(
            QStringLiteral("recentModels"), QStringList{QString(1'000'000, QLatin1Char('x')), QStringLiteral("/a\x1b\u202e")});
    }
    MainWindow window(true);
    window.openRemembered();
    window.show();
    QTRY_VERIFY(window.session().trace() && !window.session().isBusy());
    QVERIFY(window.width() >= window.minimumWidth() && window.width() <= 20'000);
    QVERIFY(window.height() >= window.minimumHeight() && window.height() <= 20'000);
    for (const QSplitter *found : window.findChildren<QSplitter *>()) {
        QVERIFY(found->handleWidth() < 50);
        for (const int size : found->sizes())
            QVERIFY(size >= 0 && size <= 20'000);
    }
    QVERIFY(!window.grab().isNull());
}

void RememberedWindowTest::windowsKeepEachOthersSettings()
{
    QSettings().setValue(QStringLiteral("text"), QStringLiteral("before"));
    QSettings().setValue(QStringLiteral("pair"), QStringLiteral("and then"));
    MainWindow first(true);
    MainWindow second(true);
    for (MainWindow *window : {&first, &second}) {
        window->openRemembered();
        window->show();
        QTRY_VERIFY(window->session().trace() && !window->session().isBusy());
    }
    // Each changes something else, and both are closed.
    first.session().setText(QStringLiteral("a bird sang"));
    first.session().setPair(std::nullopt);
    first.session().openModel(QStringLiteral("storyteller"));
    QTRY_COMPARE(QString::fromStdString(first.session().model()->name()), QStringLiteral("storyteller"));
    second.showWorkspace(Workspace::heads);
    first.close();
    second.close();
    QCOMPARE(QSettings().value(QStringLiteral("text")).toString(), QStringLiteral("a bird sang"));
    QVERIFY(!QSettings().contains(QStringLiteral("pair")));
    QVERIFY(QSettings().value(QStringLiteral("model")).toString().endsWith(QLatin1String("storyteller")));
    QCOMPARE(QSettings().value(QStringLiteral("workspace")).toInt(), 1);
}

QTEST_MAIN(RememberedWindowTest)
#include "remembered_window_test.moc"
