#include "src/formats/safetensors.h"
#include "src/formats/safetensors_writer.h"
#include "tests/src/formats/error_of.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class SafetensorsWriterTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string m_path = m_folder.filePath("x.safetensors").toStdString();

private slots:
    void readsBack()
    {
        const std::vector<float> weights{1, 2, 3, 4, 5, 6};
        const std::vector<float> bias{-0.5f};
        const std::vector<FloatTensor> tensors{{"w \"1\"", {2, 3}, weights}, {"b", {}, bias}, {"none", {0, 4}, {}}};
        writeSafetensors(m_path, tensors, {{"made by", "Headscope\n"}});
        const auto file = SafetensorsFile::open(m_path);
        QCOMPARE(file->metadata().at("made by"), std::string("Headscope\n"));
        QCOMPARE(file->tensors().size(), std::size_t{3});
        for (const FloatTensor &written : tensors) {
            const StoredTensor *read = file->find(written.name);
            QVERIFY(read);
            QCOMPARE(read->dtype, DType::f32);
            QCOMPARE(read->shape, written.shape);
            std::vector<float> values(read->count());
            toFloats(read->dtype, read->bytes, values);
            QCOMPARE(values, std::vector<float>(written.values.begin(), written.values.end()));
            QCOMPARE(reinterpret_cast<std::uintptr_t>(read->bytes.data()) % 4, std::uintptr_t{0});
        }
    }

    void noTensors()
    {
        writeSafetensors(m_path, {});
        QVERIFY(SafetensorsFile::open(m_path)->tensors().empty());
    }

    void refusesWhatCannotBeReadBack()
    {
        const std::vector<float> values{1, 2};
        QVERIFY_ERROR(writeSafetensors(m_path, std::vector<FloatTensor>{{"a", {2}, values}, {"a", {2}, values}}), "named “a”");
        QVERIFY_ERROR(writeSafetensors(m_path, std::vector<FloatTensor>{{"__metadata__", {2}, values}}), "__metadata__");
        QVERIFY_ERROR(writeSafetensors(m_path, std::vector<FloatTensor>{{"a", {3}, values}}), "tensor “a”: the shape [3]");
        QVERIFY_ERROR(writeSafetensors(m_folder.filePath("no/x").toStdString(), {}), "cannot be written");
    }
};

QTEST_APPLESS_MAIN(SafetensorsWriterTest)
#include "safetensors_writer_test.moc"
