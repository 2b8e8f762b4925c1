// The typefaces are the program's own, and our words need no other: every character that stands in a text of the sources has its glyph in
// both typefaces or in the drawn symbols, in whatever version the typefaces are.
#include "tests/ui/recorded_painting.h"

#include "src/error.h"
#include "ui/theme/font_file.h"
#include "ui/theme/symbols.h"
#include "ui/theme/theme.h"
#include "ui/theme/typefaces.h"

#include <QDirIterator>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPainterPath>
#include <QRawFont>
#include <QRegularExpression>
#include <QResource>
#include <QTextLayout>
#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Of a line of C++: what stands between quotes, with \uXXXX as the character it stands for.
QString quotedIn(const QString &line)
{
    static const QRegularExpression quoted(QStringLiteral("\"((?:[^\"\\\\]|\\\\.)*)\"|u'(\\\\?[^']+)'"));
    static const QRegularExpression escaped(QStringLiteral("\\\\u([0-9a-fA-F]{4})"));
    QString text;
    for (auto match = quoted.globalMatch(line); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        text += found.captured(1) + found.captured(2);
    }
    for (QRegularExpressionMatch match = escaped.match(text); match.hasMatch(); match = escaped.match(text))
        text.replace(match.capturedStart(), match.capturedLength(), QChar(match.captured(1).toUShort(nullptr, 16)));
    return text;
}

/// The glyphs that stand for `text` when it is shown, one by one.
QList<quint32> shownGlyphs(const QString &text, const QFont &font)
{
    QTextLayout layout(text, font);
    layout.beginLayout();
    layout.createLine().setLineWidth(1e6);
    layout.endLayout();
    QList<quint32> glyphs;
    for (const QGlyphRun &run : layout.glyphRuns())
        glyphs += run.glyphIndexes();
    return glyphs;
}

/// As texts stand in the tables of a font.
QByteArray bigEndian(const QString &text)
{
    QByteArray bytes;
    for (const QChar character : text)
        bytes += QByteArray(1, static_cast<char>(character.row())) + static_cast<char>(character.cell());
    return bytes;
}

} // namespace

class TypefacesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fontsAreOurOwn();
    void ourWordsNeedNoOtherFont();
    void symbolsAreDrawnInBothWeights();
    void marksOfDirectionAreNotSeen();
    void otherScriptsComeFromTheSystem();
    void textShowsAsItIs();
    void facesAreReadyInTheProgram();
    void aFontIsRenamed();
    void whatIsNoFontIsRefused();
    void styleSheetsNameAllFamilies();
};

void TypefacesTest::fontsAreOurOwn()
{
    const QFont sans = uiFont();
    const QFont mono = monoFont();
    QCOMPARE(sans.families(), QStringList({QStringLiteral("Headscope Sans"), QStringLiteral("Headscope Symbols")}));
    QCOMPARE(QFontInfo(sans).family(), QStringLiteral("Headscope Sans"));
    QCOMPARE(QFontInfo(mono).family(), QStringLiteral("Headscope Mono"));
    QVERIFY(QFontInfo(mono).fixedPitch());
    for (const QFont::Weight weight : {QFont::Normal, QFont::DemiBold, QFont::Bold}) {
        QCOMPARE(QRawFont::fromFont(uiFont(10, weight)).weight(), int(weight));
        QCOMPARE(QRawFont::fromFont(monoFont(10, weight)).weight(), int(weight));
    }
    QCOMPARE(typefaces().size(), std::size_t(2));
    for (const Typeface &typeface : typefaces())
        QVERIFY2(typeface.version.toDouble() > 1, qPrintable(typeface.version));
}

void TypefacesTest::ourWordsNeedNoOtherFont()
{
    QString characters;
    QStringList where;
    for (const char *folder : {"ui", "src"}) {
        QDirIterator files(sourceFile(folder), {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            if (path.contains(QStringLiteral("/src/tokenizer/")) || path.contains(QStringLiteral("/src/formats/")))
                continue; // other people's scripts, as data
            for (const QString &line : QString::fromUtf8(contentOf(path)).split(QLatin1Char('\n'))) {
                for (const QChar character : quotedIn(line)) {
                    if (character.unicode() < 0x80 || character.isSurrogate() || characters.contains(character))
                        continue;
                    characters += character;
                    where.append(path);
                }
            }
        }
    }
    QVERIFY2(characters.contains(u'ᵀ') && characters.contains(u'…') && characters.size() > 50, qPrintable(characters));
    QStringList missing;
    for (qsizetype i = 0; i < characters.size(); ++i)
        if (!(foreignCharacters(characters.mid(i, 1), uiFont()) + foreignCharacters(characters.mid(i, 1), monoFont())).isEmpty())
            missing.append(QStringLiteral("%1 (U+%2, %3)")
                               .arg(characters[i])
                               .arg(uint(characters[i].unicode()), 4, 16, QLatin1Char('0'))
                               .arg(where[i]));
    QVERIFY2(missing.isEmpty(), qPrintable(QStringLiteral("symbols.cpp has no drawing of ") + missing.join(QStringLiteral(", "))));
}

void TypefacesTest::symbolsAreDrawnInBothWeights()
{
    const QRawFont ordinary(symbolFont(400), 100);
    const QRawFont bold(symbolFont(700), 100);
    QVERIFY(ordinary.isValid() && bold.isValid());
    QCOMPARE(bold.weight(), 700);
    QCOMPARE(ordinary.unitsPerEm(), 1000.0);
    for (const QChar symbol : drawnSymbols()) {
        const quint32 glyph = ordinary.glyphIndexesForString(symbol).value(0);
        QVERIFY2(glyph > 0, qPrintable(QString::number(symbol.unicode(), 16)));
        const QRectF thin = ordinary.boundingRect(glyph);
        const QRectF thick = bold.boundingRect(glyph);
        // On the line of the text, and within what the glyph advances by (a pixel of smoothing aside).
        QVERIFY2(thin.top() >= -90 && thin.bottom() <= 25, qPrintable(symbol));
        QVERIFY2(thin.left() >= -5 && thin.right() <= ordinary.advancesForGlyphIndexes({glyph}).value(0).x() + 5, qPrintable(symbol));
        QVERIFY(thick.width() >= thin.width() && thick.height() >= thin.height());
    }
    // The hole of a ring is a hole.
    QPainterPath ring = ordinary.pathForGlyph(ordinary.glyphIndexesForString(QStringLiteral("∘")).value(0));
    QVERIFY(!ring.contains(ring.boundingRect().center()));
    QVERIFY(ring.contains(QPointF(ring.boundingRect().left() + 3, ring.boundingRect().center().y())));
}

void TypefacesTest::marksOfDirectionAreNotSeen()
{
    for (const QFont &font : {uiFont(), monoFont()}) {
        const QFontMetricsF metrics(font);
        const double marked = metrics.horizontalAdvance(QStringLiteral("“\u2068The cat\u2069” · 2 tokens"));
        QVERIFY(std::abs(marked - metrics.horizontalAdvance(QStringLiteral("“The cat” · 2 tokens"))) < 1); // kerning stops at a mark
    }
}

void TypefacesTest::otherScriptsComeFromTheSystem()
{
    QCOMPARE(foreignCharacters(QStringLiteral("The cat ᵀ ⟨0x0A⟩"), uiFont()), QString());
    QCOMPARE(foreignCharacters(QStringLiteral("a 猫 🐈"), uiFont()), QStringLiteral("猫🐈"));
}

void TypefacesTest::textShowsAsItIs()
{
    QString text = QStringLiteral("<0x9F> 1920x1080 --> ==> != === www *** ::= /* */ (c) &&& ");
    for (char first = '!'; first <= '~'; ++first)
        for (char second = '!'; second <= '~'; ++second)
            if (first != '`' && second != '`') // an accent, which a typeface may set lower or higher
                text += QLatin1Char(first) + QString(QLatin1Char(second)) + QLatin1Char(' ');
    for (const QFont::Weight weight : {QFont::Normal, QFont::Medium, QFont::DemiBold, QFont::Bold})
        for (const QFont &font : {uiFont(10, weight), monoFont(10, weight)})
            QCOMPARE(shownGlyphs(text, font), QRawFont::fromFont(font).glyphIndexesForString(text));
}

void TypefacesTest::facesAreReadyInTheProgram()
{
    QCOMPARE(typefaces().size(), std::size_t(2)); // loads them
    QDirIterator faces(QStringLiteral(":/typefaces"), QDir::Files, QDirIterator::Subdirectories);
    int count = 0;
    for (; faces.hasNext(); ++count)
        QCOMPARE(QResource(faces.next()).compressionAlgorithm(), QResource::NoCompression); // else each start would unpack it
    QCOMPARE(count, 9);
    QCOMPARE(contentOf(QStringLiteral(":/typefaces/symbols/400")), symbolFont(400));
    QCOMPARE(contentOf(QStringLiteral(":/typefaces/symbols/700")), symbolFont(700));
    // Their makers' licence goes with them.
    for (const QFont &font : {uiFont(), monoFont()})
        QVERIFY(QRawFont::fromFont(font).fontTable("name").contains(bigEndian(QStringLiteral("SIL Open Font License"))));
}

void TypefacesTest::aFontIsRenamed()
{
    const QByteArray font = contentOf(QStringLiteral(":/typefaces/mono/JetBrainsMono-Regular"));
    const QByteArray renamed
        = renamedFont(font, {QStringLiteral("Another Name"), QStringLiteral("Regular"), QStringLiteral("Another-Regular")});
    const QRawFont before(font, 20);
    const QRawFont after(renamed, 20);
    QCOMPARE(after.familyName(), QStringLiteral("Another Name"));
    QCOMPARE(after.styleName(), QStringLiteral("Regular"));
    QCOMPARE(after.weight(), before.weight());
    QCOMPARE(after.glyphIndexesForString(QStringLiteral("0.5 → Wq")), before.glyphIndexesForString(QStringLiteral("0.5 → Wq")));
    QCOMPARE(after.pathForGlyph(40), before.pathForGlyph(40));
    QCOMPARE(fontRevision(renamed), fontRevision(font));
    QCOMPARE(renamedFont(renamed, {QStringLiteral("Another Name"), QStringLiteral("Regular"), QStringLiteral("Another-Regular")}), renamed);
}

void TypefacesTest::whatIsNoFontIsRefused()
{
    const QByteArray font = contentOf(QStringLiteral(":/typefaces/mono/JetBrainsMono-Regular"));
    for (const QByteArray &bytes : {QByteArray(), QByteArray("<html>"), font.first(200), QByteArray(5000, '\xff')}) {
        QVERIFY_THROWS_EXCEPTION(Error, renamedFont(bytes, {}));
        QVERIFY_THROWS_EXCEPTION(Error, literalFont(bytes));
    }
}

void TypefacesTest::styleSheetsNameAllFamilies()
{
    QCOMPARE(cssFamilies(monoFont()), QStringLiteral("'Headscope Mono', 'Headscope Symbols'"));
}

QTEST_MAIN(TypefacesTest)
#include "typefaces_test.moc"
