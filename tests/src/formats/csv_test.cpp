#include "src/formats/csv.h"
#include "src/formats/mapped_file.h"
#include "tests/src/formats/error_of.h"

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <limits>
#include <vector>

using namespace headscope;

class CsvTest : public QObject {
    Q_OBJECT

private slots:
    void fields_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("plain") << QByteArray("cat") << QByteArray("cat");
        QTest::newRow("empty") << QByteArray("") << QByteArray("");
        QTest::newRow("comma") << QByteArray("a,b") << QByteArray("\"a,b\"");
        QTest::newRow("quote") << QByteArray("say \"x\"") << QByteArray("\"say \"\"x\"\"\"");
        QTest::newRow("line end") << QByteArray("a\nb") << QByteArray("\"a\nb\"");
        QTest::newRow("outer space") << QByteArray(" cat") << QByteArray("\" cat\"");
        QTest::newRow("display") << QByteArray("␣été") << QByteArray("␣été");
    }

    void fields()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, field);
        QCOMPARE(csvField(text.toStdString()), field.toStdString());
    }

    void matrix()
    {
        const std::vector<std::string> rows{"The", "cat,"};
        const std::vector<std::string> columns{"a", "b", "\""};
        const std::vector<float> values{
            0.1f, -1.0f, 1e-30f, std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity(), -std::nanf("")};
        QCOMPARE(csvText(rows, columns, values), std::string(",a,b,\"\"\"\"\r\nThe,0.1,-1,1e-30\r\n\"cat,\",inf,-inf,nan\r\n"));
        QCOMPARE(csvText({}, {}, {}), std::string("\r\n"));
        QVERIFY_ERROR(csvText(rows, columns, std::span(values).first(5)), "2 row labels and 3 column labels do not fit 5 values");
    }

    void file()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath("x.csv").toStdString();
        writeCsv(path, std::vector<std::string>{"r"}, std::vector<std::string>{"c"}, std::vector<float>{0.5f});
        QCOMPARE(MappedFile::open(path)->text(), std::string_view(",c\r\nr,0.5\r\n"));
    }
};

QTEST_APPLESS_MAIN(CsvTest)
#include "csv_test.moc"
