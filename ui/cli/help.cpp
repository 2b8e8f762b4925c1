#include "ui/cli/help.h"

#include "ui/cli/commands.h"
#include "ui/cli/display_width.h"

#include <algorithm>
#include <vector>

namespace headscope {

namespace {

constexpr int kLineWidth = 100;

struct Entry {
    std::string left;
    std::string right;
};

/// Words of `text` in lines of at most `width` cells, each later line indented by `indent`.
std::string wrapped(const std::string &text, int width, int indent)
{
    std::string result;
    int used = 0;
    for (const QString &word : QString::fromStdString(text).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const std::string piece = word.toStdString();
        const int length = displayWidth(piece);
        if (used > 0 && used + 1 + length > width) {
            result += "\n" + std::string(static_cast<std::size_t>(indent), ' ');
            used = 0;
        }
        result += (used ? " " : "") + piece;
        used += (used ? 1 : 0) + length;
    }
    return result;
}

std::string columnsOf(const std::vector<Entry> &entries)
{
    int width = 0;
    for (const Entry &entry : entries)
        width = std::max(width, displayWidth(entry.left));
    std::string text;
    for (const Entry &entry : entries)
        text += "  " + padded(entry.left, width, false) + "  " + wrapped(entry.right, kLineWidth - width - 4, width + 4) + "\n";
    return text;
}

std::string optionName(const QCommandLineOption &option)
{
    std::string text;
    for (const QString &name : option.names())
        text += (text.empty() ? "" : ", ") + std::string(name.size() == 1 ? "-" : "--") + name.toStdString();
    return option.valueName().isEmpty() ? text : text + " " + option.valueName().toStdString();
}

std::vector<Entry> optionEntries(const QList<QCommandLineOption> &options)
{
    std::vector<Entry> entries;
    for (const QCommandLineOption &option : options)
        entries.push_back({optionName(option), option.description().toStdString()});
    return entries;
}

} // namespace

std::string generalHelp(const QList<QCommandLineOption> &windowOptions)
{
    std::vector<Entry> commands;
    for (const Command &command : allCommands())
        commands.push_back({command.name.toStdString(), command.summary.toStdString()});
    return "Headscope shows transformer self-attention with the real numbers of every stage.\n\n"
           "Usage\n"
           "  headscope [OPTIONS] [FILE|FOLDER]   open the window, with a text file or a model folder\n"
           "  headscope COMMAND …                 print or write instead; needs no display\n\n"
           "Commands (headscope COMMAND --help says more)\n"
        + columnsOf(commands) + "\nOptions of the window\n" + columnsOf(optionEntries(windowOptions))
        + "\nExamples\n"
          "  headscope --model storyteller --text \"Once upon a time\"\n"
          "  headscope run \"The cat sat on the mat\"\n"
          "  headscope export --stage weights --head all --text \"The cat sat\" -o weights.svg\n"
          "  headscope --grab window.png --workspace heads --theme dark --size 1600x1000\n\n"
          "Exit codes: 0 done, 1 failed (the reason is on standard error), 2 wrong usage.\n";
}

std::string commandHelp(const Command &command)
{
    const std::string name = "headscope " + command.name.toStdString();
    std::string text = command.summary.toStdString() + ".\n\nUsage\n  " + name;
    if (!command.options.isEmpty())
        text += " [OPTIONS]";
    if (!command.arguments.isEmpty())
        text += " " + command.arguments.toStdString();
    text += "\n\n" + command.details.toStdString() + "\n";
    if (!command.options.isEmpty())
        text += "\nOptions\n" + columnsOf(optionEntries(command.options));
    text += "\nExamples\n";
    for (const Example &example : command.examples)
        text += "  headscope " + example.arguments.toStdString() + "\n      " + example.effect.toStdString() + "\n";
    return text;
}

} // namespace headscope
