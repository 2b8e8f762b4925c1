// Which files of real repositories' lists are taken.
#include "ui/hub/needed_files.h"

#include <QtTest>

using namespace headscope;

class NeededFilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneFormOfWeights_data();
    void oneFormOfWeights();
    void oneGgufIsProposed_data();
    void oneGgufIsProposed();
    void roles();
    void thousandsOfFiles();

private:
    static HubRepository repository(const QString &names);
    static QString chosen(const NeededFiles &needed, HubFileRole role);
};

void NeededFilesTest::thousandsOfFiles()
{
    HubRepository many;
    qint64 bytes = 0;
    for (int i = 0; i < 100'000; ++i)
        many.files.append({QStringLiteral("model-%1-%2.gguf").arg(i).arg(QLatin1String(i == 77'777 ? "Q8_0" : "Q2_K")), qint64{1} << 46, {}});
    const NeededFiles needed = neededFiles(many);
    QCOMPARE(chosen(needed, HubFileRole::weights), QStringLiteral("model-77777-Q8_0.gguf"));
    for (const NeededFile &file : needed.files)
        bytes += file.file.size;
    QVERIFY(bytes > 0);
}

HubRepository NeededFilesTest::repository(const QString &names)
{
    HubRepository repository;
    for (const QString &name : names.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        repository.files.append({name, 10, {}});
    return repository;
}

QString NeededFilesTest::chosen(const NeededFiles &needed, HubFileRole role)
{
    QStringList names;
    for (const NeededFile &file : needed.files)
        if (file.role == role && file.chosen)
            names.append(file.file.name);
    return names.join(QLatin1Char(' '));
}

void NeededFilesTest::oneFormOfWeights_data()
{
    QTest::addColumn<QString>("files");
    QTest::addColumn<QString>("weights");
    const auto row = [](const char *name, const char *files, const char *weights) {
        QTest::newRow(name) << QString::fromLatin1(files) << QString::fromLatin1(weights);
    };
    row("single", "pytorch_model.bin model.safetensors model-00001-of-00001.safetensors tf_model.h5 x.gguf", "model.safetensors");
    row("shards",
        "model-00002-of-00002.safetensors pytorch_model.bin model.safetensors.index.json model-00001-of-00002.safetensors "
        "model.fp16-00001-of-00002.safetensors",
        "model.safetensors.index.json model-00001-of-00002.safetensors model-00002-of-00002.safetensors");
    row("index without shards", "model.safetensors.index.json pytorch_model.bin", "pytorch_model.bin");
    row("pickle", "pytorch_model.bin flax_model.msgpack model.onnx", "pytorch_model.bin");
    row("pickle shards", "pytorch_model-00001-of-00001.bin pytorch_model.bin.index.json optimizer.bin",
        "pytorch_model.bin.index.json pytorch_model-00001-of-00001.bin");
    row("gguf", "config.json model.GGUF", "model.GGUF");
    row("in folders", "onnx/model.safetensors original/pytorch_model.bin 0_Pooling/x.gguf", "");
    row("none", "README.md adapter_model.safetensors", "");
}

void NeededFilesTest::oneFormOfWeights()
{
    QFETCH(QString, files);
    const NeededFiles needed = neededFiles(repository(files));
    QTEST(chosen(needed, HubFileRole::weights), "weights");
    QCOMPARE(needed.hasWeights, !chosen(needed, HubFileRole::weights).isEmpty());
    QCOMPARE(needed.others + needed.files.size(), files.split(QLatin1Char(' ')).size());
}

void NeededFilesTest::oneGgufIsProposed_data()
{
    QTest::addColumn<QString>("files");
    QTest::addColumn<QString>("proposed");
    const auto row = [](const char *files, const char *proposed) {
        QTest::newRow(files) << QString::fromLatin1(files) << QString::fromLatin1(proposed);
    };
    row("m-F16.gguf m-Q8_0.gguf m-Q4_K_M.gguf", "m-Q8_0.gguf");
    row("m.Q5_K_M.gguf m.Q4_K_S.gguf m.Q6_K.gguf", "m.Q6_K.gguf");
    row("m-IQ2_XS.gguf m-bf16.gguf", "m-bf16.gguf");
    row("one.gguf", "one.gguf");
}

void NeededFilesTest::oneGgufIsProposed()
{
    QFETCH(QString, files);
    const NeededFiles needed = neededFiles(repository(files));
    QTEST(chosen(needed, HubFileRole::weights), "proposed");
    for (const NeededFile &file : needed.files)
        QCOMPARE(file.isAlternative, needed.files.size() > 1);
}

void NeededFilesTest::roles()
{
    const NeededFiles needed = neededFiles(
        repository(QStringLiteral("vocab.txt tokenizer.json spiece.model source.spm merges.txt vocab.json added_tokens.json "
                                  "special_tokens_map.json tokenizer_config.json "
                                  "generation_config.json config.json model.safetensors README.md training_args.bin adapter_config.json")));
    QCOMPARE(chosen(needed, HubFileRole::configuration), QStringLiteral("config.json generation_config.json"));
    QCOMPARE(chosen(needed, HubFileRole::tokenizer),
        QStringLiteral("added_tokens.json merges.txt source.spm special_tokens_map.json spiece.model tokenizer.json tokenizer_config.json "
                       "vocab.json vocab.txt"));
    QVERIFY(needed.hasConfiguration);
    QVERIFY(needed.hasWeights);
    QCOMPARE(needed.others, 3);
    QVERIFY(!neededFiles(repository(QStringLiteral("generation_config.json x.gguf"))).hasConfiguration);
}

QTEST_GUILESS_MAIN(NeededFilesTest)
#include "needed_files_test.moc"
