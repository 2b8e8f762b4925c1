#include "src/tokenizer/aligned_text.h"

#include <QtTest>

using namespace headscope;

class AlignedTextTest : public QObject {
    Q_OBJECT

private slots:
    void typedText()
    {
        const AlignedText text("hello", 7);
        QCOMPARE(text.source({1, 3}), (TextSpan{8, 10}));
        QCOMPARE(text.source({5, 5}), (TextSpan{12, 12}));
        QCOMPARE(text.part({2, 4}).text(), std::string_view("ll"));
        QCOMPARE(text.part({2, 4}).source({0, 2}), (TextSpan{9, 11}));
    }

    void changedText()
    {
        const AlignedText typed("abc", 10);
        AlignedText text = typed.emptied();
        QCOMPARE(text.source({0, 0}), (TextSpan{10, 10}));
        text.append("XY", {10, 11});
        text.append(typed, {1, 3});
        QCOMPARE(text.text(), std::string_view("XYbc"));
        QCOMPARE(text.source({0, 2}), (TextSpan{10, 11}));
        QCOMPARE(text.source({1, 3}), (TextSpan{10, 12}));
        QCOMPARE(text.source({2, 4}), (TextSpan{11, 13}));
        QCOMPARE(text.source({4, 4}), (TextSpan{13, 13}));
        QCOMPARE(text.part({2, 4}).source({1, 2}), (TextSpan{12, 13}));
    }
};

QTEST_APPLESS_MAIN(AlignedTextTest)
#include "aligned_text_test.moc"
