#include "ui/views/walk/number_input.h"

#include <QtTest>

using namespace headscope;

class NumberInputTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatPeopleType_data();
    void readsWhatPeopleType();
    void refusesTheRest_data();
    void refusesTheRest();
};

void NumberInputTest::readsWhatPeopleType_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<float>("value");
    QTest::newRow("point") << QStringLiteral("0.5") << 0.5F;
    QTest::newRow("comma") << QStringLiteral("0,5") << 0.5F;
    QTest::newRow("minus sign") << QStringLiteral("−2.25") << -2.25F;
    QTest::newRow("hyphen") << QStringLiteral("-2") << -2.0F;
    QTest::newRow("exponent") << QStringLiteral("1e3") << 1000.0F;
    QTest::newRow("negative exponent") << QStringLiteral("1.5E-2") << 0.015F;
    QTest::newRow("blanks") << QStringLiteral("  7 ") << 7.0F;
    QTest::newRow("no leading zero") << QStringLiteral(".25") << 0.25F;
}

void NumberInputTest::readsWhatPeopleType()
{
    QFETCH(QString, text);
    QFETCH(float, value);
    const auto read = readNumber(text);
    QVERIFY(read);
    QCOMPARE(*read, value);
}

void NumberInputTest::refusesTheRest_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"", "nan", "inf", "-Infinity", "abc", "1.2.3", "1,234.5", "1e", "0x10", "1e99", "--1", "1 2", "3px"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void NumberInputTest::refusesTheRest()
{
    QFETCH(QString, text);
    QString problem;
    QVERIFY(!readNumber(text, &problem));
    QVERIFY(!problem.isEmpty());
}

QTEST_GUILESS_MAIN(NumberInputTest)
#include "number_input_test.moc"
