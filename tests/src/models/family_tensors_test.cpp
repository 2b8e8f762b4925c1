// A folder that lacks a tensor, or has it in another shape: never opened with numbers made up in its place.

#include "src/engine.h"
#include "src/error.h"
#include "src/formats/checkpoint.h"
#include "src/formats/json_writer.h"
#include "tests/support/family_folders.h"
#include "tests/support/recording.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace headscope;

namespace {

// One file with all tensors of a folder. What its header says of one of them can be changed; the data stays as it is.
class ChangingFile {
public:
    ChangingFile(const std::filesystem::path &folder, std::filesystem::path path)
        : m_path(std::move(path))
        , m_checkpoint(Checkpoint::open(folder))
        , m_headerBytes(header({}, {}).size() + 64)
    {
        std::ofstream file(m_path, std::ios::binary);
        file << start(header({}, {}));
        for (const StoredTensor &tensor : tensors())
            file.write(reinterpret_cast<const char *>(tensor.bytes.data()), static_cast<std::streamsize>(tensor.bytes.size()));
    }

    const std::vector<StoredTensor> &tensors() const { return m_checkpoint.tensors(); }
    /// Under this name there is nothing any more: the data is called "other".
    void without(const std::string &name) { write(header(name, {})); }
    /// The same numbers in another shape.
    void reshaped(const std::string &name, const std::vector<std::int64_t> &shape) { write(header(name, shape)); }

private:
    std::string header(const std::string &changed, const std::vector<std::int64_t> &shape) const
    {
        JsonWriter json;
        std::size_t at = 0;
        json.beginObject();
        for (const StoredTensor &tensor : tensors()) {
            const bool isChanged = tensor.name == changed;
            json.key(isChanged && shape.empty() ? "other" : tensor.name).beginObject();
            json.key("dtype").value(nameOf(tensor.dtype)).key("shape").beginArray();
            for (const std::int64_t size : isChanged && !shape.empty() ? shape : tensor.shape)
                json.value(size);
            json.endArray().key("data_offsets").beginArray().value(at).value(at + tensor.bytes.size()).endArray().endObject();
            at += tensor.bytes.size();
        }
        return json.endObject().text();
    }
    std::string start(std::string header) const
    {
        header.resize(m_headerBytes, ' ');
        const std::uint64_t length = header.size();
        return std::string(reinterpret_cast<const char *>(&length), sizeof length) + header;
    }
    void write(const std::string &header) const
    {
        std::fstream file(m_path, std::ios::binary | std::ios::in | std::ios::out);
        file << start(header);
    }

    std::filesystem::path m_path;
    Checkpoint m_checkpoint;
    std::size_t m_headerBytes;
};

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

// Each tensor in turn: without it the folder is refused by name, unless the same comes out without it. In another shape it is refused by
// name too.
void FamilyTensorsTest::brokenTensors()
{
    QFETCH(QString, family);

    const std::filesystem::path folder = kFamilyFolders / family.toStdString();
    const Recording recording(folder / "expected_full.safetensors");
    RunRequest request;
    request.text = recording.word("text");
    request.target = recording.word("target");
    const QTemporaryDir temporary;
    const std::filesystem::path broken = temporary.path().toStdString();
    copyFolder(folder, broken);
    ChangingFile file(folder, broken / "model.safetensors");
    const std::vector<float> whole = outcome(broken, request);
    QVERIFY(whole == outcome(folder, request));

    int needed = 0;
    for (const StoredTensor &tensor : file.tensors()) {
        const char *name = tensor.name.c_str();
        file.without(tensor.name);
        const QString without = refusal(broken);
        if (without.isEmpty()) {
            QVERIFY2(outcome(broken, request) == whole, qPrintable(QString("opens without %1, and computes something else").arg(name)));
            continue;
        }
        ++needed;
        QVERIFY2(without.contains(name), qPrintable(QString("without %1: %2").arg(name, without)));

        const std::int64_t count = static_cast<std::int64_t>(tensor.count());
        file.reshaped(tensor.name, tensor.shape.size() == 1 ? std::vector<std::int64_t>{count, 1} : std::vector<std::int64_t>{count});
        const QString reshaped = refusal(broken);
        QVERIFY2(reshaped.contains(name), qPrintable(QString("%1 in another shape: %2").arg(name, reshaped)));
    }
    QVERIFY2(needed >= 9, qPrintable(QString("only %1 tensors are needed").arg(needed)));
}

QTEST_APPLESS_MAIN(FamilyTensorsTest)
#include "family_tensors_test.moc"
