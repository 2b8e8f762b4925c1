// Folders that hold a whole model in another way than most: one of several tied tensors, names with a prefix too many, other names of
// fields, things beside the weights that nobody needs. And folders that do not, of which the message must name the right thing.

#include "src/formats/atomic_file.h"
#include "src/formats/mapped_file.h"
#include "src/models/families/family.h"
#include "tests/support/changed_folder.h"

#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace headscope;

class WholeFoldersTest : public QObject, protected ChangedFolder {
    Q_OBJECT

private slots:
    void init() { renew(); }
    void namesWithAPrefixTooMany_data();
    void namesWithAPrefixTooMany();
    void onlyOneOfTheTiedIsStored_data();
    void onlyOneOfTheTiedIsStored();
    void otherNamesOfFields_data();
    void otherNamesOfFields();
    void theOtherNameWins();
    void gptNeoxCallsItsOutputAsOthersDo();
    void fieldsThatNobodyNeeds();
    void tensorsThatNobodyNeeds();
    void whatTheIndexPromises();
    void packedWeights_data();
    void packedWeights();
    void anAdapterBesideTheWeights();
    void filesThatAreNone_data();
    void filesThatAreNone();
};

void WholeFoldersTest::namesWithAPrefixTooMany_data()
{
    QTest::addColumn<QString>("family");
    for (const std::string &family : familyFolders())
        if (family != "qwen2") // whose official class is taken whatever the folder says, and reads no folder of plain words
            QTest::newRow(family.c_str()) << QString::fromStdString(family);
}

void WholeFoldersTest::namesWithAPrefixTooMany()
{
    QFETCH(QString, family);
    const ModelFolder usual = like(family.toStdString());
    for (const std::string prefix : {"model.", "module.", "_orig_mod.", "module._orig_mod."}) {
        ModelFolder wrapped = usual;
        wrapped.tensors.clear();
        for (const auto &[name, shape] : usual.tensors)
            wrapped.tensors[prefix + name] = shape;
        const auto model = open(wrapped);
        QVERIFY(model->report().unused.empty());
        // A family may know names with and without “model.” itself: then nothing had to be said.
        QVERIFY(prefix == "model." || saysSo(model->report(), "Names of tensors were read without"));
    }
    // One tensor less is still missed.
    ModelFolder less = usual;
    less.tensors.clear();
    for (const auto &[name, shape] : usual.tensors)
        less.tensors["module." + name] = shape;
    const auto layer = std::ranges::find_if(less.tensors, [](const auto &tensor) { return tensor.first.find(".0.") != std::string::npos
            && tensor.first.ends_with("weight") && tensor.first.find("relative_attention_bias") == std::string::npos; });
    less.tensors.erase(layer);
    QVERIFY2(problem(less).contains("is missing"), qPrintable(problem(less)));
}

void WholeFoldersTest::onlyOneOfTheTiedIsStored_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("embedding");
    QTest::addColumn<QString>("stored");
    const auto add = [](const char *family, const char *embedding, const char *stored) {
        QTest::addRow("%s: %s", family, stored) << family << embedding << stored;
    };
    add("llama", "model.embed_tokens.weight", "lm_head.weight");
    add("gpt2_inverse_layer", "transformer.wte.weight", "lm_head.weight");
    add("opt", "model.decoder.embed_tokens.weight", "lm_head.weight");
    add("bloom", "word_embeddings.weight", "lm_head.weight");
    add("gemma", "model.embed_tokens.weight", "lm_head.weight");
    add("bert", "bert.embeddings.word_embeddings.weight", "cls.predictions.decoder.weight");
    add("roberta", "roberta.embeddings.word_embeddings.weight", "lm_head.decoder.weight");
    add("distilbert", "distilbert.embeddings.word_embeddings.weight", "vocab_projector.weight");
    add("electra_generator", "electra.embeddings.word_embeddings.weight", "generator_lm_head.weight");
    add("albert", "albert.embeddings.word_embeddings.weight", "predictions.decoder.weight");
    add("mpnet", "mpnet.embeddings.word_embeddings.weight", "lm_head.decoder.weight");
    add("longformer", "longformer.embeddings.word_embeddings.weight", "lm_head.decoder.weight");
    add("bigbird", "bert.embeddings.word_embeddings.weight", "cls.predictions.decoder.weight");
    add("bart", "model.shared.weight", "lm_head.weight");
    add("bart", "model.shared.weight", "model.encoder.embed_tokens.weight");
    add("bart", "model.shared.weight", "model.decoder.embed_tokens.weight");
    add("t5", "shared.weight", "lm_head.weight");
    add("t5", "shared.weight", "encoder.embed_tokens.weight");
}

void WholeFoldersTest::onlyOneOfTheTiedIsStored()
{
    QFETCH(QString, family);
    QFETCH(QString, embedding);
    QFETCH(QString, stored);
    ModelFolder description = like(family.toStdString());
    description.config["tie_word_embeddings"] = "true";
    const auto entry = description.tensors.find(embedding.toStdString());
    QVERIFY(entry != description.tensors.end());
    const std::vector<std::int64_t> shape = entry->second;
    std::erase_if(description.tensors, [&](const auto &tensor) { return tensor.second == shape; });
    description.tensors[stored.toStdString()] = shape;
    const auto model = open(description);
    QVERIFY(model->report().unused.empty());
    QVERIFY(model->config().tiedOutput || model->config().predicts == Predicts::nothing);
    const std::string difference = differenceOf(model);
    QVERIFY2(difference.empty(), difference.c_str());

    if (stored == "lm_head.weight") { // two matrices, one of which is missing
        description.config["tie_word_embeddings"] = "false";
        QVERIFY2(problem(description).contains("is missing"), qPrintable(problem(description)));
    }
}

void WholeFoldersTest::otherNamesOfFields_data()
{
    QTest::addColumn<QString>("family");
    for (const char *family : {"gpt2_inverse_layer", "gptj", "gpt_neo", "bloom", "distilbert", "t5", "mt5", "bart", "mbart", "marian", "pegasus",
             "blenderbot"})
        QTest::newRow(family) << family;
}

void WholeFoldersTest::otherNamesOfFields()
{
    QFETCH(QString, family);
    const ModelFolder usual = like(family.toStdString());
    const TransformerConfig expected = open(usual)->config();
    ModelFolder renamed = usual;
    int count = 0;
    const std::string type = Json::parse(usual.config.at("model_type"), "").get<std::string>();
    for (const Family &known : families())
        if (known.modelType == type)
            for (const FieldAlias &alias : known.aliases)
                if (auto field = renamed.config.extract(std::string(alias.field))) {
                    field.key() = alias.usual;
                    renamed.config.insert_or_assign(field.key(), field.mapped());
                    ++count;
                }
    QVERIFY(count >= 2);
    const auto model = open(renamed);
    const TransformerConfig &config = model->config();
    QCOMPARE(config.layers, expected.layers);
    QCOMPARE(config.encoderLayers, expected.encoderLayers);
    QCOMPARE(config.heads, expected.heads);
    QCOMPARE(config.headWidth, expected.headWidth);
    QCOMPARE(config.width, expected.width);
    QCOMPARE(config.context, expected.context);
    QVERIFY(model->report().unknownFields.empty());
}

// As the official configuration class has it, which sets the field once more under its other name.
void WholeFoldersTest::theOtherNameWins()
{
    ModelFolder description = ModelFolder::gpt2();
    description.config["num_hidden_layers"] = "1";
    QCOMPARE(open(description)->config().layers, 1);
    description.config["num_hidden_layers"] = "null";
    QCOMPARE(open(description)->config().layers, 2);
    description.config["num_hidden_layers"] = "99999";
    QVERIFY2(problem(description).contains("\"num_hidden_layers\" is 99999"), qPrintable(problem(description)));
}

void WholeFoldersTest::gptNeoxCallsItsOutputAsOthersDo()
{
    ModelFolder description = like("gpt_neox");
    rename(description, "embed_out", "lm_head");
    const auto model = open(description);
    QVERIFY(model->report().unused.empty());
    QVERIFY(differenceOf(model).empty());
}

void WholeFoldersTest::fieldsThatNobodyNeeds()
{
    ModelFolder description = ModelFolder::gpt2();
    for (const char *value : {"1000000000000000019884624838656", "[0.0, Infinity]", "-Infinity", "NaN", "1e999", R"("\ud800")", "-1e-999"}) {
        description.config["time_step_limit"] = value;
        QVERIFY2(open(description)->report().unused.empty(), value);
    }
    description.config["description"] = "{}";
    QCOMPARE(open(description)->config().layers, 2);
}

void WholeFoldersTest::tensorsThatNobodyNeeds()
{
    ModelFolder description = ModelFolder::gpt2();
    description.tensors["freqs_cis"] = {4};
    description.dtypes["freqs_cis"] = "I64"; // of 8 bytes, as is the type put in its place
    description.write(folder());
    const std::filesystem::path file = folder() / "model.safetensors";
    std::string bytes(MappedFile::open(file)->text());
    const std::size_t at = bytes.find("\"I64\"");
    QVERIFY(at != std::string::npos);
    bytes.replace(at, 5, "\"C64\"");
    writeFile(file, bytes);
    QCOMPARE(openModel(folder())->report().unused, std::vector<std::string>{"freqs_cis"});

    // The same type where it is needed.
    description.dtypes["transformer.h.1.ln_1.weight"] = "I64";
    description.write(folder());
    bytes = MappedFile::open(file)->text();
    for (std::size_t found = bytes.find("\"I64\""); found != bytes.npos; found = bytes.find("\"I64\""))
        bytes.replace(found, 5, "\"C64\"");
    writeFile(file, bytes);
    try {
        openModel(folder());
        QFAIL("opened");
    } catch (const Error &error) {
        const QString words = QString::fromStdString(error.what());
        QVERIFY2(words.contains("transformer.h.1.ln_1.weight: its numbers are of type C64, which is not supported"), qPrintable(words));
    }
}

void WholeFoldersTest::whatTheIndexPromises()
{
    ModelFolder description = ModelFolder::gpt2();
    const auto put = [&] {
        description.write(folder());
        std::filesystem::rename(folder() / "model.safetensors", folder() / "one.safetensors");
        writeFile(folder() / "model.safetensors.index.json",
            R"({"weight_map":{"mtp.fc.weight":"one.safetensors","transformer.h.1.ln_1.weight":"one.safetensors"}})");
    };
    put();
    QVERIFY(openModel(folder())->report().unused.empty());
    description.tensors.erase("transformer.h.1.ln_1.weight");
    put();
    try {
        openModel(folder());
        QFAIL("opened");
    } catch (const Error &error) {
        const QString words = QString::fromStdString(error.what());
        QVERIFY2(words.contains("transformer.h.1.ln_1.weight is missing: [8], and should be in one.safetensors"), qPrintable(words));
    }
}

void WholeFoldersTest::packedWeights_data()
{
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("words");
    const QString base = "transformer.h.0.attn.c_attn";
    const auto add = [&](const char *ending, const char *file, const char *words) {
        QTest::addRow("%s %s", ending, file) << base + ending << file << words;
    };
    add(".qweight", "quantize_config.json", "the weights are quantised by GPTQ (quantize_config.json, transformer.h.0.attn.c_attn.qweight)");
    add(".qweight", "quant_config.json", "the weights are quantised by AWQ (quant_config.json, ");
    add(".qweight", "", "the weights are quantised by GPTQ or AWQ (transformer.h.0.attn.c_attn.qweight)");
    add(".weight.absmax", "", "the weights are quantised by bitsandbytes, 4 bits");
    add(".SCB", "", "the weights are quantised by bitsandbytes, 8 bits");
    add(".weight_packed", "", "the weights are quantised by compressed-tensors");
    add(".weight_scale_inv", "", "the weights are quantised by 8-bit floats with scales");
}

void WholeFoldersTest::packedWeights()
{
    QFETCH(QString, tensor);
    QFETCH(QString, file);
    QFETCH(QString, words);
    ModelFolder description = ModelFolder::gpt2();
    description.tensors[tensor.toStdString()] = {8};
    if (!file.isEmpty())
        writeFile(folder() / file.toStdString(), "{}");
    QVERIFY(problem(description).isEmpty()); // whole all the same
    description.tensors.erase("transformer.h.0.attn.c_attn.weight");
    QVERIFY2(problem(description).contains(words), qPrintable(problem(description)));
    QVERIFY(problem(description).contains("Open the model's original weights"));
}

void WholeFoldersTest::anAdapterBesideTheWeights()
{
    const ModelFolder description = ModelFolder::gpt2();
    QVERIFY(!saysSo(open(description)->report(), "not applied"));
    writeFile(folder() / "adapter_model.safetensors", "x");
    QVERIFY(saysSo(openModel(folder())->report(), "adapter_model.safetensors lies beside the weights and is not applied"));
}

void WholeFoldersTest::filesThatAreNone_data()
{
    QTest::addColumn<QString>("file");
    for (const char *file : {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
             "added_tokens.json"})
        QTest::newRow(file) << file;
}

void WholeFoldersTest::filesThatAreNone()
{
    QFETCH(QString, file);
    const std::filesystem::path path = folder() / file.toStdString();
    const auto problemWith = [&](const std::function<void()> &make) {
        ModelFolder::gpt2().write(folder());
        std::filesystem::remove_all(path);
        make();
        QString words;
        try {
            openModel(folder());
        } catch (const Error &error) {
            words = QString::fromStdString(error.what());
        }
        std::filesystem::remove_all(path);
        return words;
    };
    const auto says = [&](const char *words, const std::function<void()> &make) {
        const QString problem = problemWith(make);
        return problem.contains(QString::fromStdString(path.string()) + ": " + words) ? QString() : problem + " instead of: " + words;
    };
    QCOMPARE(says("this is a link, and what it leads to is missing (gone)", [&] { std::filesystem::create_symlink("gone", path); }), QString());
    QCOMPARE(says("this is a folder, a file is needed", [&] { std::filesystem::create_directory(path); }), QString());
    QCOMPARE(says("this is not a regular file", [&] { QCOMPARE(::mkfifo(path.c_str(), 0600), 0); }), QString());
    QCOMPARE(says("this is not a regular file", [&] { std::filesystem::create_symlink("/dev/zero", path); }), QString());
    QCOMPARE(says("this is not a regular file",
                 [&] {
                     const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
                     sockaddr_un address{};
                     address.sun_family = AF_UNIX;
                     const std::string name = path.string();
                     QVERIFY(name.size() < sizeof address.sun_path);
                     name.copy(address.sun_path, name.size());
                     QCOMPARE(::bind(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
                     ::close(socket);
                 }),
        QString());
}

QTEST_APPLESS_MAIN(WholeFoldersTest)
#include "whole_folders_test.moc"
