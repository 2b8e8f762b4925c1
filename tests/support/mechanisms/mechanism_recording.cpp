#include "tests/support/mechanisms/mechanism_recording.h"

#include "src/formats/json.h"
#include "tests/support/comparison.h"
#include "tests/support/source_path.h"

#include <cstring>
#include <stdexcept>

namespace headscope {

MechanismRecording::MechanismRecording(const std::string &name)
    : m_file(SafetensorsFile::open(sourcePath("tests/reference/mechanisms/" + name + ".safetensors")))
{
}

const StoredTensor &MechanismRecording::tensor(const std::string &name) const
{
    const StoredTensor *found = m_file->find(name);
    if (!found)
        throw std::out_of_range("no tensor " + name + " in " + m_file->path().string());
    return *found;
}

std::vector<float> MechanismRecording::numbers(const std::string &name) const
{
    const StoredTensor &stored = tensor(name);
    if (stored.dtype != DType::f32)
        throw std::out_of_range(name + " is not of single precision");
    std::vector<float> all(stored.count());
    std::memcpy(all.data(), stored.bytes.data(), stored.bytes.size());
    return all;
}

int MechanismRecording::pages(const std::string &name) const
{
    const StoredTensor &stored = tensor(name);
    return stored.shape.size() == 3 ? static_cast<int>(stored.shape[0]) : 1;
}

Matrix MechanismRecording::matrix(const std::string &name, int page) const
{
    const std::vector<std::int64_t> &shape = tensor(name).shape;
    const auto cols = static_cast<int>(shape.back());
    const int rows = shape.size() < 2 ? 1 : static_cast<int>(shape[shape.size() - 2]);
    auto all = std::make_shared<std::vector<float>>(numbers(name));
    const float *first = all->data() + std::ptrdiff_t(page) * rows * cols;
    return {{first, rows, cols, cols, 1}, std::move(all)};
}

std::vector<double> MechanismRecording::list(const std::string &name) const
{
    std::vector<double> all;
    for (const Json number : Json::parse(word(name), m_file->path().string()).elements())
        all.push_back(number.get<double>());
    return all;
}

MechanismInput MechanismRecording::input(int page) const
{
    MechanismInput input;
    input.v = matrix("v", page);
    const Matrix zeros = OwnMatrix(input.v.rows(), input.v.cols()).matrix();
    input.q = m_file->find("q") ? matrix("q", page) : zeros;
    input.k = m_file->find("k") ? matrix("k", page) : zeros;
    return input;
}

double farthest(const Matrix &a, const Matrix &b)
{
    if (a.rows() != b.rows() || a.cols() != b.cols())
        return std::numeric_limits<double>::infinity();
    return largestDifference(a, b, a.rows(), a.cols());
}

} // namespace headscope
