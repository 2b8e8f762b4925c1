// The name that was probably meant, and none when nothing is near.
#include "ui/cli/suggestion.h"

#include <QtTest>

using namespace headscope;

class SuggestionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nearest_data();
    void nearest();
};

void SuggestionTest::nearest_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("swapped letters") << QByteArray("weigths") << QByteArray("weights");
    QTest::newRow("left out") << QByteArray("wights") << QByteArray("weights");
    QTest::newRow("letter case") << QByteArray("Weights") << QByteArray("weights");
    QTest::newRow("beginning") << QByteArray("masked") << QByteArray("masked-scores");
    QTest::newRow("nothing near") << QByteArray("elephant") << QByteArray();
    QTest::newRow("one letter") << QByteArray("x") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("very long") << QByteArray(100000, 'w') << QByteArray();
}

void SuggestionTest::nearest()
{
    QFETCH(QByteArray, word);
    QTEST(QByteArray::fromStdString(nearestName(word.toStdString(), {"q", "masked-scores", "weights", "raw-scores"})), "name");
}

QTEST_GUILESS_MAIN(SuggestionTest)
#include "suggestion_test.moc"
