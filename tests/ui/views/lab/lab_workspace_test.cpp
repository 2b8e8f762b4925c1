// The Lab's controls: what is set there is chosen, and what is chosen elsewhere shows there.
#include "ui/session/lab_state.h"
#include "ui/theme/theme.h"
#include "ui/views/lab/lab_sets.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/views/lab/mechanism_picker.h"
#include "ui/views/lab/parameter_box.h"
#include "ui/widgets/segmented_control.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest>

#include <set>

using namespace headscope;

namespace {

struct OpenLab {
    Session session;
    Selection selection{session};
    LabState lab{session, selection};
    LabWorkspace workspace{session, selection, lab};

    OpenLab()
    {
        workspace.resize(1280, 700);
        workspace.show();
    }
    QStringList chips() const
    {
        QStringList texts;
        for (const QAbstractButton *chip : workspace.groups().buttons())
            texts << chip->text();
        return texts;
    }
};

} // namespace

class LabWorkspaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void controlsChoose();
    void parametersHaveFields();
    void everyMechanismHasItsFields();
    void setsAndGroups();
    void theList();
    void folding();
};

void LabWorkspaceTest::controlsChoose()
{
    OpenLab shown;
    LabControls &controls = shown.workspace.controls();
    QVERIFY(!controls.tokens().isVisible());
    Q_EMIT controls.source().activated(1);
    QVERIFY(shown.lab.choices().source == LabSource::random);
    QVERIFY(controls.tokens().isVisible());
    controls.tokens().setValue(17);
    controls.headWidth().setValue(5);
    controls.seed().setValue(8);
    controls.causal().setChecked(true);
    const LabChoices &choices = shown.lab.choices();
    QVERIFY(choices.tokens == 17 && choices.width == 5 && choices.seed == 8 && choices.causal);
    QTRY_VERIFY(shown.workspace.cards().maker().run());
    QCOMPARE(shown.workspace.cards().maker().run()->numbers.input.q.rows(), 17);
    shown.lab.choose(LabState::defaultChoices());
    QVERIFY(!controls.causal().isChecked() && controls.seed().value() == 1 && !controls.tokens().isVisible());
    QVERIFY(!controls.otherText().isVisible());
    for (const MechanismInfo &mechanism : allMechanisms())
        if (mechanism.readsOther)
            shown.lab.add(mechanism.name);
    QVERIFY(controls.otherText().isVisible());
    QTest::keyClicks(&controls.otherText(), QStringLiteral("a dog"));
    QCOMPARE(shown.lab.choices().otherText, std::string("a dog"));
}

void LabWorkspaceTest::parametersHaveFields()
{
    OpenLab shown;
    ParameterBox &box = shown.workspace.controls().parameters();
    const MechanismInfo &longformer = mechanismNamed("longformer");
    shown.lab.select("longformer");
    auto *reach = qobject_cast<QSpinBox *>(box.fieldOf("reach"));
    QVERIFY(reach);
    QCOMPARE(reach->value(), static_cast<int>(longformer.parameters[0].sentence));
    QVERIFY(!box.sentenceButton().isEnabled());
    reach->setValue(5);
    QCOMPARE(shown.lab.parametersOf(longformer).whole("reach"), 5);
    QVERIFY(box.paperButton().text().contains(QStringLiteral("Beltagy")));
    box.paperButton().click();
    QCOMPARE(reach->value(), static_cast<int>(longformer.parameters[0].paper));
    QVERIFY(!box.paperButton().isEnabled());
    box.sentenceButton().click();
    QCOMPARE(reach->value(), static_cast<int>(longformer.parameters[0].sentence));
    shown.lab.select("");
    QVERIFY(!box.isVisible());
}

void LabWorkspaceTest::everyMechanismHasItsFields()
{
    OpenLab shown;
    ParameterBox &box = shown.workspace.controls().parameters();
    for (const MechanismInfo &mechanism : allMechanisms()) {
        shown.lab.select(mechanism.name);
        for (const ParameterInfo &parameter : mechanism.parameters)
            QVERIFY2(box.fieldOf(parameter.name), std::string(mechanism.name).c_str());
        QVERIFY(shown.lab.choices().parameters.empty()); // showing them changes none
    }
}

void LabWorkspaceTest::setsAndGroups()
{
    OpenLab shown;
    std::set<std::string> all;
    for (const LabSet &set : labSets()) {
        shown.lab.setMechanisms(set.mechanisms);
        QCOMPARE(shown.lab.choices().mechanisms.size(), set.mechanisms.size());
        all.insert(set.mechanisms.begin(), set.mechanisms.end());
    }
    QCOMPARE(all.size(), allMechanisms().size());
    shown.workspace.setsButton().menu()->actions().front()->trigger();
    QCOMPARE(shown.lab.choices().mechanisms.size(), LabState::defaultChoices().mechanisms.size());
    shown.lab.setMechanisms({"full", "local-window", "top-k"});
    QCOMPARE(shown.chips().join(QLatin1Char(',')), QStringLiteral("All 3,Scores 1,Pairs 2"));
    shown.workspace.groups().buttons().at(2)->click();
    QCOMPARE(shown.lab.choices().group, std::string("pairs"));
    QCOMPARE(shown.workspace.groups().checkedButton()->text(), QStringLiteral("Pairs 2"));
    shown.workspace.search().setText(QStringLiteral("window"));
    QCOMPARE(shown.lab.found().size(), std::size_t(1));
}

void LabWorkspaceTest::theList()
{
    OpenLab shown;
    shown.lab.setMechanisms({"full"});
    MechanismPicker picker(shown.lab);
    const auto itemOf
        = [&](const QString &title) { return picker.list().findItems(title, Qt::MatchExactly | Qt::MatchRecursive).value(0); };
    const QString full = QString::fromUtf8(fullAttention().title.data(), qsizetype(fullAttention().title.size()));
    QVERIFY(itemOf(full) && itemOf(full)->checkState(0) == Qt::Checked);
    itemOf(QStringLiteral("Longformer"))->setCheckState(0, Qt::Checked);
    QVERIFY(shown.lab.has("longformer"));
    shown.lab.remove("longformer");
    QCOMPARE(itemOf(QStringLiteral("Longformer"))->checkState(0), Qt::Unchecked);
    picker.search().setText(QStringLiteral("beltagy"));
    QVERIFY(!itemOf(QStringLiteral("Longformer"))->isHidden());
    QVERIFY(itemOf(full)->isHidden());
}

void LabWorkspaceTest::folding()
{
    OpenLab shown;
    QSignalSpy asked(&shown.workspace, &LabWorkspace::controlsFoldToggled);
    shown.workspace.setControlsFolded(true);
    QVERIFY(!shown.workspace.controls().isVisible());
    QVERIFY(shown.workspace.columns().sizes().front() < 60);
    shown.workspace.setControlsFolded(false);
    QVERIFY(shown.workspace.controls().isVisible());
    Q_EMIT shown.workspace.controls().foldAsked();
    QCOMPARE(asked.count(), 1);
    shown.workspace.setBare(true);
    QVERIFY(!shown.workspace.addButton().isVisible());
}

QTEST_MAIN(LabWorkspaceTest)
#include "lab_workspace_test.moc"
