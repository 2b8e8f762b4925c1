#include "ui/cli/lab_swap.h"

#include "src/formats/json_writer.h"
#include "ui/cli/table.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace headscope {

namespace {

constexpr int kWords = 5; // of each prediction

struct Word {
    Prediction before;
    double after;
};

std::string digits(const char *format, double value)
{
    std::array<char, 64> text;
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

/// Of the last token; nothing of a model that foretells nothing.
std::vector<Word> wordsOf(const Trace &before, const Trace &after)
{
    const int row = static_cast<int>(before.stackTokens(before.config().stackCount() - 1).size()) - 1;
    std::vector<Prediction> likeliest = before.predictions(row, kWords);
    for (const Prediction &other : after.predictions(row, kWords))
        if (std::ranges::find(likeliest, other.id, &Prediction::id) == likeliest.end())
            likeliest.push_back(other);
    std::vector<Word> words;
    for (const Prediction &one : likeliest)
        words.push_back({before.prediction(row, one.id), after.prediction(row, one.id).probability});
    return words;
}

void writeJson(const SwapRequest &request, const SwapResult &result, const std::vector<Word> &words, Terminal &terminal)
{
    JsonWriter json;
    json.beginObject();
    json.key("model").value(request.base->model().name()).key("text").value(request.base->text());
    json.key("mechanism").value(request.mechanism->name);
    json.key("layers").beginArray();
    for (const int layer : swappedLayers(request.base->config(), request.layer))
        json.value(layer + 1);
    json.endArray();
    if (result.lossBefore)
        json.key("loss_before").value(*result.lossBefore).key("loss_after").value(*result.lossAfter);
    json.key("predictions").beginArray();
    for (const Word &word : words) {
        json.beginObject();
        json.key("token").value(word.before.display).key("id").value(word.before.id);
        json.key("before").value(double(word.before.probability)).key("after").value(word.after).endObject();
    }
    json.endArray();
    json.key("notes").beginArray();
    for (const std::string &note : result.notes)
        json.value(note);
    json.endArray().endObject();
    terminal.out.lines(json.text()) << '\n';
}

} // namespace

RunRequest requestAgain(const Trace &trace)
{
    RunRequest request;
    request.text = trace.text();
    request.pair = trace.pair();
    request.target = trace.target();
    const std::vector<Token> &tokens = trace.stackTokens(trace.config().stackCount() - 1);
    for (std::size_t i = tokens.size() - static_cast<std::size_t>(trace.generatedCount()); i < tokens.size(); ++i)
        request.generated.push_back(tokens[i].id);
    request.edits = trace.edits();
    return request;
}

void printSwap(const SwapRequest &request, bool json, Terminal &terminal)
{
    Engine engine(request.base->modelPointer());
    const std::optional<SwapResult> result = swapMechanism(engine, request);
    const std::vector<Word> words = wordsOf(*request.base, *result->trace);
    if (json)
        return writeJson(request, *result, words, terminal);
    terminal.out << request.base->model().name() << ": " << request.mechanism->title << " in the place of its own attention, "
                 << (request.layer == Edit::kAll ? std::string("in all layers") : "in layer " + std::to_string(request.layer + 1))
                 << "\n\n";
    if (result->lossBefore)
        terminal.out << "Loss of the text: " << digits("%.4f", *result->lossBefore) << " before, " << digits("%.4f", *result->lossAfter)
                     << " after (mean of −ln p of each next token)\n\n";
    if (!words.empty()) {
        Table table({{"prediction"}, {"before", true}, {"after", true}});
        for (const Word &word : words)
            table.addRow(
                {word.before.display, digits("%.2f %%", 100.0 * double(word.before.probability)), digits("%.2f %%", 100 * word.after)});
        table.print(terminal.out);
        terminal.out << '\n';
    }
    for (const std::string &note : result->notes)
        terminal.out << note << '\n';
    terminal.out << "The model was not trained with it: this is not what a model trained with it would say.\n";
}

} // namespace headscope
