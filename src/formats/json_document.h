// How a parsed JSON document lies in memory: 16 bytes for each value and each name, and the characters of all of them. Only json.cpp and
// json_parser.cpp know it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace headscope {

enum class JsonTag : std::uint32_t { null, no, yes, integer, large, real, string, array, object };

/// Without initialisers, so that room for many costs no time.
struct JsonNode {
    JsonTag tag;
    std::uint32_t size; ///< characters, elements or members
    union {
        std::uint64_t start; ///< first character, or first child
        std::int64_t integer;
        std::uint64_t large; ///< a whole number above the range of int64
        double real; ///< also a whole number beyond 64 bits, rounded
    };
};

/// Children of a container stand side by side (an object's as name, value, name, value …) and before the container itself.
struct JsonDocument {
    std::unique_ptr<JsonNode[]> nodes;
    std::uint32_t root = 0;
    std::string characters;
    std::string where;
};

} // namespace headscope
