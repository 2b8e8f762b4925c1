// What the arguments mean: help, version, commands, mistakes, and what the window is asked to show.
#include "tests/ui/cli/call.h"
#include "ui/cli/commands.h"
#include "ui/export/format_list.h"
#include "ui/session/built_in_models.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class CommandLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpListsEveryCommand();
    void everyCommandHasItsHelp();
    void version();
    void wrongUsage_data();
    void wrongUsage();
    void badInput_data();
    void badInput();
    void nothingOpensTheWindow();
    void windowOptionsAreRead();
    void onlyAPlainStartIsPlain();
    void aTextFileBecomesTheText();
    void aFolderBecomesTheModel();
    void infoDrawsTheMap();
};

void CommandLineTest::infoDrawsTheMap()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("map.svg"));
    const Call result = callWith({QStringLiteral("info"), QStringLiteral("storyteller"), QStringLiteral("-o"), path});
    QVERIFY2(result.code == 0, result.err.c_str());
    QVERIFY(!result.out.empty()); // the report is printed all the same
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString drawn = QString::fromUtf8(file.readAll());
    for (const QString &word : {QStringLiteral("Storyteller · 4 layers of 8 heads"), QStringLiteral("Queries"),
             QStringLiteral("128 → 512 · W_in"), QStringLiteral("Layer 1 of 4"), QStringLiteral("128 → 4096 · W_U")})
        QVERIFY2(drawn.contains(word), qPrintable(word));
    const QString figures = formatsFor(ExportOf::figure).join(QLatin1Char('|'));
    QVERIFY2(call("info --help").out.find("FILE." + figures.toStdString()) != std::string::npos, qPrintable(figures));
}

void CommandLineTest::helpListsEveryCommand()
{
    for (const char *line : {"--help", "-h", "help"}) {
        const Call result = call(line);
        QCOMPARE(result.code, 0);
        QVERIFY(result.err.empty());
        for (const Command &command : allCommands()) {
            QVERIFY2(result.out.find("  " + command.name.toStdString()) != std::string::npos, qPrintable(command.name));
            QVERIFY(result.out.find(command.summary.toStdString()) != std::string::npos);
        }
    }
}

void CommandLineTest::everyCommandHasItsHelp()
{
    QFile readme(sourceFile("ui/cli/README.md"));
    QVERIFY(readme.open(QIODevice::ReadOnly));
    const QString documented = QString::fromUtf8(readme.readAll());
    for (const Command &command : allCommands()) {
        QVERIFY2(documented.contains(QStringLiteral("| `headscope ") + command.name), qPrintable(command.name));
        QVERIFY(callWith({command.name + QLatin1Char('x')}).err.find("“" + command.name.toStdString() + "”") != std::string::npos);
        const Call result = callWith({command.name, QStringLiteral("--help")});
        QCOMPARE(result.code, 0);
        QCOMPARE(callWith({QStringLiteral("help"), command.name}).out, result.out);
        for (const QCommandLineOption &option : command.options)
            QVERIFY2(result.out.find("--" + option.names().last().toStdString()) != std::string::npos, qPrintable(command.name));
        QVERIFY(!command.examples.isEmpty());
        for (const std::string &line : {command.details.toStdString(), command.examples.first().arguments.toStdString()})
            QVERIFY(result.out.find(line) != std::string::npos);
    }
}

void CommandLineTest::version()
{
    const Call result = call("--version");
    QCOMPARE(result.code, 0);
    QVERIFY(QRegularExpression(QStringLiteral("^headscope \\d+\\.\\d+\\.\\d+\n$")).match(QString::fromStdString(result.out)).hasMatch());
}

void CommandLineTest::wrongUsage_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("message");
    const auto row
        = [](const char *line, const char *message) { QTest::newRow(line) << QString::fromUtf8(line) << QString::fromUtf8(message); };
    row("exprot", "Did you mean “export”?");
    row("run", "give a text");
    row("run a b", "quotes");
    row("run --text a b", "more than one text");
    row("run --modle x y", "Did you mean “--model”?");
    row("run -s weigths x", "Did you mean “weights”?");
    row("run -s hook_patern x", "Did you mean “hook_pattern”?");
    row("run -s hook_normalized x", "several stages are called “hook_normalized”");
    row("run -s q,elephant x", "there is no stage “elephant”");
    row("run -l 0 x", "--layer takes a number from 1");
    row("run -l two x", "not “two”");
    row("run --head -1 x", "--head takes a number from 1");
    row("run -s blocks.0.hook_q,blocks.1.hook_q x", "two layers");
    row("export x", "-o FILE");
    row("export x -o figure.gif", ".png, .svg, .pdf, .csv, .npy, .json, .safetensors");
    row("export x -o figure", "no extension");
    row("export x -o a.csv --theme dark", "belong to figures");
    row("export x -o a.png --theme blue", "light or dark");
    row("export x -o a.png --scale 100", "from 0.25 to 8");
    row("export -o a.png", "give a text");
    row("tokenize", "give a text");
    row("info", "one model folder");
    row("info a b", "one model folder");
    // What is wrong with the map is said before the model is opened.
    row("info /no/such/folder -o map.csv", ".png, .svg, .pdf");
    row("info /no/such/folder -o map", "map");
    row("info /no/such/folder -o map.svg --theme blue", "--theme");
    row("info storyteller --theme dark", "-o");
    row("info storyteller --scale 2", "-o");
    row("models x", "no argument");
    row("walk --head all x", "one head");
    row("--workspace labs", "walk, heads");
    row("--size 10x10 --grab a.png", "320x240");
    row("--size 800x600", "belong to --grab");
    row("--grab a.jpg", ".png");
    row("a.txt b.txt", "one file");
}

void CommandLineTest::wrongUsage()
{
    QFETCH(QString, line);
    QFETCH(QString, message);
    const Call result = call(line.toUtf8().constData());
    QCOMPARE(result.code, 2);
    QVERIFY(result.out.empty());
    QVERIFY2(result.err.find(message.toStdString()) != std::string::npos, result.err.c_str());
    QVERIFY(result.err.starts_with("headscope: "));
    QVERIFY(result.err.find("--help") != std::string::npos);
}

void CommandLineTest::badInput_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("message");
    const auto row
        = [](const char *line, const char *message) { QTest::newRow(line) << QString::fromUtf8(line) << QString::fromUtf8(message); };
    row("run -m /no/such/folder x", "/no/such/folder");
    row("run -m blackboard -l 2 x", "the model has 1");
    row("run -m blackboard --head 3 x", "Give 1 to 2");
    row("run -m blackboard -s final-norm x", "It has tokens");
    row("info /no/such/folder", "storyteller");
    row("tokenize -m /no/such/folder x", "/no/such/folder");
    row("export -m blackboard x -o /no/such/folder/a.csv", "/no/such/folder");
    row("export -m blackboard x -o /no/such/folder/a.svg", "/no/such/folder");
    row("/no/such/file.txt", "/no/such/file.txt");
    row("--grab a.png --size 8192x8192 --scale 8", "65536 × 65536 pixels"); // by the rule of exports
    row("--grab a.png --size 8192x4000 --scale 4.1", "33587 × 16400 pixels");
}

void CommandLineTest::badInput()
{
    QFETCH(QString, line);
    QFETCH(QString, message);
    const Call result = call(line.toUtf8().constData());
    QCOMPARE(result.code, 1);
    QVERIFY(result.out.empty());
    QVERIFY2(result.err.find(message.toStdString()) != std::string::npos, result.err.c_str());
    QCOMPARE(std::count(result.err.begin(), result.err.end(), '\n'), 1);
}

void CommandLineTest::nothingOpensTheWindow()
{
    const Call result = callWith({});
    QCOMPARE(result.code, -1);
    QVERIFY(result.err.empty());
    QVERIFY(result.window.grab.isEmpty());
    QVERIFY(!result.window.text);
    QVERIFY(result.window.model.isEmpty());
}

void CommandLineTest::windowOptionsAreRead()
{
    const Call result = call("--grab out.png --workspace heads --theme dark --size 1280x800 --scale 2 -m blackboard -t \"The cat\" -s "
                             "hook_pattern -l 1 --head 2");
    QCOMPARE(result.code, -1);
    const WindowOptions &options = result.window;
    QCOMPARE(options.grab, QStringLiteral("out.png"));
    QVERIFY(options.workspace == Workspace::heads);
    QVERIFY(options.dark == true);
    QCOMPARE(options.size, QSize(1280, 800));
    QCOMPARE(options.scale, 2.0);
    QVERIFY(options.model.endsWith(QStringLiteral("/blackboard")));
    QVERIFY(options.text == "The cat");
    QVERIFY(options.stage == Stage::weights);
    QVERIFY(options.layer == 0);
    QVERIFY(options.head == 1);
}

/// A first start is asked what it would like only where nothing was asked for.
void CommandLineTest::onlyAPlainStartIsPlain()
{
    QVERIFY(call("").window.isPlain);
    for (const char *line :
        {"--theme dark", "--present", "--layer 1", "-m blackboard", "-t \"The cat\"", "--view lines", "--quit-when-painted"}) {
        const Call result = call(line);
        QVERIFY2(result.code == -1 && !result.window.isPlain, line);
    }
    const Call file = callWith({resolveModel(QStringLiteral("blackboard"))});
    QVERIFY(file.code == -1 && !file.window.isPlain);
}

void CommandLineTest::aTextFileBecomesTheText()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("story.txt"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("Once upon a time 🐈");
    file.close();
    const Call result = callWith({path});
    QCOMPARE(result.code, -1);
    QVERIFY(result.window.text == "Once upon a time 🐈");
    QVERIFY(result.window.model.isEmpty());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("caf\xE9");
    file.close();
    const Call refused = callWith({path});
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.find("not in UTF-8") != refused.err.npos, refused.err.c_str());
}

void CommandLineTest::aFolderBecomesTheModel()
{
    QTemporaryDir folder;
    const Call result = callWith({folder.path()});
    QCOMPARE(result.code, -1);
    QCOMPARE(result.window.model, folder.path());
    QVERIFY(!result.window.text);
    QVERIFY(call("blackboard").window.model.endsWith(QStringLiteral("/blackboard")));
}

QTEST_MAIN(CommandLineTest)
#include "command_line_test.moc"
