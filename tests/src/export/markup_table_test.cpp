// Tables as Markdown and LaTeX, with words beside numbers, and what other formats make of words.
#include "src/error.h"
#include "src/export/markup_table.h"
#include "src/formats/json.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

namespace {

NumberTable words()
{
    return {{"a|b", "50 % n_k"}, {"cost", "time"}, {NAN, 1.5F, NAN, 0.25F}, {"n² · √d", "", "{x}", ""}};
}

} // namespace

class MarkupTableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void markdown();
    void latex();
    void otherFormatsTakeWords();

private:
    QByteArray written(void (*write)(const NumberTable &, const TableSettings &, const std::filesystem::path &))
    {
        const QString path = m_folder.filePath(QStringLiteral("table"));
        write(words(), {{"model", "toy"}}, path.toStdString());
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
};

void MarkupTableTest::markdown()
{
    QCOMPARE(written(writeTableMarkdown),
        QByteArray("| | cost | time |\n|:--|:--|--:|\n| a\\|b | n² · √d | 1.5 |\n| 50 % n\\_k | {x} | 0.25 |\n\n- model: toy\n"));
}

void MarkupTableTest::latex()
{
    QCOMPARE(written(writeTableLatex),
        QByteArray("% model: toy\n\\begin{tabular}{llr}\n\\hline\n & cost & time \\\\\n\\hline\n"
                   "a$|$b & n$^2$ $\\cdot$ $\\surd$d & 1.5 \\\\\n50 \\% n\\_k & \\{x\\} & 0.25 \\\\\n\\hline\n\\end{tabular}\n"));
}

void MarkupTableTest::otherFormatsTakeWords()
{
    QCOMPARE(written(writeTableCsv), QByteArray(",cost,time\r\na|b,n² · √d,1.5\r\n50 % n_k,{x},0.25\r\n"));
    QCOMPARE(tabbedText(words()), std::string("\tcost\ttime\na|b\tn² · √d\t1.5\n50 % n_k\t{x}\t0.25\n"));
    const Json json = Json::parse(written(writeTableJson).toStdString(), "table");
    QCOMPARE(json.at("values").at(0).at(0).get<std::string>(), std::string("n² · √d"));
    QCOMPARE(json.at("values").at(1).at(1).get<double>(), 0.25);
    QVERIFY_EXCEPTION_THROWN(writeTableNpy(words(), {}, m_folder.filePath(QStringLiteral("x.npy")).toStdString()), Error);
    QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("x.npy"))));
}

QTEST_APPLESS_MAIN(MarkupTableTest)
#include "markup_table_test.moc"
