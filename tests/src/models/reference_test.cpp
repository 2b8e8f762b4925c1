// Models against what the official implementations computed: every stage of a small random GPT-2 (tests/reference), its f16 and
// sharded bf16 copies, and the built-in Storyteller.

#include "src/engine.h"
#include "src/error.h"
#include "tests/support/comparison.h"
#include "tests/support/recording.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>

#include <map>

using namespace headscope;

namespace {

const std::filesystem::path kReference = sourcePath("tests/reference");

// Weights within 1e-5, all others within 1e-4 absolute. The recordings are float32 too, and themselves up to 2.2e-5 (raw scores)
// from a float64 run: MANIFEST.json has that rounding by tensor.
double tolerance(Stage stage)
{
    return stage == Stage::weights ? 1e-5 : 1e-4;
}

std::string idsText(const Trace &trace)
{
    std::string text = "[";
    for (const Token &token : trace.tokens())
        text += (text.size() > 1 ? ", " : "") + std::to_string(token.id);
    return text + "]";
}

} // namespace

class ReferenceTest : public QObject {
    Q_OBJECT

private slots:
    void everyStage_data();
    void everyStage();
};

void ReferenceTest::everyStage_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("recording");
    QTest::addColumn<int>("tensors");

    const QString tiny = "tests/reference/gpt2_tiny";
    const int all = 4 + 3 * 16;
    for (const char *text : {"single", "ordinary", "unicode", "full"})
        QTest::newRow(text) << tiny << QString("gpt2_tiny/expected_%1.safetensors").arg(text) << all;
    QTest::newRow("f16") << tiny + "_f16"
                         << "gpt2_tiny_f16/expected_ordinary.safetensors" << 1;
    QTest::newRow("bf16 in shards") << tiny + "_bf16_sharded"
                                    << "gpt2_tiny_bf16_sharded/expected_ordinary.safetensors" << 1;
    QTest::newRow("storyteller") << "resources/models/storyteller"
                                 << "storyteller/expected_sentence.safetensors" << 1 + 4 * 2;
}

void ReferenceTest::everyStage()
{
    QFETCH(QString, model);
    QFETCH(QString, recording);
    QFETCH(int, tensors);

    const auto file = SafetensorsFile::open(kReference / recording.toStdString());
    // A model that was trained further needs a new recording.
    if (const auto recordedFrom = file->metadata().find("model_sha256"); recordedFrom != file->metadata().end()) {
        QFile weights(sourcePath((model + "/model.safetensors").toStdString()));
        QVERIFY(weights.open(QIODevice::ReadOnly));
        QCryptographicHash hash(QCryptographicHash::Sha256);
        QVERIFY(hash.addData(&weights));
        QVERIFY2(hash.result().toHex().toStdString() == recordedFrom->second,
            "the weights are not those of the recording: run tests/reference/make_reference.py again");
    }
    Engine engine(openModel(sourcePath(model.toStdString())));
    const auto trace = engine.run({file->metadata().at("text"), {}, nullptr, {}});
    // A text longer than the context was cut before recording.
    QCOMPARE(idsText(*trace), file->metadata().at("ids"));

    std::map<std::string, double> differences;
    int compared = 0;
    for (const StoredTensor &tensor : file->tensors()) {
        std::string name = tensor.name;
        StageKey key;
        if (name.starts_with("blocks.")) {
            const std::size_t dot = name.find('.', 7);
            key.layer = std::stoi(name.substr(7, dot - 7));
            name = name.substr(dot + 1);
        }
        const bool lastOnly = name == "logits_last";
        const auto stage = lastOnly ? Stage::logits : stageNamed(name);
        QVERIFY2(stage, name.c_str());
        key.stage = *stage;
        const StageInfo &info = stageInfo(*stage);
        const int heads = info.scope == StageScope::head ? engine.model().config().heads : 1;
        for (key.head = 0; key.head < heads; ++key.head) {
            const Matrix ours = lastOnly ? trace->rows(key, trace->tokenCount() - 1, 1) : trace->matrix(key);
            const RecordedMatrix theirs = recordedMatrix(tensor, info, key.head, heads);
            QCOMPARE(ours.rows(), theirs.rows);
            QCOMPARE(ours.cols(), theirs.cols);
            const double difference = largestDifference(ours, theirs, ours.rows(), ours.cols());
            differences[name] = std::max(differences[name], difference);
            QVERIFY2(difference <= tolerance(*stage), qPrintable(QString("%1: %2").arg(tensor.name.c_str()).arg(difference)));
        }
        ++compared;
    }
    QCOMPARE(compared, tensors);
    for (const auto &[name, difference] : differences)
        qInfo("%-28s largest difference %.1e", name.c_str(), difference);
}

QTEST_APPLESS_MAIN(ReferenceTest)
#include "reference_test.moc"
