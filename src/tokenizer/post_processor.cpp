#include "src/tokenizer/post_processor.h"

#include "src/error.h"

#include <algorithm>
#include <string>

namespace headscope {

namespace {

using Part = PostProcessor::Part;

int segmentFrom(const Json &part)
{
    const int segment = part.get("type_id", 0);
    if (segment != 0 && segment != 1)
        throw Error("the token type " + std::to_string(segment) + " is neither 0 nor 1", part.where());
    return segment;
}

std::vector<Part> readTemplate(const Json &parts, const Json &specialTokens)
{
    std::vector<Part> result;
    for (const Json part : parts.elements()) {
        if (const std::optional<Json> text = part.find("Sequence")) {
            const auto name = text->at("id").get<std::string_view>();
            if (name != "A" && name != "B")
                throw Error("the template has a text “" + std::string(name) + "”, which is neither A nor B", text->where());
            result.push_back({.kind = name == "A" ? Part::Kind::first : Part::Kind::second, .segment = segmentFrom(*text)});
            continue;
        }
        const Json special = part.at("SpecialToken");
        Part tokens{.segment = segmentFrom(special)};
        for (const Json id : specialTokens.at(special.at("id").get<std::string_view>()).at("ids").elements())
            tokens.ids.push_back(id.get<int>());
        result.push_back(std::move(tokens));
    }
    return result;
}

/// `seconds` is how often the second text must be there: 0 or 1.
void requireTexts(const std::vector<Part> &parts, int seconds, const Json &json)
{
    const auto count = [&](Part::Kind kind) { return std::ranges::count(parts, kind, &Part::kind); };
    if (count(Part::Kind::first) != 1 || count(Part::Kind::second) != seconds)
        throw Error("the template for " + std::string(seconds == 0 ? "a single text" : "two texts") + " has the first text "
                + std::to_string(count(Part::Kind::first)) + " times and the second " + std::to_string(count(Part::Kind::second))
                + " times",
            json.where(), seconds == 0 ? "It must have the first once" : "It must have each once");
}

PostProcessor processorFrom(const Json &json);

PostProcessor fromTemplates(const Json &json)
{
    PostProcessor result;
    const Json specialTokens = json.at("special_tokens");
    result.single = readTemplate(json.at("single"), specialTokens);
    requireTexts(result.single, 0, json);
    // Some files leave the template for pairs empty; such a tokenizer takes no pairs.
    const std::optional<Json> pair = json.find("pair");
    result.pair = pair && !pair->isNull() ? readTemplate(*pair, specialTokens) : std::vector<Part>();
    if (!result.pair.empty())
        requireTexts(result.pair, 1, json);
    return result;
}

bool addsTokens(const PostProcessor &processor)
{
    return std::ranges::any_of(processor.single, [](const Part &part) { return part.kind == Part::Kind::special; });
}

PostProcessor fromSequence(const Json &json)
{
    PostProcessor result;
    for (const Json part : json.at("processors").elements()) {
        if (part.at("type").get<std::string_view>() == "ByteLevel")
            continue;
        if (addsTokens(result))
            throw Error("two post-processors that add tokens are not supported", part.where());
        result = processorFrom(part);
    }
    return result;
}

PostProcessor processorFrom(const Json &json)
{
    const auto type = json.at("type").get<std::string_view>();
    if (type == "ByteLevel")
        return {}; // it only trims offsets, and ours stay whole
    if (type == "TemplateProcessing")
        return fromTemplates(json);
    if (type == "Sequence")
        return fromSequence(json);
    if (type != "RobertaProcessing" && type != "BertProcessing")
        throw Error("the post-processor “" + std::string(type) + "” is not supported", json.where(),
            "Supported: ByteLevel, TemplateProcessing, RobertaProcessing, BertProcessing, Sequence");
    const int start = json.at("cls").at(1).get<int>();
    const int separator = json.at("sep").at(1).get<int>();
    if (type == "BertProcessing")
        return PostProcessor::around({start}, {separator}, {separator}, 1);
    return PostProcessor::around({start}, {separator, separator}, {separator}, 0);
}

void appendIfAny(std::vector<Part> &parts, Part special, int segment)
{
    if (special.ids.empty() && special.names.empty())
        return;
    special.segment = segment;
    parts.push_back(std::move(special));
}

PostProcessor aroundTexts(const Part &before, const Part &between, const Part &after, int secondSegment)
{
    PostProcessor result;
    result.single.clear();
    appendIfAny(result.single, before, 0);
    result.single.push_back({.kind = Part::Kind::first});
    result.pair = result.single;
    appendIfAny(result.pair, between, 0);
    result.pair.push_back({.kind = Part::Kind::second, .segment = secondSegment});
    appendIfAny(result.pair, after, secondSegment);
    appendIfAny(result.single, after, 0);
    return result;
}

PostProcessor aroundEach(const Part &before, const Part &after)
{
    PostProcessor result;
    const auto appendFramed = [&](std::vector<Part> &parts, Part::Kind text, int segment) {
        appendIfAny(parts, before, segment);
        parts.push_back({.kind = text, .segment = segment});
        appendIfAny(parts, after, segment);
    };
    result.single.clear();
    appendFramed(result.single, Part::Kind::first, 0);
    result.pair = result.single;
    appendFramed(result.pair, Part::Kind::second, 1);
    return result;
}

} // namespace

PostProcessor PostProcessor::around(std::vector<int> before, std::vector<int> between, std::vector<int> after, int secondSegment)
{
    return aroundTexts({.ids = std::move(before)}, {.ids = std::move(between)}, {.ids = std::move(after)}, secondSegment);
}

PostProcessor PostProcessor::aroundNamed(Names before, Names between, Names after, int secondSegment)
{
    return aroundTexts({.names = std::move(before)}, {.names = std::move(between)}, {.names = std::move(after)}, secondSegment);
}

PostProcessor PostProcessor::framed(std::optional<int> before, std::optional<int> after)
{
    return aroundEach(before ? Part{.ids = {*before}} : Part(), after ? Part{.ids = {*after}} : Part());
}

PostProcessor PostProcessor::framed(const std::optional<std::string> &before, const std::optional<std::string> &after)
{
    return aroundEach(before ? Part{.names = {*before}} : Part(), after ? Part{.names = {*after}} : Part());
}

PostProcessor PostProcessor::fromJson(const Json &json)
{
    return json.isNull() ? PostProcessor() : processorFrom(json);
}

bool PostProcessor::separatesPairs() const
{
    const auto isText = [](const Part &part) { return part.kind != Part::Kind::special; };
    const auto first = std::ranges::find_if(pair, isText);
    return first != pair.end() && first + 1 != pair.end() && !isText(*(first + 1));
}

} // namespace headscope
