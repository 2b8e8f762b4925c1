// `headscope export`: every format is read back and holds the numbers of the trace.
#include "src/engine.h"
#include "src/export/trace_export.h"
#include "src/formats/json.h"
#include "src/formats/npy.h"
#include "src/formats/safetensors.h"
#include "src/tensor/dtype.h"
#include "tests/support/model_folder.h"
#include "tests/ui/cli/call.h"
#include "tests/ui/export/svg_content.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace headscope;

class ExportCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void csvHoldsTheNumbers();
    void npyHoldsTheNumbers();
    void jsonHoldsTheNumbers();
    void safetensorsHoldEveryStage();
    void svgHoldsTokensAsText();
    void pngHasItsSizeAndSettings();
    void pdfIsWritten();
    void hookNamesWork();
    void formatsOfOneTableSaySo();
    void emptyText();
    void longTextIsCutWithANote();
    void emojiAndControlCharacters();
    void anUnwritableFolder();
    void oneLayerIsThatOfTheWholeRun_data();
    void oneLayerIsThatOfTheWholeRun();
    void ofOneLayerOnlyItsOwnNumbersAreNoted();
    void theModelIsNotWrittenOver();
    void sideFilesOfOthersStay();
    void noFileTellsWhereTheModelLies();
    void namesThatAreNotUtf8();

private:
    QByteArray exported(const char *options, const char *name, const std::string &input = {});
    std::filesystem::path path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)).toStdString(); }
    std::shared_ptr<const Trace> traceOf(const std::string &text) const;

    QTemporaryDir m_folder;
    std::shared_ptr<const Model> m_model;
};

void ExportCommandTest::initTestCase()
{
    m_model = openModel(resolveModel(QStringLiteral("storyteller")).toStdString());
}

std::shared_ptr<const Trace> ExportCommandTest::traceOf(const std::string &text) const
{
    return Engine(m_model).run({.text = text, .edits = {}, .base = {}, .progress = {}});
}

/// The file's bytes; empty when the command failed.
QByteArray ExportCommandTest::exported(const char *options, const char *name, const std::string &input)
{
    const QStringList arguments = QProcess::splitCommand(QString::fromUtf8(options));
    const Call result = callWith(
        QStringList{QStringLiteral("export"), QStringLiteral("-o"), QString::fromStdString(path(name).string())} + arguments, input);
    if (result.code != 0)
        qWarning("%s", result.err.c_str());
    QFile file(QString::fromStdString(path(name).string()));
    return result.code == 0 && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void ExportCommandTest::csvHoldsTheNumbers()
{
    const QStringList lines = QString::fromUtf8(exported("-s weights -l 2 --head 3 \"The cat sat\"", "a.csv"))
                                  .split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
    const auto trace = traceOf("The cat sat");
    const Matrix weights = trace->matrix({Stage::weights, 1, 2});
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0], QStringLiteral(",The,␣cat,␣sat"));
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column)
            QCOMPARE(lines[row + 1].split(QLatin1Char(',')).at(column + 1).toFloat(), weights(row, column));
}

void ExportCommandTest::npyHoldsTheNumbers()
{
    QVERIFY(!exported("-s q -l 1 --head 8 \"The cat sat\"", "a.npy").isEmpty());
    const NpyArray array = readNpy(path("a.npy"));
    const Matrix q = traceOf("The cat sat")->matrix({Stage::q, 0, 7});
    QCOMPARE(array.shape, (std::vector<std::int64_t>{3, 16}));
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 16; ++column)
            QCOMPARE(array.values[static_cast<std::size_t>(row * 16 + column)], q(row, column));

    QVERIFY(!exported("-s weights -l all --head all \"The cat\"", "all.npy").isEmpty());
    QCOMPARE(readNpy(path("all.npy")).shape, (std::vector<std::int64_t>{4, 8, 2, 2}));
}

void ExportCommandTest::jsonHoldsTheNumbers()
{
    const QByteArray text = exported("-s residual-after,v -l 4 --head 2 \"The cat sat\"", "a.json");
    const Json tensors = Json::parse(text.toStdString(), "a.json").at("tensors");
    QCOMPARE(tensors.size(), std::size_t(2));
    const auto trace = traceOf("The cat sat");
    for (const StageKey &key : {StageKey{Stage::residualAfter, 3, 0}, StageKey{Stage::v, 3, 1}}) {
        const Json values = tensors.at(hookName(key.stage, 3)).at("values");
        const Matrix matrix = trace->matrix(key);
        for (int row = 0; row < matrix.rows(); ++row)
            for (int column = 0; column < matrix.cols(); ++column)
                QCOMPARE(values.at(static_cast<std::size_t>(row)).at(static_cast<std::size_t>(column)).get<float>(), matrix(row, column));
    }
}

void ExportCommandTest::safetensorsHoldEveryStage()
{
    QVERIFY(!exported("-s all -l all --head all \"The cat sat\"", "a.safetensors").isEmpty());
    const auto file = SafetensorsFile::open(path("a.safetensors"));
    const auto trace = traceOf("The cat sat");
    for (const Stage stage : trace->config().stages())
        for (int layer = 0; layer < (stageInfo(stage).scope == StageScope::model ? 1 : 4); ++layer)
            QVERIFY2(file->find(hookName(stage, layer)), hookName(stage, layer).c_str());
    const StoredTensor *pattern = file->find("blocks.2.attn.hook_pattern");
    QCOMPARE(pattern->shape, (std::vector<std::int64_t>{8, 3, 3}));
    for (int head = 0; head < 8; ++head) {
        const Matrix weights = trace->matrix({Stage::weights, 2, head});
        for (int i = 0; i < 9; ++i) {
            float value = 0;
            std::memcpy(&value, pattern->bytes.data() + sizeof(float) * static_cast<std::size_t>(head * 9 + i), sizeof value);
            QCOMPARE(value, weights(i / 3, i % 3));
        }
    }
}

void ExportCommandTest::svgHoldsTokensAsText()
{
    const SvgContent svg = readSvg(exported("--head all \"The cat 猫 sat <on> & slept\"", "a.svg"));
    QCOMPARE(svg.problem, QString());
    const QString text = svg.texts.join(QString()); // characters of another font are an element of their own
    const auto trace = traceOf("The cat 猫 sat <on> & slept");
    for (const Token &token : trace->tokens())
        QVERIFY2(text.contains(QString::fromStdString(token.display)), token.display.c_str());
    QVERIFY(svg.texts.contains(QStringLiteral("layer 1, head 8")));
    QVERIFY(svg.description.contains(QStringLiteral("text: The cat 猫 sat <on> & slept")));
    QVERIFY(svg.elements.value(QStringLiteral("rect")) > 8 * 50);
}

void ExportCommandTest::pngHasItsSizeAndSettings()
{
    QVERIFY(!exported("\"The cat\"", "one.png").isEmpty());
    QVERIFY(!exported("\"The cat\" --scale 1", "half.png").isEmpty());
    QVERIFY(!exported("\"The cat\" --theme dark", "dark.png").isEmpty());
    const QImage one(m_folder.filePath(QStringLiteral("one.png")));
    const QImage half(m_folder.filePath(QStringLiteral("half.png")));
    QVERIFY(std::abs(one.width() - 2 * half.width()) <= 1);
    QCOMPARE(one.text(QStringLiteral("text")), QStringLiteral("The cat"));
    QCOMPARE(one.text(QStringLiteral("places")), QStringLiteral("layer 1, head 1"));
    QCOMPARE(one.pixelColor(1, 1), QColor(Qt::white));
    QCOMPARE(QImage(m_folder.filePath(QStringLiteral("dark.png"))).pixelColor(1, 1), Theme::darkTheme().canvas);
}

void ExportCommandTest::pdfIsWritten()
{
    const QByteArray pdf = exported("-s q,k,v \"The cat\"", "a.pdf");
    QVERIFY(pdf.startsWith("%PDF-"));
    QVERIFY(pdf.contains("/FontFile2"));
    QVERIFY(pdf.contains("stages: q, k, v"));
}

void ExportCommandTest::hookNamesWork()
{
    QVERIFY(!exported("-s blocks.1.attn.hook_z --head 2 \"The cat\"", "hook.npy").isEmpty());
    QVERIFY(!exported("-s weighted-sum -l 2 --head 2 \"The cat\"", "name.npy").isEmpty());
    QVERIFY(readNpy(path("hook.npy")).values == readNpy(path("name.npy")).values);
}

void ExportCommandTest::formatsOfOneTableSaySo()
{
    for (const char *line : {"export x -s q,k -o %1.npy", "export x -s q,k -o %1.csv", "export x --head all -o %1.csv"}) {
        const Call result = call(QString::fromLatin1(line).arg(m_folder.filePath(QStringLiteral("never"))).toUtf8().constData());
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.find("safetensors") != std::string::npos, result.err.c_str());
    }
    QVERIFY(QDir(m_folder.path()).entryList({QStringLiteral("never*")}).isEmpty());
}

void ExportCommandTest::emptyText()
{
    const QString figure = m_folder.filePath(QStringLiteral("empty.svg"));
    const Call result = callWith({QStringLiteral("export"), QString(), QStringLiteral("-o"), figure});
    QCOMPARE(result.code, 1);
    QVERIFY(result.err.find("empty text") != std::string::npos);
    QVERIFY(!QFile::exists(figure));
}

void ExportCommandTest::longTextIsCutWithANote()
{
    std::string text;
    for (int i = 0; i < 400; ++i)
        text += "the cat sat on the mat ";
    const auto trace = traceOf(text);
    QVERIFY(trace->cutTokens() > 0);
    const SvgContent svg = readSvg(exported("-", "long.svg", text));
    QCOMPARE(svg.problem, QString());
    QVERIFY(svg.texts.contains(QString::fromStdString(trace->notes().front())));
    QVERIFY(svg.elements.value(QStringLiteral("image")) >= 1);
    const Call csv = callWith(
        {QStringLiteral("export"), QStringLiteral("-"), QStringLiteral("-o"), QString::fromStdString(path("long.csv").string())}, text);
    QCOMPARE(csv.code, 0);
    QCOMPARE(csv.err, "headscope: note: " + trace->notes().front() + "\n");
    const QByteArray png = exported("- --scale 1", "long.png", text);
    QVERIFY(QImage::fromData(png).width() > trace->tokenCount());
}

void ExportCommandTest::emojiAndControlCharacters()
{
    const std::string text = "The 🐈 sat\x01 here";
    const SvgContent svg = readSvg(exported("-", "odd.svg", text));
    QCOMPARE(svg.problem, QString());
    QVERIFY(svg.texts.join(QString()).contains(QStringLiteral("⟨0x01⟩")));
    QVERIFY(exported("-", "odd.pdf", text).startsWith("%PDF-"));
    QVERIFY(!exported("-", "odd.csv", text).isEmpty());
    QVERIFY(!exported("- -s all", "odd.safetensors", text).isEmpty());
    SafetensorsFile::open(path("odd.safetensors"));
}

void ExportCommandTest::anUnwritableFolder()
{
    for (const char *extension : {"png", "svg", "pdf", "csv", "npy", "json", "safetensors"}) {
        const QString file = m_folder.filePath(QStringLiteral("no/such/folder/a.") + QString::fromLatin1(extension));
        const Call result = callWith({QStringLiteral("export"), QStringLiteral("x"), QStringLiteral("-o"), file});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.find("no/such/folder") != std::string::npos, result.err.c_str());
    }
}

void ExportCommandTest::oneLayerIsThatOfTheWholeRun_data()
{
    QTest::addColumn<int>("layer");
    for (int layer = 0; layer < m_model->config().layers; ++layer)
        QTest::addRow("layer %d", layer + 1) << layer;
}

/// Later layers are not run for it; its bytes are the same.
void ExportCommandTest::oneLayerIsThatOfTheWholeRun()
{
    QFETCH(int, layer);
    exportJson(*traceOf("The cat sat"), {{Stage::weights, Stage::residualAfter}, layer, std::nullopt}, path("whole.json"));
    QFile whole(m_folder.filePath(QStringLiteral("whole.json")));
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const QByteArray options = "-s weights,residual-after --head all -t \"The cat sat\" -l " + QByteArray::number(layer + 1);
    QCOMPARE(exported(options.constData(), "one.json"), whole.readAll());
}

/// Layers behind the one that was asked for are not run, and the note is about those that were.
void ExportCommandTest::ofOneLayerOnlyItsOwnNumbersAreNoted()
{
    QTemporaryDir damaged;
    ModelFolder folder = ModelFolder::llama({.layers = 3});
    folder.numbers["model.layers.1.mlp.down_proj.weight"] = {{7, std::numeric_limits<float>::quiet_NaN()}};
    folder.write(damaged.path().toStdString());
    for (int layer = 1; layer <= 3; ++layer) {
        const QByteArray options = "-t \"w1 w2 w3\" -s weights -m " + damaged.path().toUtf8() + " -l " + QByteArray::number(layer);
        const Json settings = Json::parse(exported(options.constData(), "damaged.json").toStdString(), "damaged.json").at("settings");
        QCOMPARE(settings.at("notes").size(), std::size_t(layer > 1 ? 1 : 0));
        if (layer > 1)
            QVERIFY(
                settings.at("notes").at(0).get<std::string>().find("model.layers.1.mlp.down_proj.weight holds 1 NaN") != std::string::npos);
    }
}

void ExportCommandTest::theModelIsNotWrittenOver()
{
    QTemporaryDir copy;
    const QDir model(QString::fromStdString(m_model->folder().string()));
    QByteArray config;
    for (const QString &name : model.entryList(QDir::Files)) {
        QVERIFY(QFile::copy(model.filePath(name), copy.filePath(name)));
        if (QFile file(copy.filePath(name)); name == QLatin1String("config.json") && file.open(QIODevice::ReadOnly))
            config = file.readAll();
    }
    for (const char *options : {"-o %1/model.safetensors -s all", "-o %1/config.json", "-o %1/tokenizer.json --view heatmap"}) {
        const Call refused = callWith(QProcess::splitCommand(
            QStringLiteral("export --force -m %1 -t cat ").arg(copy.path()) + QString::fromLatin1(options).arg(copy.path())));
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.find("belongs to the model") != std::string::npos, refused.err.c_str());
    }
    QFile file(copy.filePath(QStringLiteral("config.json")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), config);
}

void ExportCommandTest::sideFilesOfOthersStay()
{
    QFile theirs(m_folder.filePath(QStringLiteral("side.csv.json")));
    QVERIFY(theirs.open(QIODevice::WriteOnly) && theirs.write("{}") == 2);
    theirs.close();
    for (const char *options : {"-t cat", "-t cat --view heatmap"}) {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("did not write it.*--force")));
        QVERIFY(exported(options, "side.csv").isEmpty());
        QVERIFY(!std::filesystem::exists(path("side.csv")));
    }
    QVERIFY(!exported("-t cat --force", "side.csv").isEmpty());
    QVERIFY(!exported("-t cat", "side.csv").isEmpty()); // it is ours now
    QVERIFY(!exported("-t cat --view heatmap", "side.csv").isEmpty());
    QVERIFY(!exported("-t cat", "side.csv").isEmpty());
}

void ExportCommandTest::noFileTellsWhereTheModelLies()
{
    const QByteArray folder = QByteArray::fromStdString(m_model->folder().parent_path().string());
    for (const char *name : {"a.json", "a.csv", "a.csv.json", "a.safetensors", "a.svg", "a.png"}) {
        if (!std::filesystem::exists(path(name))) // a side file is there already
            QVERIFY(!exported("-t cat", name).isEmpty());
        QFile file(QString::fromStdString(path(name).string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains(folder), name);
    }
    const Json settings = Json::parse(exported("-t cat", "a.json").toStdString(), "a.json").at("settings");
    QCOMPARE(settings.at("model").at("folder").get<std::string>(), std::string("storyteller"));
}

void ExportCommandTest::namesThatAreNotUtf8()
{
    const auto written = [&](const QStringList &options, const std::string &name) {
        const QString target = m_folder.path() + QLatin1Char('/') + fromLocalBytes(name);
        const Call result = callWith(
            QStringList{QStringLiteral("export"), QStringLiteral("-t"), QStringLiteral("cat"), QStringLiteral("-o"), target} + options);
        if (result.code != 0)
            qWarning("%s", result.err.c_str());
        return std::filesystem::exists(std::filesystem::path(m_folder.path().toStdString()) / name);
    };
    for (const char *suffix : {"svg", "png", "pdf", "csv", "npy", "json", "safetensors"})
        QVERIFY2(written({}, std::string("caf\xe9.") + suffix), suffix);
    QVERIFY(std::filesystem::exists(path("") / "caf\xe9.csv.json"));
    for (const char *suffix : {"svg", "csv", "json"})
        QVERIFY2(written({QStringLiteral("--view"), QStringLiteral("heatmap")}, std::string("vue\xe9.") + suffix), suffix);
    QVERIFY(written({QStringLiteral("--frames"), QStringLiteral("queries")}, "\xe9.apng"));
    QVERIFY(!written({QStringLiteral("--frames"), QStringLiteral("queries")}, "\xe9.png"));
    QVERIFY(std::filesystem::exists(path("") / "\xe9-001.png"));
    const QString folder = m_folder.path() + QLatin1Char('/') + fromLocalBytes("dossier\xe9");
    QCOMPARE(callWith({QStringLiteral("walk"), QStringLiteral("-o"), folder}).code, 0);
    QVERIFY(std::filesystem::exists(path("") / "dossier\xe9" / "blackboard-weights.svg"));
    for (const auto &entry : std::vector<std::filesystem::directory_entry>(std::filesystem::directory_iterator(path("")), {}))
        if (entry.path().filename().string().find('\xe9') != std::string::npos) // which QTemporaryDir would leave behind
            std::filesystem::remove_all(entry.path());
}

QTEST_MAIN(ExportCommandTest)
#include "export_command_test.moc"
