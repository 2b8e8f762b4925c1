// A few whole pictures against committed ones, so that nobody changes the look without seeing it.
// HEADSCOPE_WRITE_GOLDENS=1 writes them anew: then open the files and look.
#include "src/engine.h"
#include "ui/export/stage_figure.h"
#include "ui/session/built_in_models.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/heatmap/heatmap_view.h"
#include "ui/views/walk/walk_view.h"

#include <QFileInfo>
#include <QtTest>

#include <functional>

using namespace headscope;

namespace {

const QString kFolder = sourceFile("tests/ui/goldens/");

/// Other releases of a font and of FreeType move letters by a pixel. Pictures are compared at an eighth of their size, where that leaves a
/// few grey levels; a missing digit row, a changed colour or a moved matrix leaves dozens.
constexpr int kShrink = 8;
constexpr double kMeanTolerance = 2.5;
constexpr int kWorstTolerance = 70;

QImage shrunk(const QImage &image)
{
    return image.scaled(image.size() / kShrink, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).convertToFormat(QImage::Format_RGB32);
}

/// Empty when the pictures agree, else what differs.
QString difference(const QImage &expected, const QImage &actual)
{
    if (expected.size() != actual.size())
        return QStringLiteral("the golden has %1 × %2 pixels, the picture %3 × %4")
            .arg(expected.width())
            .arg(expected.height())
            .arg(actual.width())
            .arg(actual.height());
    const QImage a = shrunk(expected);
    const QImage b = shrunk(actual);
    double sum = 0;
    int worst = 0;
    QPoint where;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            const int apart = std::max({std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)), std::abs(qBlue(p) - qBlue(q))});
            sum += apart;
            if (apart > worst) {
                worst = apart;
                where = QPoint(x, y) * kShrink;
            }
        }
    }
    const double mean = sum / (a.width() * a.height());
    if (mean <= kMeanTolerance && worst <= kWorstTolerance)
        return {};
    return QStringLiteral("mean difference %1 of 255, worst %2 near (%3, %4)").arg(mean).arg(worst).arg(where.x()).arg(where.y());
}

} // namespace

class GoldensTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pictures_data();
    void pictures();
    void theComparisonSeesAChange();
};

void GoldensTest::initTestCase()
{
    Appearance::instance().setAnimations(false);
}

void GoldensTest::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QString>("view");
    QTest::addColumn<int>("stage");
    QTest::addColumn<bool>("edited");
    QTest::newRow("walk-raw-scores-light") << false << QStringLiteral("walk") << static_cast<int>(Stage::rawScores) << false;
    QTest::newRow("walk-weights-dark") << true << QStringLiteral("walk") << static_cast<int>(Stage::weights) << false;
    QTest::newRow("walk-difference-light") << false << QStringLiteral("walk") << static_cast<int>(Stage::weights) << true;
    QTest::newRow("heatmap-dark") << true << QStringLiteral("heatmap") << static_cast<int>(Stage::weights) << false;
    QTest::newRow("arithmetic-light") << false << QStringLiteral("arithmetic") << static_cast<int>(Stage::rawScores) << false;
    QTest::newRow("figure-heads-light") << false << QStringLiteral("figure") << static_cast<int>(Stage::weights) << false;
}

void GoldensTest::pictures()
{
    QFETCH(bool, dark);
    QFETCH(QString, view);
    QFETCH(int, stage);
    QFETCH(bool, edited);
    Appearance::instance().setMode(dark ? Appearance::Mode::dark : Appearance::Mode::light);
    Appearance::instance().apply();
    Session session;
    Selection selection;
    session.setText(QStringLiteral("The cat sat on the mat"));
    session.openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(session.trace());
    selection.setKey({static_cast<Stage>(stage), 0, 0});
    selection.pin(2, 1);
    if (edited) {
        Edit edit;
        edit.stage = Stage::rawScores;
        edit.layer = edit.head = edit.column = 0;
        edit.row = 2;
        edit.value = 16;
        session.addEdit(edit);
        QTRY_VERIFY(session.trace() != session.original());
        selection.setShown(Shown::difference);
    }

    QImage image(900, 600, QImage::Format_RGB32);
    image.fill(Theme::current().canvas);
    QPainter painter(&image);
    if (view == QStringLiteral("figure")) {
        const StageFigure figure(session.trace(), {{Stage::weights, 0, 0}, {Stage::weights, 0, 1}});
        figure.paint(painter, QRectF(QPointF(), figure.size()));
    } else {
        std::unique_ptr<View> widget;
        if (view == QStringLiteral("walk"))
            widget = std::make_unique<WalkView>(session, selection);
        else if (view == QStringLiteral("heatmap"))
            widget = std::make_unique<HeatmapView>(session, selection);
        else
            widget = std::make_unique<ArithmeticView>(session, selection);
        widget->resize(image.size());
        widget->render(&painter);
    }
    painter.end();

    const QString path = kFolder + QLatin1String(QTest::currentDataTag()) + QStringLiteral(".png");
    if (qEnvironmentVariableIsSet("HEADSCOPE_WRITE_GOLDENS"))
        QVERIFY(image.save(path));
    const QImage golden(path);
    QVERIFY2(!golden.isNull(), qPrintable(path + QStringLiteral(" is missing")));
    const QString apart = difference(golden, image);
    if (!apart.isEmpty())
        image.save(QDir::temp().filePath(QLatin1String(QTest::currentDataTag()) + QStringLiteral("-actual.png")));
    QVERIFY2(apart.isEmpty(), qPrintable(apart));
}

void GoldensTest::theComparisonSeesAChange()
{
    QImage golden(kFolder + QStringLiteral("walk-raw-scores-light.png"));
    QImage changed = golden;
    QPainter(&changed).fillRect(300, 300, 60, 40, Qt::red); // one cell
    QVERIFY(difference(golden, golden).isEmpty());
    QVERIFY(!difference(golden, changed).isEmpty());
}

QTEST_MAIN(GoldensTest)
#include "goldens_test.moc"
