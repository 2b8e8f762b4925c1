// Two models are told apart by their configuration at once and by their weights in the end.
#include "ui/sessions/model_digests.h"

#include "tests/support/model_folder.h"
#include "tests/support/source_path.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class ModelDigestsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aConfigurationIsItsFile()
    {
        const auto folder = sourcePath("tests/reference/gpt2_tiny");
        QFile file(fromLocalBytes((folder / "config.json").string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(
            QByteArray::fromStdString(configDigest(folder)), QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex());
        QVERIFY(configDigest("/no/such/folder").empty());
    }

    void aGgufFilesConfigurationIsItsHeader()
    {
        const auto gguf = sourcePath("tests/reference/checkpoints/llama.gguf");
        const std::string digest = configDigest(gguf);
        QCOMPARE(digest.size(), std::size_t(64));
        QFile file(fromLocalBytes(gguf.string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray bytes = file.readAll();
        bytes[bytes.size() - 1] = char(bytes.back() ^ 1); // a weight
        const QTemporaryDir folder;
        const QString copy = folder.filePath(QStringLiteral("copy.gguf"));
        QFile other(copy);
        QVERIFY(other.open(QIODevice::WriteOnly) && other.write(bytes) == bytes.size());
        other.close();
        QCOMPARE(configDigest(copy.toStdString()), digest);
        QVERIFY(weightsDigest(copy.toStdString()) != weightsDigest(gguf));
    }

    void theSameWeightsInSeveralFilesAreTheSame()
    {
        const auto whole = sourcePath("tests/reference/gpt2_tiny_f16");
        QCOMPARE(weightsDigest(whole).size(), std::size_t(64));
        QCOMPARE(weightsDigest(whole), weightsDigest(whole));
        QVERIFY(weightsDigest(whole) != weightsDigest(sourcePath("tests/reference/gpt2_tiny")));
        ModelFolder model = ModelFolder::gpt2();
        const QTemporaryDir one;
        const QTemporaryDir two;
        model.write(one.path().toStdString());
        model.headerPadding = 8; // another file, the same numbers
        model.write(two.path().toStdString());
        QCOMPARE(weightsDigest(one.path().toStdString()), weightsDigest(two.path().toStdString()));
        model.numbers["transformer.wte.weight"][0] = 3;
        model.write(two.path().toStdString());
        QVERIFY(weightsDigest(one.path().toStdString()) != weightsDigest(two.path().toStdString()));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(weightsDigest(one.path().toStdString(), stop.get_token()).empty());
    }

    void modelsAreFoundByTheirNames()
    {
        const BuiltInModel builtIn = builtInModels().front();
        const SessionModel model = referenceTo(builtIn.folder);
        QVERIFY(model.source == ModelSource::builtIn);
        QCOMPARE(QString::fromStdString(model.name), builtIn.name);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("model"));
        QDir().mkpath(path);
        const SessionModel mine = referenceTo(path);
        QVERIFY(mine.source == ModelSource::folder);
        QCOMPARE(placeOf(mine, {}), path);
        // A folder that was moved together with the session.
        const QTemporaryDir elsewhere;
        QVERIFY(QDir().rename(path, elsewhere.filePath(QStringLiteral("model"))));
        QCOMPARE(placeOf(mine, elsewhere.filePath(QStringLiteral("a.headscope"))), elsewhere.filePath(QStringLiteral("model")));
        QCOMPARE(placeOf(mine, {}), path);
    }

    void aModelOfTheCacheIsFoundByItsName()
    {
        const QTemporaryDir cache;
        qputenv("HF_HUB_CACHE", cache.path().toLocal8Bit());
        const QString snapshot = cache.filePath(QStringLiteral("models--ada--small/snapshots/0123456789abcdef0123456789abcdef01234567"));
        QVERIFY(QDir().mkpath(snapshot));
        ModelFolder::gpt2().write(snapshot.toStdString());
        const SessionModel model = referenceTo(snapshot);
        QVERIFY2(model.source == ModelSource::hub, model.name.c_str());
        QVERIFY(model.name.starts_with("ada/small@"));
        QCOMPARE(resolveModel(placeOf(model, {})), snapshot);
        qunsetenv("HF_HUB_CACHE");
        QVERIFY(referenceTo(snapshot).source == ModelSource::folder); // in a cache that is not the user's
    }

    void digestsFollowTheSession()
    {
        Session session;
        ModelDigests digests(session);
        QVERIFY(digests.reference().name.empty());
        session.setText(QStringLiteral("w1 w2"));
        session.openModel(QStringLiteral("blackboard"));
        QTRY_VERIFY(session.trace());
        QCOMPARE(QString::fromStdString(digests.reference().name), QStringLiteral("blackboard"));
        QCOMPARE(digests.reference().config.size(), std::size_t(64));
        QVERIFY(digests.reference().weights.empty());
        QSignalSpy made(&digests, &ModelDigests::weightsMade);
        digests.makeWeights();
        QTRY_COMPARE(made.count(), 1);
        QCOMPARE(digests.reference().weights, weightsDigest(session.model()->folder()));
        session.openModel(QStringLiteral("storyteller"));
        QTRY_COMPARE(QString::fromStdString(digests.reference().name), QStringLiteral("storyteller"));
        QVERIFY(digests.reference().weights.empty());
    }
};

QTEST_MAIN(ModelDigestsTest)
#include "model_digests_test.moc"
