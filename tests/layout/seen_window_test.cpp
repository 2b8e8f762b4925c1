// The audit itself: small windows with one fault each, and some without.
#include "tests/layout/layout_faults.h"
#include "tests/layout/seen_window.h"

#include <QApplication>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <QtTest>

#include <functional>

using namespace headscope;

namespace {

/// Paints what a test wants, in 14 pixels.
class Canvas : public QWidget {
public:
    explicit Canvas(std::function<void(QPainter &)> paint, QWidget *parent = nullptr)
        : QWidget(parent)
        , m_paint(std::move(paint))
    {
        resize(300, 200);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setFont(fontOf(14));
        m_paint(painter);
    }

public:
    static QFont fontOf(int pixels)
    {
        QFont font;
        font.setPixelSize(pixels);
        return font;
    }

private:
    std::function<void(QPainter &)> m_paint;
};

SeenWindow seen(QWidget &window)
{
    window.setAttribute(Qt::WA_DontShowOnScreen);
    window.show();
    QCoreApplication::processEvents();
    return seenWindow(window);
}

QStringList kindsOf(QWidget &window)
{
    QStringList kinds;
    for (const Fault &fault : textFaults(seen(window), window, QStringLiteral("here")))
        kinds << QString::fromLatin1(kFaultNames[std::size_t(fault.kind)].name.data());
    kinds.sort();
    return kinds;
}

QStringList kindsOf(const std::function<void(QPainter &)> &paint)
{
    Canvas canvas(paint);
    return kindsOf(canvas);
}

SeenWindow seen(const std::function<void(QPainter &)> &paint)
{
    Canvas canvas(paint);
    return seen(canvas);
}

const QStringList kNone;

} // namespace

class SeenWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTextIsSeen();
    void overlapIsFound();
    void textsThatTouchDoNotOverlap();
    void slantedTextsAreTakenAsTheyLie();
    void aHaloIsNoOverlap();
    void whatIsCoveredIsNotThere();
    void whatIsHalfCoveredIsCut();
    void cutByTheWindow();
    void cutByAClip();
    void aLabelWithoutRoomIsCut();
    void whatScrollsIsNotCut();
    void withoutAScrollBarItIsCut();
    void smallLettersAreFound();
    void aScaledPainterChangesTheSize();
    void elidedButtonsAreFound();
    void piecesOfALineAreOneText();
    void numbersAreKnown();
    void digitsOfACell();
    void picturesAreTold();
    void fullAndEmptyCanvases();
    void partsAreNamedByTheirClass();
};

void SeenWindowTest::everyTextIsSeen()
{
    const SeenWindow window = seen([](QPainter &painter) {
        painter.drawText(QPointF(20, 40), QStringLiteral("upright"));
        painter.translate(150, 100);
        painter.scale(2, 2);
        painter.drawText(QPointF(0, 0), QStringLiteral("large"));
    });
    QCOMPARE(window.texts.size(), 2U);
    QCOMPARE(window.texts[0].text, QStringLiteral("upright"));
    QCOMPARE(window.texts[0].pixels, 14.0);
    QVERIFY(window.texts[0].place().bottom() < 46 && window.texts[0].place().top() > 24);
    QCOMPARE(window.texts[1].pixels, 28.0);
    QVERIFY(window.texts[1].place().left() >= 148);
}

void SeenWindowTest::overlapIsFound()
{
    QCOMPARE(kindsOf([](QPainter &painter) {
        painter.drawText(QPointF(20, 40), QStringLiteral("one text"));
        painter.drawText(QPointF(30, 44), QStringLiteral("another"));
    }),
        QStringList{QStringLiteral("overlap")});
}

void SeenWindowTest::textsThatTouchDoNotOverlap()
{
    QCOMPARE(kindsOf([](QPainter &painter) {
        painter.drawText(QPointF(20, 40), QStringLiteral("one text"));
        painter.drawText(QPointF(20, 56), QStringLiteral("beneath it"));
        painter.drawText(
            QPointF(20 + painter.fontMetrics().horizontalAdvance(QStringLiteral("one text")) + 2, 40), QStringLiteral("beside it"));
    }),
        kNone);
}

void SeenWindowTest::slantedTextsAreTakenAsTheyLie()
{
    const auto slanted = [](QPainter &painter, double x) {
        painter.save();
        painter.translate(x, 150);
        painter.rotate(-52);
        painter.drawText(QPointF(0, 0), QStringLiteral("a long label"));
        painter.restore();
    };
    // Their upright bounds overlap, they do not.
    QCOMPARE(kindsOf([&](QPainter &painter) {
        slanted(painter, 60);
        slanted(painter, 90);
    }),
        kNone);
    QCOMPARE(kindsOf([&](QPainter &painter) {
        slanted(painter, 60);
        slanted(painter, 66);
    }),
        QStringList{QStringLiteral("overlap")});
}

void SeenWindowTest::aHaloIsNoOverlap()
{
    QCOMPARE(kindsOf([](QPainter &painter) {
        for (const QPointF &at : {QPointF(21, 41), QPointF(19, 39), QPointF(20, 40)})
            painter.drawText(at, QStringLiteral("once"));
    }),
        kNone);
}

void SeenWindowTest::whatIsCoveredIsNotThere()
{
    const SeenWindow window = seen([](QPainter &painter) {
        painter.drawText(QPointF(20, 40), QStringLiteral("below"));
        painter.fillRect(QRect(0, 20, 200, 30), Qt::white);
        painter.drawText(QPointF(20, 40), QStringLiteral("above"));
    });
    QCOMPARE(window.texts.size(), 1U);
    QCOMPARE(window.texts[0].text, QStringLiteral("above"));
    QCOMPARE(window.texts[0].covered, 0.0);
}

void SeenWindowTest::whatIsHalfCoveredIsCut()
{
    const auto half = [](const QColor &color) {
        return [color](QPainter &painter) {
            painter.drawText(QPointF(20, 40), QStringLiteral("below"));
            painter.fillRect(QRect(30, 20, 100, 30), color);
        };
    };
    QCOMPARE(kindsOf(half(Qt::white)), QStringList{QStringLiteral("cut")});
    QCOMPARE(kindsOf(half(QColor(0, 0, 0, 20))), kNone); // one sees through it
}

void SeenWindowTest::cutByTheWindow()
{
    const auto at
        = [](double x, double y) { return [x, y](QPainter &painter) { painter.drawText(QPointF(x, y), QStringLiteral("word")); }; };
    QCOMPARE(kindsOf(at(285, 40)), QStringList{QStringLiteral("cut")});
    QCOMPARE(kindsOf(at(-8, 40)), QStringList{QStringLiteral("cut")});
    QCOMPARE(kindsOf(at(40, 6)), QStringList{QStringLiteral("cut")});
    QCOMPARE(kindsOf(at(320, 40)), QStringList{QStringLiteral("cut")}); // lost
    QCOMPARE(kindsOf(at(40, 40)), kNone);
}

void SeenWindowTest::cutByAClip()
{
    const auto clipped = [](const QRect &clip) {
        return [clip](QPainter &painter) {
            painter.setClipRect(clip);
            painter.drawText(QPointF(20, 40), QStringLiteral("many words"));
        };
    };
    QCOMPARE(kindsOf(clipped({0, 0, 50, 100})), QStringList{QStringLiteral("cut")});
    QCOMPARE(kindsOf(clipped({0, 0, 200, 100})), kNone);
    QCOMPARE(kindsOf(clipped({0, 100, 200, 100})), kNone); // not meant to be seen
}

void SeenWindowTest::aLabelWithoutRoomIsCut()
{
    QWidget window;
    auto *label = new QLabel(QStringLiteral("a label of several words"), &window);
    label->setFont(Canvas::fontOf(14));
    label->setGeometry(10, 10, 60, 30);
    window.resize(300, 100);
    QCOMPARE(kindsOf(window), QStringList{QStringLiteral("cut")});
    label->resize(250, 30);
    QCOMPARE(kindsOf(window), kNone);
}

void SeenWindowTest::whatScrollsIsNotCut()
{
    QScrollArea area;
    auto *canvas = new Canvas([](QPainter &painter) { painter.drawText(QPointF(20, 106), QStringLiteral("at the edge")); });
    canvas->setMinimumSize(200, 600);
    area.setWidget(canvas);
    area.resize(340, 104);
    QCOMPARE(seen(area).texts.size(), 1U);
    QCOMPARE(kindsOf(area), kNone);
}

void SeenWindowTest::withoutAScrollBarItIsCut()
{
    QScrollArea area;
    auto *canvas = new Canvas([](QPainter &painter) { painter.drawText(QPointF(20, 106), QStringLiteral("at the edge")); });
    canvas->setMinimumSize(200, 600);
    area.setWidget(canvas);
    area.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area.resize(340, 104);
    QCOMPARE(kindsOf(area), QStringList{QStringLiteral("cut")});
}

void SeenWindowTest::smallLettersAreFound()
{
    const auto of = [](int pixels) {
        return [pixels](QPainter &painter) {
            painter.setFont(Canvas::fontOf(pixels));
            painter.drawText(QPointF(20, 40), QStringLiteral("0.25"));
        };
    };
    QCOMPARE(kindsOf(of(10)), QStringList{QStringLiteral("small")});
    QCOMPARE(kindsOf(of(11)), kNone);
}

void SeenWindowTest::aScaledPainterChangesTheSize()
{
    QCOMPARE(kindsOf([](QPainter &painter) {
        painter.scale(0.7, 0.7);
        painter.drawText(QPointF(20, 40), QStringLiteral("0.25"));
    }),
        QStringList{QStringLiteral("small")});
}

void SeenWindowTest::elidedButtonsAreFound()
{
    QWidget window;
    window.resize(300, 100);
    auto *label = new QLabel(QStringLiteral("Open…"), &window);
    label->setFont(Canvas::fontOf(14));
    label->setGeometry(10, 10, 120, 30);
    QCOMPARE(kindsOf(window), kNone); // says so itself
    class Shortened : public QPushButton {
    public:
        using QPushButton::QPushButton;
        void paintEvent(QPaintEvent *) override
        {
            QPainter painter(this);
            painter.drawText(rect(), Qt::AlignCenter, fontMetrics().elidedText(text(), Qt::ElideRight, width()));
        }
    };
    auto *button = new Shortened(QStringLiteral("Numbers of the whole view"), &window);
    button->setFont(Canvas::fontOf(14));
    button->setGeometry(10, 50, 80, 30);
    button->show();
    QCOMPARE(kindsOf(window), QStringList{QStringLiteral("elided")});
}

void SeenWindowTest::piecesOfALineAreOneText()
{
    const SeenWindow window
        = seen([](QPainter &painter) { painter.drawText(QRectF(10, 10, 280, 30), Qt::AlignLeft, QStringLiteral("cat → 猫 sat")); });
    QCOMPARE(window.texts.size(), 1U);
    QCOMPARE(window.texts[0].text, QStringLiteral("cat → 猫 sat"));
}

void SeenWindowTest::numbersAreKnown()
{
    for (const char *text : {"0", "−0.25", "-3", "1.2e−5", "1,024", "∞", "−∞", "NaN", "87 %"})
        QVERIFY2(isNumber(QString::fromUtf8(text)), text);
    for (const char *text : {"cat", "6 × 8", "", "1–6 of 8", "head 1", "P 0"})
        QVERIFY2(!isNumber(QString::fromUtf8(text)), text);
}

void SeenWindowTest::digitsOfACell()
{
    const QRectF cell(10, 20, 60, 30);
    Canvas canvas([&](QPainter &painter) {
        painter.drawText(cell, Qt::AlignCenter, QStringLiteral("0.25"));
        painter.setFont(Canvas::fontOf(20));
        painter.drawText(cell.translated(100, 0), Qt::AlignCenter, QStringLiteral("cat"));
    });
    const SeenWindow window = seen(canvas);
    QCOMPARE(digitsIn(cell, window.textsIn(canvas)), 14.0);
    QCOMPARE(digitsIn(cell.translated(100, 0), window.textsIn(canvas)), 0.0);
}

void SeenWindowTest::picturesAreTold()
{
    QPixmap kept(100, 50);
    kept.fill(Qt::white);
    QPixmap icon(16, 16);
    icon.fill(Qt::red);
    const SeenWindow window = seen([&](QPainter &painter) {
        painter.drawPixmap(20, 20, kept);
        painter.drawPixmap(150, 20, icon);
    });
    QCOMPARE(window.pictures.size(), 1U);
    QCOMPARE(window.pictures[0].place, QRectF(20, 20, 100, 50));
}

void SeenWindowTest::fullAndEmptyCanvases()
{
    const auto shareOf = [](const QRectF &figure) {
        Canvas canvas([&](QPainter &painter) {
            painter.fillRect(QRect(0, 0, 300, 200), Qt::white); // the background is no figure
            painter.drawText(QPointF(10, 16), QStringLiteral("heading"));
            painter.fillRect(figure, Qt::gray);
        });
        return filledCanvas(seen(canvas), canvas).share();
    };
    QVERIFY(shareOf({20, 30, 100, 150}) > kFilled);
    QVERIFY(shareOf({20, 60, 250, 40}) > kFilled);
    QVERIFY(shareOf({20, 60, 80, 50}) < 0.75);
}

void SeenWindowTest::partsAreNamedByTheirClass()
{
    QWidget window;
    auto *inner = new QLabel(&window);
    QCOMPARE(partOf(*inner), QStringLiteral("MainWindow"));
}

QTEST_MAIN(SeenWindowTest)
#include "seen_window_test.moc"
