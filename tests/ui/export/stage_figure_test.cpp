// The figure of stages: says what it shows, holds every number and label, and compares heads in the same colours.
#include "src/engine.h"
#include "tests/ui/export/svg_content.h"
#include "ui/export/stage_figure.h"
#include "ui/session/built_in_models.h"
#include "ui/views/shared/matrix/number_text.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

class StageFigureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void svgHoldsLabelsAndDigits();
    void titleNamesWhatAllPanelsShare_data();
    void titleNamesWhatAllPanelsShare();
    void everyPanelOfAGridIsCaptioned();
    void headsShareTheirColours();
    void narrowStagesStandSideBySide();
    void manyCellsBecomeOnePicture();
    void settingsNameModelTextAndPlaces();
    void editsAreConfessed();
    void everyStagePaintsInsideTheFigure_data();
    void everyStagePaintsInsideTheFigure();

private:
    static std::shared_ptr<const Trace> traceOf(const char *model, const std::string &text, const Edits &edits = {});
    static SvgContent svgOf(const StageFigure &figure) { return readSvg(encodeFigure("svg", figure.figure(), {})); }
};

std::shared_ptr<const Trace> StageFigureTest::traceOf(const char *model, const std::string &text, const Edits &edits)
{
    Engine engine(openModel(resolveModel(QString::fromLatin1(model)).toStdString()));
    return engine.run({.text = text, .edits = edits, .base = {}, .progress = {}});
}

void StageFigureTest::svgHoldsLabelsAndDigits()
{
    const auto trace = traceOf("storyteller", "The cat sat");
    const StageKey key{Stage::weights, 1, 2};
    const StageFigure figure(trace, {key});
    const SvgContent svg = svgOf(figure);
    QCOMPARE(svg.problem, QString());
    for (const Token &token : trace->tokens())
        QCOMPARE(svg.texts.count(QString::fromStdString(token.display)), 2); // its row and its column
    const Matrix weights = trace->matrix(key);
    const NumberFormat format = formatFor(weights.view, 3);
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column)
            QVERIFY(svg.texts.contains(numberText(weights(row, column), format)));
    QVERIFY(svg.elements.value(QStringLiteral("rect")) >= 9); // a rectangle per cell
    QVERIFY(svg.texts.join(QLatin1Char(' ')).contains(QStringLiteral("Attention weight; each row sums to 1"))); // may wrap
}

void StageFigureTest::titleNamesWhatAllPanelsShare_data()
{
    QTest::addColumn<QList<int>>("places"); // stage, layer, head, …
    QTest::addColumn<QString>("title");
    const int weights = static_cast<int>(Stage::weights);
    const int residual = static_cast<int>(Stage::residualBefore);
    QTest::newRow("one") << QList<int>{weights, 1, 2} << QStringLiteral("Storyteller · layer 2, head 3 · Attention weights");
    QTest::newRow("two heads") << QList<int>{weights, 1, 2, weights, 1, 3} << QStringLiteral("Storyteller · Attention weights");
    QTest::newRow("one place") << QList<int>{residual, 1, 0, weights, 1, 2} << QStringLiteral("Storyteller · layer 2, head 3");
    QTest::newRow("two layers") << QList<int>{residual, 0, 0, weights, 1, 2} << QStringLiteral("Storyteller");
}

void StageFigureTest::titleNamesWhatAllPanelsShare()
{
    QFETCH(QList<int>, places);
    std::vector<StageKey> keys;
    for (qsizetype i = 0; i < places.size(); i += 3)
        keys.push_back({static_cast<Stage>(places[i]), places[i + 1], places[i + 2]});
    QTEST(StageFigure(traceOf("storyteller", "The cat"), keys).title(), "title");
}

void StageFigureTest::everyPanelOfAGridIsCaptioned()
{
    std::vector<StageKey> keys;
    for (int layer = 0; layer < 4; ++layer)
        for (int head = 0; head < 8; ++head)
            keys.push_back({Stage::weights, layer, head});
    const SvgContent svg = svgOf(StageFigure(traceOf("storyteller", "The cat sat on the mat"), keys));
    for (int layer = 1; layer <= 4; ++layer)
        for (int head = 1; head <= 8; ++head)
            QCOMPARE(svg.texts.count(QStringLiteral("layer %1, head %2").arg(layer).arg(head)), 1);
}

void StageFigureTest::headsShareTheirColours()
{
    const auto trace = traceOf("blackboard", "The cat sat");
    const StageFigure both(trace, {{Stage::rawScores, 0, 0}, {Stage::rawScores, 0, 1}});
    double highest = 0;
    for (int head = 0; head < 2; ++head) {
        const Matrix matrix = trace->matrix({Stage::rawScores, 0, head});
        for (int row = 0; row < matrix.rows(); ++row)
            for (int column = 0; column < matrix.cols(); ++column)
                highest = std::max(highest, static_cast<double>(std::abs(matrix(row, column))));
    }
    // The legend's end is the largest number of both heads; each alone would end at its own.
    const SvgContent svg = svgOf(both);
    QVERIFY(svg.texts.contains(numberText(highest, {0, false})) || svg.texts.contains(numberText(highest, {2, false})));
}

void StageFigureTest::narrowStagesStandSideBySide()
{
    const auto trace = traceOf("blackboard", "The cat sat");
    const QSizeF one = StageFigure(trace, {{Stage::q, 0, 0}}).size();
    const QSizeF two = StageFigure(trace, {{Stage::q, 0, 0}, {Stage::k, 0, 0}}).size();
    QVERIFY(two.width() > one.width());
    QCOMPARE(two.height(), one.height());
}

void StageFigureTest::manyCellsBecomeOnePicture()
{
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += "the cat ";
    const StageFigure figure(traceOf("storyteller", text), {{Stage::weights, 0, 0}});
    const SvgContent svg = svgOf(figure);
    QCOMPARE(svg.elements.value(QStringLiteral("image")), 2); // the cells and the legend's bar
    QVERIFY(svg.texts.size() > 10); // labels are text still
}

void StageFigureTest::settingsNameModelTextAndPlaces()
{
    const Figure figure = StageFigure(traceOf("blackboard", "The cat"), {{Stage::q, 0, 1}, {Stage::k, 0, 1}}).figure();
    const auto value = [&](const char *name) {
        for (const auto &[key, text] : figure.settings)
            if (key == QLatin1String(name))
                return text;
        return QString();
    };
    QCOMPARE(value("model"), QStringLiteral("blackboard"));
    QCOMPARE(value("text"), QStringLiteral("The cat"));
    QCOMPARE(value("stages"), QStringLiteral("q, k"));
    QCOMPARE(value("places"), QStringLiteral("layer 1, head 2"));
    QVERIFY(value("edits").isEmpty());
}

void StageFigureTest::editsAreConfessed()
{
    Edit edit;
    edit.kind = Edit::Kind::scalingOff;
    const StageFigure figure(traceOf("blackboard", "The cat", {edit}), {{Stage::weights, 0, 0}});
    const SvgContent svg = svgOf(figure);
    QVERIFY(svg.texts.contains(QStringLiteral("Edited: ") + QString::fromStdString(describe(edit))));
    QVERIFY(svg.description.contains(QString::fromStdString(describe(edit))));
}

void StageFigureTest::everyStagePaintsInsideTheFigure_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("stage");
    for (const char *model : {"blackboard", "storyteller"})
        for (const Stage stage : traceOf(model, "x")->config().stages())
            QTest::newRow((std::string(model) + " " + std::string(stageInfo(stage).name)).c_str())
                << QString::fromLatin1(model) << static_cast<int>(stage);
}

void StageFigureTest::everyStagePaintsInsideTheFigure()
{
    QFETCH(QString, model);
    QFETCH(int, stage);
    const auto trace = traceOf(model.toLatin1().constData(), "A cat sat because it was extraordinarily tired");
    const StageFigure stageFigure(trace, {{static_cast<Stage>(stage), 0, 0}});
    const Figure figure = stageFigure.figure();
    const QImage image = figureImage(figure, {1, Theme::print()});
    QVERIFY(image.width() >= figure.size.width());
    // Content, and a margin that nothing touches.
    const QRect content = image.rect().adjusted(24, 24, -24, -24);
    int inked = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y) == QColor(Qt::white))
                continue;
            ++inked;
            if (!content.contains(x, y))
                QFAIL(qPrintable(QStringLiteral("ink at %1, %2 of %3 × %4").arg(x).arg(y).arg(image.width()).arg(image.height())));
        }
    }
    QVERIFY(inked > 1000);
}

QTEST_MAIN(StageFigureTest)
#include "stage_figure_test.moc"
