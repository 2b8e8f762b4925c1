// GGUF files as models: the same numbers as the folders they were made from, and block-quantised matrices as good as the numbers they stand
// for.

#include "src/engine.h"
#include "src/error.h"
#include "src/formats/gguf.h"
#include "src/tensor/dtype.h"
#include "tests/src/formats/gguf_file.h"
#include "tests/support/comparison.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <fstream>
#include <random>

using namespace headscope;

namespace {

const std::filesystem::path kReference = sourcePath("tests/reference");
const std::string kText = "The mill by the water";

// Rows of q and k lie in another order in llama files, so their products are summed in another order.
constexpr double kTolerance = 1e-5;

bool isOfQueriesOrKeys(Stage stage)
{
    return stage == Stage::q || stage == Stage::k || stage == Stage::rotatedQ || stage == Stage::rotatedK;
}

// Largest difference of all stages that can be compared, relative to numbers above 1.
double largestDifference(const Trace &a, const Trace &b, bool otherOrder)
{
    double largest = 0;
    for (int layer = 0; layer < a.config().layers; ++layer)
        for (const Stage stage : a.config().stages(layer)) {
            if (otherOrder && isOfQueriesOrKeys(stage))
                continue;
            const int heads = stageInfo(stage).scope == StageScope::head ? a.config().heads : 1;
            for (int head = 0; head < heads; ++head) {
                const Matrix x = a.matrix({stage, layer, head});
                const Matrix y = b.matrix({stage, layer, head});
                for (int row = 0; row < x.rows(); ++row)
                    for (int col = 0; col < x.cols(); ++col)
                        if (x(row, col) != y(row, col)) // also −∞
                            largest = std::max(
                                largest, std::abs(double(x(row, col)) - y(row, col)) / std::max(1.0, std::abs(double(y(row, col)))));
            }
        }
    return largest;
}

// A GPT-2 of one layer, 4 heads, width and inner width 256, 40 pieces, 16 positions, its matrices in blocks or as the f32 numbers that
// the blocks stand for.
class SmallGguf {
public:
    SmallGguf(std::uint32_t type, DType dtype, bool quantised)
        : m_type(type)
        , m_dtype(dtype)
        , m_quantised(quantised)
    {
    }

    std::string bytes()
    {
        matrix("token_embd.weight", 40);
        floats("position_embd.weight", 16);
        for (const char *norm : {"output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"})
            for (const char *part : {".weight", ".bias"})
                floats(std::string(norm) + part, 0);
        for (const auto &[name, out] : {std::pair{"attn_qkv", 768}, {"attn_output", 256}, {"ffn_up", 256}, {"ffn_down", 256}}) {
            matrix(std::string("blk.0.") + name + ".weight", out);
            vector(std::string("blk.0.") + name + ".bias", out);
        }
        GgufBytes file;
        file.start(m_tensors.size(), 8);
        file.key("general.architecture", "gpt2").key("gpt2.embedding_length", 256).key("gpt2.block_count", 1);
        file.key("gpt2.feed_forward_length", 256).key("gpt2.attention.head_count", 4).key("gpt2.context_length", 16);
        file.key("general.name", "small").key("general.alignment", 32);
        std::uint64_t offset = 0;
        for (const Tensor &tensor : m_tensors) {
            file.text(tensor.name).u32(tensor.rows == 0 ? 1 : 2).u64(tensor.cols);
            if (tensor.rows > 0)
                file.u64(tensor.rows);
            file.u32(tensor.type).u64(offset);
            offset += (tensor.bytes.size() + 31) / 32 * 32;
        }
        file.pad();
        for (const Tensor &tensor : m_tensors)
            file.raw(tensor.bytes).pad();
        return file.bytes();
    }

private:
    struct Tensor {
        std::string name;
        std::uint64_t cols;
        std::uint64_t rows; // 0: a vector
        std::uint32_t type;
        std::string bytes;
    };

    static std::string bytesOf(const std::vector<float> &numbers)
    {
        return {reinterpret_cast<const char *>(numbers.data()), numbers.size() * sizeof(float)};
    }

    void floats(const std::string &name, std::uint64_t rows) { numbers(name, 256, rows); }
    void vector(const std::string &name, int count) { numbers(name, static_cast<std::uint64_t>(count), 0); }

    void numbers(const std::string &name, std::uint64_t cols, std::uint64_t rows)
    {
        std::vector<float> values(cols * std::max<std::uint64_t>(rows, 1));
        for (float &value : values)
            value = m_normal(m_random);
        m_tensors.push_back({name, cols, rows, 0, bytesOf(values)});
    }

    void matrix(const std::string &name, int rows)
    {
        const std::size_t count = static_cast<std::size_t>(rows) * 256;
        std::string blocks(headscope::bytesOf(m_dtype, count), 0);
        for (char &byte : blocks)
            byte = static_cast<char>(m_random());
        // Scales of a sensible size, wherever the type keeps them.
        const std::size_t block = blockBytes(m_dtype);
        const std::uint16_t scale = halfFromFloat(m_dtype == DType::q6_k ? 2e-5f
                : m_dtype == DType::q4_k                                 ? 1e-4f
                : m_dtype == DType::q4_0                                 ? 8e-3f
                                                                         : 5e-4f);
        for (std::size_t at = 0; at < blocks.size(); at += block) {
            std::memcpy(blocks.data() + at + (m_dtype == DType::q6_k ? 208 : 0), &scale, sizeof scale);
            if (m_dtype == DType::q4_k)
                std::memcpy(blocks.data() + at + 2, &scale, sizeof scale);
        }
        if (m_quantised) {
            m_tensors.push_back({name, 256, static_cast<std::uint64_t>(rows), m_type, blocks});
            return;
        }
        std::vector<float> values(count);
        toFloats(m_dtype, std::as_bytes(std::span(blocks)), values);
        m_tensors.push_back({name, 256, static_cast<std::uint64_t>(rows), 0, bytesOf(values)});
    }

    std::uint32_t m_type;
    DType m_dtype;
    bool m_quantised;
    std::mt19937 m_random{7};
    std::normal_distribution<float> m_normal{0, 0.5f};
    std::vector<Tensor> m_tensors;
};

void writeFolder(const std::filesystem::path &folder, const std::string &gguf, const std::filesystem::path &tokenizer)
{
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "model.gguf", std::ios::binary) << gguf;
    std::filesystem::copy_file(tokenizer, folder / "tokenizer.json");
}

} // namespace

class GgufModelsTest : public QObject {
    Q_OBJECT

private slots:
    void sameAsTheFolder_data();
    void sameAsTheFolder();
    void quantised_data();
    void quantised();
    void rotaryFactors();
};

void GgufModelsTest::sameAsTheFolder_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("folder");
    QTest::newRow("llama") << "llama.gguf"
                           << "families/llama";
    QTest::newRow("llama3") << "llama3.gguf"
                            << "families/llama3";
    QTest::newRow("gpt2") << "gpt2.gguf"
                          << "gpt2_tiny_f16";
}

void GgufModelsTest::sameAsTheFolder()
{
    QFETCH(QString, file);
    QFETCH(QString, folder);
    const QTemporaryDir temporary;
    const std::filesystem::path copy = temporary.path().toStdString();
    const std::filesystem::path original = kReference / folder.toStdString();
    std::filesystem::copy_file(kReference / "checkpoints" / file.toStdString(), copy / "model.gguf");
    std::filesystem::copy_file(original / "tokenizer.json", copy / "tokenizer.json");

    const auto model = openModel(copy);
    const auto expected = openModel(original);
    QVERIFY(model->report().unused.empty());
    QVERIFY2(model->report().unknownFields.empty(), model->report().unknownFields.empty() ? "" : model->report().unknownFields[0].c_str());
    QCOMPARE(model->config().family, expected->config().family);
    QCOMPARE(model->config().context, expected->config().context);
    QCOMPARE(model->config().endOfText, expected->config().endOfText);
    const auto trace = Engine(model).run({.text = kText});
    const auto theirs = Engine(expected).run({.text = kText});
    QVERIFY(trace->tokenCount() > 4);
    QCOMPARE_LE(largestDifference(*trace, *theirs, file != "gpt2.gguf"), kTolerance);

    // Opened by its own path it is the same model.
    QCOMPARE(openModel(copy / "model.gguf")->config().width, expected->config().width);
}

void GgufModelsTest::quantised_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("dtype");
    QTest::newRow("Q4_0") << 2 << static_cast<int>(DType::q4_0);
    QTest::newRow("Q8_0") << 8 << static_cast<int>(DType::q8_0);
    QTest::newRow("Q4_K") << 12 << static_cast<int>(DType::q4_k);
    QTest::newRow("Q6_K") << 14 << static_cast<int>(DType::q6_k);
}

void GgufModelsTest::quantised()
{
    QFETCH(int, type);
    QFETCH(int, dtype);
    const QTemporaryDir temporary;
    const std::filesystem::path folder = temporary.path().toStdString();
    const std::filesystem::path words = kReference / "tokenizers/wordlevel/tokenizer.json";
    const auto number = static_cast<std::uint32_t>(type);
    writeFolder(folder / "blocks", SmallGguf(number, static_cast<DType>(dtype), true).bytes(), words);
    writeFolder(folder / "numbers", SmallGguf(number, static_cast<DType>(dtype), false).bytes(), words);
    const auto blocks = openModel(folder / "blocks");
    QVERIFY(blocks->report().bytes < openModel(folder / "numbers")->report().bytes / 2);
    const auto trace = Engine(blocks).run({.text = kText});
    const auto theirs = Engine(openModel(folder / "numbers")).run({.text = kText});
    QVERIFY(trace->tokenCount() > 3);
    QCOMPARE_LE(largestDifference(*trace, *theirs, false), kTolerance);
    // Numbers that are worth comparing.
    const Matrix scores = trace->matrix({Stage::rawScores, 0, 0});
    QVERIFY(std::abs(scores(1, 0)) > 1e-3 && std::isfinite(scores(1, 0)));
}

void GgufModelsTest::rotaryFactors()
{
    const auto model = openModel(kReference / "families/llama3");
    const QTemporaryDir temporary;
    const std::filesystem::path copy = temporary.path().toStdString();
    std::filesystem::copy_file(kReference / "checkpoints/llama3.gguf", copy / "model.gguf");
    std::filesystem::copy_file(kReference / "families/llama3/tokenizer.json", copy / "tokenizer.json");
    const auto file = openModel(copy);
    const Rotary &ours = file->config().layer(1).rotary;
    const Rotary &theirs = model->config().layer(1).rotary;
    QCOMPARE(ours.pairing, RotaryPairing::neighbours);
    QCOMPARE(ours.dims, theirs.dims);
    for (std::size_t i = 0; i < ours.frequencies.size(); ++i)
        QVERIFY(std::abs(ours.frequencies[i] - theirs.frequencies[i]) <= 5e-7f * theirs.frequencies[i]);
}

QTEST_APPLESS_MAIN(GgufModelsTest)
#include "gguf_models_test.moc"
