#include "src/formats/csv.h"
#include "tests/src/formats/error_of.h"

#include <QRegularExpression>
#include <QtTest>
#include <cmath>
#include <limits>
#include <vector>

using namespace headscope;

namespace {

std::string csvText(std::span<const std::string> rows, std::span<const std::string> columns, std::span<const float> values)
{
    std::string text;
    writeCsv(rows, columns, values, [&](std::string_view piece) { text += piece; });
    return text;
}

} // namespace

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

    /// A large one is never held as a whole.
    void pieces()
    {
        const std::vector<std::string> rows(300, "row");
        const std::vector<std::string> columns(2000, "c");
        const std::vector<float> values(rows.size() * columns.size(), -0.123456f);
        std::size_t most = 0;
        std::size_t all = 0;
        writeCsv(rows, columns, values, [&](std::string_view piece) {
            most = std::max(most, piece.size());
            all += piece.size();
        });
        QCOMPARE(all, columns.size() * 2 + 2 + rows.size() * (3 + columns.size() * 10 + 2));
        QVERIFY(most < all / 4);
    }

    /// What a spreadsheet would run becomes text, and comes back by the rule in csv.h.
    void spreadsheetsRunNothing_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("safe");
        for (const char *sign : {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"})
            QTest::addRow("%s", sign) << QByteArray(sign) + "1+1" << QByteArray("'") + sign + "1+1";
        QTest::newRow("inside") << QByteArray("a=b-c@d") << QByteArray("a=b-c@d");
        QTest::newRow("behind separators") << QByteArray("a,=b;+c\t-d\n@e") << QByteArray("a,'=b;'+c\t'-d\n'@e");
        QTest::newRow("behind a quote") << QByteArray("\"=b") << QByteArray("\"'=b");
        QTest::newRow("one after the other") << QByteArray("\t=") << QByteArray("'\t'=");
        QTest::newRow("an apostrophe of its own") << QByteArray("'=1") << QByteArray("''=1");
        QTest::newRow("plain apostrophes") << QByteArray("'s ''") << QByteArray("'s ''");
        QTest::newRow("minus alone") << QByteArray("-") << QByteArray("'-");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }

    void spreadsheetsRunNothing()
    {
        QFETCH(QByteArray, text);
        QTEST(QByteArray::fromStdString(spreadsheetText(text.toStdString())), "safe");
        static const QRegularExpression added(QStringLiteral("(?:^|(?<=[,;\t\r\n\"]))'(?='*[=+\\-@\t\r＝＋－＠])"));
        const QString back = QString::fromStdString(spreadsheetText(text.toStdString())).remove(added);
        QCOMPARE(back.toUtf8(), text);
    }

    void numbersStayNumbers()
    {
        QCOMPARE(csvText(std::vector<std::string>{"-1"}, std::vector<std::string>{"=c"}, std::vector<float>{-0.5f}),
            std::string(",'=c\r\n'-1,-0.5\r\n"));
    }
};

QTEST_APPLESS_MAIN(CsvTest)
#include "csv_test.moc"
