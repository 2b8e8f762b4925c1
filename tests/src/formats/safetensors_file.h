// Builds safetensors files byte by byte, right and wrong ones.
#pragma once

#include <string>
#include <string_view>

/// Length, header, data, as the format has them.
inline std::string safetensorsBytes(std::string_view header, std::string_view data)
{
    std::string bytes;
    for (std::size_t i = 0; i < 8; ++i)
        bytes += static_cast<char>(header.size() >> 8 * i & 0xff);
    return bytes.append(header).append(data);
}
