// The cache of matrices made on demand keeps to its budget and forgets what was not asked for the longest.

#include "src/tensor/buffer_pool.h"
#include "src/trace/matrix_cache.h"

#include <QTest>

using namespace headscope;

namespace {

MatrixCache::Key key(int head)
{
    return {{Stage::weights, 0, head}, 0, 10};
}

Matrix matrixOf(float value)
{
    static BufferPool pool(0);
    const Buffer buffer = pool.take(100); // 400 bytes
    std::fill_n(buffer.owner.get(), 100, value);
    return buffer.matrix(10, 10);
}

} // namespace

class MatrixCacheTest : public QObject {
    Q_OBJECT

private slots:
    void findsWhatItKeeps();
    void oldestGoesFirst();
    void tooLargeIsNotKept();
};

void MatrixCacheTest::findsWhatItKeeps()
{
    MatrixCache cache(1000);
    QVERIFY(!cache.find(key(1)));
    cache.keep(key(1), matrixOf(1));
    cache.keep(key(1), matrixOf(2)); // made twice at once by two threads: the first stays
    QCOMPARE(cache.bytes(), std::size_t(400));
    QCOMPARE((*cache.find(key(1)))(0, 0), 1.0f);
    MatrixCache::Key other = key(1);
    other.firstRow = 64;
    QVERIFY(!cache.find(other));
}

void MatrixCacheTest::oldestGoesFirst()
{
    MatrixCache cache(1000);
    cache.keep(key(1), matrixOf(1));
    cache.keep(key(2), matrixOf(2));
    const auto held = cache.find(key(1)); // 2 is now the oldest
    cache.keep(key(3), matrixOf(3));
    QVERIFY(cache.find(key(1)) && !cache.find(key(2)) && cache.find(key(3)));
    QCOMPARE(cache.bytes(), std::size_t(800));
    cache.keep(key(4), matrixOf(4));
    cache.keep(key(5), matrixOf(5));
    QVERIFY(!cache.find(key(1)));
    QCOMPARE((*held)(9, 9), 1.0f); // forgotten, but alive for whoever holds it
}

void MatrixCacheTest::tooLargeIsNotKept()
{
    MatrixCache cache(399);
    cache.keep(key(1), matrixOf(1));
    QVERIFY(!cache.find(key(1)));
    QCOMPARE(cache.bytes(), std::size_t(0));
}

QTEST_APPLESS_MAIN(MatrixCacheTest)
#include "matrix_cache_test.moc"
