#include "src/formats/mapped_file.h"
#include "tests/src/formats/error_of.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace headscope;

class MappedFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path path(const char *name) const { return m_folder.filePath(name).toStdString(); }

private slots:
    void readsBytes()
    {
        std::ofstream(path("a"), std::ios::binary) << std::string("a\0b", 3);
        const auto file = MappedFile::open(path("a"));
        QCOMPARE(file->text(), std::string_view("a\0b", 3));
        QCOMPARE(file->bytes().size(), std::size_t{3});
        QCOMPARE(file->path(), path("a"));
    }

    void anEmptyFileIsFine()
    {
        std::ofstream(path("empty"), std::ios::binary);
        QVERIFY(MappedFile::open(path("empty"))->text().empty());
    }

    void holdsBytesOfNoFile()
    {
        std::string text = "in memory";
        const auto file = MappedFile::holding(std::as_bytes(std::span(text)), "x");
        text = "changed";
        QCOMPARE(file->text(), std::string_view("in memory"));
        QCOMPARE(file->path(), std::filesystem::path("x"));
        QVERIFY(MappedFile::holding({}, "x")->text().empty());
    }

    void outlivesItsName()
    {
        std::ofstream(path("gone"), std::ios::binary) << "still here";
        const auto file = MappedFile::open(path("gone"));
        std::filesystem::remove(path("gone"));
        QCOMPARE(file->text(), std::string_view("still here"));
    }

    void followsLinks()
    {
        std::ofstream(path("target"), std::ios::binary) << "x";
        std::filesystem::create_symlink(path("target"), path("link"));
        QCOMPARE(MappedFile::open(path("link"))->text(), std::string_view("x"));
    }

    void refusesWhatIsNoFile()
    {
        QVERIFY_ERROR(MappedFile::open(path("missing")), "no such file");
        QVERIFY_ERROR(MappedFile::open(path("missing/below")), "no such file");
        QVERIFY_ERROR(MappedFile::open(m_folder.path().toStdString()), "this is a folder");
        QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
        QVERIFY_ERROR(MappedFile::open(path("pipe")), "not a regular file"); // and does not wait for a writer
        QVERIFY_ERROR(MappedFile::open("/dev/null"), "not a regular file");
        QVERIFY_ERROR(MappedFile::open(std::string(10000, 'x')), "cannot be read");
    }

    void refusesWhatMayNotBeRead()
    {
        if (::geteuid() == 0)
            QSKIP("the superuser may read everything");
        std::ofstream(path("secret")) << "x";
        std::filesystem::permissions(path("secret"), std::filesystem::perms::none);
        QVERIFY_ERROR(MappedFile::open(path("secret")), "may not be read");
    }
};

QTEST_APPLESS_MAIN(MappedFileTest)
#include "mapped_file_test.moc"
