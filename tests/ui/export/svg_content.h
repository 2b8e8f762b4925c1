// Reads an SVG back: its texts, and how many shapes of each kind it has.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>
#include <QXmlStreamReader>

namespace headscope {

struct SvgContent {
    QString problem; ///< empty: well-formed
    QString viewBox;
    QString title;
    QString description;
    QStringList texts;
    QStringList fonts; ///< of the texts
    QHash<QString, int> elements;
};

inline SvgContent readSvg(const QByteArray &svg)
{
    SvgContent content;
    QXmlStreamReader xml(svg);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QString name = xml.name().toString();
        ++content.elements[name];
        if (name == QLatin1String("svg"))
            content.viewBox = xml.attributes().value(QStringLiteral("viewBox")).toString();
        if (name == QLatin1String("text"))
            content.fonts.append(xml.attributes().value(QStringLiteral("font-family")).toString());
        if (name == QLatin1String("title"))
            content.title = xml.readElementText();
        else if (name == QLatin1String("desc"))
            content.description = xml.readElementText();
        else if (name == QLatin1String("text"))
            content.texts.append(xml.readElementText().trimmed());
    }
    if (xml.hasError())
        content.problem = xml.errorString();
    return content;
}

} // namespace headscope
