// Bytes written as a literal that may hold zeros.
#pragma once

#include <cstddef>
#include <string>

template <std::size_t Size>
std::string rawBytes(const char (&literal)[Size])
{
    return {literal, Size - 1};
}
