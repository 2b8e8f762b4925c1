// `headscope heads`: every head of a model in numbers, filtered and in order, for people and for scripts.
#include "src/export/score_table.h"
#include "src/scores/head_filter.h"
#include "src/scores/measured_head.h"
#include "src/scores/repeated_tokens.h"
#include "src/scores/value_output.h"
#include "ui/cli/choices.h"
#include "ui/cli/commands.h"
#include "ui/cli/matrix_table.h"
#include "ui/cli/suggestion.h"
#include "ui/cli/table.h"
#include "ui/session/built_in_models.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace headscope {

namespace {

// W_U · W_E costs 2 · V · D² operations; up to some seconds of them nobody needs to ask for.
constexpr double kUnasked = 3e11;

std::vector<std::string> scoreNames()
{
    std::vector<std::string> names;
    for (const ScoreDefinition &score : allScores())
        if (score.origin != ScoreOrigin::drawing) // there is nothing to draw on here
            names.emplace_back(score.name);
    return names;
}

ScoreId scoreOrThrow(const std::string &name)
{
    const std::vector<std::string> names = scoreNames();
    const std::optional<ScoreId> id = scoreNamed(name);
    if (id && scoreDefinition(*id).origin != ScoreOrigin::drawing)
        return *id;
    std::string list;
    for (const std::string &one : names)
        list += (list.empty() ? "" : ", ") + one;
    throw UsageError("there is no score “" + name + "”." + suggestion(name, names) + " Scores: " + list);
}

struct Choice {
    HeadFilter filter;
    HeadOrder order;
    std::vector<ScoreId> columns; ///< empty: those that have a value
    bool randomTokens = false;
    int count = 0; ///< 0: all

    bool asksFor(ScoreId id) const { return filter.uses(id) || order.score == id || std::ranges::find(columns, id) != columns.end(); }
};

HeadOrder chosenOrder(const QString &text)
{
    const qsizetype colon = text.indexOf(QLatin1Char(':'));
    const QString way = colon < 0 ? QString() : text.mid(colon + 1);
    const QString name = colon < 0 ? text : text.left(colon);
    HeadOrder order;
    if (name != QLatin1String("layer"))
        order = HeadOrder::of(scoreOrThrow(name.toStdString()));
    if (way == QLatin1String("up") || way == QLatin1String("down"))
        order.descending = way == QLatin1String("down");
    else if (colon >= 0)
        throw UsageError("--sort takes a score and :up or :down, not “" + text.toStdString() + "”");
    return order;
}

Choice chosen(const QCommandLineParser &arguments)
{
    Choice choice;
    if (arguments.isSet(QStringLiteral("filter")))
        choice.filter = HeadFilter(arguments.value(QStringLiteral("filter")).toStdString());
    if (arguments.isSet(QStringLiteral("sort")))
        choice.order = chosenOrder(arguments.value(QStringLiteral("sort")));
    for (const QString &name : arguments.value(QStringLiteral("columns")).split(QLatin1Char(','), Qt::SkipEmptyParts))
        choice.columns.push_back(scoreOrThrow(name.trimmed().toStdString()));
    if (arguments.isSet(QStringLiteral("top"))) {
        bool isNumber = false;
        choice.count = arguments.value(QStringLiteral("top")).toInt(&isNumber);
        if (!isNumber || choice.count < 1)
            throw UsageError("--top takes a number from 1, not “" + arguments.value(QStringLiteral("top")).toStdString() + "”");
    }
    choice.randomTokens = arguments.isSet(QStringLiteral("random-repeats")) || choice.asksFor(ScoreId::randomInduction);
    if (choice.filter.uses(ScoreId::drawn))
        throw UsageError("nothing is drawn here: “drawn” is for the filter in the window");
    if (arguments.isSet(QStringLiteral("json")) && arguments.isSet(QStringLiteral("csv")))
        throw UsageError("--json and --csv exclude each other");
    return choice;
}

void addCopying(const std::shared_ptr<const Model> &model, const Choice &choice, std::vector<HeadRow> &rows, Terminal &terminal)
{
    const TransformerConfig &config = model->config();
    const bool asked = choice.asksFor(ScoreId::copying);
    if (!asked && !choice.columns.empty())
        return;
    if (!asked && 2.0 * config.vocabulary * config.width * config.width > kUnasked) {
        terminal.err << "copying was left out, because this model is large: ask for it with --columns\n";
        return;
    }
    std::shared_ptr<const EmbeddingProduct> product;
    try {
        product = EmbeddingProduct::make(model);
    } catch (const Error &) {
        if (asked)
            throw;
        return; // a column without values is not shown
    }
    const std::vector<std::optional<double>> scores = product->copyingOfAll(); // layer by layer, as the rows are
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].value(ScoreId::copying) = scores[i].value_or(kMissing);
}

std::vector<HeadRow> measured(const std::shared_ptr<const Model> &model, const Trace *trace, const Choice &choice, Terminal &terminal)
{
    const TransformerConfig &config = model->config();
    std::vector<HeadRow> rows;
    for (int layer = 0; layer < config.layers; ++layer) {
        for (int head = 0; head < config.heads; ++head) {
            rows.push_back(trace ? measuredHead(*trace, layer, head) : HeadRow(layer, head));
            rows.back().take(*model);
        }
    }
    if (choice.randomTokens) {
        Engine engine(model);
        const std::optional<std::vector<double>> scores = inductionOnRepeats(engine, {});
        for (std::size_t i = 0; i < rows.size(); ++i)
            rows[i].value(ScoreId::randomInduction) = (*scores)[i];
    }
    addCopying(model, choice, rows, terminal);
    return rows;
}

std::string cell(double value)
{
    if (isMissing(value))
        return "–";
    if (!std::isfinite(value))
        return shortNumber(static_cast<float>(value));
    std::array<char, 64> digits;
    const int decimals = std::abs(value) < 1000 ? 2 : 0;
    const auto [end, problem] = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals);
    const std::string text(digits.data(), problem == std::errc() ? end : digits.data());
    return text == "-0.00" ? "0.00" : text;
}

// Columns from the left that fit the terminal; those that were asked for are all printed.
void printTable(
    const TransformerConfig &config, const std::vector<HeadRow> &rows, std::vector<ScoreId> columns, bool all, Terminal &terminal)
{
    std::size_t width = 6;
    std::size_t fitting = 0;
    for (; fitting < columns.size(); ++fitting) {
        width += 2 + std::max<std::size_t>(scoreDefinition(columns[fitting]).name.size(), 5);
        if (!all && width > static_cast<std::size_t>(terminal.columns))
            break;
    }
    std::string left;
    for (std::size_t i = fitting; i < columns.size(); ++i) {
        left += left.empty() ? "" : ",";
        left += scoreDefinition(columns[i]).name;
    }
    columns.resize(fitting);

    std::vector<Table::Column> titles{{"head"}};
    for (const ScoreId id : columns)
        titles.push_back({std::string(scoreDefinition(id).name), true});
    Table table(titles);
    for (const HeadRow &row : rows) {
        std::vector<std::string> cells{config.shortLayerName(row.layer) + "." + std::to_string(row.head + 1)};
        for (const ScoreId id : columns)
            cells.push_back(cell(row.value(id)));
        table.addRow(cells);
    }
    table.print(terminal.out);
    if (!left.empty())
        terminal.out << "\nToo wide for this terminal: " << left << " (--columns " << left << ")\n";
}

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    const Choice choice = chosen(arguments);
    const std::optional<std::string> text = chosenText(arguments, 0, terminal);
    const std::string folder = chosenFolder(arguments, defaultModelName());
    const std::shared_ptr<const Trace> trace = text ? traceOf(arguments, folder, *text) : nullptr;
    const std::shared_ptr<const Model> model = trace ? trace->modelPointer() : openModel(folder);

    std::vector<HeadRow> rows = measured(model, trace.get(), choice, terminal);
    std::vector<ScoreId> columns = choice.columns;
    if (columns.empty()) {
        for (const ScoreDefinition &score : allScores())
            if (std::ranges::any_of(rows, [&](const HeadRow &row) { return !isMissing(row.value(score.id)); }))
                columns.push_back(score.id);
    }
    const std::size_t all = rows.size();
    std::erase_if(rows, [&](const HeadRow &row) { return !choice.filter.takes(row); });
    const std::size_t passed = rows.size();
    sortHeads(rows, choice.order);
    if (choice.count > 0 && rows.size() > static_cast<std::size_t>(choice.count))
        rows.resize(static_cast<std::size_t>(choice.count));

    if (arguments.isSet(QStringLiteral("json"))) {
        const ScoreTableSettings settings{text.value_or(""), arguments.value(QStringLiteral("filter")).toStdString()};
        terminal.out.lines(scoreTableJson(*model, rows, columns, settings)) << '\n';
        return;
    }
    if (arguments.isSet(QStringLiteral("csv"))) {
        terminal.out.lines(scoreTableCsv(rows, columns));
        return;
    }
    terminal.out << model->name() << ": " << (passed < all ? std::to_string(passed) + " of " : "") << all
                 << (all == 1 ? " head" : " heads");
    if (trace)
        terminal.out << " on " << trace->tokenCount() << (trace->tokenCount() == 1 ? " token" : " tokens");
    terminal.out << "\n\n";
    printTable(model->config(), rows, columns, !choice.columns.empty(), terminal);
}

} // namespace

Command headsCommand()
{
    return {
        QStringLiteral("heads"),
        QStringLiteral("Print what is measured of every head, filtered and in order"),
        QStringLiteral("[TEXT]"),
        QStringLiteral(
            "Scores of the attention on a text, and of the weights; without a text those of the weights alone. A filter is written like\n"
            "\"layer>6 entropy<1 induction>0.3\": conditions side by side must all hold, \"or\" stands between groups of them.\n"
            "Names: layer, head (counted from 1) and the scores. src/scores/head-scores.md defines each, and so does --json."),
        QList<QCommandLineOption>{modelOption(), textOption(),
            {QStringLiteral("filter"), QStringLiteral("Only the heads that meet it."), QStringLiteral("CONDITIONS")},
            {QStringLiteral("sort"), QStringLiteral("In the order of a score, the end worth a look first; :up or :down says which."),
                QStringLiteral("SCORE[:up|:down]")},
            {QStringLiteral("columns"), QStringLiteral("Only these scores, with commas between them."), QStringLiteral("SCORE,...")},
            {QStringLiteral("top"), QStringLiteral("Only the first N heads."), QStringLiteral("N")},
            {QStringLiteral("random-repeats"), QStringLiteral("Measure induction on random tokens said twice, too.")},
            {QStringLiteral("json"), QStringLiteral("Print JSON with every digit and the definitions.")},
            {QStringLiteral("csv"), QStringLiteral("Print CSV.")}}
            + textsOptions(),
        {{QStringLiteral("heads \"Tom had a red ball. Tom had a\" --sort induction --top 5"),
             QStringLiteral("the strongest induction heads")},
            {QStringLiteral("heads -m ./gpt2 -t \"The cat sat\" --filter \"layer>6 entropy<1\" --csv"),
                QStringLiteral("for a spreadsheet")},
            {QStringLiteral("heads -m ./gpt2 --columns ov-norm,copying --sort copying"), QStringLiteral("what the weights alone say")}},
        nullptr,
        run,
    };
}

} // namespace headscope
