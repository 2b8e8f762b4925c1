// The real program as a shell calls it: exit codes, streams, a closed pipe, no display, start-up time, and every example of its guide.
#include "src/formats/json.h"
#include "src/sessions/session_file.h"
#include "tests/support/model_folder.h"
#include "ui/sessions/running_session.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <csignal>
#include <optional>

using namespace headscope;

class ProgramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void outputAndExitCodes_data();
    void outputAndExitCodes();
    void examplesOfTheGuideRun_data();
    void examplesOfTheGuideRun();
    void standardInputIsRead();
    void aClosedPipeIsNoFailure();
    void aFullDiskIsAFailure();
    void signalsLeaveNothingBehind_data();
    void signalsLeaveNothingBehind();
    void standardOutputTakesAnExport();
    void withoutADisplayItWalks();
    void withoutADisplayAWindowIsRefused();
    void worksFromAnyFolder();
    void grabsTheWindow_data();
    void grabsTheWindow();
    void grabPresents();
    void grabRefusesWhatTheModelHasNot();
    void grabWritesOverNothingThatIsRead();
    void aSignalClosesTheWindow_data();
    void aSignalClosesTheWindow();
    void whatWasOnTheScreenSurvivesAKill();

private:
    struct Result {
        int code;
        QByteArray out;
        QByteArray err;
    };
    Result start(const QStringList &arguments, const QByteArray &input = {});

    std::unique_ptr<QTemporaryDir> m_folder;
    QProcessEnvironment m_environment;
};

void ProgramTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) // as on a server
        m_environment.remove(QString::fromLatin1(name));
    m_environment.insert(QStringLiteral("XDG_DATA_HOME"), m_folder->path()); // what is kept of a running session
}

ProgramTest::Result ProgramTest::start(const QStringList &arguments, const QByteArray &input)
{
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_folder->path());
    process.start(QStringLiteral(HEADSCOPE_PROGRAM), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(kPatience) || process.exitStatus() != QProcess::NormalExit)
        return {-1, process.readAllStandardOutput(), process.readAllStandardError()};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

void ProgramTest::outputAndExitCodes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    const auto row = [](const char *line, int code) { QTest::newRow(line) << QProcess::splitCommand(QString::fromLatin1(line)) << code; };
    row("--help", 0);
    row("--version", 0);
    row("models", 0);
    row("run \"The cat\"", 0);
    row("tokenize x", 0);
    row("info storyteller", 0);
    row("info /no/such/folder", 1);
    row("export x -o /no/such/folder/a.png", 1);
    row("export x -o a.gif", 2);
    row("run", 2);
    row("rum", 2);
    row("--no-such-option", 2);
}

void ProgramTest::outputAndExitCodes()
{
    QFETCH(QStringList, arguments);
    const Result result = start(arguments);
    QTEST(result.code, "code");
    QCOMPARE(result.out.isEmpty(), result.code != 0);
    QVERIFY2(result.err.isEmpty() == (result.code == 0), result.err.constData());
}

void ProgramTest::examplesOfTheGuideRun_data()
{
    QTest::addColumn<QStringList>("arguments");
    QFile guide(sourceFile("ui/cli/README.md"));
    QVERIFY(guide.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(guide.readAll());
    const qsizetype begin = text.indexOf(QStringLiteral("```sh\n")) + 6;
    int rows = 0;
    for (const QString &line :
        text.mid(begin, text.indexOf(QStringLiteral("```"), begin) - begin).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        QTest::newRow(qPrintable(line)) << QProcess::splitCommand(line).mid(1);
        ++rows;
    }
    QVERIFY(rows >= 10);
}

void ProgramTest::examplesOfTheGuideRun()
{
    QFETCH(QStringList, arguments);
    const Result result = start(arguments);
    QVERIFY2(result.code == 0, result.err.constData());
    QVERIFY2(result.err.isEmpty(), result.err.constData());
    const qsizetype output = arguments.indexOf(QStringLiteral("-o"));
    if (output < 0)
        QVERIFY(!result.out.isEmpty());
    else
        QVERIFY(QFileInfo::exists(m_folder->filePath(arguments.at(output + 1))));
}

void ProgramTest::standardInputIsRead()
{
    const Result result = start({QStringLiteral("run"), QStringLiteral("--json"), QStringLiteral("-")}, "The \xF0\x9F\x90\x88 sat\n");
    QVERIFY2(result.code == 0, result.err.constData());
    const Json json = Json::parse(result.out.toStdString(), "run --json");
    QVERIFY(json.at("tokens").size() > 3);
}

void ProgramTest::aClosedPipeIsNoFailure()
{
    QProcess shell;
    shell.setProcessEnvironment(m_environment);
    const QString command
        = QStringLiteral("set -o pipefail; '%1' run -m storyteller -s all -l all --head all --full 'The cat sat' | head -n 1")
              .arg(QStringLiteral(HEADSCOPE_PROGRAM));
    shell.start(QStringLiteral("bash"), {QStringLiteral("-c"), command});
    QVERIFY(shell.waitForFinished(kPatience));
    QVERIFY(shell.readAllStandardOutput().startsWith("storyteller"));
    QCOMPARE(shell.readAllStandardError(), QByteArray());
    QVERIFY(shell.exitCode() == 0 || shell.exitCode() == 141); // 141: ended by SIGPIPE, as head's neighbours are
}

void ProgramTest::aFullDiskIsAFailure()
{
    if (!QFileInfo::exists(QStringLiteral("/dev/full")))
        QSKIP("this system has no /dev/full");
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.setStandardOutputFile(QStringLiteral("/dev/full"));
    process.start(QStringLiteral(HEADSCOPE_PROGRAM), {QStringLiteral("models")});
    QVERIFY(process.waitForFinished(kPatience));
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("standard output"));
}

void ProgramTest::signalsLeaveNothingBehind_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("interrupted") << SIGINT;
    QTest::newRow("ended") << SIGTERM;
    QTest::newRow("hung up") << SIGHUP;
    QTest::newRow("killed") << SIGKILL; // what is left then goes with the next export
}

void ProgramTest::signalsLeaveNothingBehind()
{
    QFETCH(int, number);
    const QDir folder(m_folder->path());
    const auto left = [&] { return folder.entryList({QStringLiteral(".headscope-*")}, QDir::Files | QDir::Hidden); };
    QFile old(folder.filePath(QStringLiteral("a-001.png")));
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
    old.close();
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(folder.path());
    process.start(QStringLiteral(HEADSCOPE_PROGRAM),
        QProcess::splitCommand(QStringLiteral("export --view heatmap --frames queries --scale 4 --force -o a.png -t \"%1\"")
                                   .arg(QStringLiteral("The cat sat on the mat. ").repeated(20))));
    QVERIFY(process.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(!left().isEmpty(), 60000); // the first frame is being written
    ::kill(static_cast<pid_t>(process.processId()), number);
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);
    if (number == SIGKILL)
        QCOMPARE(start({QStringLiteral("export"), QStringLiteral("The cat"), QStringLiteral("-o"), QStringLiteral("b.png")}).code, 0);
    QVERIFY2(left().isEmpty(), qPrintable(left().join(QLatin1Char(' '))));
    QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("a-002.png"))));
    QVERIFY(old.open(QIODevice::ReadOnly));
    QCOMPARE(old.readAll(), QByteArray("old"));
}

void ProgramTest::standardOutputTakesAnExport()
{
    if (!QFileInfo::exists(QStringLiteral("/dev/stdout")))
        QSKIP("this system has no /dev/stdout");
    const QStringList arguments{QStringLiteral("export"), QStringLiteral("-m"), QStringLiteral("blackboard"), QStringLiteral("The cat"),
        QStringLiteral("-o"), QStringLiteral("/dev/stdout")};
    const Result result = start(arguments + QStringList{QStringLiteral("--format"), QStringLiteral("csv")});
    QCOMPARE(result.err, QByteArray());
    QVERIFY(result.out.startsWith(",The,cat\r\n"));
    const Result nameless = start(arguments);
    QCOMPARE(nameless.code, 2);
    QVERIFY(nameless.err.contains("--format"));
}

void ProgramTest::withoutADisplayItWalks()
{
    const Result result = start({});
    QCOMPARE(result.code, 0);
    QVERIFY(result.err.contains("no display"));
    QVERIFY(result.out.contains("Attention weights"));
    QVERIFY(!QImage(m_folder->filePath(QStringLiteral("blackboard-weights.png"))).isNull());
    QVERIFY(QFileInfo::exists(m_folder->filePath(QStringLiteral("blackboard-weights.svg"))));
}

void ProgramTest::withoutADisplayAWindowIsRefused()
{
    const Result result = start({QStringLiteral("--model"), QStringLiteral("blackboard")});
    QCOMPARE(result.code, 1);
    QVERIFY(result.err.contains("no display"));
}

void ProgramTest::worksFromAnyFolder()
{
    QVERIFY(QDir().mkpath(m_folder->filePath(QStringLiteral("ein Ordner/日本"))));
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_folder->filePath(QStringLiteral("ein Ordner/日本")));
    process.start(QStringLiteral(HEADSCOPE_PROGRAM),
        {QStringLiteral("export"), QStringLiteral("The 猫"), QStringLiteral("-o"), QStringLiteral("図.svg")});
    QVERIFY(process.waitForFinished(kPatience));
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(QFileInfo::exists(process.workingDirectory() + QStringLiteral("/図.svg")));
}

void ProgramTest::grabsTheWindow_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QSize>("pixels");
    QTest::addColumn<bool>("dark");
    QTest::newRow("walk, light") << QStringList{QStringLiteral("--theme"), QStringLiteral("light"), QStringLiteral("--size"),
        QStringLiteral("1280x800"), QStringLiteral("-s"), QStringLiteral("raw-scores")}
                                 << QSize(1280, 800) << false;
    QTest::newRow("heads, dark, twice as sharp") << QStringList{QStringLiteral("--workspace"), QStringLiteral("heads"),
        QStringLiteral("--theme"), QStringLiteral("dark"), QStringLiteral("--scale"), QStringLiteral("2"), QStringLiteral("-l"),
        QStringLiteral("2"), QStringLiteral("--head"), QStringLiteral("3")}
                                                 << QSize(3200, 2000) << true;
}

void ProgramTest::grabsTheWindow()
{
    QFETCH(QStringList, options);
    const Result result = start(QStringList{QStringLiteral("--grab"), QStringLiteral("window.png"), QStringLiteral("-m"),
                                    QStringLiteral("storyteller"), QStringLiteral("-t"), QStringLiteral("The cat sat on the mat")}
        + options);
    QVERIFY2(result.code == 0, result.err.constData());
    const QImage image(m_folder->filePath(QStringLiteral("window.png")));
    QTEST(image.size(), "pixels");
    QTEST(image.pixelColor(image.width() - 3, image.height() / 2).lightness() < 128, "dark");
    // A window that was not painted has one colour.
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 7)
        for (int x = 0; x < image.width(); x += 7)
            colours.insert(image.pixel(x, y));
    QVERIFY(colours.size() > 50);
}

// The picture takes the place of the bars above it.
void ProgramTest::grabPresents()
{
    const auto grabbed = [this](const QStringList &options) {
        const Result result
            = start(QStringList{QStringLiteral("--grab"), QStringLiteral("p.png"), QStringLiteral("-m"), QStringLiteral("blackboard"),
                        QStringLiteral("-t"), QStringLiteral("The cat sat"), QStringLiteral("--theme"), QStringLiteral("light"),
                        QStringLiteral("--size"), QStringLiteral("1280x720"), QStringLiteral("-s"), QStringLiteral("weights")}
                + options);
        return result.code == 0 ? QImage(m_folder->filePath(QStringLiteral("p.png"))) : QImage();
    };
    const QImage usual = grabbed({});
    const QImage presented = grabbed({QStringLiteral("--present")});
    QCOMPARE(usual.size(), QSize(1280, 720));
    QCOMPARE(presented.size(), usual.size());
    const Theme theme = Theme::light();
    QCOMPARE(usual.pixelColor(640, 2), theme.bar);
    QCOMPARE(presented.pixelColor(640, 2), theme.canvas);
}

void ProgramTest::grabRefusesWhatTheModelHasNot()
{
    const Result result = start({QStringLiteral("--grab"), QStringLiteral("a.png"), QStringLiteral("-m"), QStringLiteral("blackboard"),
        QStringLiteral("-l"), QStringLiteral("9")});
    QCOMPARE(result.code, 1);
    QVERIFY(result.err.contains("the model has 1"));
    QVERIFY(!QFileInfo::exists(m_folder->filePath(QStringLiteral("a.png"))));
}

void ProgramTest::grabWritesOverNothingThatIsRead()
{
    const std::filesystem::path top = m_folder->path().toStdString();
    std::filesystem::create_directory(top / "model");
    ModelFolder::gpt2().write(top / "model");
    const auto contentOf = [&](const char *name) {
        QFile file(m_folder->filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray weights = contentOf("model/model.safetensors");
    QVERIFY(!weights.isEmpty());
    for (const char *name : {"link.png", "model/link.png"}) {
        std::filesystem::create_symlink(top / "model/model.safetensors", top / name);
        const Result result = start(
            {QStringLiteral("--grab"), QString::fromLatin1(name), QStringLiteral("-m"), m_folder->filePath(QStringLiteral("model"))});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("belongs to the model"), result.err.constData());
        QCOMPARE(contentOf("model/model.safetensors"), weights);
    }
    QFile text(m_folder->filePath(QStringLiteral("text.png")));
    QVERIFY(text.open(QIODevice::WriteOnly) && text.write("The cat") == 7);
    text.close();
    const Result result = start({QStringLiteral("--grab"), QStringLiteral("text.png"), QStringLiteral("text.png")});
    QCOMPARE(result.code, 1);
    QVERIFY2(result.err.contains("it is the text that was read"), result.err.constData());
    QCOMPARE(contentOf("text.png"), QByteArray("The cat"));
}

void ProgramTest::aSignalClosesTheWindow_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<QString>("text");
    QTest::newRow("SIGTERM") << SIGTERM << QStringLiteral("A cat sat.");
    QTest::newRow("SIGINT") << SIGINT << QStringLiteral("A cat sat.");
    QTest::newRow("in the middle of a run") << SIGTERM << QStringLiteral("the cat sat ").repeated(4000);
}

void ProgramTest::aSignalClosesTheWindow()
{
    QFETCH(int, signal);
    QFETCH(QString, text);
    m_environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    m_environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder->path());
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(QStringLiteral(HEADSCOPE_PROGRAM), {QStringLiteral("-m"), QStringLiteral("storyteller"), QStringLiteral("-t"), text});
    QVERIFY(process.waitForStarted(60000));
    const auto catches = [&] {
        QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
        if (!status.open(QIODevice::ReadOnly))
            return false;
        const QString caught = QString::fromLatin1(status.readAll()).section(QStringLiteral("SigCgt:"), 1).section(QLatin1Char('\n'), 0, 0);
        return (caught.trimmed().toULongLong(nullptr, 16) >> (signal - 1) & 1) != 0;
    };
    if (!QFile::exists(QStringLiteral("/proc/self/status")))
        QSKIP("this system does not tell which signals a process waits for");
    QTRY_VERIFY_WITH_TIMEOUT(catches(), 60000);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    // What was typed is remembered, unless the machine was too busy for it within the second that is given.
    QFile settings(m_folder->filePath(QStringLiteral("Headscope/Headscope.conf")));
    const bool isSaved = settings.open(QIODevice::ReadOnly) && settings.readAll().contains(text.left(20).toUtf8());
    QVERIFY(process.exitCode() == 0 ? isSaved : process.exitCode() == 128 + signal);
}

void ProgramTest::whatWasOnTheScreenSurvivesAKill()
{
    m_environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    m_environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder->path());
    const QDir folder(m_folder->filePath(QStringLiteral("Headscope/Headscope/running")));
    const QString text = QStringLiteral("A cat sat here.");
    QProcess process;
    process.setProcessEnvironment(m_environment);
    process.start(QStringLiteral(HEADSCOPE_PROGRAM),
        {QStringLiteral("-m"), QStringLiteral("storyteller"), QStringLiteral("-t"), text, QStringLiteral("-s"), QStringLiteral("weights"),
            QStringLiteral("-l"), QStringLiteral("2")});
    QVERIFY(process.waitForStarted(60000));
    const auto kept = [&]() -> std::optional<SessionState> {
        const QStringList files = folder.entryList({QStringLiteral("*.headscope")}, QDir::Files);
        return files.isEmpty() ? std::nullopt : std::optional(readSession(folder.filePath(files.front()).toStdString()));
    };
    const auto isWhole = [&] {
        const auto state = kept();
        return state && state->stage == Stage::weights && state->run.inputOf(InputRole::text) == text.toStdString();
    };
    RunningSession others(folder.path());
    QTRY_VERIFY_WITH_TIMEOUT(isWhole(), 60000);
    QVERIFY(!others.takeLeft()); // it is somebody's, who is alive
    process.kill();
    QVERIFY(process.waitForFinished(60000));
    const auto left = others.takeLeft();
    QVERIFY(left);
    const SessionState state = readSession(left->file.toStdString());
    QCOMPARE(QString::fromStdString(state.model.name), QStringLiteral("storyteller"));
    QCOMPARE(QString::fromStdString(*state.run.inputOf(InputRole::text)), text);
    QVERIFY(state.stage == Stage::weights);
    QCOMPARE(state.layer, 1);
}

QTEST_GUILESS_MAIN(ProgramTest)
#include "program_test.moc"
