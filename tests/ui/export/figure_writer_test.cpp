// Figures as files: the right size, real text and vectors, metadata inside, whole or not at all.
#include "src/error.h"
#include "tests/ui/export/svg_content.h"
#include "ui/export/figure_writer.h"
#include "ui/export/theme_scope.h"

#include <QFile>
#include <QImageReader>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

using namespace headscope;

class FigureWriterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pngHasTheScaledSizeAndTheSettings();
    void svgHoldsTextAndRectangles();
    void svgSurvivesAnyText();
    void metadataAreWords();
    void pdfIsAPageOfTheFiguresSize();
    void themeIsThatOfTheFigure();
    void unknownExtensionsAreNamed();
    void aPathThatCannotBeWrittenLeavesNothing();
    void anOldFileStaysWhenPaintingFails();
    void picturesTooLargeAreRefused();

private:
    Figure figure() const;
    QString file(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QByteArray read(const char *name) const;

    QTemporaryDir m_folder;
};

Figure FigureWriterTest::figure() const
{
    Figure figure;
    figure.size = QSizeF(200, 100);
    figure.title = QStringLiteral("Weights <of> “cat” & co");
    figure.settings = {{QStringLiteral("text"), QStringLiteral("The 🐈 <sat> & slept")}};
    figure.paint = [](QPainter &painter, const QRectF &area) {
        painter.setPen(Theme::current().text);
        painter.setFont(uiFont(10));
        painter.drawText(area, Qt::AlignCenter, QStringLiteral("cat → mat"));
        painter.fillRect(QRectF(10, 10, 20, 20), QColor(255, 0, 0));
    };
    return figure;
}

QByteArray FigureWriterTest::read(const char *name) const
{
    QFile source(file(name));
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

void FigureWriterTest::pngHasTheScaledSizeAndTheSettings()
{
    writeFigure(file("a.png"), figure(), {2.5, Theme::print()});
    const QImage image(file("a.png"));
    QCOMPARE(image.size(), QSize(500, 250));
    QCOMPARE(image.text(QStringLiteral("Title")), figure().title);
    QCOMPARE(image.text(QStringLiteral("text")), figure().settings[0].second);
    QCOMPARE(image.pixelColor(50, 50), QColor(255, 0, 0));
    QCOMPARE(image.pixelColor(499, 249), QColor(Qt::white));
    QVERIFY(std::abs(image.dotsPerMeterX() - 2.5 * 96 / 0.0254) < 2);

    const QImage half = figureImage(figure(), {0.5, Theme::print()});
    QCOMPARE(half.size(), QSize(100, 50));
    QCOMPARE(half.pixelColor(10, 10), QColor(255, 0, 0));
    QCOMPARE(half.pixelColor(20, 20), QColor(Qt::white));
}

void FigureWriterTest::svgHoldsTextAndRectangles()
{
    writeFigure(file("a.svg"), figure(), {});
    const SvgContent svg = readSvg(read("a.svg"));
    QCOMPARE(svg.problem, QString());
    QCOMPARE(svg.viewBox, QStringLiteral("0 0 200 100"));
    QCOMPARE(svg.title, figure().title);
    QVERIFY(svg.description.contains(figure().settings[0].second));
    QCOMPARE(svg.texts, QStringList(QStringLiteral("cat → mat")));
    QVERIFY(svg.fonts[0].endsWith(QStringLiteral(", sans-serif")));
    const QByteArray source = read("a.svg");
    const auto families = source.count("font-family=");
    QCOMPARE(source.count("font-family=\"Inter, ") + source.count("font-family=\"JetBrains Mono, "), families);
    QCOMPARE(svg.elements.value(QStringLiteral("rect")), 2); // background and square
    QCOMPARE(svg.elements.value(QStringLiteral("image")), 0);
}

void FigureWriterTest::svgSurvivesAnyText()
{
    Figure hostile = figure();
    hostile.title = QStringLiteral("a\x01</title><script>\x1F");
    hostile.settings[0].second = hostile.title;
    hostile.paint
        = [](QPainter &painter, const QRectF &area) { painter.drawText(area, Qt::AlignCenter, QStringLiteral("a\x01\uFFFE<b>")); };
    writeFigure(file("b.svg"), hostile, {});
    const SvgContent svg = readSvg(read("b.svg"));
    QCOMPARE(svg.problem, QString());
    QCOMPARE(svg.elements.value(QStringLiteral("script")), 0);
}

void FigureWriterTest::metadataAreWords()
{
    const QString words = QStringLiteral("a\x1b]0;title\x07\x01\x9b<b>bold</b>\n“)>> endobj”\\(\xff cat");
    const QString seen = QStringLiteral("a ]0;title   <b>bold</b>\n“)>> endobj”\\(\xff cat");
    Figure hostile = figure();
    hostile.title = words;
    hostile.settings = {{QStringLiteral("text"), words}};
    writeFigure(file("b.png"), hostile, {});
    const QImage image = QImageReader(file("b.png")).read();
    QVERIFY(!image.isNull());
    for (const char *key : {"Title", "text"})
        QCOMPARE(image.text(QString::fromLatin1(key)), seen);

    writeFigure(file("b.pdf"), hostile, {});
    const QByteArray pdf = read("b.pdf");
    QVERIFY(pdf.startsWith("%PDF-"));
    const qsizetype begin = pdf.indexOf("<x:xmpmeta");
    const QByteArray xmp = pdf.mid(begin, pdf.indexOf("</x:xmpmeta>") + 12 - begin);
    QXmlStreamReader xml(xmp);
    QString said;
    while (!xml.atEnd())
        if (xml.readNext() == QXmlStreamReader::Characters && !xml.isWhitespace())
            said += xml.text().toString() + QLatin1Char('|');
    QCOMPARE(xml.errorString(), QString());
    QCOMPARE(said, seen + QStringLiteral("|text: ") + seen + QLatin1Char('|'));
    // The title of the document's own information: UTF-16 in brackets, where brackets and \ are escaped and nothing ends it early.
    const qsizetype title = pdf.indexOf("/Title (\xfe\xff");
    QVERIFY(title >= 0);
    QByteArray string;
    qsizetype at = title + 8;
    for (; at < pdf.size() && pdf[at] != ')'; ++at)
        string += pdf[at] == '\\' ? pdf[++at] : pdf[at];
    QVERIFY(pdf.mid(at + 1).trimmed().startsWith("/"));
    QString stored;
    for (qsizetype i = 2; i + 1 < string.size(); i += 2)
        stored += QChar(char16_t((static_cast<unsigned char>(string[i]) << 8) | static_cast<unsigned char>(string[i + 1])));
    QCOMPARE(stored, seen);
}

void FigureWriterTest::pdfIsAPageOfTheFiguresSize()
{
    writeFigure(file("a.pdf"), figure(), {});
    const QByteArray pdf = read("a.pdf");
    QVERIFY(pdf.startsWith("%PDF-"));
    QVERIFY(pdf.contains("/MediaBox [0 0 150.000000 75.000000]"));
    QVERIFY(pdf.contains("/FontFile2")); // embedded
    QVERIFY(pdf.contains("The 🐈 &lt;sat&gt; &amp; slept"));
    QVERIFY(!pdf.contains("/Subtype /Image"));
}

void FigureWriterTest::themeIsThatOfTheFigure()
{
    const QColor before = Theme::current().canvas;
    const QImage dark = figureImage(figure(), {1, Theme::darkTheme()});
    QCOMPARE(dark.pixelColor(199, 99), Theme::darkTheme().canvas);
    QCOMPARE(Theme::current().canvas, before);
    try {
        const ThemeScope scope(Theme::darkTheme());
        QVERIFY(Theme::current().dark);
        throw Error("the scope ends with the error");
    } catch (const Error &) {
        QVERIFY(!Theme::current().dark);
    }
}

void FigureWriterTest::unknownExtensionsAreNamed()
{
    for (const char *name : {"a.gif", "a", "a.png.txt"}) {
        try {
            writeFigure(file(name), figure(), {});
            QFAIL("no error");
        } catch (const Error &error) {
            QVERIFY(std::string(error.what()).find("png, svg, pdf") != std::string::npos);
        }
        QVERIFY(!QFile::exists(file(name)));
    }
    writeFigure(file("LOUD.PNG"), figure(), {});
    QVERIFY(QFile::exists(file("LOUD.PNG")));
}

void FigureWriterTest::aPathThatCannotBeWrittenLeavesNothing()
{
    for (const char *extension : {"png", "svg", "pdf"})
        QVERIFY_EXCEPTION_THROWN(writeFigure(file("no/such/folder/a.") + QString::fromLatin1(extension), figure(), {}), Error);
    QVERIFY(!QFile::exists(file("no")));
}

void FigureWriterTest::anOldFileStaysWhenPaintingFails()
{
    QFile old(file("old.png"));
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("precious");
    old.close();
    Figure failing = figure();
    failing.paint = [](QPainter &, const QRectF &) { throw Error("no numbers"); };
    QVERIFY_EXCEPTION_THROWN(writeFigure(file("old.png"), failing, {}), Error);
    QCOMPARE(read("old.png"), QByteArray("precious"));
    QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("*old*")}, QDir::Files | QDir::Hidden).size(), 1);
}

void FigureWriterTest::picturesTooLargeAreRefused()
{
    Figure huge = figure();
    huge.size = QSizeF(100000, 10);
    QVERIFY_EXCEPTION_THROWN(writeFigure(file("huge.png"), huge, {1, Theme::print()}), Error);
    huge.size = QSizeF(20000, 20000);
    QVERIFY_EXCEPTION_THROWN(figureImage(huge, {2, Theme::print()}), Error);
    QVERIFY(!QFile::exists(file("huge.png")));
}

QTEST_MAIN(FigureWriterTest)
#include "figure_writer_test.moc"
