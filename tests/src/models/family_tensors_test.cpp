// A folder that lacks a tensor, or has it in another shape: never opened with numbers made up in its place.

#include "src/engine.h"
#include "src/error.h"
#include "src/formats/checkpoint.h"
#include "src/formats/json_writer.h"
#include "tests/support/family_folders.h"
#include "tests/support/recording.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <fstream>

using namespace headscope;

namespace {

struct Tensor {
    std::string name;
    DType dtype;
    std::vector<std::int64_t> shape;
    std::string bytes;
};

std::vector<Tensor> tensorsOf(const std::filesystem::path &folder)
{
    const Checkpoint checkpoint = Checkpoint::open(folder);
    std::vector<Tensor> tensors;
    for (const StoredTensor &stored : checkpoint.tensors())
        tensors.push_back(
            {stored.name, stored.dtype, stored.shape, {reinterpret_cast<const char *>(stored.bytes.data()), stored.bytes.size()}});
    return tensors;
}

// All in one file, in whatever number formats they have.
void writeTensors(const std::filesystem::path &path, const std::vector<Tensor> &tensors)
{
    JsonWriter header;
    std::string data;
    header.beginObject();
    for (const Tensor &tensor : tensors) {
        header.key(tensor.name).beginObject().key("dtype").value(nameOf(tensor.dtype)).key("shape").beginArray();
        for (const std::int64_t size : tensor.shape)
            header.value(size);
        header.endArray().key("data_offsets").beginArray().value(data.size()).value(data.size() + tensor.bytes.size()).endArray();
        header.endObject();
        data += tensor.bytes;
    }
    header.endObject();
    const std::string text = header.text() + std::string((8 - header.text().size() % 8) % 8, ' ');
    const std::uint64_t length = text.size();
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char *>(&length), sizeof length);
    file << text << data;
}

// Everything but the weights.
void copyFolder(const std::filesystem::path &from, const std::filesystem::path &to)
{
    for (const auto &entry : std::filesystem::directory_iterator(from))
        if (const std::string name = entry.path().filename().string(); name.ends_with(".json") && !name.ends_with(".index.json"))
            std::filesystem::copy_file(entry.path(), to / name);
}

// The message of the Error, or nothing if the folder opens.
QString refusal(const std::filesystem::path &folder)
{
    try {
        openModel(folder);
    } catch (const Error &error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

// What the whole model comes to: the last numbers of every kind that it has.
std::vector<float> outcome(const std::filesystem::path &folder, const RunRequest &request)
{
    const auto trace = Engine(openModel(folder)).run(request);
    std::vector<float> numbers;
    for (const Stage stage : {Stage::residualAfter, Stage::logits, Stage::pooled, Stage::classLogits}) {
        const StageKey key{stage, trace->config().layers - 1, 0};
        if (!trace->has(stage, key.layer))
            continue;
        const Matrix matrix = trace->matrix(key);
        for (int row = 0; row < matrix.rows(); ++row)
            for (int col = 0; col < matrix.cols(); ++col)
                numbers.push_back(matrix(row, col));
    }
    return numbers;
}

} // namespace

class FamilyTensorsTest : public QObject {
    Q_OBJECT

private slots:
    void brokenTensors_data();
    void brokenTensors();
};

void FamilyTensorsTest::brokenTensors_data()
{
    QTest::addColumn<QString>("family");
    for (const std::string &name : familyFolders())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

// Each tensor in turn: without it the folder is refused by name, unless the same comes out without it. With one row too many it is
// refused by name too.
void FamilyTensorsTest::brokenTensors()
{
    QFETCH(QString, family);

    const std::filesystem::path folder = kFamilyFolders / family.toStdString();
    const Recording recording(folder / "expected_full.safetensors");
    RunRequest request;
    request.text = recording.word("text");
    request.target = recording.word("target");
    const std::vector<float> whole = outcome(folder, request);
    const std::vector<Tensor> tensors = tensorsOf(folder);
    const QTemporaryDir temporary;
    const std::filesystem::path broken = temporary.path().toStdString();
    copyFolder(folder, broken);

    int needed = 0;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const char *name = tensors[i].name.c_str();
        std::vector<Tensor> changed = tensors;
        changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
        writeTensors(broken / "model.safetensors", changed);
        const QString without = refusal(broken);
        if (without.isEmpty()) {
            QVERIFY2(outcome(broken, request) == whole, qPrintable(QString("opens without %1, and computes something else").arg(name)));
            continue;
        }
        ++needed;
        QVERIFY2(without.contains(name), qPrintable(QString("without %1: %2").arg(name, without)));

        changed = tensors;
        QVERIFY2(!tensors[i].shape.empty(), name);
        const std::size_t row = tensors[i].bytes.size() / static_cast<std::size_t>(tensors[i].shape.front());
        ++changed[i].shape.front();
        changed[i].bytes.append(row, '\0');
        writeTensors(broken / "model.safetensors", changed);
        const QString longer = refusal(broken);
        QVERIFY2(longer.contains(name), qPrintable(QString("%1 one longer: %2").arg(name, longer)));
    }
    QVERIFY2(needed >= 15, qPrintable(QString("only %1 tensors are needed").arg(needed)));
}

QTEST_APPLESS_MAIN(FamilyTensorsTest)
#include "family_tensors_test.moc"
