#include "src/formats/atomic_file.h"
#include "src/formats/mapped_file.h"
#include "src/formats/npy.h"
#include "tests/src/formats/error_of.h"

#include <QTemporaryDir>
#include <QtTest>
#include <limits>
#include <numeric>

using namespace headscope;

class NpyTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string m_path = m_folder.filePath("x.npy").toStdString();

private slots:
    void anyRank_data()
    {
        QTest::addColumn<QList<qint64>>("sizes");
        QTest::addColumn<QByteArray>("tuple");
        QTest::newRow("one number") << QList<qint64>{} << QByteArray("()");
        QTest::newRow("vector") << QList<qint64>{3} << QByteArray("(3,)");
        QTest::newRow("matrix") << QList<qint64>{3, 4} << QByteArray("(3, 4)");
        QTest::newRow("four axes") << QList<qint64>{2, 1, 3, 2} << QByteArray("(2, 1, 3, 2)");
        QTest::newRow("empty") << QList<qint64>{0, 5} << QByteArray("(0, 5)");
    }

    void anyRank()
    {
        QFETCH(QList<qint64>, sizes);
        QFETCH(QByteArray, tuple);
        const std::vector<std::int64_t> shape(sizes.begin(), sizes.end());
        const auto count = std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
        std::vector<float> values(static_cast<std::size_t>(count));
        std::iota(values.begin(), values.end(), 0.5f);
        if (!values.empty())
            values.back() = -std::numeric_limits<float>::infinity();

        AtomicFile out(m_path);
        writeNpy(out, shape, values);
        out.commit();
        const NpyArray array = readNpy(m_path);
        QCOMPARE(array.shape, shape);
        QCOMPARE(array.values, values);

        // As the format's description asks for, to the byte.
        const auto file = MappedFile::open(m_path);
        const std::string_view text = file->text();
        QVERIFY(text.starts_with(std::string_view("\x93NUMPY\x01\x00", 8)));
        const std::size_t header = static_cast<unsigned char>(text[8]) + 256u * static_cast<unsigned char>(text[9]);
        QCOMPARE((10 + header) % 64, std::size_t{0});
        QVERIFY(text.substr(10, header).starts_with("{'descr': '<f4', 'fortran_order': False, 'shape': " + tuple.toStdString() + ", }"));
        QCOMPARE(text[10 + header - 1], '\n');
        QCOMPARE(text.size(), 10 + header + 4 * values.size());
    }

    void shapesMustFit()
    {
        const std::vector<float> values(6);
        AtomicFile out(m_path);
        QVERIFY_ERROR(writeNpy(out, std::vector<std::int64_t>{2, 2}, values), "[2, 2] does not fit 6 values");
    }

    void refusesWhatItCannotRead()
    {
        const auto refuses = [&](std::string header, const char *words, std::size_t dataBytes = 4) {
            std::string text("\x93NUMPY\x01\x00", 8);
            text += static_cast<char>(header.size());
            text += '\0';
            writeFile(m_path, text + header + std::string(dataBytes, '\0'));
            QVERIFY_ERROR(readNpy(m_path), words);
        };
        refuses("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "float32");
        refuses("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "C order");
        refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "[2] does not fit 1 values");
        refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", "does not fit");
        refuses("{'descr': '<f4', 'fortran_order': False, 'shape': (x,), }", "other than numbers");
        refuses("{'descr': '<f4', 'fortran_order': False, 'shape': 1, }", "not a tuple");
        refuses("{'descr': '<f4', 'shape': (1,), }", "lacks 'fortran_order'");
        refuses("{", "lacks 'descr'");
        writeFile(m_path, "no array");
        QVERIFY_ERROR(readNpy(m_path), "not a .npy file");
        writeFile(m_path, std::string_view("\x93NUMPY\x01\x00\xff\xff{", 11));
        QVERIFY_ERROR(readNpy(m_path), "longer than the file");
        writeFile(m_path, std::string_view("\x93NUMPY\x09\x00\xff\xff{", 11));
        QVERIFY_ERROR(readNpy(m_path), "format 9");
    }
};

QTEST_APPLESS_MAIN(NpyTest)
#include "npy_test.moc"
