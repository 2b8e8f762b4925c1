#include "src/patterns/pattern_choice.h"

#include "src/error.h"
#include "src/patterns/combined_pattern.h"
#include "src/patterns/grouped_pattern.h"
#include "src/patterns/hidden_tokens.h"
#include "src/patterns/partial_pattern.h"
#include "src/patterns/token_text.h"
#include "src/patterns/token_units.h"

#include <algorithm>
#include <limits>

namespace headscope {

namespace {

constexpr std::size_t kNamedHeads = 6; // of a formula; the rest are counted

std::string namesOf(const TransformerConfig &config, const std::vector<HeadPlace> &places)
{
    std::string names;
    for (std::size_t i = 0; i < std::min(places.size(), kNamedHeads); ++i)
        names += (i > 0 ? ", " : "") + config.shortLayerName(places[i].layer) + "." + std::to_string(places[i].head + 1);
    if (places.size() > kNamedHeads)
        names += " and " + std::to_string(places.size() - kNamedHeads) + " more";
    return names;
}

std::shared_ptr<const Pattern> ofHeads(
    const std::shared_ptr<const Trace> &trace, const std::vector<HeadPlace> &places, const PatternChoice &choice)
{
    std::vector<std::shared_ptr<const Pattern>> parts;
    for (const HeadPlace &place : places)
        parts.push_back(measuredPattern(trace, place, choice.measure));
    return combinedPattern(std::move(parts), choice.rule, namesOf(trace->config(), places));
}

std::string allHidden(const PatternChoice &choice)
{
    const std::string what = choice.hidden.empty() ? "all are special tokens"
        : choice.special == SpecialTokens::shown   ? "“" + choice.hidden + "” finds all of them"
                                                   : "“" + choice.hidden + "” finds all that are not special tokens";
    return "Every token is hidden: " + what;
}

/// The heads whose numbers one picture joins.
std::vector<HeadPlace> joinedHeads(HeadPlace picked, const PatternChoice &choice)
{
    const bool together = choice.rule != HeadRule::sideBySide;
    return together ? measuredHeads(picked, choice) : std::vector<HeadPlace>{picked};
}

std::shared_ptr<const Pattern> ofTokens(const std::shared_ptr<const Trace> &trace, HeadPlace picked, const PatternChoice &choice)
{
    const std::vector<HeadPlace> places = joinedHeads(picked, choice);
    requireOneText(*trace, places);
    if (const std::string problem = unitProblem(choice.measure, choice.unit); !problem.empty())
        throw Error(problem, "words and sentences");
    return ofHeads(trace, places, choice);
}

bool isOfAllTokens(const PatternChoice &choice)
{
    return choice.unit == TokenUnit::tokens && choice.special == SpecialTokens::shown && choice.hidden.empty();
}

/// Tokens joined to the choice's units, without those that it hides.
std::shared_ptr<const Pattern> inUnits(std::shared_ptr<const Pattern> pattern, const LayerTexts &texts, const PatternChoice &choice)
{
    if (choice.unit != TokenUnit::tokens)
        pattern = groupedPattern(pattern, tokenUnits(texts.rows(), choice.unit), tokenUnits(texts.columns(), choice.unit),
            std::string(rowOf(kTokenUnits, choice.unit).name));
    std::vector<int> rows = shownSpans(texts.rows(), pattern->rows(), choice.unit, choice.special, choice.hidden);
    std::vector<int> columns = shownSpans(texts.columns(), pattern->columns(), choice.unit, choice.special, choice.hidden);
    const auto all = [](const std::vector<int> &kept, int count) { return static_cast<int>(kept.size()) == count; };
    if (all(rows, pattern->rowCount()) && all(columns, pattern->columnCount()))
        return pattern;
    if (rows.empty() || columns.empty())
        throw Error(allHidden(choice), {},
            choice.hidden.empty() ? "Show special tokens, or choose a longer text" : "Hide fewer: change or clear that pattern");
    const bool renormalise = choice.special == SpecialTokens::hiddenRenormalised;
    if (const std::string problem = renormaliseProblem(choice.measure); renormalise && !problem.empty())
        throw Error(problem, "hidden tokens");
    return partialPattern(std::move(pattern), std::move(rows), std::move(columns), renormalise);
}

} // namespace

void requireOneText(const Trace &trace, const std::vector<HeadPlace> &places)
{
    const TransformerConfig &config = trace.config();
    const HeadPlace &picked = places.front();
    for (const HeadPlace &place : places)
        trace.rows({Stage::weights, place.layer, place.head}, 0, 0); // throws for a layer or head out of range
    for (const HeadPlace &place : places) {
        // Lengths alone do not tell two texts apart.
        if (config.stackOf(place.layer) != config.stackOf(picked.layer)
            || config.layer(place.layer).cross != config.layer(picked.layer).cross)
            throw Error(config.layerName(place.layer) + " and " + config.layerName(picked.layer) + " look from or at different texts",
                "combining heads " + namesOf(config, places),
                "Choose heads of one text: of the encoder, of the decoder, or of cross-attention");
    }
}

std::vector<HeadPlace> chosenHeads(HeadPlace picked, const PatternChoice &choice)
{
    std::vector<HeadPlace> places{picked};
    for (const HeadPlace &place : choice.others)
        if (std::find(places.begin(), places.end(), place) == places.end())
            places.push_back(place);
    return places;
}

std::vector<HeadPlace> measuredHeads(HeadPlace picked, const PatternChoice &choice)
{
    return measureInfo(choice.measure).ofHeads ? chosenHeads(picked, choice) : std::vector<HeadPlace>{picked};
}

bool isSideBySide(HeadPlace picked, const PatternChoice &choice)
{
    return choice.rule == HeadRule::sideBySide && measuredHeads(picked, choice).size() > 1;
}

std::string unitProblem(Measure measure, TokenUnit unit)
{
    const MeasureInfo &info = measureInfo(measure);
    return info.adds || unit == TokenUnit::tokens ? std::string()
                                                  : std::string(info.phrase) + " do not add up; choose weights to join tokens";
}

std::string renormaliseProblem(Measure measure)
{
    const MeasureInfo &info = measureInfo(measure);
    return info.adds ? std::string() : std::string(info.phrase) + " are no shares of a whole; hide tokens without renormalising";
}

double numbersOf(const Trace &trace, HeadPlace picked, const PatternChoice &choice)
{
    if (!measureInfo(choice.measure).isQuick)
        return std::numeric_limits<double>::infinity();
    const StageKey key{Stage::weights, picked.layer, picked.head};
    return static_cast<double>(chosenHeads(picked, choice).size()) * trace.rowCount(key) * trace.columnCount(key);
}

std::shared_ptr<const Pattern> makePattern(std::shared_ptr<const Trace> trace, HeadPlace picked, const PatternChoice &choice)
{
    std::shared_ptr<const Pattern> pattern = ofTokens(trace, picked, choice);
    return isOfAllTokens(choice) ? pattern : inUnits(std::move(pattern), LayerTexts(*trace, picked.layer), choice);
}

std::shared_ptr<const Pattern> makePattern(
    std::shared_ptr<const Trace> trace, HeadPlace picked, const PatternChoice &choice, const LayerTexts &texts)
{
    std::shared_ptr<const Pattern> pattern = ofTokens(trace, picked, choice);
    return isOfAllTokens(choice) ? pattern : inUnits(std::move(pattern), texts, choice);
}

std::shared_ptr<const Pattern> maskPattern(std::shared_ptr<const Trace> trace, HeadPlace picked, const PatternChoice &choice)
{
    PatternChoice scores = choice;
    scores.measure = Measure::scores;
    scores.rule = HeadRule::max;
    if (choice.special == SpecialTokens::hiddenRenormalised) // −∞ stays what it is
        scores.special = SpecialTokens::hidden;
    const std::vector<HeadPlace> places = joinedHeads(picked, choice);
    requireOneText(*trace, places);
    std::shared_ptr<const Pattern> pattern = ofHeads(trace, places, scores);
    return isOfAllTokens(scores) ? pattern : inUnits(std::move(pattern), LayerTexts(*trace, picked.layer), scores);
}

} // namespace headscope
