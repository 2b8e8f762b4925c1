// For targets: an Error is what bad input should lead to.
#pragma once

#include "src/error.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace headscope {

/// Whether it went well. Any exception but an Error goes through.
template <typename Action>
bool catchingErrors(Action action)
{
    try {
        action();
        return true;
    } catch (const Error &) {
        return false;
    }
}

inline std::string_view textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

} // namespace headscope
