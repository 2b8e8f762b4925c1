// Every stage has a lesson that is true of the model at hand, and the links under "Try" do what they say.
#include "ui/views/panels/lesson_panel.h"

#include "ui/views/shared/stages/lesson.h"

#include <QRegularExpression>
#include <QtTest>

using namespace headscope;

class LessonPanelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyStageHasALesson_data();
    void everyStageHasALesson();
    void textFollowsTheModel();
    void linkTurnsTheScalingOffAndOn();
    void linksOfOtherKinds();

private:
    void follow(const QString &address);
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<LessonPanel> m_panel;
};

void LessonPanelTest::init()
{
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_panel = std::make_unique<LessonPanel>(*m_session, *m_selection);
    m_session->setText(QStringLiteral("the cat sat"));
    m_session->openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(m_session->trace());
    m_panel->show();
}

void LessonPanelTest::cleanup()
{
    m_panel.reset();
    m_selection.reset();
    m_session.reset();
}

void LessonPanelTest::follow(const QString &address)
{
    for (QLabel *label : m_panel->findChildren<QLabel *>()) {
        if (label->text().contains(QStringLiteral("href=\"%1\"").arg(address))) {
            Q_EMIT label->linkActivated(address);
            QTRY_VERIFY(!m_session->isBusy());
            QTest::qWait(10);
            return;
        }
    }
    QFAIL(qPrintable(QStringLiteral("no link %1 on screen").arg(address)));
}

void LessonPanelTest::everyStageHasALesson_data()
{
    QTest::addColumn<int>("index");
    TransformerConfig config;
    config.layers = 1;
    config.feedForward = 1;
    config.setLayers({});
    for (const StageInfo &info : allStages())
        if (config.has(info.stage))
            QTest::newRow(info.name.data()) << int(&info - allStages().data());
}

void LessonPanelTest::everyStageHasALesson()
{
    QFETCH(int, index);
    static const QRegularExpression address(QStringLiteral("href=\"([^\"]*)\""));
    for (const QString &name : {QStringLiteral("blackboard"), QStringLiteral("storyteller")}) {
        m_session->openModel(name);
        QTRY_VERIFY(m_session->model() && QString::fromStdString(m_session->model()->name()) == name);
        const Lesson lesson = lessonOf(*m_session->trace(), {allStages()[index].stage, 0, 0}, 1);
        QVERIFY(!lesson.paragraphs.isEmpty());
        QVERIFY(!lesson.formula.isEmpty());
        QVERIFY(!lesson.tries.isEmpty());
        for (const QString &text : lesson.paragraphs + lesson.tries) {
            QVERIFY(!text.isEmpty());
            QVERIFY2(!text.contains(QLatin1Char('%')), qPrintable(text));
            for (auto links = address.globalMatch(text); links.hasNext();) {
                const QString link = links.next().captured(1);
                const QString object = link.section(QLatin1Char(':'), 1);
                if (link.startsWith(QLatin1String("stage:")))
                    QVERIFY2(stageNamed(object.toStdString()).has_value(), qPrintable(link));
                else
                    QVERIFY2(link.startsWith(QLatin1String("switch:")) || object.toFloat() > 0, qPrintable(link));
            }
        }
        const QString rich = colored(lesson.paragraphs.join(QString()) + lesson.formula, Theme::current());
        for (const QString &tag : {QStringLiteral("<q>"), QStringLiteral("</k>"), QStringLiteral("<v>"), QStringLiteral("</r>")})
            QVERIFY(!rich.contains(tag));
    }
}

void LessonPanelTest::textFollowsTheModel()
{
    const auto scaled = [&] { return lessonOf(*m_session->trace(), {Stage::scaledScores, 0, 0}, -1).formula; };
    QVERIFY(scaled().contains(QStringLiteral("√4 = 2")));
    m_session->openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(m_session->model()->name() == "storyteller");
    QVERIFY(scaled().contains(QStringLiteral("√16 = 4")));
}

void LessonPanelTest::linkTurnsTheScalingOffAndOn()
{
    m_selection->setStage(Stage::scaledScores);
    QTest::qWait(10);
    follow(QStringLiteral("switch:scaling"));
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    QVERIFY(m_session->edits().front().kind == Edit::Kind::scalingOff);
    QVERIFY(lessonOf(*m_session->trace(), {Stage::scaledScores, 0, 0}, -1).formula.contains(QStringLiteral("not divided")));
    follow(QStringLiteral("switch:scaling"));
    QVERIFY(m_session->edits().empty());
}

void LessonPanelTest::linksOfOtherKinds()
{
    m_selection->setStage(Stage::k);
    QTest::qWait(10);
    follow(QStringLiteral("stage:raw-scores"));
    QVERIFY(m_selection->stage() == Stage::rawScores);

    m_selection->setStage(Stage::weights);
    QTest::qWait(10);
    follow(QStringLiteral("temperature:2"));
    QVERIFY(m_session->edits().front().kind == Edit::Kind::temperature);
    QCOMPARE(m_session->edits().front().value, 2.0F);

    m_selection->setStage(Stage::maskedScores);
    m_selection->pin(0, -1);
    QTest::qWait(10);
    follow(QStringLiteral("switch:hide"));
    QVERIFY(m_session->edits().back().kind == Edit::Kind::hideToken);
    QCOMPARE(m_session->edits().back().column, 0);
}

QTEST_MAIN(LessonPanelTest)
#include "lesson_panel_test.moc"
