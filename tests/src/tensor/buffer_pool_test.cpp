// Memory comes back, is used again, is never handed out twice, and may outlive its pool.

#include "src/tensor/buffer_pool.h"
#include "tests/support/failing_memory.h"

#include <QTest>

#include <cstdint>
#include <memory>
#include <new>
#include <thread>
#include <vector>

using namespace headscope;

class BufferPoolTest : public QObject {
    Q_OBJECT

private slots:
    void memoryIsUsedAgain();
    void aLittleMoreFits();
    void buffersAreApart();
    void idleMemoryIsBounded();
    void idleMemoryLeavesRoomForWhatIsOut();
    void memoryThatIsRefusedDoesNotCount();
    void outlivesThePool();
    void threads();
};

void BufferPoolTest::memoryIsUsedAgain()
{
    BufferPool pool(1 << 20);
    const float *first = pool.take(1000).owner.get();
    QVERIFY(pool.idleBytes() >= 4000);
    const Buffer second = pool.take(1000);
    QCOMPARE(second.owner.get(), first);
    QCOMPARE(reinterpret_cast<std::uintptr_t>(first) % 64, std::uintptr_t(0));
    QCOMPARE(pool.idleBytes(), std::size_t(0));
    QCOMPARE(second.size, std::size_t(1000));
}

void BufferPoolTest::aLittleMoreFits()
{
    // A text one token longer.
    BufferPool pool(1 << 20);
    const float *first = pool.take(30 * 128).owner.get();
    QCOMPARE(pool.take(31 * 128).owner.get(), first);
}

void BufferPoolTest::buffersAreApart()
{
    BufferPool pool(1 << 20);
    std::vector<Buffer> buffers;
    for (std::size_t size : {0, 1, 63, 64, 65, 100, 1000, 1025, 100000})
        buffers.push_back(pool.take(size));
    for (std::size_t i = 0; i < buffers.size(); ++i)
        for (std::size_t k = 0; k < buffers[i].size; ++k)
            buffers[i].owner.get()[k] = static_cast<float>(i);
    for (std::size_t i = 0; i < buffers.size(); ++i)
        for (std::size_t k = 0; k < buffers[i].size; ++k)
            QCOMPARE(buffers[i].owner.get()[k], static_cast<float>(i));
    const Matrix matrix = buffers[4].matrix(5, 13);
    buffers.clear();
    QCOMPARE(matrix(4, 12), 4.0f); // the matrix keeps its memory
}

void BufferPoolTest::idleMemoryIsBounded()
{
    BufferPool pool(10000);
    pool.take(100000);
    QCOMPARE(pool.idleBytes(), std::size_t(0));
    for (std::size_t size = 100; size < 2000; size += 100)
        pool.take(size);
    QVERIFY(pool.idleBytes() > 0 && pool.idleBytes() <= 10000);
}

void BufferPoolTest::idleMemoryLeavesRoomForWhatIsOut()
{
    constexpr std::size_t floats = 1024;
    constexpr std::size_t bytes = floats * sizeof(float);
    BufferPool pool;
    pool.setMostAlive(3 * bytes);
    {
        const std::vector<Buffer> four{pool.take(floats), pool.take(floats), pool.take(floats), pool.take(floats)};
        QCOMPARE(pool.takenBytes(), 4 * bytes); // what is taken is not bounded
    }
    QCOMPARE(pool.idleBytes(), 3 * bytes);
    const Buffer other = pool.take(2 * floats); // of another size: what is idle makes room
    QCOMPARE(pool.idleBytes(), bytes);
    pool.setMostAlive(2 * bytes);
    QCOMPARE(pool.idleBytes(), std::size_t(0));
    pool.setMostAlive(BufferPool::kUnbounded);
    pool.take(floats);
    QCOMPARE(pool.idleBytes(), bytes);
}

void BufferPoolTest::memoryThatIsRefusedDoesNotCount()
{
    NEEDS_FAILING_MEMORY;
    constexpr std::size_t floats = 1024;
    BufferPool pool;
    pool.take(2 * floats);
    QVERIFY(pool.idleBytes() > 0);
    {
        const FailingMemory memory(floats * sizeof(float));
        QVERIFY_EXCEPTION_THROWN(pool.take(floats), std::bad_alloc);
        QCOMPARE(memory.refused(), 2); // tried again without what was idle
    }
    QCOMPARE(pool.idleBytes(), std::size_t(0));
    QCOMPARE(pool.takenBytes(), std::size_t(0));
    {
        const FailingMemory memory(floats * sizeof(float));
        pool.take(floats / 2);
    }
    const Buffer buffer = pool.take(floats);
    QCOMPARE(pool.takenBytes(), floats * sizeof(float));
}

void BufferPoolTest::outlivesThePool()
{
    Buffer buffer;
    {
        BufferPool pool(1 << 20);
        buffer = pool.take(100);
    }
    buffer.owner.get()[99] = 1; // a sanitizer sees memory that is gone
    QCOMPARE(buffer.owner.get()[99], 1.f);
}

void BufferPoolTest::threads()
{
    BufferPool pool(1 << 16);
    std::vector<int> wrong(4);
    {
        std::vector<std::jthread> workers;
        for (int id = 0; id < 4; ++id)
            workers.emplace_back([&, id] {
                for (std::size_t i = 0; i < 2000; ++i) {
                    const Buffer buffer = pool.take(64 + i % 300);
                    buffer.owner.get()[0] = static_cast<float>(id);
                    std::this_thread::yield();
                    wrong[static_cast<std::size_t>(id)] += buffer.owner.get()[0] != static_cast<float>(id);
                }
            });
    }
    QCOMPARE(wrong, std::vector<int>(4));
}

QTEST_APPLESS_MAIN(BufferPoolTest)
#include "buffer_pool_test.moc"
