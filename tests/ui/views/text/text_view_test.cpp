// The text reads as it was typed, token by token; its shades are rows, columns and totals of the head's weights; pointing previews,
// clicking pins.
#include "ui/views/text/text_view.h"

#include "ui/theme/color_scale.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QSvgGenerator>
#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {
constexpr double kTolerance = 2e-5; // of a head's pattern: src/patterns/head_pattern.h
}

class TextViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void textReadsAsTyped();
    void piecesKeepTheirSpaces();
    void fromIsTheRow();
    void toIsTheColumn();
    void bothShowsBoth();
    void totalsAreSums();
    void pointingPreviewsAndClickPins();
    void keysMoveThePin();
    void aWeightHasTheHeatmapsColor();
    void headsSideBySideRepeatTheText();
    void wordsWrapWhole();
    void figureHasRealText();
    void everyLengthPaints_data();
    void everyLengthPaints();
    void nothingIsDoneWhileHidden();
    void twoTextsStandBelowEachOther();
    void pinFarDownIsInSightWhenOpened();

private:
    void run(const QString &text);
    void settle();
    QPoint at(int piece, int section = 0) const;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<TextView> m_view;
};

void TextViewTest::init()
{
    Appearance::instance().apply();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_selection->setStage(Stage::weights);
    m_view = std::make_unique<TextView>(*m_session, *m_selection);
    m_view->resize(700, 520);
    m_session->openModel(QStringLiteral("storyteller"));
    m_view->show();
    run(QStringLiteral("The cat, unbelievably tired,  sat.\nThe dog ran."));
    m_selection->pin(4, -1);
    settle();
}

void TextViewTest::cleanup()
{
    m_view.reset();
    m_selection.reset();
    m_session.reset();
}

void TextViewTest::run(const QString &text)
{
    m_session->setText(text);
    QTRY_VERIFY(m_session->trace() && QString::fromStdString(m_session->trace()->text()) == text && !m_session->isBusy());
    settle();
}

void TextViewTest::settle()
{
    m_view->grab();
    QTRY_VERIFY(!m_view->isBusy());
    m_view->grab();
}

QPoint TextViewTest::at(int piece, int section) const
{
    const TextSection &place = m_view->document().sections[section];
    return m_view->toWidget(m_view->document().layout(place).boxes[piece].center() + QPointF(0, place.body)).toPoint();
}

void TextViewTest::textReadsAsTyped()
{
    QString read;
    for (const TextPiece &piece : m_view->document().queries) {
        QString text = piece.text;
        if (piece.breaksAfter)
            text = text.replace(QStringLiteral("⏎"), QStringLiteral("\n"));
        text.replace(QStringLiteral("␣"), QStringLiteral(" "));
        read += QString(piece.gap + piece.spaces, QLatin1Char(' ')) + text;
    }
    QCOMPARE(read, QString::fromStdString(m_session->trace()->text()));
    QCOMPARE(int(m_view->document().queries.size()), m_session->trace()->tokenCount());
    const auto &boxes = m_view->document().queryLayout.boxes;
    for (std::size_t i = 1; i < boxes.size(); ++i) // in reading order, none on another
        QVERIFY(boxes[i].top() > boxes[i - 1].top() || boxes[i].left() >= boxes[i - 1].right() - 0.01);
}

void TextViewTest::piecesKeepTheirSpaces()
{
    Token first;
    first.display = "un";
    first.end = 2;
    Token second;
    second.display = "##able";
    second.begin = 2;
    second.end = 6;
    Token third;
    third.display = "it";
    third.begin = 8;
    third.end = 10;
    const TokenText text({first, second, third}, "unable  it");
    const std::vector<TextPiece> pieces = textPieces(text, eachToken(3), TokenUnit::tokens);
    QCOMPARE(pieces[1].text, QStringLiteral("able"));
    QCOMPARE(pieces[1].gap + pieces[1].spaces, 0);
    QCOMPARE(pieces[2].gap, 2);
}

void TextViewTest::fromIsTheRow()
{
    const Matrix weights = m_session->trace()->matrix({Stage::weights, 0, 0});
    const auto picture = m_view->content();
    QCOMPARE(picture->row, 4);
    const std::vector<float> &shades = picture->blocks.front().keys;
    QCOMPARE(int(shades.size()), weights.cols());
    for (int s = 0; s < weights.cols(); ++s)
        QVERIFY(std::abs(shades[s] - weights(4, s)) < kTolerance);
    QVERIFY(textCaption(*picture).contains(m_view->content()->shown.rowLabels[4]));
}

void TextViewTest::toIsTheColumn()
{
    const Matrix weights = m_session->trace()->matrix({Stage::weights, 0, 0});
    m_view->setMode(TextMode::to);
    settle();
    const std::vector<float> &shades = m_view->content()->blocks.front().queries;
    QCOMPARE(int(shades.size()), weights.rows());
    for (int t = 0; t < weights.rows(); ++t)
        QVERIFY(std::abs(shades[t] - weights(t, 4)) < kTolerance);
}

void TextViewTest::bothShowsBoth()
{
    const QImage from = m_view->grab().toImage();
    m_view->setMode(TextMode::both);
    settle();
    QVERIFY(!m_view->content()->blocks.front().keys.empty());
    QVERIFY(!m_view->content()->blocks.front().queries.empty());
    QVERIFY(m_view->grab().toImage() != from);
}

void TextViewTest::totalsAreSums()
{
    const Matrix weights = m_session->trace()->matrix({Stage::weights, 0, 0});
    m_view->setMode(TextMode::received);
    settle();
    for (int s = 0; s < weights.cols(); ++s) {
        double sum = 0;
        for (int t = 0; t < weights.rows(); ++t)
            sum += weights(t, s);
        QVERIFY(std::abs(m_view->content()->blocks.front().keys[s] - sum) < weights.rows() * kTolerance);
    }
    m_view->setMode(TextMode::given);
    settle();
    for (const float given : m_view->content()->blocks.front().queries)
        QVERIFY(std::abs(given - 1) < weights.cols() * kTolerance);
}

void TextViewTest::pointingPreviewsAndClickPins()
{
    QTest::mouseMove(m_view.get(), at(7));
    settle();
    QCOMPARE(m_view->content()->row, 7);
    QCOMPARE(m_selection->hoverRow(), 7);
    QCOMPARE(m_selection->row(), 4);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(7));
    QCOMPARE(m_selection->row(), 7);
    QTest::mouseMove(m_view.get(), QPoint(5, 3));
    settle();
    QCOMPARE(m_view->content()->row, 7);
    m_selection->hover(2, -1); // from the token strip
    settle();
    QCOMPARE(m_view->content()->row, 2);
}

void TextViewTest::keysMoveThePin()
{
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(m_selection->row(), 5);
    QTest::keyClick(m_view.get(), Qt::Key_Home, Qt::AltModifier);
    QCOMPARE(m_selection->row(), 0);
    QTest::keyClick(m_view.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m_selection->row(), 0);
    QTest::keyClick(m_view.get(), Qt::Key_End, Qt::AltModifier);
    QCOMPARE(m_selection->row(), m_session->trace()->tokenCount() - 1);
    const double before = m_view->document().queryLayout.pixels;
    QTest::keyClick(m_view.get(), Qt::Key_Plus);
    QVERIFY(m_view->document().queryLayout.pixels > before);
}

void TextViewTest::aWeightHasTheHeatmapsColor()
{
    const QImage image = m_view->grab().toImage();
    const auto picture = m_view->content();
    for (const int piece : {0, 1, 4}) {
        const QRectF box = m_view->document().queryLayout.boxes[piece];
        // Between the frame and the letters.
        const QPoint inside = m_view->toWidget(QPointF(box.left() + 8, box.top() + 3)).toPoint();
        const QColor expected = ColorScale::currentSequential().color(picture->blocks.front().keys[piece]);
        const QColor found = image.pixelColor(inside);
        QVERIFY2(std::abs(expected.red() - found.red()) < 12 && std::abs(expected.blue() - found.blue()) < 12, qPrintable(found.name()));
    }
    m_view->setMode(TextMode::to);
    settle();
    QCOMPARE(m_view->content()->high, 1.0);
}

void TextViewTest::headsSideBySideRepeatTheText()
{
    m_selection->setPattern({.rule = HeadRule::sideBySide, .others = {{2, 3}, {1, 1}}});
    settle();
    QCOMPARE(int(m_view->document().sections.size()), 3);
    const Matrix weights = m_session->trace()->matrix({Stage::weights, 2, 3});
    for (int s = 0; s < weights.cols(); ++s)
        QVERIFY(std::abs(m_view->content()->blocks[1].keys[s] - weights(4, s)) < kTolerance);
    QVERIFY(m_view->document().sections[1].heading.contains(QStringLiteral("3")));
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(2, 1));
    QCOMPARE(m_selection->row(), 2);
}

void TextViewTest::wordsWrapWhole()
{
    m_view->resize(330, 520);
    settle();
    const auto &pieces = m_view->document().queries;
    const auto &boxes = m_view->document().queryLayout.boxes;
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        if (pieces[i].gap == 0 && pieces[i].spaces == 0 && !pieces[i - 1].breaksAfter)
            QCOMPARE(boxes[i].top(), boxes[i - 1].top());
        QVERIFY(boxes[i].right() <= m_view->width());
    }
}

void TextViewTest::figureHasRealText()
{
    for (const TextMode mode : {TextMode::from, TextMode::both, TextMode::received}) {
        m_view->setMode(mode);
        QBuffer buffer;
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        const QSizeF size = m_view->figureSize();
        generator.setViewBox(QRectF(QPointF(0, 0), size));
        QPainter painter(&generator);
        m_view->paintFigure(painter, QRectF(QPointF(0, 0), size));
        painter.end();
        const QString svg = QString::fromUtf8(buffer.data());
        for (const QString &word : {QStringLiteral("dog"), QStringLiteral("Storyteller")})
            QVERIFY2(svg.contains(word), qPrintable(word));
    }
}

void TextViewTest::everyLengthPaints_data()
{
    QTest::addColumn<int>("words");
    for (const int words : {0, 1, 15, 60, 400})
        QTest::addRow("%d words", words) << words;
}

void TextViewTest::everyLengthPaints()
{
    QFETCH(int, words);
    QStringList text;
    for (int i = 0; i < words; ++i)
        text << QStringList{QStringLiteral("cat"), QStringLiteral("dog"), QStringLiteral("ran")}.value(i % 3);
    run(text.join(QLatin1Char(' ')));
    for (const TextMode mode : {TextMode::from, TextMode::to, TextMode::both, TextMode::received, TextMode::given}) {
        m_view->setMode(mode);
        settle();
        QTest::keyClick(m_view.get(), Qt::Key_End, Qt::AltModifier);
        QTest::keyClick(m_view.get(), Qt::Key_Minus);
        settle();
        QImage image(m_view->figureSize().toSize().scaled(600, 600, Qt::KeepAspectRatio), QImage::Format_RGB32);
        image.fill(Qt::transparent);
        const QImage blank = image;
        QPainter painter(&image);
        m_view->paintFigure(painter, image.rect());
        painter.end();
        QCOMPARE(image != blank, m_session->trace()->tokenCount() > 0);
    }
}

void TextViewTest::nothingIsDoneWhileHidden()
{
    m_view->hide();
    const QString title = m_view->content()->shown.title;
    m_selection->setHead(4);
    QTest::qWait(30);
    QCOMPARE(m_view->content()->shown.title, title);
    QVERIFY(!m_view->isBusy());
    m_view->show();
    settle();
    QVERIFY(m_view->content()->shown.title != title);
}

void TextViewTest::twoTextsStandBelowEachOther()
{
    m_session->openModel(sourceFile("tests/reference/families/t5"));
    QTRY_VERIFY(m_session->model() && m_session->model()->config().isEncoderDecoder() && !m_session->isBusy());
    m_session->setTarget(QStringLiteral("the dog"));
    QTRY_VERIFY(m_session->trace() && m_session->trace()->target() == "the dog" && !m_session->isBusy());
    const TransformerConfig &config = m_session->trace()->config();
    int cross = config.encoderLayers;
    while (!config.layer(cross).cross)
        ++cross;
    m_selection->setLayer(cross);
    m_view->setMode(TextMode::both);
    settle();
    QCOMPARE(int(m_view->document().sections.size()), 2);
    QVERIFY(m_view->document().sections[0].ofKeys && !m_view->document().sections[0].ofQueries);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(1, 1));
    QCOMPARE(m_selection->row(), 1);
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, at(3, 0));
    QCOMPARE(m_selection->column(), 3);
    QCOMPARE(m_selection->row(), 1);
    settle();
    const Matrix weights = m_session->trace()->matrix({Stage::weights, cross, 0});
    const TextBlock &block = m_view->content()->blocks.front();
    QCOMPARE(int(block.keys.size()), weights.cols());
    QCOMPARE(int(block.queries.size()), weights.rows());
    for (int t = 0; t < weights.rows(); ++t)
        QVERIFY(std::abs(block.queries[t] - weights(t, 3)) < kTolerance);
}

void TextViewTest::pinFarDownIsInSightWhenOpened()
{
    QString text = QStringLiteral("The cat sat on the mat. ").repeated(60);
    m_view->hide();
    m_session->setText(text);
    QTRY_VERIFY(m_session->trace() && m_session->trace()->tokenCount() > 350 && !m_session->isBusy());
    m_selection->pin(300, -1);
    m_view->resize(400, 320);
    m_view->show();
    settle();
    QCOMPARE(m_view->content()->row, 300);
    QVERIFY(m_view->document().height > 2 * m_view->height());
    QVERIFY(m_view->rect().contains(at(300, 0)));
    run(text + QStringLiteral("The end.")); // another text, the same pin
    QCOMPARE(m_view->content()->row, 300);
    QVERIFY(m_view->rect().contains(at(300, 0)));
}

QTEST_MAIN(TextViewTest)
#include "text_view_test.moc"
