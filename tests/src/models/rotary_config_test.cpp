// How fast queries and keys turn: config.json files of every age against what the official implementation makes of them
// (tests/reference/rotary.json), and files that say something impossible.

#include "src/error.h"
#include "src/models/families/family.h"

#include <QTest>

#include <cmath>

using namespace headscope;

namespace {

const std::filesystem::path kRecording = sourcePath("tests/reference/rotary.json");

// Both are made in single precision, by two libraries' powers and logarithms: a few roundings of 6e-8.
constexpr double kRelative = 5e-7;

TransformerConfig configOf(const ConfigReader &reader)
{
    return familyOf(reader, "config.json").family->readConfig(reader);
}

TransformerConfig configOf(const QString &fields)
{
    const QString sizes = R"("model_type": "%1", "hidden_size": 256, "num_attention_heads": 4, "num_hidden_layers": 2, "vocab_size": 16,
        "intermediate_size": 8, "max_position_embeddings": 4096)";
    const QString type = fields.contains("short_factor") || fields.contains("phi3") ? "phi3" : "llama";
    const QString text = "{" + sizes.arg(type) + (fields.isEmpty() ? "" : ", ") + fields + "}";
    return configOf(ConfigReader(Json::parse(text.toStdString(), "config.json")));
}

QString problemOf(const QString &fields)
{
    try {
        configOf(fields);
    } catch (const Error &error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

QString difference(const Rotary &rotary, const Json &recorded, const std::string &prefix)
{
    const Json frequencies = recorded.at(prefix + "frequencies");
    if (rotary.dims != 2 * static_cast<int>(frequencies.size()) || rotary.frequencies.size() != frequencies.size())
        return QString("%1 channels turn, recorded are %2").arg(rotary.dims).arg(2 * frequencies.size());
    const auto differs = [](double ours, double theirs) { return !(std::abs(ours - theirs) <= kRelative * theirs); };
    for (std::size_t i = 0; i < frequencies.size(); ++i)
        if (const auto theirs = frequencies.at(i).get<double>(); differs(rotary.frequencies[i], theirs))
            return QString("pair %1: %2, recorded is %3").arg(i).arg(rotary.frequencies[i], 0, 'g', 9).arg(theirs, 0, 'g', 9);
    if (const auto theirs = recorded.at(prefix + "factor").get<double>(); differs(rotary.factor, theirs))
        return QString("factor %1, recorded is %2").arg(rotary.factor, 0, 'g', 9).arg(theirs, 0, 'g', 9);
    return {};
}

} // namespace

class RotaryConfigTest : public QObject {
    Q_OBJECT

private slots:
    void official_data();
    void official();
    void contextOfLongRope();
    void anEmptyScalingSaysNothing();
    void pairing();
    void broken_data();
    void broken();
};

void RotaryConfigTest::official_data()
{
    QTest::addColumn<QString>("name");
    const Json cases = Json::read(kRecording).at("cases");
    QVERIFY(cases.size() >= 30);
    for (const auto &[name, recorded] : cases.members())
        QTest::newRow(std::string(name).c_str()) << QString::fromStdString(std::string(name));
}

void RotaryConfigTest::official()
{
    QFETCH(QString, name);
    const Json recorded = Json::read(kRecording).at("cases").at(name.toStdString());
    const ConfigReader reader(recorded.at("config"));
    const TransformerConfig config = configOf(reader);
    QCOMPARE(config.position, PositionKind::none);
    if (config.family == "gemma3_text" || recorded.contains("full_attention_factor")) {
        QCOMPARE(difference(config.layer(0).rotary, recorded, "sliding_attention_"), QString());
        QCOMPARE(difference(config.layer(1).rotary, recorded, "full_attention_"), QString());
    } else {
        QCOMPARE(difference(config.layer(0).rotary, recorded, ""), QString());
        QCOMPARE(config.layer(0).rotary, config.layer(1).rotary);
    }
    const std::vector<std::string> unread = reader.unread();
    QVERIFY2(unread.empty(), unread.empty() ? "" : unread.front().c_str());
}

void RotaryConfigTest::contextOfLongRope()
{
    const Json longRope = Json::read(kRecording).at("cases").at("longrope");
    QCOMPARE(configOf(ConfigReader(longRope.at("config"))).context, 1024);
    const Json yarn = Json::read(kRecording).at("cases").at("yarn");
    QCOMPARE(configOf(ConfigReader(yarn.at("config"))).context, 4096);
}

void RotaryConfigTest::anEmptyScalingSaysNothing()
{
    const auto frequencies = [](const char *fields) { return configOf(QString(fields)).layer(0).rotary.frequencies; };
    const auto usual = frequencies(R"("rope_theta": 500)");
    for (const char *said : {"{}", "null"})
        for (const char *base : {R"("rope_parameters": {"rope_theta": 500, "rope_type": "default"})", R"("rope_theta": 500)"}) {
            const QString fields = QString(R"("rope_scaling": %1, %2)").arg(said, base);
            QCOMPARE(frequencies(qPrintable(fields)), usual);
        }
    QVERIFY(frequencies(R"("rope_theta": 10000)") != usual);
}

void RotaryConfigTest::pairing()
{
    QCOMPARE(configOf("").layer(0).rotary.pairing, RotaryPairing::halves);
    QCOMPARE(configOf(R"("gguf_neighbour_rotary": true)").layer(0).rotary.pairing, RotaryPairing::neighbours);
    // Written by another tool, and not read by the official code.
    QCOMPARE(configOf(R"("rope_interleaved": true)").layer(0).rotary.pairing, RotaryPairing::halves);
}

void RotaryConfigTest::broken_data()
{
    QTest::addColumn<QString>("fields");
    QTest::addColumn<QString>("named");
    const auto add = [](const char *fields, const char *named) { QTest::newRow(fields) << fields << named; };
    add(R"("rope_scaling": {"rope_type": "mystery"})", "mystery");
    add(R"("rope_scaling": {"rope_type": "mystery"})", "llama3, yarn, longrope");
    add(R"("rope_scaling": "linear")", "rope_scaling");
    add(R"("rope_scaling": {"type": "linear"})", "factor");
    add(R"("rope_scaling": {"type": "linear", "factor": 0})", "factor");
    add(R"("rope_scaling": {"type": "linear", "factor": -2})", "factor");
    add(R"("rope_scaling": {"type": "linear", "factor": "2"})", "factor");
    add(R"("rope_scaling": {"type": "llama3", "factor": 8, "low_freq_factor": 1})", "high_freq_factor");
    add(R"("rope_scaling": {"type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4})", "high_freq_factor");
    add(R"("rope_scaling": {"type": "yarn", "factor": 4, "original_max_position_embeddings": 0})", "original_max_position_embeddings");
    add(R"("rope_scaling": {"type": "yarn", "factor": 4}, "rope_theta": 1)", "rope_theta");
    add(R"("rope_scaling": {"type": "longrope", "short_factor": [1, 2]})", "short_factor");
    add(R"("rope_scaling": {"type": "longrope", "short_factor": 3})", "short_factor");
    add(R"("rope_theta": 0)", "rope_theta");
    add(R"("rope_theta": -1)", "rope_theta");
    add(R"("rope_theta": 1e300)", "rope_theta");
    add(R"("rope_theta": "big")", "rope_theta");
    // Numbers that would turn positions into NaN.
    add(R"("rope_theta": 1e-300)", "\"rope_theta\" is 1e-300");
    add(R"("rope_theta": 1e-38)", "\"rope_theta\" is 1e-38");
    add(R"("rope_theta": Infinity)", "rope_theta");
    add(R"("rope_theta": NaN)", "rope_theta");
    add(R"("rope_parameters": {"rope_theta": 1e-300, "rope_type": "default"})", "\"rope_theta\" is 1e-300");
    add(R"("rope_scaling": {"type": "linear", "factor": 1e-300})", "\"factor\" is 1e-300");
    add(R"("rope_scaling": {"type": "linear", "factor": 1e-38})", "beyond single precision");
    add(R"("rope_scaling": {"type": "yarn", "factor": 4, "attention_factor": 1e12})", "\"attention_factor\" is");
    add(R"("partial_rotary_factor": 1.5)", "partial_rotary_factor");
    add(R"("partial_rotary_factor": -0.5)", "partial_rotary_factor");
    add(R"("head_dim": 7)", "even");
    add(R"("head_dim": 1000000)", "head_dim");
    add(R"("head_dim": 0)", "head_dim");
    add(R"("num_key_value_heads": 3)", "num_key_value_heads");
    add(R"("num_key_value_heads": 8)", "num_key_value_heads");
}

void RotaryConfigTest::broken()
{
    QFETCH(QString, fields);
    QFETCH(QString, named);
    const QString problem = problemOf(fields);
    QVERIFY2(problem.contains(named) && problem.contains("config.json"), qPrintable(problem));
}

QTEST_APPLESS_MAIN(RotaryConfigTest)
#include "rotary_config_test.moc"
