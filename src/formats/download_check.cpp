#include "src/formats/download_check.h"

#include "src/error.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace headscope {

namespace {

bool startsAs(std::string_view text, std::string_view lowerCaseStart)
{
    const auto first = std::find_if_not(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c); });
    text.remove_prefix(static_cast<std::size_t>(first - text.begin()));
    return text.size() >= lowerCaseStart.size()
        && std::equal(lowerCaseStart.begin(), lowerCaseStart.end(), text.begin(),
            [](char wanted, unsigned char c) { return std::tolower(c) == wanted; });
}

} // namespace

void requireDownloaded(const MappedFile &file)
{
    if (file.bytes().empty())
        throw Error("the file is empty", file.path().string(), "Fetch it again");
    requireNoPlaceholder(file);
}

void requireNoPlaceholder(const MappedFile &file)
{
    const std::string where = file.path().string();
    const std::string_view start = file.text().substr(0, 256);
    if (start.starts_with("version https://git-lfs.github.com/"))
        throw Error("this is only a Git LFS pointer, a few lines of text in the place of the file", where,
            "Run “git lfs pull” in the model's folder");
    constexpr std::array<std::string_view, 4> pages{"<!doctype html", "<html", "<?xml", "<error>"};
    if (std::any_of(pages.begin(), pages.end(), [&](std::string_view page) { return startsAs(start, page); }))
        throw Error("this is a web page, not the file; it was probably saved in its place when a download failed", where, "Fetch it again");
    constexpr std::size_t longestAnswer = 1000;
    constexpr std::array<std::string_view, 8> answers{"entry not found", "repository not found", "revision not found",
        "invalid username or password", "access to model", "unauthorized", "{\"error\"", "cannot access gated repo"};
    if (file.bytes().size() <= longestAnswer
        && std::any_of(answers.begin(), answers.end(), [&](std::string_view answer) { return startsAs(start, answer); }))
        throw Error("this is a server's answer that there was no such file or no right to it, saved in the file's place", where,
            "Fetch it again; for a model with conditions of use, with an account that has accepted them");
}

} // namespace headscope
