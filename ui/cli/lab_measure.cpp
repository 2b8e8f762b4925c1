#include "ui/cli/lab_measure.h"

#include "src/error.h"
#include "src/formats/json_writer.h"
#include "ui/cli/choices.h"
#include "ui/cli/output_files.h"
#include "ui/cli/suggestion.h"
#include "ui/cli/table.h"
#include "ui/export/figure_settings.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/views/lab/cards_figure.h"
#include "ui/views/lab/charts/lab_page_figure.h"
#include "ui/views/shared/charts/chart_axis.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr double kWidth = 1180; // of a figure
constexpr int kLongest = 32'768;
constexpr int kUsualWidth = 64;
constexpr int kUsualBudget = 20;
constexpr int kRounds = 5; // of a card's time
constexpr const char *kCards = "cards";

QString named(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// FROM-TO of --sizes.
void chooseSizes(const QCommandLineParser &arguments, GrowthRequest &request)
{
    if (!arguments.isSet(QStringLiteral("sizes")))
        return;
    const QString given = arguments.value(QStringLiteral("sizes"));
    const QStringList parts = given.split(QLatin1Char('-'));
    bool isNumber[2] = {false, false};
    request.least = parts.value(0).toInt(&isNumber[0]);
    request.most = parts.value(1).toInt(&isNumber[1]);
    if (parts.size() != 2 || !isNumber[0] || !isNumber[1] || request.least < 1 || request.most < request.least || request.most > kLongest)
        throw UsageError(
            "--sizes takes two numbers of tokens up to " + std::to_string(kLongest) + ", as in 64-4096; not “" + given.toStdString() + "”");
}

GrowthRequest chosenGrowth(const QCommandLineParser &arguments)
{
    if (arguments.isSet(QStringLiteral("text")) || !arguments.positionalArguments().isEmpty() || arguments.isSet(QStringLiteral("random")))
        throw UsageError("--measure draws queries, keys and values of many lengths: it takes --sizes and --width, and no text");
    GrowthRequest request;
    request.mechanisms = chosenMechanisms(arguments);
    request.width = chosenWhole(arguments, "width", 1, kMostLabWidth, kUsualWidth);
    request.budget = chosenWhole(arguments, "budget", 1, 24 * 3600, kUsualBudget);
    request.seed = chosenSeed(arguments);
    request.causal = arguments.isSet(QStringLiteral("causal"));
    chooseSizes(arguments, request);
    return request;
}

std::string asJson(const Growth &growth)
{
    JsonWriter json;
    json.beginObject();
    json.key("width").value(growth.request.width).key("causal").value(growth.request.causal);
    json.key("seed").value(std::to_string(growth.request.seed)).key("budget").value(growth.request.budget);
    json.key("seconds").value(growth.seconds).key("rounds").value(growth.request.rounds);
    json.key("mechanisms").beginArray();
    for (const GrowthLine &line : growth.lines) {
        json.beginObject().key("name").value(line.chosen.mechanism->name).key("parameters").beginObject();
        for (const ParameterInfo &parameter : line.chosen.parameters.of())
            json.key(parameter.name).value(line.chosen.parameters.number(parameter.name));
        json.endObject().key("points").beginArray();
        for (const GrowthPoint &point : line.points) {
            json.beginObject().key("tokens").value(point.tokens).key("seconds").value(point.seconds);
            json.key("bytes_held").value(point.work.bytesHeld).key("multiply_adds").value(point.work.multiplyAdds);
            json.key("special_functions").value(point.work.specials).endObject();
        }
        json.endArray().key("powers_of_n").beginObject();
        for (const GrowthMeasureInfo &measure : growthMeasures())
            if (const auto law = line.law(measure.id))
                json.key(measure.name)
                    .beginObject()
                    .key("exponent")
                    .value(law->exponent)
                    .key("standard_error")
                    .value(law->spread)
                    .key("points")
                    .value(law->points)
                    .endObject();
        json.endObject();
        if (!line.ended.empty())
            json.key("ended").value(line.ended);
        json.endObject();
    }
    return json.endArray().endObject().text();
}

std::string powerText(const std::optional<PowerLaw> &law)
{
    return law ? digits(law->exponent, 2) + " ± " + digits(law->spread, 2) : std::string("–");
}

void print(const Growth &growth, Terminal &terminal)
{
    terminal.out << "Random queries, keys and values of width " << growth.request.width
                 << (growth.request.causal ? ", nobody sees later tokens" : "") << "; " << digits(growth.seconds, 1) << " seconds\n\n";
    Table table({{"mechanism"}, {"tokens", true}, {"time", true}, {"memory", true}, {"operations", true}, {"time n^", true},
        {"memory n^", true}, {"operations n^", true}});
    for (const GrowthLine &line : growth.lines) {
        if (line.points.empty())
            continue;
        const GrowthPoint &last = line.points.back();
        std::vector<std::string> cells{std::string(line.chosen.mechanism->name), valueText(last.tokens, AxisUnit::count).toStdString(),
            valueText(last.seconds, AxisUnit::seconds).toStdString(), valueText(last.work.bytesHeld, AxisUnit::bytes).toStdString(),
            valueText(last.work.multiplyAdds + last.work.specials, AxisUnit::count).toStdString()};
        for (const GrowthMeasure measure : {GrowthMeasure::seconds, GrowthMeasure::bytesHeld, GrowthMeasure::operations})
            cells.push_back(powerText(line.law(measure)));
        table.addRow(cells);
    }
    table.print(terminal.out);
    terminal.out << "\nOf the largest size each came to. Powers of n: fitted to the larger half of the sizes, with the standard error.\n";
    for (const GrowthLine &line : growth.lines)
        if (!line.ended.empty())
            terminal.out << line.chosen.mechanism->name << ": " << line.ended << '\n';
}

ExportFile chosenFile(const QCommandLineParser &arguments)
{
    const ExportFile file(arguments.value(QStringLiteral("output")), arguments.value(QStringLiteral("format")));
    QStringList formats = formatsFor(ExportOf::figure) + formatsFor(ExportOf::table);
    if (!formats.contains(file.format))
        throw UsageError("“" + file.path.toStdString() + "” has no extension that can be written. Extensions: ."
            + formats.join(QStringLiteral(", .")).toStdString());
    const bool isFigure = formatsFor(ExportOf::figure).contains(file.format);
    if (!isFigure && (arguments.isSet(QStringLiteral("theme")) || arguments.isSet(QStringLiteral("scale"))))
        throw UsageError("--theme and --scale belong to figures");
    ExportSources sources;
    if (!arguments.isSet(QStringLiteral("measure")) && !arguments.isSet(QStringLiteral("random")))
        sources = sourcesOf(arguments, chosenFolder(arguments, defaultModelName()));
    requireFree(arguments, file, sources);
    return file;
}

using Settings = std::vector<std::pair<QString, QString>>;

bool isFigure(const ExportFile &file)
{
    return formatsFor(ExportOf::figure).contains(file.format);
}

void paint(
    const QCommandLineParser &arguments, const ExportFile &file, const ViewFigure &page, const QString &title, const Settings &settings)
{
    const Figure figure{page.size, [page](QPainter &painter, const QRectF &area) { paintFitting(painter, page, area); }, title, settings};
    writeFigure(file, figure, chosenFigureOptions(arguments));
}

void write(
    const QCommandLineParser &arguments, const ExportFile &file, LabPageContent content, const QString &title, const Settings &settings)
{
    if (!isFigure(file)) {
        TableSettings words;
        for (const auto &[name, value] : settings)
            words.emplace_back(name.toStdString(), value.toStdString());
        requireFormat(ExportOf::table, file).writeTable(content.numbers, words, pathOf(file.path));
        return;
    }
    paint(arguments, file, labPageFigure(std::make_shared<const LabPageContent>(std::move(content)), kWidth, title), title, settings);
}

/// What --page takes: the cards, and all pages of charts but that of growth, which is measured.
std::vector<std::string> pageNames()
{
    std::vector<std::string> names{kCards};
    for (const LabPageInfo &page : kLabPages)
        if (page.id != LabPage::growth)
            names.emplace_back(page.name);
    return names;
}

/// Nothing: the cards.
std::optional<LabPage> chosenPage(const QCommandLineParser &arguments, const ExportFile &file)
{
    const std::string given = arguments.value(QStringLiteral("page")).toStdString();
    if (given == kCards && !isFigure(file))
        throw UsageError("cards are a figure; --page table has their numbers");
    if (given == kCards || (given.empty() && isFigure(file)))
        return std::nullopt;
    for (const LabPageInfo &page : kLabPages)
        if (page.id != LabPage::growth && page.name == (given.empty() ? "table" : given))
            return page.id;
    std::string list;
    for (const std::string &name : pageNames())
        list += (list.empty() ? "" : ", ") + name;
    throw UsageError("--page takes " + list + ", not “" + given + "”." + suggestion(given, pageNames()));
}

/// A card for each mechanism, with its time.
ViewFigure cardsOf(const std::vector<ChosenMechanism> &mechanisms, const LabSubject &subject, const QString &title)
{
    auto run = std::make_shared<LabRun>();
    run->numbers = subject.numbers;
    run->full = runMechanism(fullAttention(), run->numbers.input, Parameters({}));
    auto cards = std::make_shared<std::vector<CardMaker::Entry>>();
    for (const ChosenMechanism &chosen : mechanisms) {
        auto card = std::make_shared<const LabCard>(labCard(chosen, run));
        std::optional<double> time;
        if (card->problem.isEmpty())
            time = timeBesideFull(*chosen.mechanism, chosen.parameters, run->numbers.input, kRounds);
        cards->push_back({std::move(card), true, time});
    }
    QString source = inputNote(subject.numbers);
    source.chop(1); // its full stop: more follows
    return cardsFigure(mechanisms, std::move(cards), source, title, {});
}

} // namespace

QList<QCommandLineOption> labPageOptions()
{
    QStringList pages;
    for (const std::string &page : pageNames())
        pages << QString::fromStdString(page);
    return {{QStringLiteral("measure"), QStringLiteral("Time, memory and operations over the length of a text, within --budget.")},
        {QStringLiteral("budget"), QStringLiteral("Seconds for all that is measured (default 20)."), QStringLiteral("SECONDS")},
        {QStringLiteral("sizes"), QStringLiteral("Tokens that are measured, each size twice the one before (default 64-32768)."),
            QStringLiteral("FROM-TO")},
        {QStringLiteral("width"), QStringLiteral("Width of what is measured (default 64)."), QStringLiteral("D")},
        {QStringLiteral("page"), QStringLiteral("What -o writes of a text: by default cards as a figure, else the table."),
            pages.join(QLatin1Char('|'))},
        {{QStringLiteral("o"), QStringLiteral("output")}, QStringLiteral("Write a figure or table; the extension is the format."),
            QStringLiteral("FILE.") + (formatsFor(ExportOf::figure) + formatsFor(ExportOf::table)).join(QLatin1Char('|'))},
        {QStringLiteral("format"), QStringLiteral("The format, where the name does not say it."), QStringLiteral("NAME")}, forceOption(),
        themeOption(), scaleOption()};
}

bool paintsLabPage(const QCommandLineParser &arguments)
{
    const ExportFile file(arguments.value(QStringLiteral("output")), arguments.value(QStringLiteral("format")));
    return formatsFor(ExportOf::figure).contains(file.format);
}

void measureMechanisms(const QCommandLineParser &arguments, Terminal &terminal)
{
    const GrowthRequest request = chosenGrowth(arguments);
    std::optional<ExportFile> file;
    if (arguments.isSet(QStringLiteral("output")))
        file = chosenFile(arguments); // before it takes its time: what is wrong is said at once
    const Growth growth = measureGrowth(request);
    if (file) {
        write(arguments, *file, growthPage(growth, false), QStringLiteral("Lab · Time and memory"),
            {{QStringLiteral("width"), QString::number(request.width)}, {QStringLiteral("seed"), QString::number(request.seed)},
                {QStringLiteral("budget in seconds"), QString::number(request.budget)}});
    } else if (arguments.isSet(QStringLiteral("json"))) {
        terminal.out.lines(asJson(growth)) << '\n';
    } else {
        print(growth, terminal);
    }
}

void writeLabPage(const QCommandLineParser &arguments, Terminal &terminal)
{
    LabPageRequest request;
    request.mechanisms = chosenMechanisms(arguments);
    const ExportFile file = chosenFile(arguments);
    const std::optional<LabPage> page = chosenPage(arguments, file);
    if (arguments.isSet(QStringLiteral("query")) && page != LabPage::softmax)
        throw UsageError("--query belongs to --page softmax");
    const LabSubject subject = chosenSubject(arguments, terminal);
    const int tokens = subject.numbers.input.q.rows();
    request.query = chosenWhole(arguments, "query", 1, tokens, tokens) - 1;
    Settings settings;
    if (subject.order.trace)
        settings = figureSettings(*subject.order.trace);
    settings.emplace_back(QStringLiteral("numbers"), QString::fromStdString(subject.name()));
    settings.emplace_back(QStringLiteral("seed"), QString::number(subject.order.seed));
    for (const ChosenMechanism &chosen : request.mechanisms)
        if (const std::string parameters = inWords(chosen.parameters); !parameters.empty())
            settings.emplace_back(named(chosen.mechanism->name), QString::fromStdString(parameters));
    const QString name = QString::fromStdString(subject.name());
    if (!page) {
        const QString title = QStringLiteral("Lab · %1").arg(name);
        return paint(arguments, file, cardsOf(request.mechanisms, subject, title), title, settings);
    }
    request.page = *page;
    const LabPageContent content = labPage(request, subject.numbers);
    for (const QString &remark : content.remarks)
        terminal.err << "headscope: note: " << remark.toStdString() << '\n';
    const QString title = QStringLiteral("%1 · %2").arg(name, LabPageContent::tr(rowOf(kLabPages, *page).title));
    write(arguments, file, content, title, settings);
}

} // namespace headscope
