// fuzz_seeds FOLDER: writes what libFuzzer starts from, FOLDER/TARGET/… and FOLDER/TARGET.dict, and prints the targets' names.
#include "tests/fuzz/hostile_inputs.h"
#include "tests/fuzz/targets.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

namespace fs = std::filesystem;

/// libFuzzer's dictionaries: one quoted word a line, bytes as \xNN.
void writeWords(const fs::path &path, const std::vector<std::string> &words)
{
    std::ofstream file(path);
    for (const std::string &word : words) {
        file << '"';
        for (const char character : word) {
            constexpr std::array<char, 17> digits{"0123456789abcdef"};
            const auto byte = static_cast<unsigned char>(character);
            file << "\\x" << digits[byte >> 4] << digits[byte & 15];
        }
        file << "\"\n";
    }
}

} // namespace

int main(int count, char **arguments)
{
    if (count != 2) {
        std::cerr << "usage: fuzz_seeds FOLDER\n";
        return 2;
    }
    const fs::path root = arguments[1];
    for (const headscope::FuzzTarget &target : headscope::fuzzTargets()) {
        const fs::path folder = root / target.name;
        fs::create_directories(folder);
        int number = 0;
        const std::vector<std::string> seeds = headscope::seedsOf(target);
        const auto write = [&](const char *kind, const std::string &bytes) {
            std::ofstream(folder / (kind + std::to_string(number++)), std::ios::binary) << bytes;
        };
        for (const std::string &seed : seeds)
            write("seed", seed);
        for (const headscope::HostileInput &input : headscope::hostileInputs(target.name, seeds))
            write("hostile", input.bytes);
        writeWords(root / (std::string(target.name) + ".dict"), target.words);
        std::cout << target.name << '\n';
    }
    return 0;
}
