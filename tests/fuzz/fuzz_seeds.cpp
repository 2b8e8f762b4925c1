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
        for (const std::string &seed : target.seeds)
            fs::copy_file(fs::path(HEADSCOPE_SOURCE_DIR) / "tests/reference" / seed, folder / ("seed" + std::to_string(number++)),
                fs::copy_options::overwrite_existing);
        for (const headscope::HostileInput &input : headscope::hostileInputs(target.name))
            std::ofstream(folder / ("hostile" + std::to_string(number++)), std::ios::binary) << input.bytes;
        writeWords(root / (std::string(target.name) + ".dict"), target.words);
        std::cout << target.name << '\n';
    }
    return 0;
}
