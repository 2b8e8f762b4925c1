// main() of the test programs: PROGRAM TEST [ARGUMENTS OF QT TEST]. Without a test's name it lists those that it has.
#include "tests/support/test.h"

#include <QLocale>

#include <cstdio>
#include <map>
#include <string>

namespace headscope {
namespace {

using Tests = std::map<std::string, int (*)(int, char **)>;

// In a function, because the classes register before main(), in any order.
Tests &tests()
{
    static Tests tests;
    return tests;
}

} // namespace

RegisteredTest::RegisteredTest(const char *file, int (*run)(int argc, char **argv))
{
    const std::string name(file);
    tests()[name.substr(0, name.rfind('.'))] = run;
}

} // namespace headscope

int main(int argc, char **argv)
{
    const auto test = headscope::tests().find(argc > 1 ? argv[1] : "");
    if (test == headscope::tests().end()) {
        std::fprintf(stderr, "usage: %s TEST [ARGUMENTS OF QT TEST]\nTEST is one of:\n", argv[0]);
        for (const auto &[name, run] : headscope::tests())
            std::fprintf(stderr, "  %s\n", name.c_str());
        return 2;
    }
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); // as the program does
    argv[1] = argv[0];
    return test->second(argc - 1, argv + 1);
}
