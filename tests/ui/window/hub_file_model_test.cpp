// The list with ticks: one of several forms of weights, sums, what is in the cache, and nothing to change while a download runs.
#include "ui/window/hub_file_model.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace headscope;

class HubFileModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void rows();
    void ticksAndSums();
    void oneOfSeveralForms();
    void whatIsHere();
    void lockedWhileLoading();
    void sizes();

private:
    void list(const QString &names);
    QString text(int row, int column) const { return m_model->index(row, column).data().toString(); }
    void tick(int row, bool on) { m_model->setData(m_model->index(row, 0), on ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole); }
    QString chosen() const;
    void write(const QString &path, qint64 size);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HubCache> m_cache;
    std::unique_ptr<HubFileModel> m_model;
};

void HubFileModelTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_cache = std::make_unique<HubCache>(m_folder->path());
    m_model = std::make_unique<HubFileModel>();
    new QAbstractItemModelTester(m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_model.get());
}

/// Each file has 100 bytes more than the one before; the name is its etag.
void HubFileModelTest::list(const QString &names)
{
    HubRepository repository;
    qint64 size = 0;
    for (const QString &name : names.split(QLatin1Char(' ')))
        repository.files.append({name, size += 100, name});
    m_model->setFiles(neededFiles(repository), *m_cache, QStringLiteral("a/b"));
}

QString HubFileModelTest::chosen() const
{
    QStringList names;
    for (const HubFile &file : m_model->chosen())
        names.append(file.name);
    return names.join(QLatin1Char(' '));
}

void HubFileModelTest::write(const QString &path, qint64 size)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.resize(size);
}

void HubFileModelTest::rows()
{
    QCOMPARE(m_model->rowCount(), 0);
    list(QStringLiteral("README.md config.json tokenizer.json model.safetensors"));
    QCOMPARE(m_model->rowCount(), 3);
    QCOMPARE(text(0, HubFileModel::nameColumn), QStringLiteral("config.json"));
    QCOMPARE(text(1, HubFileModel::roleColumn), QStringLiteral("tokenizer"));
    QCOMPARE(text(2, HubFileModel::sizeColumn), QStringLiteral("400 bytes"));
    QCOMPARE(text(2, HubFileModel::hereColumn), QString());
    QVERIFY(m_model->index(2, 0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("weights")));
    m_model->clear();
    QCOMPARE(m_model->rowCount(), 0);
    QVERIFY(!m_model->isAllHere());
}

void HubFileModelTest::ticksAndSums()
{
    list(QStringLiteral("config.json vocab.txt model.safetensors"));
    QCOMPARE(m_model->chosenBytes(), 600);
    QSignalSpy changed(m_model.get(), &HubFileModel::choiceChanged);
    tick(1, false);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(chosen(), QStringLiteral("config.json model.safetensors"));
    QCOMPARE(m_model->chosenBytes(), 400);
    tick(1, true);
    QCOMPARE(m_model->chosenBytes(), 600);
    QVERIFY(!m_model->setData(m_model->index(0, 1), Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(!m_model->setData(m_model->index(0, 0), QStringLiteral("x"), Qt::EditRole));
}

void HubFileModelTest::oneOfSeveralForms()
{
    list(QStringLiteral("m-F16.gguf m-Q8_0.gguf m-Q4_0.gguf"));
    QCOMPARE(chosen(), QStringLiteral("m-Q8_0.gguf"));
    tick(1, true);
    QCOMPARE(chosen(), m_model->needed().files.at(1).file.name);
    tick(1, false);
    QCOMPARE(chosen(), QString());
}

void HubFileModelTest::whatIsHere()
{
    write(m_cache->blobPath(QStringLiteral("a/b"), QStringLiteral("config.json")), 100);
    write(m_cache->blobPath(QStringLiteral("a/b"), QStringLiteral("model.safetensors")) + QStringLiteral(".incomplete"), 150);
    write(m_cache->blobPath(QStringLiteral("a/b"), QStringLiteral("vocab.txt")), 7); // not the size it should have
    list(QStringLiteral("config.json vocab.txt model.safetensors"));
    QCOMPARE(text(0, HubFileModel::hereColumn), QStringLiteral("already here"));
    QCOMPARE(text(1, HubFileModel::hereColumn), QString());
    QCOMPARE(text(2, HubFileModel::hereColumn), QStringLiteral("50 % here"));
    QCOMPARE(m_model->missingBytes(), 200 + 150);
    QVERIFY(!m_model->isAllHere());
    tick(1, false);
    tick(2, false);
    QVERIFY(m_model->isAllHere());
    tick(0, false);
    QVERIFY(!m_model->isAllHere()); // nothing is chosen
    tick(2, true);
    write(m_cache->blobPath(QStringLiteral("a/b"), QStringLiteral("model.safetensors")), 300);
    m_model->refreshHere(*m_cache, QStringLiteral("a/b"));
    QCOMPARE(text(2, HubFileModel::hereColumn), QStringLiteral("already here"));
    QVERIFY(m_model->isAllHere());
}

void HubFileModelTest::lockedWhileLoading()
{
    list(QStringLiteral("config.json model.safetensors"));
    m_model->setLocked(true);
    QVERIFY(!m_model->index(0, 0).flags().testFlag(Qt::ItemIsUserCheckable));
    tick(0, false);
    QCOMPARE(chosen(), QStringLiteral("config.json model.safetensors"));
    m_model->setLocked(false);
    QVERIFY(m_model->index(0, 0).flags().testFlag(Qt::ItemIsUserCheckable));
}

void HubFileModelTest::sizes()
{
    QCOMPARE(sizeText(-1), QStringLiteral("?"));
    QCOMPARE(sizeText(999), QStringLiteral("999 bytes"));
    QCOMPARE(sizeText(548'105'171), QStringLiteral("548.1 MB"));
}

QTEST_MAIN(HubFileModelTest)
#include "hub_file_model_test.moc"
