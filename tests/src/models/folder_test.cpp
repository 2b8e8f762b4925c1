// gpt2 folders as they are found in the world, and broken ones: one clear Error that names what is wrong, and no large allocation.

#include "src/engine.h"
#include "src/error.h"
#include "src/models/weights.h"
#include "tests/support/model_folder.h"
#include "tests/support/trace_comparison.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace headscope;

namespace {

const std::string kText = "w1 w2 w0 w4 w3";

Matrix logitsOf(const std::filesystem::path &folder)
{
    return Engine(openModel(folder)).run({kText, {}, nullptr, {}})->matrix({Stage::logits, 0, 0});
}

// The message, or nothing when the folder opens.
QString problemOf(const std::filesystem::path &folder)
{
    try {
        openModel(folder);
    } catch (const Error &error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

} // namespace

class FolderTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void opens();
    void namesInTheHubsCache();
    void prefixMakesNoDifference();
    void buffersAreKnown();
    void unusedTensorsAreReported();
    void outputOfItsOwn();
    void unalignedDataIsCopied();
    void halfNumbersAreConverted();
    void activationsAndScaling();
    void brokenFields_data();
    void brokenFields();
    void brokenTensors_data();
    void brokenTensors();
    void brokenFiles();
    void tokenizerTooLarge();

private:
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void FolderTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void FolderTest::opens()
{
    ModelFolder::gpt2().write(folder());
    const auto model = openModel(folder());
    const LoadReport &report = model->report();
    QCOMPARE(report.familyReason, std::string("model_type is gpt2"));
    QCOMPARE(report.parameters, std::int64_t(7 * 8 + 6 * 8 + 16 + 2 * (32 + 8 * 24 + 24 + 64 + 8 + 96 + 12 + 96 + 8)));
    QCOMPARE(report.bytes, 4 * report.parameters);
    QCOMPARE(report.dtypes, std::vector<std::string>{"f32"});
    QVERIFY(report.unused.empty());
    QVERIFY(report.notes.empty());
    QCOMPARE(model->name(), folder().filename().string());
    const std::string difference = firstDifference(*Engine(model).run({kText, {}, nullptr, {}}));
    QVERIFY2(difference.empty(), difference.c_str());
}

void FolderTest::namesInTheHubsCache()
{
    const auto nameIn = [this](const std::string &path) {
        ModelFolder::gpt2().write(folder() / path);
        return openModel(folder() / path)->name();
    };
    QCOMPARE(nameIn("models--ada--tiny/snapshots/0123456789abcdef"), std::string("ada/tiny"));
    QCOMPARE(nameIn("models--gpt2/snapshots/0123456789abcdef/"), std::string("gpt2"));
    QCOMPARE(nameIn("mine/snapshots/7"), std::string("7"));
    QCOMPARE(nameIn("models--x/other/7"), std::string("7"));
}

void FolderTest::prefixMakesNoDifference()
{
    ModelFolder::gpt2("").write(folder());
    const auto model = openModel(folder());
    QVERIFY(model->report().unused.empty());
    const std::string difference = firstDifference(*Engine(model).run({kText, {}, nullptr, {}}));
    QVERIFY2(difference.empty(), difference.c_str());
}

void FolderTest::buffersAreKnown()
{
    ModelFolder description = ModelFolder::gpt2();
    description.tensors["transformer.h.0.attn.bias"] = {1, 1, 6, 6};
    description.tensors["transformer.h.1.attn.masked_bias"] = {};
    description.write(folder());
    QVERIFY(openModel(folder())->report().unused.empty());
}

void FolderTest::unusedTensorsAreReported()
{
    ModelFolder description = ModelFolder::gpt2();
    description.tensors["transformer.h.2.ln_1.weight"] = {8};
    description.tensors["classifier.weight"] = {3, 8};
    description.write(folder());
    QCOMPARE(openModel(folder())->report().unused, (std::vector<std::string>{"classifier.weight", "transformer.h.2.ln_1.weight"}));
}

void FolderTest::outputOfItsOwn()
{
    ModelFolder description = ModelFolder::gpt2();
    description.write(folder() / "tied");
    description.tensors["lm_head.weight"] = {7, 8};
    description.write(folder() / "own");
    description.config["tie_word_embeddings"] = "true";
    description.write(folder() / "said tied");
    description.config["tie_word_embeddings"] = "false";
    description.write(folder() / "said own");

    QVERIFY(openModel(folder() / "tied")->config().tiedOutput);
    QVERIFY(!openModel(folder() / "own")->config().tiedOutput);
    // A matrix that is there counts, whatever is said, as in the official implementation.
    QVERIFY(!openModel(folder() / "said tied")->config().tiedOutput);
    QCOMPARE(openModel(folder() / "said tied")->report().notes.size(), std::size_t(1));
    QVERIFY(!sameBits(logitsOf(folder() / "tied").view, logitsOf(folder() / "own").view));
    QVERIFY(sameBits(logitsOf(folder() / "own").view, logitsOf(folder() / "said tied").view));
    QVERIFY(sameBits(logitsOf(folder() / "own").view, logitsOf(folder() / "said own").view));

    description.tensors.erase("lm_head.weight");
    description.write(folder() / "missing");
    QVERIFY(problemOf(folder() / "missing").contains("lm_head.weight"));
}

void FolderTest::unalignedDataIsCopied()
{
    ModelFolder description = ModelFolder::gpt2();
    description.write(folder() / "aligned");
    const Matrix aligned = logitsOf(folder() / "aligned");
    for (int padding : {1, 2, 3}) {
        description.headerPadding = padding;
        const std::filesystem::path target = folder() / std::to_string(padding);
        description.write(target);
        QVERIFY(sameBits(logitsOf(target).view, aligned.view));
    }
}

void FolderTest::halfNumbersAreConverted()
{
    ModelFolder description = ModelFolder::gpt2();
    description.write(folder() / "f32");
    for (const auto &[name, shape] : description.tensors)
        description.dtypes[name] = "F16";
    description.headerPadding = 1;
    description.write(folder() / "f16");
    const auto half = openModel(folder() / "f16");
    QCOMPARE(half->report().dtypes, std::vector<std::string>{"f16"});
    QCOMPARE(half->report().notes.size(), std::size_t(1));
    const auto keep = openModel(folder() / "f32");
    const MatrixView whole = *keep->weights().layer(1).mlpIn.weight.inPlace();
    QVERIFY(!half->weights().layer(1).mlpIn.weight.inPlace());
    const Matrix converted = half->weights().layer(1).mlpIn.weight.numbers(half);
    const MatrixView rounded = converted.view;
    QCOMPARE(rounded.rows, whole.rows);
    const double difference = largestDifference(whole, rounded, 8, 12);
    QVERIFY(difference > 0 && difference < 1e-3);
}

void FolderTest::activationsAndScaling()
{
    for (const char *activation : {"gelu", "gelu_new", "gelu_pytorch_tanh", "relu"})
        for (const char *scaled : {"true", "false"}) {
            ModelFolder description = ModelFolder::gpt2();
            description.config["activation_function"] = QString("\"%1\"").arg(activation).toStdString();
            description.config["scale_attn_weights"] = scaled;
            description.write(folder());
            const std::string difference = firstDifference(*Engine(openModel(folder())).run({kText, {}, nullptr, {}}));
            QVERIFY2(difference.empty(), difference.c_str());
        }
}

void FolderTest::brokenFields_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    const auto add = [](const char *field, const char *value) { QTest::addRow("%s = %s", field, value) << field << value; };
    for (const char *field : {"n_layer", "n_head", "n_embd", "n_inner", "vocab_size", "n_positions"})
        for (const char *value : {"0", "-1", "1000000000000", "99999999999999999999999", "2.5", "\"8\"", "[]", "1e300"})
            add(field, value);
    add("n_head", "3");
    add("n_head", "16");
    add("layer_norm_epsilon", "-1e-5");
    add("layer_norm_epsilon", "2");
    add("layer_norm_epsilon", "\"small\"");
    add("activation_function", "\"prelu\"");
    add("activation_function", "3");
    add("n_layer", "4097");
    add("n_embd", "16000000");
    add("scale_attn_by_inverse_layer_idx", "1");
    add("add_cross_attention", "true");
    add("scale_attn_weights", "\"yes\"");
    add("tie_word_embeddings", "1");
    add("model_type", "\"gpt7\"");
    add("model_type", "null");
    add("quantization_config", R"({"quant_method": "gptq", "bits": 4})");
    for (const char *value : {"NaN", "Infinity", "-Infinity", "1e999", "-99999999999999999999999"}) // as Python writes and reads them
        for (const char *field : {"layer_norm_epsilon", "n_layer", "vocab_size"})
            add(field, value);
}

void FolderTest::brokenFields()
{
    QFETCH(QString, field);
    QFETCH(QString, value);
    ModelFolder description = ModelFolder::gpt2();
    description.config[field.toStdString()] = value.toStdString();
    description.write(folder());
    const QString problem = problemOf(folder());
    QVERIFY(!problem.isEmpty());
    QVERIFY2(problem.contains("config.json"), qPrintable(problem));
    QVERIFY2(problem.contains(field) || problem.contains("model type"), qPrintable(problem));
}

void FolderTest::brokenTensors_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("named");
    // Sizes that disagree with the tensors: the message has both shapes, and nothing was allocated for the wrong one.
    const auto add = [](const char *field, const char *value, const char *named) {
        QTest::addRow("%s = %s", field, value) << field << value << named;
    };
    add("vocab_size", "8", "[7, 8]");
    add("vocab_size", "16000000", "[16000000, 8]");
    add("n_positions", "16000000", "[16000000, 8]");
    add("n_layer", "4096", "h.2.");
    add("n_layer", "3", "h.2.");
    add("n_embd", "16", "[7, 16]");
    add("n_embd", "16000", "[7, 16000]");
    add("n_inner", "13", "[8, 13]");
}

void FolderTest::brokenTensors()
{
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(QString, named);
    ModelFolder description = ModelFolder::gpt2();
    description.config[field.toStdString()] = value.toStdString();
    description.write(folder());
    const QString problem = problemOf(folder());
    QVERIFY2(problem.contains(named), qPrintable(problem));
}

void FolderTest::brokenFiles()
{
    const ModelFolder good = ModelFolder::gpt2();
    for (const auto &[name, shape] : good.tensors) {
        ModelFolder description = good;
        description.tensors.erase(name);
        description.write(folder());
        QVERIFY2(problemOf(folder()).contains(QString::fromStdString(name.ends_with("wte.weight") ? "wte.weight" : name)),
            qPrintable(problemOf(folder())));

        description = good;
        description.tensors[name].push_back(1);
        description.write(folder());
        QVERIFY(problemOf(folder()).contains(QString::fromStdString(name)));

        description = good;
        description.dtypes[name] = "I64";
        description.write(folder());
        QVERIFY(problemOf(folder()).contains(QString::fromStdString(name)) && problemOf(folder()).contains("I64"));
    }
    good.write(folder());
    QVERIFY(problemOf(folder()).isEmpty());
    for (const char *file : {"config.json", "model.safetensors", "tokenizer.json"}) {
        good.write(folder());
        std::filesystem::resize_file(folder() / file, std::filesystem::file_size(folder() / file) / 2);
        QVERIFY2(problemOf(folder()).contains(file), file);
        std::filesystem::remove(folder() / file);
        QVERIFY2(problemOf(folder()).contains(file), file);
    }
    good.write(folder());
    std::ofstream(folder() / "config.json") << "[1]";
    QVERIFY(problemOf(folder()).contains("config.json"));
    QVERIFY(!problemOf(folder() / "nowhere").isEmpty());
}

void FolderTest::tokenizerTooLarge()
{
    ModelFolder description = ModelFolder::gpt2();
    description.words = 8;
    description.write(folder());
    const std::vector<std::string> notes = openModel(folder())->report().notes;
    QCOMPARE(notes.size(), std::size_t(1));
    QVERIFY(notes[0].find("8 entries") != std::string::npos && notes[0].find('7') != std::string::npos);
}

QTEST_APPLESS_MAIN(FolderTest)
#include "folder_test.moc"
