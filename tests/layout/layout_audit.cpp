// layout_audit: looks at the whole window, or at a part of it, and says what is wrong. tests/README.md tells how to use it.
#include "tests/layout/known_faults.h"
#include "tests/layout/layout_report.h"
#include "tests/support/source_path.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QLocale>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>

using namespace headscope;

namespace {

const QString kScales = QStringLiteral("1,2");
const QString kFonts = QStringLiteral("13,16"); // beside the usual one

struct Wanted {
    QStringList models;
    QStringList tokens;
    QStringList sizes;
    QStringList places;
    QString pictures; ///< a folder; empty: none are written

    static bool has(const QStringList &names, const QString &name) { return names.isEmpty() || names.contains(name); }
};

void savePicture(MainWindow &window, const Observation &look, const QString &folder)
{
    const QString name
        = QStringLiteral("%1/%2-%3-%4%5-%6.png").arg(folder, look.place, look.size, look.model).arg(look.tokens).arg(look.scale);
    if (!window.grab().save(name))
        throw std::runtime_error("cannot write " + name.toStdString());
}

/// At the scale of this process; each look is handed on as soon as it is done.
void look(const Wanted &wanted, int font, const std::function<void(const Observation &)> &take)
{
    for (const AuditedModel &model : kAuditedModels) {
        if (!Wanted::has(wanted.models, QString::fromLatin1(model.name)))
            continue;
        for (const int tokens : kAuditedTokens) {
            if (!Wanted::has(wanted.tokens, QString::number(tokens)))
                continue;
            AuditedWindow window(model, tokens, font);
            for (const AuditSize &size : kAuditSizes) {
                if (!Wanted::has(wanted.sizes, QString::fromLatin1(size.name)))
                    continue;
                window.setSize(size);
                for (const AuditPlace &place : window.places()) {
                    if (!Wanted::has(wanted.places, place.name))
                        continue;
                    const Observation observation = window.look(place);
                    take(observation);
                    if (!wanted.pictures.isEmpty())
                        savePicture(window.window(), observation, wanted.pictures);
                }
            }
        }
    }
}

/// A scale factor belongs to a process.
std::unique_ptr<QProcess> lookInOther(const QStringList &arguments, const QString &scale, const QString &font, const QString &output)
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_SCALE_FACTOR"), scale);
    process->setProcessEnvironment(environment);
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->setStandardOutputFile(output); // a pipe would hold it up until it is read
    process->start(QCoreApplication::applicationFilePath(), arguments + QStringList{QStringLiteral("--raw"), font});
    return process;
}

std::vector<Observation> seenBy(QProcess &process, const QString &output)
{
    process.waitForFinished(-1);
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        throw std::runtime_error("the audit failed at one of the scales or fonts");
    QFile file(output);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("cannot read " + output.toStdString());
    return observationsIn(file.readAll());
}

void write(const QString &name, const QString &text)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        throw std::runtime_error("cannot write " + name.toStdString());
}

void print(const QString &line)
{
    std::printf("%s\n", qPrintable(line));
}

/// The size of the window without that of letters, which is put behind it.
std::pair<QString, QString> sizeAndFont(const QString &size)
{
    static const QRegularExpression font(QStringLiteral("-(\\d+)pt$"));
    const QRegularExpressionMatch match = font.match(size);
    return {QString(size).remove(font), match.hasMatch() ? match.captured(1) : QString::number(kUsualFont)};
}

/// Did the audit look everywhere where this fault can be? `looks`: scale and font of each process.
bool decides(const Wanted &wanted, const std::vector<std::pair<QString, QString>> &looks, const FaultKey &fault)
{
    const auto [size, font] = sizeAndFont(fault.size);
    const auto has = [&](const QString &scale, const QString &other) { return std::ranges::count(looks, std::pair(scale, other)) > 0; };
    const QStringList scales = font.toInt() == kUsualFont ? kScales.split(QLatin1Char(',')) : QStringList{QStringLiteral("1")};
    const bool isWhole = wanted.models.isEmpty() && wanted.tokens.isEmpty()
        && std::ranges::all_of(scales, [&, &font = font](const QString &scale) { return has(scale, font); });
    return isWhole && Wanted::has(wanted.sizes, size) && (wanted.places.isEmpty() || wanted.places.contains(fault.place));
}

/// What is known when this was found: without what is gone, with what is new if it is to be added.
KnownFaults broughtInLine(KnownFaults known, const KnownFaults &found, const std::function<bool(const FaultKey &)> &decided, bool add)
{
    std::erase_if(known, [&](const auto &fault) { return decided(fault.first) && !found.contains(fault.first); });
    for (const auto &[fault, witness] : found)
        if (add || known.contains(fault))
            known[fault] = decided(fault) || !known.contains(fault) ? witness : known[fault];
    return known;
}

/// Says what is new and what is gone; false when there is either.
bool agrees(const KnownFaults &known, const KnownFaults &found, const std::function<bool(const FaultKey &)> &decided)
{
    bool same = true;
    for (const auto &[fault, witness] : found)
        if (!known.contains(fault)) {
            print(QStringLiteral("new: %1 (%2)").arg(wordsOf(fault), witness));
            same = false;
        }
    for (const auto &[fault, witness] : known)
        if (decided(fault) && !found.contains(fault)) {
            print(QStringLiteral("gone, take it off: %1").arg(wordsOf(fault)));
            same = false;
        }
    return same;
}

int run(const QCommandLineParser &parser)
{
    const auto list = [&](const char *name) {
        const QString value = parser.value(QString::fromLatin1(name));
        return value.isEmpty() ? QStringList() : value.split(QLatin1Char(','));
    };
    const Wanted wanted{list("model"), list("tokens"), list("size"), list("place"), parser.value(QStringLiteral("pictures"))};
    if (parser.isSet(QStringLiteral("raw"))) {
        look(wanted, parser.value(QStringLiteral("raw")).toInt(), [](const Observation &observation) {
            const QByteArray lines = linesOf(observation);
            std::fwrite(lines.constData(), 1, std::size_t(lines.size()), stdout);
            std::fflush(stdout);
        });
        return 0;
    }
    QStringList arguments;
    for (const char *name : {"model", "tokens", "size", "place", "pictures"})
        if (parser.isSet(QString::fromLatin1(name)))
            arguments << QStringLiteral("--%1").arg(QLatin1String(name)) << parser.value(QString::fromLatin1(name));
    std::vector<Observation> observations;
    const QString usual = QString::number(kUsualFont);
    std::vector<std::pair<QString, QString>> looks; // each scale with the usual letters, other letters at scale 1
    for (const QString &scale : list("scale"))
        looks.emplace_back(scale, usual);
    for (const QString &font : list("font"))
        looks.emplace_back(QStringLiteral("1"), font);
    const QTemporaryDir folder;
    std::map<QString, std::unique_ptr<QProcess>> others; // by what they write
    for (const auto &[scale, font] : looks) {
        const QString output = folder.filePath(scale + QLatin1Char('-') + font);
        others[output] = lookInOther(arguments, scale, font, output);
    }
    for (const auto &[output, other] : others)
        for (const Observation &observation : seenBy(*other, output))
            observations.push_back(observation);
    if (parser.isSet(QStringLiteral("o")))
        write(parser.value(QStringLiteral("o")), reportOf(observations));
    if (parser.isSet(QStringLiteral("list")))
        for (const Observation &observation : observations)
            for (const Fault &fault : observation.faults)
                print(QStringLiteral("%1 %2 scale %3: %4 %5: %6")
                          .arg(observation.size, witnessOf(observation))
                          .arg(observation.scale)
                          .arg(fault.place, nameOf(fault.kind), fault.words));
    const QString knownFile = QString::fromStdString(sourcePath("tests/layout/known_faults.txt").string());
    const KnownFaults found = faultsOf(observations);
    const auto decided = [&](const FaultKey &fault) { return decides(wanted, looks, fault); };
    if (parser.isSet(QStringLiteral("write-known")))
        writeKnownFaults(broughtInLine(readKnownFaults(knownFile), found, decided, parser.isSet(QStringLiteral("add"))), knownFile);
    return agrees(readKnownFaults(knownFile), found, decided) ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); // as the program does
    QApplication application(argc, argv);
    QApplication::setAttribute(Qt::AA_Use96Dpi, true);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Looks at the window at many sizes and says what cannot be read there. Lists are separated by commas."));
    parser.addHelpOption();
    const auto add = [&](const QStringList &names, const char *description, const char *value = "", const char *otherwise = "") {
        parser.addOption({names, QString::fromLatin1(description), QString::fromLatin1(value), QString::fromLatin1(otherwise)});
    };
    add({QStringLiteral("model")}, "Only these models.", "NAMES");
    add({QStringLiteral("tokens")}, "Only texts of so many tokens.", "COUNTS");
    add({QStringLiteral("size")}, "Only these sizes.", "NAMES");
    add({QStringLiteral("place")}, "Only these stages and views.", "NAMES");
    add({QStringLiteral("scale")}, "Scale factors, with letters of the usual size.", "FACTORS", qPrintable(kScales));
    add({QStringLiteral("font")}, "Sizes of the desktop's letters in points, at scale 1.", "SIZES", qPrintable(kFonts));
    add({QStringLiteral("o")}, "Write the report there.", "FILE");
    add({QStringLiteral("pictures")}, "Write a picture of each look there.", "FOLDER");
    add({QStringLiteral("list")}, "Print every fault.");
    add({QStringLiteral("write-known")}, "Take faults that are gone off tests/layout/known_faults.txt.");
    add({QStringLiteral("add")}, "With --write-known: add those that are new, too.");
    add({QStringLiteral("raw")}, "Print what was seen with letters of this size, for the process that asked.", "SIZE");
    parser.process(application);
    try {
        return run(parser);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "layout_audit: %s\n", error.what());
        return 2;
    }
}
