// Every text of ours in a figure of every stage and view is in the program's own typefaces: no font of the system stands in for a
// character.
#include "tests/ui/export/shown_view.h"
#include "tests/ui/recorded_painting.h"

#include "src/engine.h"
#include "ui/export/export_choices.h"
#include "ui/export/stage_figure.h"
#include "ui/export/view_export.h"
#include "ui/theme/theme.h"

#include <QtTest>

using namespace headscope;

namespace {

const QString kSentence = QStringLiteral("The cat sat on the mat");

/// What of a figure's texts needs another font; a text in front of it where there is none at all.
QString foreignIn(const Figure &figure)
{
    RecordedPainting recorded(figure.size.toSize());
    QPainter painter(&recorded);
    figure.paint(painter, QRectF(QPointF(), figure.size));
    painter.end();
    QString foreign;
    bool hasText = false;
    for (const PaintedPart &part : recorded.parts()) {
        hasText = hasText || !part.text.isEmpty();
        foreign += foreignCharacters(part.text, part.font);
    }
    return hasText ? foreign : QStringLiteral("no text at all");
}

} // namespace

class FigureTextsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ofStages_data();
    void ofStages();
    void ofViews_data();
    void ofViews();
    void aForeignCharacterIsSeen();
};

void FigureTextsTest::initTestCase()
{
    Appearance::instance().apply();
}

void FigureTextsTest::ofStages_data()
{
    QTest::addColumn<QString>("model");
    QTest::newRow("blackboard") << QStringLiteral("blackboard");
    QTest::newRow("storyteller") << QStringLiteral("storyteller");
}

void FigureTextsTest::ofStages()
{
    QFETCH(QString, model);
    Session session;
    QVERIFY(runIn(session, model, kSentence));
    for (const Stage stage : stagesOf(session.trace()->config())) {
        const StageFigure figure(session.trace(), {{stage, 0, 0}});
        QCOMPARE(foreignIn(figure.figure()), QString());
    }
}

void FigureTextsTest::ofViews_data()
{
    QTest::addColumn<QString>("view");
    Session session;
    Selection selection(session);
    const HeadsWorkspace heads(session, selection);
    for (const HeadsWorkspace::Entry &entry : heads.views())
        QTest::newRow(qPrintable(entry.id)) << entry.id;
}

void FigureTextsTest::ofViews()
{
    QFETCH(QString, view);
    Session session;
    Selection selection(session);
    HeadsWorkspace heads(session, selection);
    QVERIFY(showView(heads, session, selection, view, 1));
    const FigureCaption all = captionOf(captionParts());
    QCOMPARE(foreignIn(viewFigure(heads.currentView().drawn(), selection, all)), QString());
}

void FigureTextsTest::aForeignCharacterIsSeen()
{
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("a 猫")));
    const StageFigure figure(session.trace(), {{Stage::weights, 0, 0}});
    QVERIFY(foreignIn(figure.figure()).contains(u'猫'));
}

QTEST_MAIN(FigureTextsTest)
#include "figure_texts_test.moc"
