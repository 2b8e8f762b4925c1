#include "tests/layout/layout_report.h"

#include "tests/layout/known_faults.h"

#include <QStringList>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace headscope {

namespace {

constexpr char kField = '\t';
constexpr int kObservationFields = 11;

QString clean(QString text)
{
    return text.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

/// Places in the order of the looks.
QStringList placesOf(const std::vector<Observation> &observations)
{
    QStringList places;
    for (const Observation &observation : observations)
        if (!places.contains(observation.place))
            places << observation.place;
    return places;
}

/// A table of places and sizes; `cell` says what of one place and size.
QString tableOf(const std::vector<Observation> &observations, const std::function<QString(const std::vector<const Observation *> &)> &cell)
{
    std::map<std::pair<QString, QString>, std::vector<const Observation *>> looks;
    for (const Observation &observation : observations)
        looks[{observation.place, observation.size}].push_back(&observation);
    QString head = QStringLiteral("| |");
    QString rule = QStringLiteral("|---|");
    for (const AuditSize &size : kAuditSizes) {
        head += QStringLiteral(" %1 |").arg(QLatin1String(size.name));
        rule += QStringLiteral("---|");
    }
    QString table = head + QLatin1Char('\n') + rule + QLatin1Char('\n');
    for (const QString &place : placesOf(observations)) {
        table += QStringLiteral("| %1 |").arg(place);
        for (const AuditSize &size : kAuditSizes)
            table += QStringLiteral(" %1 |").arg(cell(looks[{place, QString::fromLatin1(size.name)}]));
        table += QLatin1Char('\n');
    }
    return table;
}

enum class Of { least, most };

/// One number for each count of tokens, of all models; a negative one is none.
QString byTokens(const std::vector<const Observation *> &looks, Of which, const std::function<double(const Observation &)> &number)
{
    QStringList words;
    for (const int tokens : kAuditedTokens) {
        double chosen = -1;
        for (const Observation *look : looks)
            if (const double one = number(*look); look->tokens == tokens && one >= 0)
                chosen = chosen < 0 ? one : which == Of::least ? std::min(chosen, one) : std::max(chosen, one);
        words << (chosen < 0 ? QStringLiteral("–") : QString::number(qRound(chosen)));
    }
    return words.join(QLatin1Char(' '));
}

QString sharesOf(const std::vector<Observation> &observations)
{
    return tableOf(observations, [](const std::vector<const Observation *> &looks) {
        double least = 1;
        double most = 0;
        for (const Observation *look : looks) {
            least = std::min(least, look->share);
            most = std::max(most, look->share);
        }
        if (looks.empty())
            return QString();
        const int from = qRound(least * 100);
        const int to = qRound(most * 100);
        return from == to ? QStringLiteral("%1 %").arg(from) : QStringLiteral("%1–%2 %").arg(from).arg(to);
    });
}

QString faultsTable(const std::vector<Observation> &observations)
{
    std::map<QString, std::map<QString, std::map<FaultKind, int>>> counts; // place, size, kind: looks that have it
    QStringList places;
    for (const Observation &observation : observations) {
        std::set<std::pair<QString, FaultKind>> found;
        for (const Fault &fault : observation.faults)
            found.insert({fault.place, fault.kind});
        for (const auto &[place, kind] : found)
            ++counts[place][observation.size][kind];
    }
    for (const QString &place : placesOf(observations))
        places << place;
    for (const auto &[place, sizes] : counts)
        if (!places.contains(place))
            places << place;
    QStringList sizes;
    for (const int font : kAuditedFonts)
        for (const AuditSize &size : kAuditSizes)
            if (const QString name = sizeName(size, font);
                std::ranges::any_of(observations, [&](const Observation &look) { return look.size == name; }))
                sizes << name;
    QString table = QStringLiteral("| |");
    QString rule = QStringLiteral("|---|");
    for (const QString &size : sizes) {
        table += QStringLiteral(" %1 |").arg(size);
        rule += QStringLiteral("---|");
    }
    table += QLatin1Char('\n') + rule + QLatin1Char('\n');
    for (const QString &place : places) {
        table += QStringLiteral("| %1 |").arg(place);
        for (const QString &size : sizes) {
            QStringList words;
            for (const auto &[kind, count] : counts[place][size])
                words << QStringLiteral("%1 %2").arg(nameOf(kind)).arg(count);
            table += QStringLiteral(" %1 |").arg(words.join(QStringLiteral(", ")));
        }
        table += QLatin1Char('\n');
    }
    return table;
}

QString examplesOf(const std::vector<Observation> &observations)
{
    std::map<std::pair<QString, FaultKind>, std::pair<QString, int>> examples;
    for (const Observation &observation : observations)
        for (const Fault &fault : observation.faults) {
            auto &[words, count] = examples[{fault.place, fault.kind}];
            if (count++ == 0)
                words = QStringLiteral("%1 at %2, scale %3: %4")
                            .arg(witnessOf(observation), observation.size)
                            .arg(observation.scale)
                            .arg(fault.words);
        }
    QString list;
    for (const auto &[fault, example] : examples)
        list += QStringLiteral("- %1 %2 (%3): %4\n").arg(fault.first, nameOf(fault.second)).arg(example.second).arg(example.first);
    return list;
}

} // namespace

QByteArray linesOf(const Observation &observation)
{
    const auto line = [](const QStringList &fields) { return fields.join(QLatin1Char(kField)).toUtf8() + '\n'; };
    QByteArray lines = line({observation.model, QString::number(observation.tokens), QString::number(observation.scale), observation.size,
        observation.place, QString::number(observation.share), QString::number(observation.explained), QString::number(observation.numbers),
        QString::number(observation.filled), QString::number(observation.shortened), observation.unseen.join(QStringLiteral(", "))});
    for (const Fault &fault : observation.faults)
        lines += line({QString(), QString::number(int(fault.kind)), fault.place, clean(fault.words)});
    return lines;
}

std::vector<Observation> observationsIn(const QByteArray &lines)
{
    std::vector<Observation> result;
    for (const QByteArray &line : lines.split('\n')) {
        const QStringList fields = QString::fromUtf8(line).split(QLatin1Char(kField));
        if (fields.size() == kObservationFields) {
            Observation read;
            read.model = fields[0];
            read.tokens = fields[1].toInt();
            read.scale = fields[2].toDouble();
            read.size = fields[3];
            read.place = fields[4];
            read.share = fields[5].toDouble();
            read.explained = fields[6].toDouble();
            read.numbers = fields[7].toDouble();
            read.filled = fields[8].toDouble();
            read.shortened = fields[9].toInt();
            read.unseen = fields[10].split(QStringLiteral(", "), Qt::SkipEmptyParts);
            result.push_back(read);
        } else if (fields.size() == 4 && !result.empty()) {
            result.back().faults.push_back({FaultKind(fields[1].toInt()), fields[2], fields[3]});
        }
    }
    return result;
}

QString reportOf(const std::vector<Observation> &observations)
{
    std::vector<Observation> once;
    std::ranges::copy_if(observations, std::back_inserter(once), [](const Observation &look) { return look.scale == 1; });
    QStringList unseen;
    for (const Observation &look : observations)
        if (!look.unseen.isEmpty() && !unseen.contains(look.place))
            unseen << look.place;
    QStringList tokens;
    for (const int count : kAuditedTokens)
        tokens << QString::number(count);
    const QString counts = tokens.join(QStringLiteral(", "));
    QString report
        = QStringLiteral("# The window's layout\n\nWritten by `layout_audit` (tests/README.md) from %1 looks at the window: every stage of "
                         "the Walk and every view of Heads, at each size in device-independent pixels, with %2 tokens, four models, scale "
                         "factors 1 and 2, and letters of the desktop of up to 11, 13 and 16 points.\n")
              .arg(observations.size())
              .arg(counts);
    report += QStringLiteral("\n## Share of the window that the canvas has\n\n") + sharesOf(once);
    report
        += QStringLiteral("\n## Digits of the explained cell, in pixels\n\nWith %1 tokens, the least of all models; 0: none, –: the place "
                          "explains no cell.\n\n")
               .arg(counts)
        + tableOf(once, [](const std::vector<const Observation *> &looks) {
              return byTokens(looks, Of::least, [](const Observation &look) { return look.explained; });
          });
    report += QStringLiteral(
                  "\n## The middle one of all numbers on the canvas, in pixels\n\nWith %1 tokens, the least of all models; 0: there "
                  "are none.\n\n")
                  .arg(counts)
        + tableOf(once, [](const std::vector<const Observation *> &looks) {
              return byTokens(looks, Of::least, [](const Observation &look) { return look.numbers; });
          });
    report += QStringLiteral(
                  "\n## How much of the canvas is filled, in percent of the direction that limits the figure\n\nWith %1 tokens, the "
                  "least of all models.\n\n")
                  .arg(counts)
        + tableOf(once, [](const std::vector<const Observation *> &looks) {
              return byTokens(looks, Of::least, [](const Observation &look) { return look.filled * 100; });
          });
    report
        += QStringLiteral("\n## Words on the canvas that are shortened to “…”\n\nWith %1 tokens, the most of all models.\n\n").arg(counts)
        + tableOf(once, [](const std::vector<const Observation *> &looks) {
              return byTokens(looks, Of::most, [](const Observation &look) { return look.shortened; });
          });
    report += QStringLiteral("\n## Faults\n\nHow many looks have one, by part of the window.\n\n") + faultsTable(observations);
    report += QStringLiteral("\nOne example of each, and how many there are:\n\n") + examplesOf(observations);
    report += QStringLiteral("\n## Not seen\n\nPictures that a view keeps, whose letters are not looked at: %1.\n")
                  .arg(unseen.isEmpty() ? QStringLiteral("none") : unseen.join(QStringLiteral(", ")));
    return report;
}

} // namespace headscope
