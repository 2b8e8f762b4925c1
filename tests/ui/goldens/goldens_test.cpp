// A few whole pictures against committed ones, so that nobody changes the look without seeing it. made_with.txt names the typefaces and the
// renderer of the committed ones: with the same, pixels are compared; with others, letters differ by a little, and the place, colour and
// text of every part is compared instead. HEADSCOPE_WRITE_GOLDENS=1 writes them anew: then open the files and look.
#include "tests/ui/recorded_painting.h"

#include "src/engine.h"
#include "ui/export/stage_figure.h"
#include "ui/session/built_in_models.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/theme/typefaces.h"
#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/heatmap/heatmap_view.h"
#include "ui/views/walk/walk_view.h"

#include <QFileInfo>
#include <QtTest>

#include <functional>

using namespace headscope;

namespace {

const QString kFolder = sourceFile("tests/ui/goldens/");

/// Other releases of FreeType move the edges of letters by part of a pixel. Pictures are compared at an eighth of their size, where that
/// leaves a few grey levels; a missing digit row, a changed colour or a moved matrix leaves dozens.
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

/// Other releases of a typeface are wider or narrower by a hundredth or two, which adds up along a row.
constexpr double kShift = 6;

/// One line a part: kind, place, colour, size and weight of the font, text.
QStringList linesOf(const QList<PaintedPart> &parts)
{
    QStringList lines;
    for (const PaintedPart &part : parts) {
        QStringList fields{QString::number(int(part.kind))};
        for (const double edge : {part.place.left(), part.place.top(), part.place.right(), part.place.bottom()})
            fields.append(QString::number(edge, 'f', 1));
        fields.append(part.color);
        const bool isText = part.kind == PaintedPart::Kind::text;
        fields.append(isText ? QStringLiteral("%1 %2").arg(part.font.pixelSize()).arg(part.font.weight()) : QString());
        fields.append(part.text.simplified());
        lines.append(fields.join(QLatin1Char('\t')));
    }
    return lines;
}

/// Empty when every part is where it was but for kShift, else the first that is not.
QString difference(const QStringList &expected, const QStringList &actual)
{
    enum { kind, left, top, right, bottom, color, font, text };
    for (qsizetype i = 0; i < std::min(expected.size(), actual.size()); ++i) {
        const QStringList a = expected[i].split(QLatin1Char('\t'));
        const QStringList b = actual[i].split(QLatin1Char('\t'));
        const auto apart = [&](int edge) { return b[edge].toDouble() - a[edge].toDouble(); };
        double shift = std::max(std::abs(apart(top)), std::abs(apart(bottom)));
        if (a[kind].toInt() == int(PaintedPart::Kind::text)) // however it is aligned
            shift = std::max(shift, std::min({std::abs(apart(left)), std::abs(apart(right)), std::abs(apart(left) + apart(right)) / 2}));
        else
            shift = std::max({shift, std::abs(apart(left)), std::abs(apart(right))});
        if (a[kind] != b[kind] || a[color] != b[color] || a[font] != b[font] || a[text] != b[text] || shift > kShift)
            return QStringLiteral("part %1 was\n%2\nand is\n%3").arg(i + 1).arg(expected[i], actual[i]);
    }
    if (expected.size() != actual.size())
        return QStringLiteral("there were %1 parts, now there are %2").arg(expected.size()).arg(actual.size());
    return {};
}

QStringList readLines(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts) : QStringList();
}

bool writeLines(const QString &path, const QStringList &lines)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(lines.join(QLatin1Char('\n')).toUtf8() + '\n') > 0;
}

/// The typefaces and the renderer at work.
QStringList madeWith()
{
    QStringList lines{QStringLiteral("Qt ") + QLatin1String(qVersion())};
    for (const Typeface &typeface : typefaces())
        lines.append(typeface.name + QLatin1Char(' ') + typeface.version);
    return lines;
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
    Selection selection(session);
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

    std::unique_ptr<StageFigure> figure;
    std::unique_ptr<View> widget;
    if (view == QStringLiteral("figure"))
        figure = std::make_unique<StageFigure>(session.trace(), std::vector<StageKey>{{Stage::weights, 0, 0}, {Stage::weights, 0, 1}});
    else if (view == QStringLiteral("walk"))
        widget = std::make_unique<WalkView>(session, selection);
    else if (view == QStringLiteral("heatmap"))
        widget = std::make_unique<HeatmapView>(session, selection);
    else
        widget = std::make_unique<ArithmeticView>(session, selection);
    QImage image(900, 600, QImage::Format_RGB32);
    image.fill(Theme::current().canvas);
    RecordedPainting recorded(image.size());
    for (QPaintDevice *device : std::initializer_list<QPaintDevice *>{&image, &recorded}) {
        QPainter painter(device);
        if (figure) {
            figure->paint(painter, QRectF(QPointF(), figure->size()));
        } else {
            widget->resize(image.size());
            widget->render(&painter);
        }
    }

    const QString path = kFolder + QLatin1String(QTest::currentDataTag());
    if (qEnvironmentVariableIsSet("HEADSCOPE_WRITE_GOLDENS")) {
        QVERIFY(image.save(path + QStringLiteral(".png")));
        QVERIFY(writeLines(path + QStringLiteral(".parts"), linesOf(recorded.parts())));
        QVERIFY(writeLines(kFolder + QStringLiteral("made_with.txt"), madeWith()));
    }
    QVERIFY2(recorded.parts().size() > 50, qPrintable(QString::number(recorded.parts().size())));
    QString apart = difference(readLines(path + QStringLiteral(".parts")), linesOf(recorded.parts()));
    if (readLines(kFolder + QStringLiteral("made_with.txt")) == madeWith())
        apart += difference(QImage(path + QStringLiteral(".png")), image);
    if (!apart.isEmpty()) {
        const QString actual = QDir::temp().filePath(QLatin1String(QTest::currentDataTag()) + QStringLiteral("-actual"));
        image.save(actual + QStringLiteral(".png"));
        writeLines(actual + QStringLiteral(".parts"), linesOf(recorded.parts()));
    }
    QVERIFY2(apart.isEmpty(), qPrintable(apart));
}

void GoldensTest::theComparisonSeesAChange()
{
    QImage golden(kFolder + QStringLiteral("walk-raw-scores-light.png"));
    QImage changed = golden;
    QPainter(&changed).fillRect(300, 300, 60, 40, Qt::red); // one cell
    QVERIFY(difference(golden, golden).isEmpty());
    QVERIFY(!difference(golden, changed).isEmpty());

    const QStringList parts = readLines(kFolder + QStringLiteral("walk-raw-scores-light.parts"));
    QVERIFY(difference(parts, parts).isEmpty());
    QVERIFY(!difference(parts, parts.mid(1)).isEmpty());
    QVERIFY(!difference(parts, parts.first(parts.size() - 1)).isEmpty());
    for (int field = 1; field < 8; ++field) { // an edge, the colour, the font, the text
        QStringList moved = parts;
        const auto isText = [](const QString &line) { return !line.endsWith(QLatin1Char('\t')); };
        QString &line = *std::ranges::find_if(moved, isText);
        QStringList fields = line.split(QLatin1Char('\t'));
        for (const int edge : {field, field <= 4 ? (field + 1) % 4 + 1 : field})
            fields[edge] = edge <= 4 ? QString::number(fields[edge].toDouble() + 10) : QStringLiteral("other");
        line = fields.join(QLatin1Char('\t'));
        QVERIFY2(!difference(parts, moved).isEmpty(), qPrintable(QString::number(field)));
    }
}

QTEST_MAIN(GoldensTest)
#include "goldens_test.moc"
