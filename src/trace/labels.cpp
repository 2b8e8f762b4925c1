#include "src/trace/labels.h"

#include "src/trace/predictions.h"
#include "src/trace/sources.h"

namespace headscope {

namespace {

// "3↻7", or "9" for a channel that stays as it is.
std::string channelLabel(const Rotary &rotary, int channel)
{
    if (channel >= rotary.dims)
        return std::to_string(channel + 1);
    const RotaryPair pair = rotaryPair(rotary, channel, 0);
    return std::to_string(channel + 1) + "↻" + std::to_string((channel == pair.first ? pair.second : pair.first) + 1);
}

} // namespace

std::string rowLabel(const Trace &trace, const StageKey &key, int row)
{
    const bool pools = stageInfo(key.stage).rowAxis == 'P' && trace.config().classHead.reads == ClassHead::Reads::lastToken;
    const std::vector<Token> &tokens = trace.rowTokens(key);
    return pools ? tokens.back().display : tokens[static_cast<std::size_t>(row)].display;
}

std::string columnLabel(const Trace &trace, const StageKey &key, int column)
{
    const TransformerConfig &config = trace.config();
    const auto index = static_cast<std::size_t>(column);
    switch (stageInfo(key.stage).colAxis) {
    case '1': return "id";
    case 'S': return trace.keyTokens(key.layer)[index].display;
    case 'D':
    case 'E':
        if (index < config.featureNames.size() && config.columnsOf(key.stage) == config.width)
            return config.featureNames[index];
        break;
    case 'J': return std::to_string(column / config.headWidth + 1) + "." + std::to_string(column % config.headWidth + 1);
    case 'h':
        if (stepAt(trace, key).operation == Operation::rotate)
            return channelLabel(config.layer(key.layer).rotary, column);
        break;
    case 'V': return entryDisplay(trace.model().tokenizer(), column);
    case 'C':
        if (index < config.classHead.labels.size())
            return config.classHead.labels[index];
        break;
    default: break;
    }
    return std::to_string(column + 1);
}

} // namespace headscope
