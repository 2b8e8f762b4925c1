#include "ui/export/animated_png.h"

#include "src/error.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace headscope {

namespace {

constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
constexpr std::size_t kAroundData = 12; // length, type and checksum of a chunk

struct Chunk {
    std::string_view type;
    std::string_view data;
};

std::uint32_t numberAt(std::string_view bytes, std::size_t at)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

void append(std::string &out, std::uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> shift & 0xFF));
}

void appendShort(std::string &out, std::uint32_t value)
{
    out.push_back(static_cast<char>(value >> 8 & 0xFF));
    out.push_back(static_cast<char>(value & 0xFF));
}

/// CRC-32 of type and data, polynomial 0xEDB88320.
std::uint32_t checksum(std::string_view bytes)
{
    static const std::array<std::uint32_t, 256> table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = value & 1 ? 0xEDB88320U ^ value >> 1 : value >> 1;
            made[i] = value;
        }
        return made;
    }();
    std::uint32_t value = 0xFFFFFFFFU;
    for (const char byte : bytes)
        value = table[(value ^ static_cast<unsigned char>(byte)) & 0xFF] ^ value >> 8;
    return value ^ 0xFFFFFFFFU;
}

void appendChunk(std::string &out, std::string_view type, std::string_view data)
{
    append(out, static_cast<std::uint32_t>(data.size()));
    const std::size_t start = out.size();
    out.append(type);
    out.append(data);
    append(out, checksum(std::string_view(out).substr(start)));
}

std::vector<Chunk> chunksOf(std::string_view file, std::size_t index)
{
    const std::string where = "frame " + std::to_string(index + 1);
    if (file.substr(0, kSignature.size()) != kSignature)
        throw Error("is not a PNG file", where);
    std::vector<Chunk> chunks;
    std::size_t at = kSignature.size();
    while (file.size() - at >= kAroundData) {
        const std::size_t length = numberAt(file, at);
        if (length > file.size() - at - kAroundData)
            break;
        chunks.push_back({file.substr(at + 4, 4), file.substr(at + 8, length)});
        at += kAroundData + length;
        if (chunks.back().type == "IEND")
            break;
    }
    const bool isWhole
        = chunks.size() > 2 && chunks.front().type == "IHDR" && chunks.front().data.size() == 13 && chunks.back().type == "IEND";
    if (!isWhole)
        throw Error("is cut off", where);
    return chunks;
}

/// fcTL: the whole picture, replacing what was there.
std::string control(std::uint32_t sequence, std::string_view header, int milliseconds)
{
    std::string data;
    append(data, sequence);
    data.append(header.substr(0, 8)); // width and height
    append(data, 0); // x
    append(data, 0); // y
    appendShort(data, static_cast<std::uint32_t>(milliseconds));
    appendShort(data, 1000);
    data.append(2, '\0'); // leave it, replace all
    return data;
}

} // namespace

std::string animatedPng(std::span<const std::string> frames, int millisecondsPerFrame)
{
    if (frames.empty())
        throw Error("there is no frame to animate");
    if (millisecondsPerFrame < 1 || millisecondsPerFrame > 65535)
        throw Error("a frame cannot last " + std::to_string(millisecondsPerFrame) + " ms", {}, "Take 1 to 65535");
    std::string out(kSignature);
    std::string_view header;
    std::uint32_t sequence = 0;
    for (std::size_t index = 0; index < frames.size(); ++index) {
        const std::vector<Chunk> chunks = chunksOf(frames[index], index);
        if (index == 0)
            header = chunks.front().data;
        else if (chunks.front().data != header)
            throw Error("differs from the first in size or colour format", "frame " + std::to_string(index + 1));
        bool hasPixels = false;
        for (const Chunk &chunk : chunks) {
            if (chunk.type == "IDAT") {
                if (!hasPixels)
                    appendChunk(out, "fcTL", control(sequence++, header, millisecondsPerFrame));
                hasPixels = true;
                if (index == 0) {
                    appendChunk(out, "IDAT", chunk.data);
                } else {
                    std::string data;
                    append(data, sequence++);
                    data.append(chunk.data);
                    appendChunk(out, "fdAT", data);
                }
            } else if (index == 0 && chunk.type != "IEND") {
                appendChunk(out, chunk.type, chunk.data);
                if (chunk.type == "IHDR") {
                    std::string count;
                    append(count, static_cast<std::uint32_t>(frames.size()));
                    append(count, 0); // for ever
                    appendChunk(out, "acTL", count);
                }
            }
        }
        if (!hasPixels)
            throw Error("has no pixels", "frame " + std::to_string(index + 1));
    }
    appendChunk(out, "IEND", {});
    return out;
}

} // namespace headscope
