#include "src/trace/labels.h"

namespace headscope {

std::string rowLabel(const Trace &trace, int row)
{
    return trace.tokens()[static_cast<std::size_t>(row)].display;
}

std::string columnLabel(const Trace &trace, Stage stage, int column)
{
    const TransformerConfig &config = trace.config();
    const auto index = static_cast<std::size_t>(column);
    switch (stageInfo(stage).colAxis) {
    case '1': return "id";
    case 'S': return rowLabel(trace, column);
    case 'D':
    case 'E':
        if (index < config.featureNames.size())
            return config.featureNames[index];
        break;
    case 'J': return std::to_string(column / config.headWidth + 1) + "." + std::to_string(column % config.headWidth + 1);
    case 'V':
        // Models pad their vocabulary to a round number; such an entry stands for no piece of text.
        if (const Tokenizer &tokenizer = trace.model().tokenizer(); column < tokenizer.vocabularySize())
            return tokenizer.display(column);
        return "⟨" + std::to_string(column) + "⟩";
    default: break;
    }
    return std::to_string(column + 1);
}

} // namespace headscope
