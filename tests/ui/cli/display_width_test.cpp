// Terminal cells of text: wide characters, marks, joined emoji, broken bytes.
#include "ui/cli/display_width.h"

#include <QtTest>

using namespace headscope;

class DisplayWidthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void widths_data();
    void widths();
    void elisionFits_data();
    void elisionFits();
    void padding();
};

void DisplayWidthTest::widths_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("width");
    QTest::newRow("empty") << QByteArray() << 0;
    QTest::newRow("ascii") << QByteArray("cat") << 3;
    QTest::newRow("accent as its own mark") << QByteArray("e\xCC\x81") << 1;
    QTest::newRow("visible space") << QByteArray("␣cat") << 4;
    QTest::newRow("chinese") << QByteArray("猫が") << 4;
    QTest::newRow("korean") << QByteArray("한") << 2;
    QTest::newRow("emoji") << QByteArray("🐈") << 2;
    QTest::newRow("joined emoji") << QByteArray("👩\xE2\x80\x8D👧") << 2;
    QTest::newRow("hebrew") << QByteArray("שלום") << 4;
    QTest::newRow("broken byte") << QByteArray("a\xFF") << 2;
}

void DisplayWidthTest::widths()
{
    QFETCH(QByteArray, text);
    QTEST(displayWidth(text.toStdString()), "width");
}

void DisplayWidthTest::elisionFits_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("width");
    QTest::addColumn<QByteArray>("result");
    QTest::newRow("fits") << QByteArray("because") << 7 << QByteArray("because");
    QTest::newRow("cut") << QByteArray("because") << 4 << QByteArray("bec…");
    QTest::newRow("a wide character is not halved") << QByteArray("猫猫猫") << 4 << QByteArray("猫…");
}

void DisplayWidthTest::elisionFits()
{
    QFETCH(QByteArray, text);
    QFETCH(int, width);
    const std::string cut = elided(text.toStdString(), width);
    QTEST(QByteArray::fromStdString(cut), "result");
    QVERIFY(displayWidth(cut) <= width);
}

void DisplayWidthTest::padding()
{
    QCOMPARE(padded("猫", 4, false), std::string("猫  "));
    QCOMPARE(padded("猫", 4, true), std::string("  猫"));
    QCOMPARE(padded("long", 2, true), std::string("long"));
}

QTEST_GUILESS_MAIN(DisplayWidthTest)
#include "display_width_test.moc"
