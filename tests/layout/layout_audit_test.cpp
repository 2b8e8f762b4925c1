// A sample of what layout_audit looks at: no fault that is not in known_faults.txt, and none in it that is gone. Another seed
// (HEADSCOPE_SEED) looks elsewhere.
#include "tests/layout/audited_window.h"
#include "tests/layout/known_faults.h"
#include "tests/layout/layout_report.h"

#include <QtTest>

#include <random>
#include <set>

using namespace headscope;

namespace {

constexpr unsigned kSeed = 11;
constexpr std::size_t kWindows = 4; // a model and a text each; half as many at other scales than 1
constexpr std::size_t kLooks = 32; // in each

const QString kKnownFile = sourceFile("tests/layout/known_faults.txt");

template <typename List>
void shuffle(List &list, std::mt19937 &random)
{
    for (std::size_t i = list.size(); i > 1; --i)
        std::swap(list[i - 1], list[random() % i]);
}

} // namespace

class LayoutAuditTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theListIsWrittenAsItIsRead();
    void linesAreReadAsTheyAreWritten();
    void aSampleHasNoNewFaults_data();
    void aSampleHasNoNewFaults();
};

void LayoutAuditTest::theListIsWrittenAsItIsRead()
{
    const KnownFaults known = readKnownFaults(kKnownFile);
    QVERIFY(!known.empty());
    QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("known.txt"));
    writeKnownFaults(known, copy);
    QVERIFY(readKnownFaults(copy) == known);
    QVERIFY(isMadeWithThisQt(copy));

    QFile broken(copy);
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("weights blurred 1024x640 blackboard-6:weights\n");
    broken.close();
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, readKnownFaults(copy));
}

void LayoutAuditTest::linesAreReadAsTheyAreWritten()
{
    Observation look{QStringLiteral("storyteller"), 12, 2, QStringLiteral("1366x700"), QStringLiteral("weights"), 0.5, 13, 12, 0.75, 3,
        {QStringLiteral("10 × 20"), QStringLiteral("30 × 40")},
        {{FaultKind::cut, QStringLiteral("TopBar"), QStringLiteral("“a\tb” cut")}, {FaultKind::desert, QStringLiteral("weights"), {}}}};
    const std::vector<Observation> read = observationsIn(linesOf(look) + linesOf(look));
    QCOMPARE(read.size(), 2U);
    QCOMPARE(read[1].model, look.model);
    QCOMPARE(read[1].filled, look.filled);
    QCOMPARE(read[1].shortened, look.shortened);
    QCOMPARE(read[1].unseen, look.unseen);
    QCOMPARE(read[1].faults.size(), 2U);
    QVERIFY(read[1].faults[0].kind == FaultKind::cut);
    QCOMPARE(read[1].faults[0].words, QStringLiteral("“a b” cut"));
    QVERIFY(reportOf(read).contains(QStringLiteral("TopBar cut (2)")));
}

void LayoutAuditTest::aSampleHasNoNewFaults_data()
{
    QTest::addColumn<std::size_t>("model");
    QTest::addColumn<int>("tokens");
    QTest::addColumn<int>("font");
    QTest::addColumn<unsigned>("seed");
    std::mt19937 random(qEnvironmentVariableIsSet("HEADSCOPE_SEED") ? unsigned(qEnvironmentVariableIntValue("HEADSCOPE_SEED")) : kSeed);
    const double scale = qGuiApp->devicePixelRatio();
    random.discard(unsigned(scale * 100)); // each scale looks elsewhere
    const std::size_t first = random() % kAuditedModels.size();
    for (std::size_t i = 0; i < (scale == 1 ? kWindows : kWindows / 2); ++i) {
        const std::size_t model = (first + i) % kAuditedModels.size();
        const int tokens = kAuditedTokens[random() % kAuditedTokens.size()];
        const int font = scale == 1 ? kAuditedFonts[i % kAuditedFonts.size()] : kUsualFont;
        QTest::addRow("%s, %d tokens, letters of %d pt", kAuditedModels[model].name, tokens, font)
            << model << tokens << font << unsigned(random());
    }
}

void LayoutAuditTest::aSampleHasNoNewFaults()
{
    QFETCH(std::size_t, model);
    QFETCH(int, tokens);
    QFETCH(int, font);
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    AuditedWindow window(kAuditedModels[model], tokens, font);
    std::vector<std::pair<std::size_t, std::size_t>> looks; // place and size
    for (std::size_t place = 0; place < window.places().size(); ++place)
        for (std::size_t size = 0; size < kAuditSizes.size(); ++size)
            looks.emplace_back(place, size);
    shuffle(looks, random);
    looks.resize(std::min(looks.size(), kLooks));
    std::ranges::sort(looks, {}, [](const auto &look) { return std::pair(look.second, look.first); });

    const KnownFaults known = readKnownFaults(kKnownFile);
    std::set<std::pair<QString, FaultKind>> anywhere;
    for (const auto &fault : known)
        anywhere.insert({fault.first.place, fault.first.kind});
    const bool exact = isMadeWithThisQt(kKnownFile);
    QStringList wrong;
    for (const auto &[place, size] : looks) {
        window.setSize(kAuditSizes[size]);
        const Observation look = window.look(window.places()[place]);
        std::set<FaultKey> found;
        for (const Fault &fault : look.faults) {
            const FaultKey key{fault.place, fault.kind, look.size};
            const bool isKnown = known.contains(key) || (!exact && anywhere.contains({key.place, key.kind}));
            if (found.insert(key).second && !isKnown)
                wrong << QStringLiteral("new: %1: %2 (%3)").arg(wordsOf(key), fault.words, witnessOf(look));
        }
        if (look.scale != 1 || !exact) // the list's looks are at scale 1
            continue;
        for (const auto &[key, witness] : known)
            if (key.size == look.size && witness == witnessOf(look) && !found.contains(key))
                wrong << QStringLiteral("gone, take it off tests/layout/known_faults.txt: %1").arg(wordsOf(key));
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(QLatin1Char('\n') + wrong.join(QLatin1Char('\n'))));
}

QTEST_MAIN(LayoutAuditTest)
#include "layout_audit_test.moc"
