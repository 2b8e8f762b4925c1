// Folders like the recorded ones, to be changed, and what can be asked of them.
#pragma once

#include "src/engine.h"
#include "src/error.h"
#include "tests/support/family_folders.h"
#include "tests/support/model_folder.h"
#include "tests/support/trace_comparison.h"

#include <QTemporaryDir>

#include <algorithm>
#include <memory>
#include <string>

namespace headscope {

/// Fields and shapes of tests/reference/families/`family`.
inline ModelFolder like(const std::string &family)
{
    return ModelFolder::like(kFamilyFolders / family);
}

/// Each tensor's first `from` becomes `to`.
inline void rename(ModelFolder &folder, const std::string &from, const std::string &to)
{
    std::map<std::string, std::vector<std::int64_t>> renamed;
    for (const auto &[old, shape] : folder.tensors) {
        std::string name = old;
        if (const std::size_t at = name.find(from); at != std::string::npos)
            name.replace(at, from.size(), to);
        renamed[name] = shape;
    }
    folder.tensors = renamed;
}

/// The tensors whose names begin so are gone.
inline void drop(ModelFolder &folder, const std::string &prefix)
{
    std::erase_if(folder.tensors, [&](const auto &tensor) { return tensor.first.starts_with(prefix); });
}

/// What its run has that the naive twin's has not, in words.
inline std::string differenceOf(const std::shared_ptr<const Model> &model)
{
    RunRequest request;
    request.text = "w1 w2 w0 w4 w3 w3 w1";
    if (model->config().isEncoderDecoder())
        request.target = "w3 w0 w2";
    return firstDifference(*Engine(model).run(request));
}

/// Is there a note with these words?
inline bool saysSo(const LoadReport &report, const char *words)
{
    return std::any_of(report.notes.begin(), report.notes.end(), [&](const std::string &note) { return note.find(words) != note.npos; });
}

/// The message of the Error, or nothing when the folder opens.
inline std::string problemOf(const ModelFolder &description, const std::filesystem::path &folder)
{
    try {
        description.write(folder);
        openModel(folder);
    } catch (const Error &error) {
        return error.what();
    }
    return {};
}

/// For tests of folders: one of its own for each test function.
class ChangedFolder {
protected:
    void renew() { m_folder = std::make_unique<QTemporaryDir>(); }
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    std::shared_ptr<const Model> open(const ModelFolder &description) const
    {
        description.write(folder());
        return openModel(folder());
    }
    QString problem(const ModelFolder &description) const { return QString::fromStdString(problemOf(description, folder())); }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace headscope
