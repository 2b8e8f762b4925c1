#include "src/tokenizer/vocabulary_files.h"

#include "src/formats/download_check.h"
#include "src/formats/mapped_file.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/character_classes.h"

#include <algorithm>

namespace headscope {

namespace {

std::string_view withoutTrailingSpace(std::string_view line)
{
    while (!line.empty()) {
        const CodePoint last = codePointBefore(line, line.size());
        if (!last.valid || !isWhiteSpace(last.value))
            break;
        line.remove_suffix(last.length);
    }
    return line;
}

} // namespace

Ingredients ingredientsFromLines(const std::filesystem::path &vocabularyFile)
{
    const auto file = MappedFile::open(vocabularyFile);
    requireDownloaded(*file);
    Vocabulary vocabulary(vocabularyFile.string());
    for (std::string_view rest = file->text(); !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        vocabulary.append(withoutTrailingSpace(line));
    }
    file->requireUnchanged();
    return {.where = vocabularyFile.string(), .words = std::move(vocabulary)};
}

Ingredients ingredientsFromMerges(const std::filesystem::path &vocabularyFile, const std::filesystem::path &mergesFile)
{
    return {.where = vocabularyFile.string(), .bpe = BpeModel::fromFiles(vocabularyFile, mergesFile)};
}

} // namespace headscope
