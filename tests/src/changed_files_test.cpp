// Another program shortens, rewrites, replaces or removes a model's file while it is open here and runs go on: numbers are those of the
// file that was opened, to the bit, or there are none.
#include "src/engine.h"
#include "src/lens/logit_contributions.h"
#include "src/lens/logit_lens.h"
#include "src/models/weights.h"
#include "src/scores/value_output.h"
#include "src/trace/explain.h"
#include "src/trace/product.h"
#include "tests/src/formats/error_of.h"
#include "tests/support/model_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <vector>

using namespace headscope;

namespace {

const std::string kText = "w0 w1 w2 w3 w4 w3 w2";
constexpr const char *kChanged = "model.safetensors: another program changed the file";

/// Larger than what is copied when it is opened, and still quick to run.
ModelFolder largeFolder(const std::string &type)
{
    ModelFolder::Sizes sizes;
    sizes.layers = 2;
    sizes.width = 64;
    sizes.inner = type == "F32" ? 26'000 : 52'000;
    ModelFolder folder = ModelFolder::llama(sizes);
    for (const auto &[name, shape] : folder.tensors)
        folder.dtypes[name] = type;
    return folder;
}

std::vector<float> numbersOf(const Matrix &matrix)
{
    std::vector<float> numbers;
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c)
            numbers.push_back(matrix(r, c));
    return numbers;
}

std::vector<float> logitsOf(const Trace &trace)
{
    return numbersOf(trace.matrix({Stage::logits, 1, 0}));
}

} // namespace

class ChangedFilesTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void rewrittenInPlace_data() { types(); }
    void rewrittenInPlace();
    void shortenedWhileRunsGoOn_data() { types(); }
    void shortenedWhileRunsGoOn();
    void rewrittenWhileRunsGoOn_data() { types(); }
    void rewrittenWhileRunsGoOn();
    void layersAreNotMadeAgainFromAnotherFile();
    void replacedOrRemoved();
    void smallModelsAreCopied();

private:
    static void types()
    {
        QTest::addColumn<QString>("type");
        QTest::newRow("read in place") << QStringLiteral("F32");
        QTest::newRow("converted") << QStringLiteral("F16");
    }
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    std::filesystem::path file() const { return folder() / "model.safetensors"; }
    /// A model that was written long ago, so that whoever writes now leaves another time.
    std::shared_ptr<const Model> open(const ModelFolder &description) const
    {
        description.write(folder());
        const timespec times[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
        ::utimensat(AT_FDCWD, file().c_str(), times, 0);
        return openModel(folder());
    }
    /// Other numbers of the same shapes: the last byte of every number has another sign and exponent, or mantissa.
    void rewrite() const
    {
        std::fstream stream(file(), std::ios::binary | std::ios::in | std::ios::out);
        std::uint64_t header = 0;
        stream.read(reinterpret_cast<char *>(&header), 8);
        std::vector<char> bytes(std::filesystem::file_size(file()) - 8 - header);
        stream.seekg(static_cast<std::streamoff>(8 + header));
        stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        for (std::size_t i = 1; i < bytes.size(); i += 2)
            bytes[i] = static_cast<char>(bytes[i] ^ 0x80);
        stream.seekp(static_cast<std::streamoff>(8 + header));
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    void whileRunsGoOn(const std::shared_ptr<const Model> &model, const std::function<void()> &change) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void ChangedFilesTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void ChangedFilesTest::rewrittenInPlace()
{
    QFETCH(QString, type);
    const auto model = open(largeFolder(type.toStdString()));
    const auto trace = Engine(model).run({kText});
    const StageKey weights{Stage::weights, 1, 1};
    const auto twin = Engine(model).run({kText});
    const std::vector<float> before = numbersOf(twin->matrix(weights));
    const std::vector<float> logits = logitsOf(*twin);
    const std::optional<Product> product = productOf(*trace, {Stage::q, 1, 1});
    const std::vector<float> factor = numbersOf(product->right);
    rewrite();

    QVERIFY_ERROR(Engine(model).run({kText}), kChanged);
    // Made from what the run keeps: as it was.
    QCOMPARE(numbersOf(trace->matrix(weights)), before);
    QCOMPARE(numbersOf(product->right), factor);
    const Explanation weight = explain(*trace, weights, 3, 2);
    QVERIFY(std::abs(weight.rebuilt - weight.stored) < 1e-5);
    QCOMPARE(trace->matrix({Stage::attentionNorm, 1, 0}).rows(), 7);
    // Made from the file.
    QVERIFY_ERROR(trace->matrix({Stage::mlpPre, 1, 0}), kChanged);
    QVERIFY_ERROR(trace->matrix({Stage::embedding, 0, 0}), kChanged);
    QVERIFY_ERROR(trace->predictions(0, 3), kChanged);
    QVERIFY_ERROR(productOf(*trace, {Stage::q, 1, 1}), kChanged);
    QVERIFY_ERROR(explain(*trace, {Stage::q, 1, 1}, 3, 2), kChanged);
    QVERIFY_ERROR(LogitLens::make(*trace, 6), kChanged);
    QVERIFY_ERROR(logitContributions(*trace, 6, 1), kChanged);
    QVERIFY_ERROR(valueOutputNorm(*model, {1, 1}), kChanged);
    QCOMPARE(model->weights().changedFile()->change(), FileChange::lost);
    // What is opened now is the new file.
    QVERIFY(logitsOf(*Engine(openModel(folder())).run({kText})) != logits);
    QCOMPARE(logitsOf(*twin), logits); // at hand since before
}

/// Runs on several threads, of which each gives the numbers of the file that was opened or Error, and goes on until it gives Error.
void ChangedFilesTest::whileRunsGoOn(const std::shared_ptr<const Model> &model, const std::function<void()> &change) const
{
    const std::vector<float> expected = logitsOf(*Engine(model).run({kText}));
    std::atomic<int> runs = 0;
    std::atomic<int> wrong = 0;
    std::vector<std::string> problems(3);
    std::vector<std::thread> threads;
    for (std::string &problem : problems)
        threads.emplace_back([&] {
            Engine engine(model);
            while (problem.empty()) {
                try {
                    wrong += logitsOf(*engine.run({kText})) == expected ? 0 : 1;
                    ++runs;
                } catch (const Error &error) {
                    problem = error.what();
                }
            }
        });
    while (runs < 6)
        std::this_thread::yield();
    change();
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
    for (const std::string &problem : problems)
        QVERIFY2(problem.find(kChanged) != problem.npos, problem.c_str());
}

void ChangedFilesTest::shortenedWhileRunsGoOn()
{
    QFETCH(QString, type);
    const auto model = open(largeFolder(type.toStdString()));
    whileRunsGoOn(model, [this] { std::filesystem::resize_file(file(), 0); });
    QVERIFY_ERROR(openModel(folder()), "model.safetensors");
}

void ChangedFilesTest::rewrittenWhileRunsGoOn()
{
    QFETCH(QString, type);
    const auto model = open(largeFolder(type.toStdString()));
    whileRunsGoOn(model, [this] { rewrite(); });
}

void ChangedFilesTest::layersAreNotMadeAgainFromAnotherFile()
{
    const auto model = open(largeFolder("F32"));
    RunRequest request{kText};
    request.layerBudget = 1; // nothing is kept that can be made again
    const auto trace = Engine(model).run(request);
    QVERIFY(!trace->kept().all);
    const StageKey looked{Stage::weights, 1, 0};
    const std::vector<float> before = numbersOf(trace->matrix(looked));
    rewrite();
    QCOMPARE(numbersOf(trace->matrix(looked)), before);
    QVERIFY_ERROR(trace->matrix({Stage::weights, 0, 0}), kChanged);
    QVERIFY_ERROR(trace->matrix({Stage::weights, 0, 0}), kChanged); // nor what the first try made
    QVERIFY_ERROR(trace->matrix({Stage::residualMiddle, 0, 0}), kChanged);
}

void ChangedFilesTest::replacedOrRemoved()
{
    const auto model = open(largeFolder("F32"));
    const std::vector<float> expected = logitsOf(*Engine(model).run({kText}));
    QVERIFY(!model->weights().changedFile());
    std::filesystem::copy_file(file(), folder() / "new");
    std::filesystem::rename(folder() / "new", file());
    QCOMPARE(model->weights().changedFile()->change(), FileChange::elsewhere);
    rewrite(); // the new one
    QCOMPARE(logitsOf(*Engine(model).run({kText})), expected);
    std::filesystem::remove(file());
    QCOMPARE(logitsOf(*Engine(model).run({kText})), expected);
    QCOMPARE(model->weights().changedFile()->path(), file());
}

void ChangedFilesTest::smallModelsAreCopied()
{
    const auto model = open(ModelFolder::llama({}));
    const std::vector<float> expected = logitsOf(*Engine(model).run({kText}));
    std::filesystem::resize_file(file(), 0);
    QCOMPARE(logitsOf(*Engine(model).run({kText})), expected);
    QCOMPARE(model->weights().changedFile()->change(), FileChange::elsewhere);
}

QTEST_APPLESS_MAIN(ChangedFilesTest)
#include "changed_files_test.moc"
