// Two texts and what is generated behind them: what reaches the run, what typing drops, what undo brings back, and that a model that is
// gone leaves no memory behind.
#include "tests/support/random_model.h"
#include "ui/session/session.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class SessionTextsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void bothTextsReachTheRun();
    void aModelThatTakesOneTextGetsOne();
    void tokensAppearOneByOneAndEndInATrace();
    void stoppingKeepsWhatWasMade();
    void typingDropsWhatWasGenerated();
    void generatedBecomesText();
    void editsSteerWhatIsGenerated();
    void anotherModelDropsWhatWasGenerated();
    void modelsThatForetellNothingDoNotGenerate();
    void theNewestModelWins();
    void cancellingKeepsTheOldModel();
    void typingGoesOnWhileAModelOpens();
    void anOldModelIsLetGo();

private:
    void show(const std::shared_ptr<const Model> &model);
    static std::shared_ptr<const Model> decoder();
    static std::shared_ptr<const Model> pairModel();
    static std::shared_ptr<const Model> translator();

    std::unique_ptr<Session> m_session;
};

void SessionTextsTest::init()
{
    m_session = std::make_unique<Session>();
}

void SessionTextsTest::show(const std::shared_ptr<const Model> &model)
{
    m_session->showModel(model);
    QTRY_VERIFY(m_session->model() == model && !m_session->isBusy());
}

std::shared_ptr<const Model> SessionTextsTest::decoder()
{
    return randomModel(smallConfig(), 1);
}

std::shared_ptr<const Model> SessionTextsTest::pairModel()
{
    TransformerConfig config = smallConfig();
    setRules(config, false, true);
    config.tokenTypes = 2;
    config.predicts = Predicts::ownToken;
    return randomModel(config, 2);
}

std::shared_ptr<const Model> SessionTextsTest::translator()
{
    TransformerConfig config = smallConfig();
    config.layers = 3; // an encoder layer, and a decoder's self- and cross-attention
    config.encoderLayers = 1;
    config.decoderStart = 1;
    setRules(config, false, true);
    config.layerConfigs[1].decoder = config.layerConfigs[2].decoder = true;
    config.layerConfigs[1].causal = true;
    config.layerConfigs[1].hasMlp = false;
    config.layerConfigs[2].cross = true;
    return randomModel(config, 3);
}

void SessionTextsTest::bothTextsReachTheRun()
{
    m_session->setText(QStringLiteral("ab"));
    m_session->setPair(QStringLiteral("cde"));
    m_session->setTarget(QStringLiteral("xyz"));
    show(pairModel());
    QCOMPARE(*m_session->trace()->pair(), std::string("cde"));
    QVERIFY(m_session->trace()->target().empty());
    show(translator());
    QVERIFY(!m_session->trace()->pair());
    QCOMPARE(m_session->trace()->target(), std::string("xyz"));
    QCOMPARE(m_session->trace()->stackTokens(1).size(), std::size_t(4)); // the decoder's own first token, and three typed
    m_session->setTarget(QStringLiteral("xy"));
    QTRY_COMPARE(m_session->trace()->stackTokens(1).size(), std::size_t(3));
    QCOMPARE(*m_session->prompt().pair, QStringLiteral("cde")); // kept for a model that takes it
}

void SessionTextsTest::aModelThatTakesOneTextGetsOne()
{
    m_session->setText(QStringLiteral("ab"));
    m_session->setPair(QStringLiteral("cde"));
    QSignalSpy failed(m_session.get(), &Session::failed);
    show(decoder());
    QCOMPARE(failed.count(), 0);
    QCOMPARE(m_session->trace()->tokenCount(), 2);
}

void SessionTextsTest::tokensAppearOneByOneAndEndInATrace()
{
    m_session->setText(QStringLiteral("abc"));
    show(decoder());
    QSignalSpy made(m_session.get(), &Session::generatedChanged);
    QSignalSpy generating(m_session.get(), &Session::generatingChanged);
    m_session->generate(5);
    QVERIFY(m_session->isGenerating());
    QTRY_VERIFY(!m_session->isGenerating() && !m_session->isBusy());
    QCOMPARE(made.count(), 5);
    QCOMPARE(generating.count(), 2);
    QCOMPARE(m_session->trace()->generatedCount(), 5);
    QCOMPARE(m_session->trace()->tokenCount(), 8);
    // Each is what the row before it foretells.
    for (int i = 0; i < 5; ++i)
        QCOMPARE(m_session->trace()->tokens()[std::size_t(3 + i)].id, m_session->trace()->predictions(2 + i, 1).front().id);
    m_session->generate(2); // goes on behind
    QTRY_COMPARE(m_session->trace()->generatedCount(), 7);
}

void SessionTextsTest::stoppingKeepsWhatWasMade()
{
    m_session->setText(QStringLiteral("abc"));
    show(decoder());
    connect(m_session.get(), &Session::generatedChanged, m_session.get(), [this] {
        if (m_session->prompt().generated.size() == 3)
            m_session->stopGenerating();
    });
    m_session->generate(200);
    QTRY_VERIFY(!m_session->isGenerating() && !m_session->isBusy());
    QCOMPARE(m_session->prompt().generated.size(), std::size_t(3)); // none arrives late
    QCOMPARE(m_session->trace()->generatedCount(), 3);
}

void SessionTextsTest::typingDropsWhatWasGenerated()
{
    m_session->setText(QStringLiteral("abc"));
    show(decoder());
    m_session->generate(4);
    QTRY_COMPARE(m_session->trace()->generatedCount(), 4);
    m_session->setText(QStringLiteral("abd"));
    QVERIFY(m_session->prompt().generated.empty());
    QTRY_COMPARE(m_session->trace()->tokenCount(), 3);
    m_session->generate(4);
    m_session->setText(QStringLiteral("abe")); // while it runs
    QTRY_VERIFY(!m_session->isBusy());
    QVERIFY(!m_session->isGenerating());
    QCOMPARE(m_session->trace()->generatedCount(), 0);
}

void SessionTextsTest::generatedBecomesText()
{
    m_session->setText(QStringLiteral("Once upon a time"));
    m_session->openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(m_session->trace() && !m_session->isBusy());
    m_session->generate(4);
    QTRY_COMPARE(m_session->trace()->generatedCount(), 4);
    std::vector<int> before;
    for (const Token &token : m_session->trace()->tokens())
        before.push_back(token.id);
    m_session->useGeneratedAsText();
    QTRY_VERIFY(!m_session->isBusy());
    QVERIFY(m_session->prompt().generated.empty());
    QCOMPARE(m_session->trace()->generatedCount(), 0);
    QVERIFY(m_session->text().startsWith(QStringLiteral("Once upon a time")));
    std::vector<int> after;
    for (const Token &token : m_session->trace()->tokens())
        after.push_back(token.id);
    QVERIFY(after == before); // read again, the text gives the same tokens
}

void SessionTextsTest::editsSteerWhatIsGenerated()
{
    m_session->setText(QStringLiteral("abc"));
    show(decoder());
    Edit edit; // one word is always the likeliest
    edit.stage = Stage::logits;
    edit.column = 7;
    edit.value = 1000;
    m_session->addEdit(edit);
    QTRY_VERIFY(!m_session->isBusy());
    m_session->generate(3);
    QTRY_COMPARE(m_session->trace()->generatedCount(), 3);
    QVERIFY(m_session->prompt().generated == std::vector<int>({7, 7, 7}));
    QCOMPARE(m_session->original()->generatedCount(), 3); // the same tokens without the edit, to compare with
    QCOMPARE(m_session->edits().size(), std::size_t(1));
}

void SessionTextsTest::anotherModelDropsWhatWasGenerated()
{
    m_session->setText(QStringLiteral("abc"));
    show(decoder());
    m_session->generate(3);
    QTRY_COMPARE(m_session->trace()->generatedCount(), 3);
    show(translator());
    QVERIFY(m_session->prompt().generated.empty());
    QCOMPARE(m_session->trace()->generatedCount(), 0);
}

void SessionTextsTest::modelsThatForetellNothingDoNotGenerate()
{
    m_session->setText(QStringLiteral("abc"));
    show(pairModel());
    m_session->generate(3);
    QVERIFY(!m_session->isGenerating() && !m_session->isBusy());
}

void SessionTextsTest::theNewestModelWins()
{
    m_session->setText(QStringLiteral("the cat"));
    show(decoder());
    QSignalSpy models(m_session.get(), &Session::modelChanged);
    m_session->openModel(QStringLiteral("storyteller"));
    m_session->openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(!m_session->isBusy());
    QCOMPARE(QString::fromStdString(m_session->model()->name()), QStringLiteral("blackboard"));
    QTest::qWait(200);
    QCOMPARE(models.count(), 1); // the other is not heard of
}

void SessionTextsTest::cancellingKeepsTheOldModel()
{
    m_session->setText(QStringLiteral("the cat"));
    const auto model = decoder();
    show(model);
    QSignalSpy models(m_session.get(), &Session::modelChanged);
    m_session->openModel(QStringLiteral("storyteller"));
    QVERIFY(m_session->isBusy());
    m_session->cancel();
    QVERIFY(!m_session->isBusy());
    QTest::qWait(200);
    QCOMPARE(models.count(), 0);
    QVERIFY(m_session->model() == model);
    m_session->setText(QStringLiteral("the dog"));
    QTRY_COMPARE(QString::fromStdString(m_session->trace()->text()), QStringLiteral("the dog"));
}

void SessionTextsTest::typingGoesOnWhileAModelOpens()
{
    m_session->setText(QStringLiteral("the cat"));
    show(decoder());
    m_session->openModel(QStringLiteral("blackboard"));
    m_session->setText(QStringLiteral("the dog"));
    QTRY_VERIFY(m_session->model()->name() == "blackboard" && !m_session->isBusy());
    QCOMPARE(QString::fromStdString(m_session->trace()->text()), QStringLiteral("the dog"));
}

void SessionTextsTest::anOldModelIsLetGo()
{
    m_session->setText(QStringLiteral("abc"));
    std::weak_ptr<const Model> old;
    {
        const auto model = decoder();
        old = model;
        show(model);
    }
    m_session->generate(2);
    QTRY_COMPARE(m_session->trace()->generatedCount(), 2);
    show(pairModel());
    QTRY_VERIFY(old.expired());
    std::weak_ptr<const Model> cancelled;
    {
        const auto model = decoder();
        cancelled = model;
        m_session->showModel(model);
    }
    m_session->cancel();
    QTRY_VERIFY(cancelled.expired());
}

QTEST_GUILESS_MAIN(SessionTextsTest)
#include "session_texts_test.moc"
