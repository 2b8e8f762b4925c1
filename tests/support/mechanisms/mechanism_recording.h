// What an official implementation of a mechanism made of small random numbers: tests/reference/mechanisms.
#pragma once

#include "src/formats/safetensors.h"
#include "src/mechanisms/mechanism.h"

#include <memory>
#include <string>
#include <vector>

namespace headscope {

class MechanismRecording {
public:
    /// `name`: of the file, without its ending.
    explicit MechanismRecording(const std::string &name);

    bool has(const std::string &name) const { return m_file->find(name) != nullptr; }
    /// A tensor of two axes, a vector as one row, or of three axes one page. Throws std::out_of_range where there is none.
    Matrix matrix(const std::string &name, int page = 0) const;
    std::vector<float> numbers(const std::string &name) const;
    int pages(const std::string &name) const;
    double number(const std::string &name) const { return std::stod(m_file->metadata().at(name)); }
    const std::string &word(const std::string &name) const { return m_file->metadata().at(name); }
    /// Metadata that is a list of numbers.
    std::vector<double> list(const std::string &name) const;
    /// Tensors q, k and v, as far as they were recorded; without q and k these are zeros. The mask hides nothing.
    MechanismInput input(int page = 0) const;

private:
    const StoredTensor &tensor(const std::string &name) const;

    std::shared_ptr<const SafetensorsFile> m_file;
};

/// Largest |a − b|; infinite where the sizes differ.
double farthest(const Matrix &a, const Matrix &b);

} // namespace headscope
