#include "src/tokenizer/decoder.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/byte_alphabet.h"
#include "src/tokenizer/expression_limits.h"
#include "src/tokenizer/sentencepiece_text.h"
#include "src/tokenizer/text_work.h"

#include <algorithm>
#include <array>
#include <utility>

namespace headscope {

namespace {

using Kind = Decoder::Kind;
using Piece = Decoder::Piece;

constexpr std::size_t kLongest = std::size_t{1} << 24;

void replaceAll(std::string &text, std::string_view from, std::string_view to)
{
    if (from.empty())
        return;
    std::string result;
    std::size_t done = 0;
    for (std::size_t at; (at = text.find(from, done)) != text.npos; done = at + from.size())
        result.append(text, done, at - done).append(to);
    text = result.append(text, done);
}

void replaceMatches(std::vector<Piece> &pieces, const SplitPattern &pattern, std::string_view to, TextWork &work)
{
    std::size_t bytes = 0; // of all pieces
    const auto append = [&bytes](std::string &result, std::string_view part) {
        bytes += part.size();
        if (bytes > kLongest)
            throw Error("the tokenizer's own rules make the text longer than 16 MiB", "decoder", "Try a shorter text");
        result += part;
    };
    for (Piece &piece : pieces) {
        const std::string_view text = piece.text;
        std::string result;
        std::size_t done = 0;
        for (const TextSpan match : pattern.matches(text, work)) {
            append(result, text.substr(done, match.begin - done));
            append(result, to);
            done = match.end;
        }
        append(result, text.substr(done));
        piece.text = std::move(result);
    }
}

/// English as it is written: no space before punctuation and short forms.
void cleanUp(std::string &text)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 11> forms{{{" .", "."}, {" ?", "?"}, {" !", "!"}, {" ,", ","},
        {" ' ", "'"}, {" n't", "n't"}, {" 'm", "'m"}, {" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}}};
    for (const auto &[apart, together] : forms)
        replaceAll(text, apart, together);
}

void joinWordPieces(std::vector<Piece> &pieces, const Decoder::Step &step)
{
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        std::string &text = pieces[i].text;
        if (i > 0 && !step.mark.empty() && text.starts_with(step.mark))
            text.erase(0, step.mark.size());
        else if (i > 0)
            text.insert(0, 1, ' ');
        if (step.cleanUp)
            cleanUp(text);
    }
}

void strip(std::string &text, const Decoder::Step &step)
{
    int left = 0;
    while (left < step.left && text.starts_with(step.mark)) {
        text.erase(0, step.mark.size());
        ++left;
    }
    int right = 0;
    while (right < step.right && text.ends_with(step.mark)) {
        text.resize(text.size() - step.mark.size());
        ++right;
    }
}

/// The official library's way with bytes that are no UTF-8: each is U+FFFD.
void appendBytes(std::vector<Piece> &pieces, std::string &bytes)
{
    if (bytes.empty())
        return;
    bool valid = true;
    for (std::size_t at = 0; at < bytes.size() && valid;) {
        const CodePoint point = codePointAt(bytes, at);
        valid = point.valid;
        at += point.length;
    }
    if (!valid) {
        std::string replaced;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            replaced += "\ufffd";
        bytes = std::move(replaced);
    }
    pieces.push_back({std::exchange(bytes, {}), false});
}

void joinFallbackBytes(std::vector<Piece> &pieces)
{
    std::vector<Piece> result;
    std::string bytes;
    for (Piece &piece : pieces) {
        if (const std::optional<char> byte = byteOfFallbackPiece(piece.text)) {
            bytes += *byte;
            continue;
        }
        appendBytes(result, bytes);
        result.push_back(std::move(piece));
    }
    appendBytes(result, bytes);
    pieces = std::move(result);
}

void apply(const Decoder::Step &step, std::vector<Piece> &pieces, TextWork &work)
{
    switch (step.kind) {
    case Kind::byteLevel:
        for (Piece &piece : pieces)
            if (!piece.added)
                piece.text = bytesOfPiece(piece.text).value_or(piece.text);
        return;
    case Kind::wordPiece: joinWordPieces(pieces, step); return;
    case Kind::metaspace:
        for (std::size_t i = 0; i < pieces.size(); ++i)
            replaceAll(pieces[i].text, step.mark, i == 0 && step.dropFirst ? "" : " ");
        return;
    case Kind::byteFallback: joinFallbackBytes(pieces); return;
    case Kind::fuse: {
        std::string text;
        for (const Piece &piece : pieces)
            text += piece.text;
        pieces.assign(1, {std::move(text), false});
        return;
    }
    case Kind::strip:
        for (Piece &piece : pieces)
            strip(piece.text, step);
        return;
    case Kind::replace: replaceMatches(pieces, *step.pattern, step.mark, work); return;
    case Kind::endOfWord:
        for (std::size_t i = 0; i < pieces.size(); ++i)
            replaceAll(pieces[i].text, step.mark, i + 1 == pieces.size() ? "" : " ");
        return;
    }
}

void readSteps(const Json &json, std::vector<Decoder::Step> &steps)
{
    checkSteps(steps.size(), json.where());
    const auto type = json.at("type").get<std::string_view>();
    if (type == "Sequence") {
        for (const Json part : json.at("decoders").elements())
            readSteps(part, steps);
    } else if (type == "ByteLevel") {
        steps.push_back({.kind = Kind::byteLevel});
    } else if (type == "WordPiece") {
        steps.push_back({.kind = Kind::wordPiece, .mark = json.get("prefix", std::string("##")), .cleanUp = json.get("cleanup", true)});
    } else if (type == "Metaspace") {
        const bool prepends = json.get("prepend_scheme", std::string_view("always")) != "never" && json.get("add_prefix_space", true);
        steps.push_back({.kind = Kind::metaspace, .mark = json.get("replacement", std::string("▁")), .dropFirst = prepends});
    } else if (type == "ByteFallback") {
        steps.push_back({.kind = Kind::byteFallback});
    } else if (type == "Fuse") {
        steps.push_back({.kind = Kind::fuse});
    } else if (type == "Strip") {
        Decoder::Step step{.kind = Kind::strip, .mark = json.at("content").get<std::string>()};
        step.left = json.get("start", 0);
        step.right = json.get("stop", 0);
        if (step.mark.empty())
            throw Error("the character to strip is empty", json.where());
        steps.push_back(std::move(step));
    } else if (type == "Replace") {
        const Json pattern = json.at("pattern");
        steps.push_back({.kind = Kind::replace, .mark = json.at("content").get<std::string>(), .pattern = SplitPattern::fromJson(pattern)});
    } else if (type == "BPEDecoder") {
        steps.push_back({.kind = Kind::endOfWord, .mark = json.get("suffix", std::string("</w>"))});
    } else {
        throw Error("the decoder “" + std::string(type) + "” is not supported", json.where(),
            "Supported: ByteLevel, WordPiece, Metaspace, ByteFallback, Fuse, Strip, Replace, BPEDecoder, Sequence");
    }
}

} // namespace

Decoder::Decoder(std::vector<Step> steps)
    : m_steps(std::move(steps))
{
}

Decoder Decoder::fromJson(const Json &json)
{
    std::vector<Step> steps;
    readSteps(json, steps);
    return Decoder(std::move(steps));
}

std::string Decoder::decode(std::vector<Piece> pieces) const
{
    std::size_t bytes = 0;
    for (const Piece &piece : pieces)
        bytes += piece.text.size();
    TextWork work(bytes);
    for (const Step &step : m_steps)
        apply(step, pieces, work);
    std::string text;
    for (const Piece &piece : pieces)
        text += piece.text;
    return text;
}

} // namespace headscope
