#include "src/formats/shape.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>
#include <vector>

using namespace headscope;

class ShapeTest : public QObject {
    Q_OBJECT

private slots:
    void products()
    {
        using Shape = std::vector<std::int64_t>;
        checkShape(Shape{2, 3}, 6, "x");
        checkShape(Shape{}, 1, "x");
        checkShape(Shape{0, 1'000'000'000'000}, 0, "x");
        QVERIFY_ERROR(checkShape(Shape{2, 3}, 5, "matrix"), "matrix: the shape [2, 3] does not fit 5 values");
        QVERIFY_ERROR(checkShape(Shape{-2, -3}, 6, "x"), "[-2, -3]");
        QVERIFY_ERROR(checkShape(Shape{std::int64_t{1} << 32, std::int64_t{1} << 32}, 0, "x"), "does not fit");
        QCOMPARE(shapeText(Shape{}), std::string("[]"));
    }
};

QTEST_APPLESS_MAIN(ShapeTest)
#include "shape_test.moc"
