// The discrete Fourier transform of n numbers in n log n steps for every n: Cooley and Tukey 1965 where n is a power of two, Bluestein 1970
// for all others.
#pragma once

#include <complex>
#include <span>
#include <vector>

namespace headscope {

/// Tables for one length. May be used by one thread at a time.
class FourierTransform {
public:
    /// `length` is above 0.
    explicit FourierTransform(int length);
    /// X(f) = Σ x(t) · exp(−2πi · f · t / n) in place; as many numbers as `length`.
    void apply(std::span<std::complex<double>> numbers);
    /// Multiplications of real numbers, each with the addition behind it, since it was made.
    double multiplyAdds() const { return m_multiplyAdds; }
    /// Numbers of single precision that its tables and work space take the room of.
    double numbersHeld() const;

private:
    using Numbers = std::vector<std::complex<double>>;
    void transformPowerOfTwo(std::span<std::complex<double>> numbers);

    int m_length;
    double m_multiplyAdds = 0;
    Numbers m_turns; ///< exp(−2πi · j / p), j < p / 2, of the power of two that is transformed
    Numbers m_chirp; ///< exp(−πi · t² / n); empty: n is a power of two
    Numbers m_filter; ///< the transform of its conjugate, around 0
    Numbers m_padded;
};

} // namespace headscope
