#include "tests/layout/known_faults.h"

#include <QFile>
#include <QLibraryInfo>
#include <QTextStream>
#include <QVersionNumber>

#include <algorithm>
#include <stdexcept>

namespace headscope {

namespace {

const QString kMadeWith = QStringLiteral("Made with Qt ");

FaultKind kindNamed(const QString &name)
{
    const auto row = std::ranges::find_if(kFaultNames, [&](const FaultName &known) { return name == nameOf(known.id); });
    if (row == kFaultNames.end())
        throw std::runtime_error("there is no kind of faults “" + name.toStdString() + "”");
    return row->id;
}

} // namespace

QString nameOf(FaultKind kind)
{
    const std::string_view name = kFaultNames[std::size_t(kind)].name;
    return QString::fromLatin1(name.data(), qsizetype(name.size()));
}

QString wordsOf(const FaultKey &fault)
{
    return QStringLiteral("%1 %2 %3").arg(fault.place, nameOf(fault.kind), fault.size);
}

QString witnessOf(const Observation &observation)
{
    return QStringLiteral("%1-%2:%3").arg(observation.model).arg(observation.tokens).arg(observation.place);
}

KnownFaults faultsOf(const std::vector<Observation> &observations)
{
    KnownFaults faults;
    for (const Observation &observation : observations)
        for (const Fault &fault : observation.faults)
            faults.try_emplace({fault.place, fault.kind, observation.size}, witnessOf(observation));
    return faults;
}

KnownFaults readKnownFaults(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("cannot read " + name.toStdString());
    KnownFaults faults;
    QTextStream stream(&file);
    while (!stream.atEnd()) {
        const QString line = stream.readLine();
        const QStringList fields = line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
        if (fields.isEmpty() || line.startsWith(QLatin1Char('#')))
            continue;
        if (fields.size() != 4)
            throw std::runtime_error("not “place kind size model-tokens:place”: " + line.toStdString());
        faults[{fields[0], kindNamed(fields[1]), fields[2]}] = fields[3];
    }
    return faults;
}

bool isMadeWithThisQt(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly)
        && file.readAll().contains((kMadeWith + QLibraryInfo::version().toString() + QLatin1Char('.')).toUtf8());
}

void writeKnownFaults(const KnownFaults &faults, const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly))
        throw std::runtime_error("cannot write " + name.toStdString());
    QTextStream stream(&file);
    stream << "# Faults of the window's layout that are known: place, kind, size, and one look that shows it. The list may\n"
              "# only become shorter: layout_audit --write-known (tests/README.md). "
           << kMadeWith << QLibraryInfo::version().toString() << ".\n";
    for (const auto &[fault, witness] : faults)
        stream << wordsOf(fault) << ' ' << witness << '\n';
}

} // namespace headscope
