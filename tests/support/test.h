// Read before each test's source (it is part of the precompiled header): Qt Test's macros as the tests of this project mean them.
// QTEST_MAIN and its kin make no main() but register their class, so that the classes of a folder share a program.
#pragma once

#include "tests/support/source_path.h"

#include <QtTest>
#if defined(QT_WIDGETS_LIB)
#include <QApplication>
#endif

namespace headscope {

/// Makes a test class known to tests/support/test_main.cpp, which runs the one that its first argument names.
struct RegisteredTest {
    /// `file`: the class's source; its name without ".cpp" is the test's. `run`: as main(), with Qt Test's arguments alone.
    RegisteredTest(const char *file, int (*run)(int argc, char **argv));
};

/// Has a function of the test that runs been skipped?
inline bool wasSkipped = false;

/// What a test returns of which a part was skipped and none failed: CTest tells.
inline constexpr int kSkipped = 77;

/// How long tests wait for what must happen, in milliseconds: far more than anything takes, for machines under load and sanitizers.
inline constexpr int kPatience = 120'000;

/// Is memory that was freed kept back for a while, as the address sanitizer does?
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kKeepsFreedMemory = true;
#elif defined(__has_feature)
inline constexpr bool kKeepsFreedMemory = __has_feature(address_sanitizer);
#else
inline constexpr bool kKeepsFreedMemory = false;
#endif

template <typename Test>
int runTest(int argc, char **argv)
{
    Test test;
    const int failed = QTest::qExec(&test, argc, argv);
    return failed == 0 && wasSkipped ? kSkipped : failed;
}

template <typename Test, typename Application>
int runTestIn(int argc, char **argv)
{
    Application application(argc, argv);
    application.setAttribute(Qt::AA_Use96Dpi, true);
    return runTest<Test>(argc, argv);
}

/// sourcePath() for Qt.
inline QString sourceFile(const char *name)
{
    return QString::fromStdString(sourcePath(name).string());
}

} // namespace headscope

#undef QTEST_MAIN
#define QTEST_MAIN(Class) static const headscope::RegisteredTest registeredTest(__FILE_NAME__, &headscope::runTestIn<Class, QApplication>);
#undef QTEST_GUILESS_MAIN
#define QTEST_GUILESS_MAIN(Class)                                                                                                          \
    static const headscope::RegisteredTest registeredTest(__FILE_NAME__, &headscope::runTestIn<Class, QCoreApplication>);
#undef QTEST_APPLESS_MAIN
#define QTEST_APPLESS_MAIN(Class) static const headscope::RegisteredTest registeredTest(__FILE_NAME__, &headscope::runTest<Class>);

#undef QSKIP
#define QSKIP(why)                                                                                                                         \
    do {                                                                                                                                   \
        headscope::wasSkipped = true;                                                                                                      \
        QTest::qSkip(static_cast<const char *>(why), __FILE__, __LINE__);                                                                  \
        return;                                                                                                                            \
    } while (false)

// Qt's own five seconds are too few on a machine that does other things, too.
#undef QTRY_VERIFY
#define QTRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, headscope::kPatience)
#undef QTRY_COMPARE
#define QTRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT(actual, expected, headscope::kPatience)
