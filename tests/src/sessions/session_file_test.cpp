// Sessions as files: everything comes back, and what is wrong with one is said in one sentence with its place.
#include "src/sessions/session_file.h"

#include "src/formats/atomic_file.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/sessions/many_sided_session.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace headscope;

namespace {

/// With the first `from` as `to`. Empty where it is not there.
std::string changed(std::string json, const std::string &from, const std::string &to)
{
    const std::size_t at = json.find(from);
    return at == std::string::npos ? std::string() : json.replace(at, from.size(), to);
}

} // namespace

class SessionFileTest : public QObject {
    Q_OBJECT

private slots:
    void everythingComesBack()
    {
        const SessionState written = manySidedSession();
        const std::string json = sessionJson(written);
        const SessionState read = parseSession(json, "x.headscope");
        QVERIFY(read == written);
        QCOMPARE(sessionJson(read), json);
        // Not by their words alone: field by field, what the comparison of words would not see if both forgot it.
        QVERIFY(read.model == written.model);
        QVERIFY(read.run.inputs == written.run.inputs);
        QCOMPARE(read.run.generated, written.run.generated);
        QCOMPARE(read.run.edits.size(), written.run.edits.size());
        for (std::size_t i = 0; i < read.run.edits.size(); ++i) {
            Edit a = read.run.edits[i];
            Edit b = written.run.edits[i];
            QCOMPARE(bool(a.patch), bool(b.patch));
            if (a.patch) {
                QCOMPARE(a.patch->rows, b.patch->rows);
                for (int row = 0; row < b.patch->values.rows(); ++row)
                    for (int column = 0; column < b.patch->values.cols(); ++column)
                        QCOMPARE(a.patch->values(row, column), b.patch->values(row, column));
            }
            a.patch = b.patch = nullptr;
            QVERIFY(a == b);
        }
        QVERIFY(read.shown == written.shown && read.workspace == written.workspace && read.filter == written.filter);
        QCOMPARE(read.map, written.map);
        QCOMPARE(read.view, written.view);
        QVERIFY(read.stage == written.stage);
        QCOMPARE(read.layer, written.layer);
        QCOMPARE(read.head, written.head);
        QCOMPARE(read.row, written.row);
        QCOMPARE(read.targetRow, written.targetRow);
        QCOMPARE(read.column, written.column);
        QCOMPARE(read.word, written.word);
        QVERIFY(read.pattern == written.pattern);
        QVERIFY(read.a && read.a->pattern == written.a->pattern && read.a->head == written.a->head);
        QVERIFY(read.b && read.b->pattern == written.b->pattern && read.b->head == written.b->head);
        QVERIFY(read.views == written.views);
        QVERIFY(read.lab && read.lab == written.lab);
        QVERIFY(read.lab->source == LabSource::random && read.lab->edges == written.lab->edges && read.lab->mechanisms[0].pinned);
        QCOMPARE(read.lab->parameters.at("longformer").at("window"), 3.0);
        QCOMPARE(read.note, written.note);
        QVERIFY(read.locked == written.locked);
        QVERIFY(read.isPreset());
    }

    void aSessionOfDefaultsComesBack()
    {
        SessionState plain;
        plain.model.name = "blackboard";
        plain.run.inputs = {{InputRole::text, ""}};
        const SessionState read = parseSession(sessionJson(plain), "x.headscope");
        QVERIFY(read == plain);
        QCOMPARE(read.row, -1);
        QCOMPARE(read.word, -1);
        QVERIFY(!read.a && !read.isPreset());
    }

    void theLabAloneComesBack()
    {
        const LabChoices lab = *manySidedSession().lab;
        QVERIFY(parseLab(labJson(lab), "settings") == lab);
        QVERIFY(parseLab(labJson({}), "settings") == LabChoices());
    }

    void aSessionBeforeTheLabIsRead()
    {
        SessionState older = manySidedSession();
        older.lab.reset();
        const std::string json = changed(sessionJson(older), "\"headscope_session\":2", "\"headscope_session\":1");
        QVERIFY(!json.empty());
        QVERIFY(parseSession(json, "x.headscope") == older);
    }

    void whatIsWrongIsSaidWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char *name, const char *from, const char *to, const char *words) {
            QTest::newRow(name) << QByteArray(from) << QByteArray(to) << QByteArray(words);
        };
        row("another version", "\"headscope_session\":2", "\"headscope_session\":3", "at headscope_session: is a session of version 3");
        row("a newer version is named", "\"headscope_session\":2", "\"headscope_session\":3", "Open it with a newer Headscope");
        row("no version", "\"headscope_session\"", "\"session\"", "this is no session");
        row("a version in words", "\"headscope_session\":2", "\"headscope_session\":\"2\"", "at headscope_session");
        row("an unknown field", "\"map\":true", "\"map\":true,\"script\":\"rm\"", "at script: there is no such field");
        row("a missing field", "\"map\":true,", "", "the field “map” is missing");
        row("another type", "\"map\":true", "\"map\":\"true\"", "at map");
        row("an unknown measure", "\"measure\":\"rollout\"", "\"measure\":\"folly\"", "at pattern.measure: there is no “folly”");
        row("what there is", "\"measure\":\"rollout\"", "\"measure\":\"folly\"", "There are weights, scores");
        row("an unknown stage", "\"stage\":\"weights\"", "\"stage\":\"wheels\"", "at stage: there is no stage “wheels”");
        row("a layer before the first", "\"layer\":2,", "\"layer\":0,", "at layer: is 0, not a number from 1");
        row("a layer beyond all", "\"layer\":2,", "\"layer\":4294967297,", "at layer");
        row("half a layer", "\"layer\":2,", "\"layer\":1.5,", "at layer");
        row("no head", "\"1.2\"", "\"1.2.3\"", "at pattern.heads[0]: is no head");
        row("head 0", "\"1.2\"", "\"1.0\"", "at pattern.heads[0]: is no head");
        row("an unknown edit", "\"kind\":\"temperature\"", "\"kind\":\"magic\"", "].kind: there is no “magic”");
        row("no list", "\"generated\":[3,0]", "\"generated\":3", "at generated: is a number, not a list");
        row("numbers that are none", "\"value\":0.3", "\"value\":1e99", "].value");
        row("rows that turn back", "\"rows\":[1,3]", "\"rows\":[3,1]", "rows must ascend");
        row("rows without numbers", "\"rows\":[1,3]", "\"rows\":[1,3,4]", "rows of numbers for 3 rows");
        row("rows of two lengths", "[0.1,-2]", "[0.1]", "numbers, and the first row");
        row("another kind of input", "\"kind\":\"text\"", "\"kind\":\"image\"",
            "at inputs[0].kind: this version of Headscope reads texts only");
        row("an input twice", "\"role\":\"pair\"", "\"role\":\"text\"", "two inputs of this role");
        row("no text", "\"role\":\"text\"", "\"role\":\"target\"", "two inputs of this role");
        row("no digest", "\"config_sha256\":\"aaaa", "\"config_sha256\":\"zzzz", "at model.config_sha256: is no SHA-256");
        row("no name", "\"name\":\"org/name@main\"", "\"name\":\"\"", "at model.name: is no name");
        row("a name with an end in it", "org/name@main", "org/\\u0000main", "at model.name: is no name");
        row("a choice that is none", "\"zoom\":2", "\"zoom\":[2]", "at views.walk.zoom: is an array");
        row("half a character", "\"note\":\"Look", "\"note\":\"\\ud800Look", "at note: has half of a character");
        row("half a character in a choice's name", "\"zoom\":2", "\"zo\\ud800om\":2", "has half of a character");
        row("half a character in a view's name", "\"walk\":{", "\"wa\\udc00lk\":{", "has half of a character");
        row("a lock that is none", "\"locked\":[\"model\"", "\"locked\":[\"door\"", "at locked[0]: there is no “door”");
        row("a source that is none", "\"source\":\"random\"", "\"source\":\"dice\"", "at lab.source: there is no “dice”");
        row("more tokens than the Lab takes", "\"tokens\":20", "\"tokens\":100000", "at lab.tokens: is 100000, not a number from 1 to 512");
        row("a mechanism twice", "\"name\":\"longformer\"", "\"name\":\"full\"", "at lab.mechanisms[1].name: “full” is there twice");
        row("a parameter that is none", "\"window\":3", "\"window\":\"3\"", "at lab.parameters.longformer.window");
        row("an edge of three", "[4,2]]", "[4,2,1]]", "at lab.edges");
        row("an edge to nowhere", "[[1,3],", "[[1,0],", "at lab.edges[0][1]: is 0");
        row("a Lab without its text", "\"other_text\":\"ein Hund\",", "", "the field “other_text” is missing");
        row("cut", "\"locked\":[\"model\",\"text\"]}", "", "x.headscope");
    }
    void whatIsWrongIsSaidWithItsPlace()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QByteArray, words);
        const std::string json = changed(sessionJson(manySidedSession()), from.toStdString(), to.toStdString());
        QVERIFY(!json.empty());
        const QString said = errorOf([&] { parseSession(json, "x.headscope"); });
        QVERIFY2(said.startsWith(QStringLiteral("x.headscope")), qPrintable(said));
        QVERIFY2(said.contains(QString::fromUtf8(words)), qPrintable(said));
    }

    void filesThatAreNoSessionsAreRefused()
    {
        const QTemporaryDir folder;
        const std::filesystem::path top = folder.path().toStdString();
        QVERIFY_ERROR(readSession(top / "missing.headscope"), "missing.headscope");
        QVERIFY_ERROR(readSession(top), "folder");
        const std::filesystem::path pipe = top / "pipe.headscope";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        QVERIFY_ERROR(readSession(pipe), "pipe.headscope");
        const std::filesystem::path huge = top / "huge.headscope";
        writeFile(huge, "{");
        std::filesystem::resize_file(huge, kMostSessionBytes + 1); // without taking room
        QVERIFY_ERROR(readSession(huge), "a session has");
        const std::filesystem::path good = top / "good.headscope";
        writeFile(good, sessionJson(manySidedSession()));
        QVERIFY(readSession(good) == manySidedSession());
    }

    /// Killed at any moment of saving: the file is the session before or the one after, whole.
    void killedWhileSaving()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = std::filesystem::path(folder.path().toStdString()) / "a.headscope";
        SessionState before = manySidedSession();
        before.run.inputs.front().text.assign(500'000, 'a');
        SessionState after = before;
        after.run.inputs.front().text.assign(500'000, 'b');
        writeFile(file, sessionJson(before));
        for (int round = 0; round < 10; ++round) {
            int ready[2];
            QCOMPARE(::pipe(ready), 0);
            const pid_t child = ::fork();
            if (child == 0) {
                ::close(ready[0]);
                while (::write(ready[1], "x", 1) == 1) {
                    writeFile(file, sessionJson(before));
                    writeFile(file, sessionJson(after));
                }
                ::_exit(1);
            }
            std::array<char, 2> bytes{}; // the second: somewhere in the second round
            for (std::size_t got = 0; got < bytes.size();)
                got += static_cast<std::size_t>(std::max<ssize_t>(0, ::read(ready[0], bytes.data(), 1)));
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
            ::close(ready[0]);
            ::close(ready[1]);
            const SessionState left = readSession(file);
            QVERIFY(left == before || left == after);
        }
        writeFile(file, sessionJson(before)); // and what was half written goes
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{QStringLiteral("a.headscope")});
    }
};

QTEST_APPLESS_MAIN(SessionFileTest)
#include "session_file_test.moc"
