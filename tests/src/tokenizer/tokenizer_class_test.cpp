// Folders of every official tokenizer class, with and without tokenizer.json and with the settings that the class listens to: ids of over
// 500 texts, alone, in pairs and for the decoder, against a recording (tests/reference/make_tokenizer_classes.py).
#include "src/formats/atomic_file.h"
#include "src/formats/json_writer.h"
#include "src/formats/mapped_file.h"
#include "src/tokenizer/tokenizer_class.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/tokenizer/recording.h"
#include "tests/src/tokenizer/small_tokenizers.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

namespace {

const std::filesystem::path kRecordings = sourcePath("tests/reference/tokenizers");

/// The JSON's text, as a file would have it.
void write(JsonWriter &writer, const Json &json)
{
    if (json.isObject()) {
        writer.beginObject();
        for (const auto &[name, value] : json.members()) {
            writer.key(std::string(name));
            write(writer, value);
        }
        writer.endObject();
    } else if (json.isArray()) {
        writer.beginArray();
        for (const Json element : json.elements())
            write(writer, element);
        writer.endArray();
    } else if (json.isString()) {
        writer.value(json.get<std::string_view>());
    } else if (json.isNumber()) {
        writer.value(json.get<std::int64_t>());
    } else if (json.isBoolean()) {
        writer.value(json.get<bool>());
    } else {
        writer.null();
    }
}

std::string textOf(const Json &content)
{
    if (content.isString())
        return content.get<std::string>();
    JsonWriter writer;
    write(writer, content);
    return writer.text();
}

std::string bytesOfHex(std::string_view digits)
{
    return QByteArray::fromHex(QByteArray(digits.data(), static_cast<qsizetype>(digits.size()))).toStdString();
}

void makeFolder(const std::filesystem::path &folder, const Json &files, const Json &shared)
{
    for (const auto &[name, content] : files.members()) {
        if (content.contains("copy")) {
            const auto copied = MappedFile::open(kRecordings / content.at("copy").get<std::string_view>());
            writeFile(folder / name, std::string(copied->text()) + bytesOfHex(content.at("append").get<std::string_view>()));
        } else {
            writeFile(
                folder / name, textOf(content.contains("shared") ? shared.at(content.at("shared").get<std::string_view>()) : content));
        }
    }
}

/// Compares blocks of texts; the first block that differs, or nothing.
template <typename Encode>
QString differences(const Json &recorded, const std::vector<std::string> &texts, std::size_t block, Encode encode)
{
    for (std::size_t begin = 0, number = 0; begin < texts.size(); begin += block, ++number) {
        RecordingHash hash;
        for (std::size_t i = begin; i < std::min(begin + block, texts.size()); ++i) {
            const std::vector<int> ids = idsOf(encode(i));
            hash.add(static_cast<std::int64_t>(ids.size()));
            for (const int id : ids)
                hash.add(id);
        }
        if (hash.text() != recorded.at(number).get<std::string_view>())
            return QStringLiteral("texts from %1 on: %2").arg(begin).arg(QString::fromStdString(texts[begin]));
    }
    return {};
}

} // namespace

class TokenizerClassTest : public QObject {
    Q_OBJECT

    std::vector<std::string> m_texts;
    Json m_recording;

    static TokenizerClass classOf(std::string_view settings, std::string_view config, bool writesBytes = false)
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        writeFile(path / "tokenizer_config.json", settings);
        writeFile(path / "config.json", config);
        return officialClass(TokenizerSettings::read(path), [writesBytes] { return writesBytes; });
    }

private slots:
    void initTestCase()
    {
        m_recording = Json::read(kRecordings / "classes.json");
        m_texts = RecordedTexts::read(kRecordings / "texts.json").texts;
        const auto shared = static_cast<std::size_t>(m_recording.at("shared_texts").get<int>());
        QVERIFY(shared > 500 && shared <= m_texts.size());
        m_texts.resize(shared); // the longest are left out
        for (const Json text : m_recording.at("more_texts").elements())
            m_texts.push_back(text.get<std::string>());
        QVERIFY(m_recording.at("folders").size() > 90);
    }

    void equalsTheRecording_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &[name, entry] : m_recording.at("folders").members()) {
            const std::string row(name);
            QTest::newRow(row.c_str()) << QString::fromStdString(row);
        }
    }

    void equalsTheRecording()
    {
        QFETCH(QString, name);
        const Json entry = m_recording.at("folders").at(name.toStdString());
        const auto block = static_cast<std::size_t>(m_recording.at("texts_in_a_block").get<int>());
        const QTemporaryDir folder;
        makeFolder(folder.path().toStdString(), entry.at("files"), m_recording.at("shared"));
        const std::unique_ptr<Tokenizer> tokenizer = openTokenizer(folder.path().toStdString());
        QCOMPARE(differences(entry.at("single"), m_texts, block, [&](std::size_t i) { return tokenizer->encode(m_texts[i]); }), QString());
        const auto other = [&](std::size_t i) { return i + 1 < m_texts.size() ? std::string_view(m_texts[i + 1]) : "x"; };
        QCOMPARE(differences(entry.at("pair"), m_texts, block, [&](std::size_t i) { return tokenizer->encodePair(m_texts[i], other(i)); }),
            QString());
        if (const std::optional<Json> target = entry.find("target"))
            QCOMPARE(differences(*target, m_texts, block, [&](std::size_t i) { return tokenizer->encodeTarget(m_texts[i]); }), QString());
    }

    void whichClassCounts()
    {
        using Kind = TokenizerClass;
        QCOMPARE(classOf("{}", "{}"), Kind::unsaid);
        QCOMPARE(classOf("{}", R"({"model_type":"electra"})"), Kind::bert);
        QCOMPARE(classOf("{}", R"({"model_type":"llama"})"), Kind::asWritten);
        QCOMPARE(classOf(R"({"tokenizer_class":"ElectraTokenizerFast"})", R"({"model_type":"roberta"})"), Kind::bert);
        QCOMPARE(classOf("{}", R"({"model_type":"roberta","tokenizer_class":"BertTokenizer"})"), Kind::bert);
        QCOMPARE(
            classOf(R"({"tokenizer_class":"GPT2Tokenizer"})", R"({"model_type":"roberta","tokenizer_class":"BertTokenizer"})"), Kind::gpt2);
        // Kinds of models for which transformers knows better than their files.
        QCOMPARE(classOf(R"({"tokenizer_class":"LlamaTokenizerFast"})", R"({"model_type":"qwen2"})"), Kind::qwen2);
        QCOMPARE(classOf(R"({"tokenizer_class":"LlamaTokenizer"})", R"({"model_type":"mistral"})"), Kind::asWritten);
        QCOMPARE(classOf(R"({"tokenizer_class":"LlamaTokenizer"})", R"({"model_type":"llama"})"), Kind::llama);
        QCOMPARE(classOf(R"({"tokenizer_class":"LlamaTokenizer"})", R"({"model_type":"llama"})", true), Kind::asWritten);
        QCOMPARE(classOf(R"({"tokenizer_class":"YiTokenizer"})", R"({"model_type":"llama"})"), Kind::asWritten);
    }

    void otherClassesAreRefusedByName()
    {
        for (const char *name : {"PhobertTokenizer", "BertJapaneseTokenizer", "BertweetTokenizer", "XLNetTokenizerFast", "NllbTokenizer"}) {
            const std::string settings = "{\"tokenizer_class\":\"" + std::string(name) + "\"}";
            const std::string shown = std::string(name).substr(0, std::string(name).find("Fast"));
            QVERIFY_ERROR(classOf(settings, R"({"model_type":"bert"})"), ("the tokenizer class “" + shown + "” is not supported").c_str());
        }
    }

    void whatCannotBeBothIsRefused()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        writeFile(path / "config.json", R"({"model_type":"bert"})");
        writeFile(path / "tokenizer.json", byteLevelJson({"a b"}));
        QVERIFY_ERROR(openTokenizer(path), "the model is a “BPE”, and its class BertTokenizer makes another of it");
        writeFile(path / "config.json", R"({"model_type":"llama"})");
        std::filesystem::remove(path / "tokenizer.json");
        writeFile(path / "vocab.json", R"({"a":0})");
        writeFile(path / "merges.txt", "");
        QVERIFY_ERROR(openTokenizer(path), "there is no tokenizer in this folder. Fetch the model's tokenizer.json; tokenizer.model does");
        writeFile(path / "tokenizer.json", byteLevelJson({}, R"("added_tokens":[{"id":300,"content":"<e>","special":true}])"));
        QVERIFY_ERROR(openTokenizer(path), "the added token “<e>” has the id 300, and the official library would give it 256");
    }
};

QTEST_APPLESS_MAIN(TokenizerClassTest)
#include "tokenizer_class_test.moc"
