#include "src/formats/atomic_file.h"
#include "tests/src/formats/error_of.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <iterator>

using namespace headscope;

namespace {

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

class AtomicFileTest : public QObject {
    Q_OBJECT

private slots:
    void appearsOnlyWhenCommitted()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("out").toStdString();
        writeFile(path, "old");
        {
            AtomicFile file(path);
            file.write("new");
            QCOMPARE(contentOf(path), std::string("old"));
            file.write(" text");
            file.commit();
        }
        QCOMPARE(contentOf(path), std::string("new text"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
    }

    void leavesNothingWhenGivenUp()
    {
        QTemporaryDir folder;
        {
            AtomicFile file(folder.filePath("out").toStdString());
            file.write("half");
        }
        QVERIFY(QDir(folder.path()).isEmpty());
    }

    void saysWhatIsWrong()
    {
        QTemporaryDir folder;
        QVERIFY_ERROR(writeFile(folder.filePath("no/such/folder").toStdString(), "x"), "cannot be written");
        QVERIFY_ERROR(writeFile(folder.path().toStdString(), "x"), "cannot be written"); // a folder is in the way
        QVERIFY(QDir(folder.path()).isEmpty());
        if (std::filesystem::exists("/proc/self"))
            QVERIFY_ERROR(writeFile("/proc/none", "x"), "cannot be written");
    }
};

QTEST_APPLESS_MAIN(AtomicFileTest)
#include "atomic_file_test.moc"
