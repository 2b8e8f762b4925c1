#include "ui/widgets/choice_button.h"
#include "ui/widgets/flow_layout.h"

#include <QMenu>
#include <QtTest>

using namespace headscope;

class ChoiceButtonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void menuChooses();
    void problemsAreSaid();
    void layoutWraps();
};

void ChoiceButtonTest::menuChooses()
{
    ChoiceButton button(QStringLiteral("Measure"), {QStringLiteral("A"), QStringLiteral("B")});
    QSignalSpy chosen(&button, &ChoiceButton::chosen);
    button.menu()->actions().at(1)->trigger();
    QCOMPARE(button.current(), 1);
    QCOMPARE(chosen.count(), 1);
    QVERIFY(button.text().startsWith(QLatin1Char('B')));
    button.setCurrent(0);
    QCOMPARE(chosen.count(), 1); // silent
    QVERIFY(button.menu()->actions().at(0)->isChecked());
    QVERIFY(!button.menu()->actions().at(1)->isChecked());
    button.setShownText(QStringLiteral("3 heads"));
    QVERIFY(button.text().startsWith(QStringLiteral("3 heads")));
}

void ChoiceButtonTest::problemsAreSaid()
{
    ChoiceButton button(QStringLiteral("Measure"), {QStringLiteral("A"), QStringLiteral("B")});
    button.setProblem(1, QStringLiteral("too long"));
    const QAction *action = button.menu()->actions().at(1);
    QVERIFY(!action->isEnabled());
    QVERIFY(action->text().contains(QStringLiteral("too long")));
    button.setProblem(1, {});
    QVERIFY(action->isEnabled());
    QCOMPARE(action->text(), QStringLiteral("B"));
}

void ChoiceButtonTest::layoutWraps()
{
    QWidget parent;
    auto *layout = new FlowLayout(10, 6);
    parent.setLayout(layout);
    layout->setContentsMargins(0, 0, 0, 0);
    QList<QWidget *> parts;
    for (int i = 0; i < 3; ++i) {
        auto *part = new QWidget(&parent);
        part->setFixedSize(100, 20);
        layout->addWidget(part);
        parts << part;
    }
    QCOMPARE(layout->heightForWidth(320), 20);
    QCOMPARE(layout->heightForWidth(319), 46);
    QCOMPARE(layout->heightForWidth(100), 72);
    parent.resize(230, 100);
    parent.show();
    QCOMPARE(parts[1]->pos(), QPoint(110, 0));
    QCOMPARE(parts[2]->pos(), QPoint(0, 26));
    parts[0]->hide();
    layout->setGeometry(parent.rect());
    QCOMPARE(parts[1]->pos(), QPoint(0, 0));
    QCOMPARE(parts[2]->pos(), QPoint(110, 0));
}

QTEST_MAIN(ChoiceButtonTest)
#include "choice_button_test.moc"
