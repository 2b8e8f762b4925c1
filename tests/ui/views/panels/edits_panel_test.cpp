// The switches add and remove edits, show what undo and other views did, and name what they act on.
#include "ui/views/panels/edits_panel.h"

#include <QToolButton>
#include <QtTest>

using namespace headscope;

class EditsPanelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void switchesAddAndRemove_data();
    void switchesAddAndRemove();
    void undoIsFollowed();
    void hideNeedsAToken();
    void temperatureIsLogarithmic();
    void sliderSetsTheTemperature();
    void listRemovesOne();
    void resetRemovesAll();

private:
    QCheckBox *box(const QString &text) const;
    void settle();
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<EditsPanel> m_panel;
};

void EditsPanelTest::init()
{
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_panel = std::make_unique<EditsPanel>(*m_session, *m_selection, nullptr);
    m_session->setText(QStringLiteral("the cat sat"));
    m_session->openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(m_session->trace());
    m_selection->setHead(1);
    m_panel->show();
    settle();
}

void EditsPanelTest::cleanup()
{
    m_panel.reset();
    m_selection.reset();
    m_session.reset();
}

void EditsPanelTest::settle()
{
    QTRY_VERIFY(!m_session->isBusy());
    QTest::qWait(10); // panels refresh once after all signals
}

QCheckBox *EditsPanelTest::box(const QString &text) const
{
    for (QCheckBox *one : m_panel->findChildren<QCheckBox *>()) {
        if (one->text().contains(text))
            return one;
    }
    return nullptr;
}

void EditsPanelTest::switchesAddAndRemove_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("checkedBefore");
    QTest::newRow("scaling") << QStringLiteral("Scaling") << int(Edit::Kind::scalingOff) << true;
    QTest::newRow("mask") << QStringLiteral("Mask") << int(Edit::Kind::maskOff) << true;
    QTest::newRow("head") << QStringLiteral("head 2 off") << int(Edit::Kind::scaleHead) << false;
}

void EditsPanelTest::switchesAddAndRemove()
{
    QFETCH(QString, text);
    QFETCH(int, kind);
    QFETCH(bool, checkedBefore);
    QCheckBox *one = box(text);
    QVERIFY(one);
    QVERIFY(one->isEnabled());
    QCOMPARE(one->isChecked(), checkedBefore);
    one->click();
    settle();
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    QCOMPARE(int(m_session->edits().front().kind), kind);
    QCOMPARE(one->isChecked(), !checkedBefore);
    if (Edit::Kind(kind) == Edit::Kind::scaleHead) {
        QCOMPARE(m_session->edits().front().head, 1);
        QCOMPARE(m_session->edits().front().value, 0.0F);
    }
    QTest::keyClick(one, Qt::Key_Space);
    settle();
    QVERIFY(m_session->edits().empty());
    QCOMPARE(one->isChecked(), checkedBefore);
}

void EditsPanelTest::undoIsFollowed()
{
    box(QStringLiteral("Scaling"))->click();
    settle();
    m_session->undoStack().undo();
    settle();
    QVERIFY(box(QStringLiteral("Scaling"))->isChecked());
    m_session->undoStack().redo();
    settle();
    QVERIFY(!box(QStringLiteral("Scaling"))->isChecked());
}

void EditsPanelTest::hideNeedsAToken()
{
    QVERIFY(!box(QStringLiteral("Hide"))->isEnabled());
    m_selection->pin(1, -1);
    settle();
    QCheckBox *hide = box(QStringLiteral("Hide “cat”"));
    QVERIFY(hide);
    QVERIFY(hide->isEnabled());
    hide->click();
    settle();
    QVERIFY(m_session->edits().front().kind == Edit::Kind::hideToken);
    QCOMPARE(m_session->edits().front().column, 1);
    QCOMPARE(m_session->trace()->matrix({Stage::weights, 0, 0})(2, 1), 0.0F);
}

void EditsPanelTest::temperatureIsLogarithmic()
{
    QCOMPARE(sliderTemperature(0), 0.1F);
    QCOMPARE(sliderTemperature(kSliderSteps), 5.0F);
    QCOMPARE(sliderTemperature(sliderPosition(1)), 1.0F);
    QCOMPARE(sliderTemperature(sliderPosition(1) + 1), 1.0F); // 1 catches what is near
    for (const float temperature : {0.2F, 0.5F, 2.0F, 3.0F})
        QVERIFY(std::abs(sliderTemperature(sliderPosition(temperature)) / temperature - 1) < 0.02);
}

void EditsPanelTest::sliderSetsTheTemperature()
{
    auto *slider = m_panel->findChild<QSlider *>();
    QCOMPARE(slider->value(), sliderPosition(1));
    slider->setValue(sliderPosition(2));
    settle();
    QVERIFY(temperatureOf(m_session->edits()).has_value());
    const float set = *temperatureOf(m_session->edits());
    QVERIFY(std::abs(set - 2) < 0.05);
    m_session->addEdit(temperatureEdit(0.5F));
    settle();
    QCOMPARE(slider->value(), sliderPosition(0.5F));
    slider->setValue(sliderPosition(1));
    settle();
    QVERIFY(!temperatureOf(m_session->edits()));
}

void EditsPanelTest::listRemovesOne()
{
    box(QStringLiteral("Scaling"))->click();
    box(QStringLiteral("Mask"))->click();
    settle();
    QToolButton *remove = nullptr;
    for (QToolButton *button : m_panel->findChildren<QToolButton *>()) {
        if (button->isVisible() && button->accessibleName().contains(QStringLiteral("mask")))
            remove = button;
    }
    QVERIFY(remove);
    remove->click();
    settle();
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    QVERIFY(m_session->edits().front().kind == Edit::Kind::scalingOff);
    QVERIFY(box(QStringLiteral("Mask"))->isChecked());
}

void EditsPanelTest::resetRemovesAll()
{
    auto *reset = m_panel->findChild<QPushButton *>();
    QVERIFY(!reset->isVisible());
    box(QStringLiteral("Scaling"))->click();
    box(QStringLiteral("Mask"))->click();
    settle();
    QVERIFY(reset->isVisible());
    reset->click();
    settle();
    QVERIFY(m_session->edits().empty());
    QVERIFY(!reset->isVisible());
}

QTEST_MAIN(EditsPanelTest)
#include "edits_panel_test.moc"
