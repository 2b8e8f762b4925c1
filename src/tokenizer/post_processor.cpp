#include "src/tokenizer/post_processor.h"

#include "src/error.h"

#include <string>

namespace headscope {

namespace {

void readTemplate(const Json &json, PostProcessor &result)
{
    const Json specialTokens = json.at("special_tokens");
    int sequences = 0;
    for (const Json part : json.at("single").elements()) {
        if (part.contains("Sequence")) {
            ++sequences;
            continue;
        }
        const auto name = part.at("SpecialToken").at("id").get<std::string_view>();
        for (const Json id : specialTokens.at(name).at("ids").elements())
            (sequences == 0 ? result.before : result.after).push_back(id.get<int>());
    }
    if (sequences != 1)
        throw Error(
            "the template for a single text has the text " + std::to_string(sequences) + " times", json.where(), "It must have it once");
}

void read(const Json &json, PostProcessor &result)
{
    const auto type = json.at("type").get<std::string_view>();
    if (type == "ByteLevel")
        return; // it only trims offsets, and ours stay whole
    if (type == "TemplateProcessing") {
        readTemplate(json, result);
    } else if (type == "RobertaProcessing" || type == "BertProcessing") {
        result.before.push_back(json.at("cls").at(1).get<int>());
        result.after.push_back(json.at("sep").at(1).get<int>());
    } else if (type == "Sequence") {
        for (const Json part : json.at("processors").elements())
            read(part, result);
    } else {
        throw Error("the post-processor “" + std::string(type) + "” is not supported", json.where(),
            "Supported: ByteLevel, TemplateProcessing, RobertaProcessing, BertProcessing, Sequence");
    }
}

} // namespace

PostProcessor PostProcessor::fromJson(const Json &json)
{
    PostProcessor result;
    if (!json.isNull())
        read(json, result);
    return result;
}

} // namespace headscope
