// What is copied: every number of a stage as a table, and a figure as bitmap and SVG.
#include "src/engine.h"
#include "tests/ui/export/svg_content.h"
#include "ui/export/clipboard.h"
#include "ui/export/stage_figure.h"
#include "ui/session/built_in_models.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QtTest>

#include <cmath>

using namespace headscope;

class ClipboardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersReadBackExactly();
    void masksAreInfinite();
    void aSpreadsheetRunsNothing();
    void figuresAreBitmapAndSvg();

private:
    static std::shared_ptr<const Trace> trace(const std::string &text)
    {
        Engine engine(openModel(resolveModel(QStringLiteral("storyteller")).toStdString()));
        return engine.run({.text = text, .edits = {}, .base = {}, .progress = {}});
    }
};

void ClipboardTest::numbersReadBackExactly()
{
    const auto run = trace("The cat sat");
    const StageKey key{Stage::v, 1, 2};
    copyNumbers(stageTable(*run, key));
    const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    const Matrix matrix = run->matrix(key);
    QCOMPARE(lines.size(), 1 + matrix.rows());
    QCOMPARE(lines[0].split(QLatin1Char('\t')).size(), 1 + matrix.cols());
    for (int row = 0; row < matrix.rows(); ++row) {
        const QStringList cells = lines[row + 1].split(QLatin1Char('\t'));
        QCOMPARE(cells[0].toStdString(), run->tokens()[static_cast<std::size_t>(row)].display);
        for (int column = 0; column < matrix.cols(); ++column)
            QCOMPARE(cells[column + 1].toFloat(), matrix(row, column));
    }
}

void ClipboardTest::masksAreInfinite()
{
    const QString text = QString::fromStdString(tabbedText(stageTable(*trace("The cat"), {Stage::maskedScores, 0, 0})));
    QVERIFY(text.split(QLatin1Char('\n'))[1].endsWith(QStringLiteral("\t-inf")));
}

void ClipboardTest::aSpreadsheetRunsNothing()
{
    const auto run = trace("=1+2 @x, \"y\"");
    const StageKey key{Stage::weights, 0, 0};
    const QString text = QString::fromStdString(tabbedText(stageTable(*run, key)));
    const QStringList lines = text.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 1 + run->tokenCount()); // no label breaks a line or a cell
    int escaped = 0;
    for (const QString &line : lines) {
        const QStringList cells = line.split(QLatin1Char('\t'));
        QCOMPARE(cells.size(), 1 + run->tokenCount());
        for (const QString &cell : cells) {
            bool isNumber = false;
            cell.toFloat(&isNumber);
            QVERIFY2(isNumber || cell.isEmpty() || !QStringLiteral("=+-@").contains(cell.front()), qPrintable(cell));
            escaped += cell.startsWith(QLatin1Char('\'')) ? 1 : 0;
        }
    }
    QVERIFY(escaped >= 2);
}

void ClipboardTest::figuresAreBitmapAndSvg()
{
    const StageFigure figure(trace("The cat"), {{Stage::weights, 0, 0}});
    copyFigure(figure.figure(), {2, Theme::print()});
    const QMimeData *data = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(qvariant_cast<QImage>(data->imageData()).width(), static_cast<int>(std::ceil(figure.size().width() * 2)));
    const SvgContent svg = readSvg(data->data(QStringLiteral("image/svg+xml")));
    QCOMPARE(svg.problem, QString());
    QVERIFY(svg.texts.contains(QStringLiteral("The")));
}

QTEST_MAIN(ClipboardTest)
#include "clipboard_test.moc"
