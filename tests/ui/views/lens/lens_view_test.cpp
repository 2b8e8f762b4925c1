// The Logit lens view: its words and numbers are the engine's, a click follows a word or picks a head, a typed word is found, and what
// cannot be shown says why.
#include "ui/views/lens/lens_view.h"

#include "tests/ui/recorded_painting.h"
#include "ui/session/prediction_row.h"
#include "ui/theme/theme.h"

#include <QBuffer>
#include <QSvgGenerator>
#include <QtTest>

#include <cmath>

using namespace headscope;

class LensViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void wordsAndRanksAreTheEngines();
    void tableHasTheContributions();
    void clickFollowsAWord();
    void clickPicksAHead();
    void typedWordIsFollowed();
    void whatIsNoPieceIsSaid();
    void pinnedTokenIsMeant();
    void emptyTextSaysWhatToDo();
    void wordsAreWhole();
    void figureHasRealText();
    void everySizePaints();

private:
    void run(const QString &text);
    void waitForNumbers();
    template <typename Wanted>
    QPoint find(const Wanted &wanted) const;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<LensView> m_view;
};

void LensViewTest::init()
{
    Appearance::instance().apply();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_view = std::make_unique<LensView>(*m_session, *m_selection);
    m_view->resize(1200, 1400);
    m_session->openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(m_session->model());
    m_view->show();
    run(QStringLiteral("Once upon a time there was a little"));
}

void LensViewTest::cleanup()
{
    m_view.reset();
    m_selection.reset();
    m_session.reset();
}

void LensViewTest::run(const QString &text)
{
    m_session->setText(text);
    QTRY_VERIFY(m_session->trace() && QString::fromStdString(m_session->trace()->text()) == text);
    QTRY_VERIFY(!m_session->isBusy());
    if (!text.isEmpty())
        waitForNumbers();
}

void LensViewTest::waitForNumbers()
{
    const auto isNewest = [this] {
        const auto numbers = m_view->numbers();
        return !m_view->isBusy() && numbers && numbers->trace == m_session->trace() && numbers->wanted == m_selection->word()
            && numbers->row == predictionRow(*numbers->trace, *m_selection);
    };
    QTRY_VERIFY(isNewest());
    m_view->grab();
}

// The first point of the figure that hits what is wanted.
template <typename Wanted>
QPoint LensViewTest::find(const Wanted &wanted) const
{
    const QSizeF size = m_view->figure()->size();
    for (int y = 0; y < size.height(); y += 4)
        for (int x = 0; x < size.width(); x += 4)
            if (const auto hit = m_view->figure()->hitAt({double(x), double(y)}); hit && wanted(*hit))
                return {x, y};
    return {-1, -1};
}

void LensViewTest::wordsAndRanksAreTheEngines()
{
    const auto numbers = m_view->numbers();
    const Trace &trace = *m_session->trace();
    const int row = trace.tokenCount() - 1;
    QCOMPARE(numbers->row, row);
    QCOMPARE(int(numbers->points.size()), trace.config().layers + 1);
    const auto best = trace.predictions(row, 3);
    const LensPoint &end = numbers->points.back();
    for (std::size_t i = 0; i < best.size(); ++i) {
        QCOMPARE(end.best[i].id, best[i].id);
        QVERIFY(std::abs(end.best[i].probability - best[i].probability) < 1e-5);
    }
    QCOMPARE(numbers->id, best[0].id); // without a choice the likeliest is followed
    QCOMPARE(end.rank, 1);
}

void LensViewTest::tableHasTheContributions()
{
    const Trace &trace = *m_session->trace();
    const LogitContributions expected = logitContributions(trace, trace.tokenCount() - 1, m_view->numbers()->id);
    const HeadMatrix &table = m_view->figure()->table();
    QCOMPARE(table.numbers.rows(), trace.config().layers);
    for (const Contribution &part : expected.parts) {
        if (part.part == Contribution::Part::head)
            QCOMPARE(table.numbers(part.layer, part.head), float(part.value));
        if (part.part == Contribution::Part::mlp)
            QCOMPARE(table.numbers(part.layer, trace.config().heads), float(part.value));
    }
}

void LensViewTest::clickFollowsAWord()
{
    const int other = m_view->numbers()->points.back().best[1].id;
    const QPoint place = find([&](const FigureHit &hit) { return hit.word == other; });
    QVERIFY(place.x() >= 0);
    QTest::mouseClick(m_view->canvas(), Qt::LeftButton, {}, place);
    QCOMPARE(m_selection->word(), other);
    waitForNumbers();
    QCOMPARE(m_view->numbers()->id, other);
    QCOMPARE(m_view->numbers()->points.back().rank, 2);
    m_view->wordChoice()->likeliest()->click();
    QCOMPARE(m_selection->word(), -1);
}

void LensViewTest::clickPicksAHead()
{
    const QPoint place = find([](const FigureHit &hit) { return hit.head == HeadPlace{2, 3}; });
    QVERIFY(place.x() >= 0);
    QTest::mouseClick(m_view->canvas(), Qt::LeftButton, {}, place);
    QCOMPARE(m_selection->layer(), 2);
    QCOMPARE(m_selection->head(), 3);
}

void LensViewTest::typedWordIsFollowed()
{
    const Tokenizer &tokenizer = m_session->model()->tokenizer();
    m_view->wordChoice()->field()->setText(QStringLiteral("girl"));
    QTest::keyClick(m_view->wordChoice()->field(), Qt::Key_Return);
    const auto id = tokenizer.idOf("Ġgirl");
    QVERIFY(id);
    QTRY_COMPARE(m_selection->word(), *id); // it is looked up beside the window
    waitForNumbers();
    const auto several = typedWord(tokenizer, QStringLiteral("girlgirlgirl"));
    QVERIFY(several && several->pieces > 1);
    QVERIFY(!typedWord(tokenizer, QString()).has_value() || typedWord(tokenizer, QString())->pieces >= 1);
}

// BERT's tokenizer leaves control characters out.
void LensViewTest::whatIsNoPieceIsSaid()
{
    m_session->openModel(sourceFile("tests/reference/families/bert"));
    QTRY_COMPARE(m_session->model()->folder().filename().string(), std::string("bert"));
    QSignalSpy said(m_view->wordChoice(), &WordChoice::said);
    m_view->wordChoice()->field()->setText(QString(QChar(1)));
    QTest::keyClick(m_view->wordChoice()->field(), Qt::Key_Return);
    QTRY_VERIFY(!said.isEmpty() && said.last().first().toString().contains(QStringLiteral("is no piece of this model's vocabulary")));
    QCOMPARE(m_selection->word(), -1);
}

void LensViewTest::pinnedTokenIsMeant()
{
    m_selection->pin(2, -1);
    waitForNumbers();
    QCOMPARE(m_view->numbers()->row, 2);
    QCOMPARE(m_view->numbers()->id, m_session->trace()->predictions(2, 1)[0].id);
}

void LensViewTest::emptyTextSaysWhatToDo()
{
    run(QString());
    QTRY_VERIFY(!m_view->figure());
    m_view->grab();
    QCOMPARE(m_view->figureSize(), QSizeF(400, 300));
}

void LensViewTest::wordsAreWhole()
{
    for (const int width : {700, 1000, 1400}) {
        m_view->resize(width, 900);
        QTRY_COMPARE(m_view->figure()->size().width(), double(m_view->canvas()->width()));
        RecordedPainting seen(m_view->canvas()->size());
        m_view->canvas()->render(&seen);
        QStringList words;
        for (const PaintedPart &part : seen.parts())
            words << part.text;
        for (const LensPoint &point : m_view->numbers()->points)
            QVERIFY2(words.contains(QString::fromStdString(point.best.front().display)), point.best.front().display.c_str());
    }
}

void LensViewTest::figureHasRealText()
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(m_view->figureSize().toSize());
    QPainter painter(&generator);
    m_view->paintFigure(painter, QRectF(QPointF(0, 0), m_view->figureSize()));
    painter.end();
    QVERIFY(buffer.data().contains("Layer 1"));
    QVERIFY(buffer.data().contains("MLP"));
}

void LensViewTest::everySizePaints()
{
    for (const QSize size : {QSize(420, 300), QSize(700, 900), QSize(1600, 900)}) {
        m_view->resize(size);
        QTRY_COMPARE(m_view->figure()->size().width(), std::max(420.0, double(m_view->canvas()->width())));
        m_view->grab();
    }
}

QTEST_MAIN(LensViewTest)
#include "lens_view_test.moc"
