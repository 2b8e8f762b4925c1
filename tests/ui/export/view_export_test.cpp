// A view as a file: the window's Export and the command line write the same bytes; tables hold the view's numbers; captions say what was
// asked for.
#include "tests/ui/cli/call.h"
#include "tests/ui/export/exported_files.h"
#include "tests/ui/export/shown_view.h"
#include "tests/ui/export/svg_content.h"

#include "src/formats/json.h"
#include "src/formats/npy.h"
#include "ui/export/export_dialog.h"
#include "ui/export/view_export.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <set>

using namespace headscope;

namespace {

/// Counts the widgets that come into being while it lives: each is polished or shown, or asked to lay itself out.
class WidgetCounter : public QObject {
public:
    WidgetCounter() { qApp->installEventFilter(this); }
    std::size_t count() const { return m_seen.size(); }
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched->isWidgetType())
            m_seen.insert(watched);
        return QObject::eventFilter(watched, event);
    }

private:
    std::set<QObject *> m_seen;
};

} // namespace

class ViewExportTest : public QObject, private ExportedFiles {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void windowAndCommandLineWriteTheSame_data();
    void windowAndCommandLineWriteTheSame();
    void picturesOfOneLayerAreThoseOfTheWholeRun_data();
    void picturesOfOneLayerAreThoseOfTheWholeRun();
    void titleAndLegendAreLeftOut_data();
    void titleAndLegendAreLeftOut();
    void captions();
    void wrongOptionsAreSaidInWords_data();
    void wrongOptionsAreSaidInWords();
    void figuresNameAllTheirHeads_data();
    void figuresNameAllTheirHeads();
    void numbersSayWhatTheyAreAbout();
    void headsSideBySide_data();
    void headsSideBySide();
    void everyHeadOnOnePage();
    void comparisons();
    void paintersNeedNoWidgets_data();
    void paintersNeedNoWidgets();
};

void ViewExportTest::initTestCase()
{
    Appearance::instance().apply();
}

void ViewExportTest::windowAndCommandLineWriteTheSame_data()
{
    QTest::addColumn<QString>("view");
    QTest::addColumn<QString>("extension");
    Session session;
    Selection selection(session);
    const HeadsWorkspace heads(session, selection);
    for (const HeadsWorkspace::Entry &entry : heads.views())
        for (const char *extension : {"png", "svg", "csv"})
            QTest::newRow(qPrintable(entry.id + QLatin1Char(' ') + QLatin1String(extension))) << entry.id << QString::fromLatin1(extension);
}

void ViewExportTest::windowAndCommandLineWriteTheSame()
{
    QFETCH(QString, view);
    QFETCH(QString, extension);
    const QString versus = view == QLatin1String("compare") ? QStringLiteral(" --versus 1.1") : QString();
    const Call call = exported(
        QStringLiteral("--view %1 -l 2 --head 3 --query 4 --units words%2").arg(view, versus), QStringLiteral("cli.") + extension);
    QCOMPARE(call.code, 0);
    Session session;
    Selection selection(session);
    HeadsWorkspace heads(session, selection);
    PatternChoice choice;
    choice.unit = TokenUnit::words;
    QVERIFY(showView(heads, session, selection, view, -1, choice));
    ExportDialog dialog(heads.currentView(), session, selection);
    dialog.setFormat(extension);
    dialog.saveTo(path(QStringLiteral("window.") + extension));
    QTRY_VERIFY(!dialog.isWriting());
    QVERIFY2(!bytes(QStringLiteral("window.") + extension).isEmpty(), qPrintable(dialog.message()));
    const QByteArray window = bytes(QStringLiteral("window.") + extension);
    const QByteArray command = bytes(QStringLiteral("cli.") + extension);
    const auto differs = std::ranges::mismatch(window, command).in1 - window.begin();
    QVERIFY2(
        window == command, qPrintable(QString::fromUtf8(window.mid(differs - 200, 300) + "\n----\n" + command.mid(differs - 200, 300))));
    QFile::remove(path(QStringLiteral("window.") + extension));
}

void ViewExportTest::picturesOfOneLayerAreThoseOfTheWholeRun_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("again"); // what is the same, and needs all layers
    const auto row = [](const char *options) {
        QTest::newRow(options) << QString::fromLatin1(options) << QString::fromLatin1(options) + QStringLiteral(" --heads 4.8");
    };
    row("--view heatmap -l 1 --measure rollout");
    row("--view heatmap -l 2 --measure flow");
}

/// Of measures without heads, the heads that are chosen beside it change nothing but how many layers are run.
void ViewExportTest::picturesOfOneLayerAreThoseOfTheWholeRun()
{
    QFETCH(QString, options);
    QFETCH(QString, again);
    QCOMPARE(exported(options, QStringLiteral("part.npy")).code, 0);
    QCOMPARE(exported(again, QStringLiteral("whole.npy")).code, 0);
    QVERIFY(bytes(QStringLiteral("part.npy")).size() > 128);
    QCOMPARE(bytes(QStringLiteral("part.npy")), bytes(QStringLiteral("whole.npy")));
}

void ViewExportTest::titleAndLegendAreLeftOut_data()
{
    QTest::addColumn<QString>("view");
    QTest::addColumn<bool>("hasLegend");
    QTest::newRow("heatmap") << "heatmap" << true;
    QTest::newRow("heatmaps side by side") << "heatmap --heads 1.2,1.3 --rule side-by-side" << true;
    QTest::newRow("lines") << "lines" << true;
    QTest::newRow("qk-space") << "qk-space" << true;
    QTest::newRow("text") << "text" << true;
    QTest::newRow("table") << "table" << false; // its columns say what they are
    QTest::newRow("lens") << "lens" << true;
    QTest::newRow("what-if") << "what-if" << true;
}

void ViewExportTest::titleAndLegendAreLeftOut()
{
    QFETCH(QString, view);
    QFETCH(bool, hasLegend);
    const auto contentWith = [&](const QString &show) {
        const Call call = exported(QStringLiteral("--view %1 --show %2").arg(view, show), QStringLiteral("parts.svg"));
        return readSvg(call.code == 0 ? bytes(QStringLiteral("parts.svg")) : QByteArray()).texts;
    };
    const QString title = contentWith(QStringLiteral("title,legend")).join(QLatin1Char(' '));
    const QString legend = contentWith(QStringLiteral("legend")).join(QLatin1Char(' '));
    const QString titleOnly = contentWith(QStringLiteral("title")).join(QLatin1Char(' '));
    QVERIFY(title.contains(QStringLiteral("Storyteller ·")) && titleOnly.contains(QStringLiteral("Storyteller ·")));
    QVERIFY2(!legend.contains(QStringLiteral("Storyteller ·")), qPrintable(legend));
    QVERIFY2(hasLegend == (titleOnly.size() < title.size()), qPrintable(titleOnly));
}

void ViewExportTest::captions()
{
    QCOMPARE(exported(QStringLiteral("--view heatmap"), QStringLiteral("plain.svg")).code, 0);
    QCOMPARE(exported(QStringLiteral("--view heatmap --show title,legend,model,text,place,formula"), QStringLiteral("full.svg")).code, 0);
    QCOMPARE(exported(QStringLiteral("--view heatmap --show model"), QStringLiteral("bare.svg")).code, 0);
    const QString plain = readSvg(bytes(QStringLiteral("plain.svg"))).texts.join(QLatin1Char('\n'));
    const QString full = readSvg(bytes(QStringLiteral("full.svg"))).texts.join(QLatin1Char('\n'));
    const QString bare = readSvg(bytes(QStringLiteral("bare.svg"))).texts.join(QLatin1Char('\n'));
    QVERIFY(!plain.contains(QStringLiteral("Model: Storyteller")));
    for (const char *part : {"Model: Storyteller", "The cat sat on the mat", "Layer 1, head 1", "softmax"})
        QVERIFY2(full.contains(QString::fromUtf8(part)), part);
    QVERIFY(bare.contains(QStringLiteral("Model: Storyteller")));
    QVERIFY(plain.contains(QStringLiteral("Storyteller · layer 1, head 1")) && !bare.contains(QStringLiteral("· layer 1, head 1")));
}

void ViewExportTest::wrongOptionsAreSaidInWords_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("word");
    QTest::newRow("view") << "--view heatmop"
                          << "a.png" << 2 << "heatmap";
    QTest::newRow("stage") << "--view heatmap -s q"
                           << "a.png" << 2 << "--stage";
    QTest::newRow("measure") << "--view heatmap --measure weight"
                             << "a.png" << 2 << "weights";
    QTest::newRow("format") << "--view heatmap"
                            << "a.safetensors" << 2 << ".npy";
    QTest::newRow("all heads") << "--view heatmap --head all"
                               << "a.png" << 2 << "one head";
    QTest::newRow("head") << "--view heatmap --head 99"
                          << "a.png" << 1 << "99";
    QTest::newRow("heads") << "--view heatmap --heads 1-2"
                           << "a.png" << 2 << "layer.head";
    QTest::newRow("no such heads") << "--view heatmap --heads 9.9"
                                   << "a.png" << 1 << "9.9";
    QTest::newRow("query") << "--view arithmetic --query 99"
                           << "a.png" << 1 << "99";
    QTest::newRow("key alone") << "--view arithmetic --key 1"
                               << "a.png" << 2 << "--query";
    QTest::newRow("part") << "--view heatmap --show titel"
                          << "a.png" << 1 << "formula";
    QTest::newRow("frames") << "--view heatmap --frames words"
                            << "a.png" << 2 << "queries";
    QTest::newRow("frames as svg") << "--view heatmap --frames heads"
                                   << "a.svg" << 1 << "apng";
    QTest::newRow("apng alone") << "--view heatmap"
                                << "a.apng" << 2 << "apng";
    QTest::newRow("delay") << "--view heatmap --frames heads --delay 0"
                           << "a.apng" << 2 << "65535";
    QTest::newRow("without a view") << "--units words"
                                    << "a.png" << 2 << "--view";
    QTest::newRow("expression") << "--view heatmap --hide ("
                                << "a.csv" << 1 << "";
}

void ViewExportTest::wrongOptionsAreSaidInWords()
{
    QFETCH(QString, options);
    QFETCH(QString, name);
    QFETCH(int, code);
    QFETCH(QString, word);
    const Call call = exported(options, name);
    QVERIFY2(call.code == code, call.err.c_str());
    QVERIFY2(QString::fromStdString(call.err).contains(word), call.err.c_str());
    QVERIFY(!QFile::exists(path(name)));
}

void ViewExportTest::figuresNameAllTheirHeads_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("list");
    const QString three = QStringLiteral(" -l 3 --head 1 --heads 3.2,3.4");
    for (const char *view : {"heatmap", "lines", "text"})
        QTest::newRow(view) << QLatin1String("--view ") + QLatin1String(view) + three << "mean of 3 heads (3.1, 3.2, 3.4)"
                            << "3.1,3.2,3.4";
    QTest::newRow("largest") << QLatin1String("--view heatmap --rule max") + three << "max of 3 heads (3.1, 3.2, 3.4)"
                             << "3.1,3.2,3.4";
    QTest::newRow("side by side") << QLatin1String("--view lines --rule side-by-side") + three << "3 heads (3.1, 3.2, 3.4)"
                                  << "3.1,3.2,3.4";
    QTest::newRow("many") << "--view heatmap --heads 1.2,1.3,1.4,1.5,1.6,1.7,1.8"
                          << "mean of 8 heads (1.1, 1.2, 1.3, 1.4, 1.5 …)"
                          << "1.1,1.2,1.3,1.4,1.5,1.6,1.7,1.8";
    QTest::newRow("one") << "--view heatmap -l 2 --head 3"
                         << "layer 2, head 3"
                         << "";
    QTest::newRow("of one head whatever is chosen") << "--view qk-space -l 2 --head 3 --heads 2.4"
                                                    << "layer 2, head 3"
                                                    << "2.3,2.4";
}

void ViewExportTest::figuresNameAllTheirHeads()
{
    QFETCH(QString, options);
    QFETCH(QString, title);
    QFETCH(QString, list);
    QCOMPARE(exported(options + QStringLiteral(" --show title,place"), QStringLiteral("heads.svg")).code, 0);
    const SvgContent svg = readSvg(bytes(QStringLiteral("heads.svg")));
    QVERIFY2(svg.title.contains(title), qPrintable(svg.title));
    QVERIFY2(svg.texts.join(QLatin1Char(' ')).contains(title, Qt::CaseInsensitive), qPrintable(svg.texts.join(QLatin1Char(' '))));
    QVERIFY2(list.isEmpty() ? !svg.description.contains(QStringLiteral("heads together"))
                            : svg.description.contains(QStringLiteral("heads together: ") + list),
        qPrintable(svg.description));
}

/// A table of a prediction names its token; a pattern beside others is the picked head's own.
void ViewExportTest::numbersSayWhatTheyAreAbout()
{
    const auto settings = [&](const QString &options) {
        if (exported(options, QStringLiteral("about.json")).code != 0)
            return Json();
        return Json::parse(bytes(QStringLiteral("about.json")).toStdString(), "about.json").at("settings");
    };
    for (const char *view : {"lens", "what-if"}) {
        const Json last = settings(QLatin1String("--view ") + QLatin1String(view));
        QCOMPARE(last.at("predicted token").get<std::string>(), std::string("after “␣mat”"));
        QCOMPARE(last.at("query").get<std::string>(), std::string("6"));
        const Json pinned = settings(QLatin1String("--query 2 --view ") + QLatin1String(view));
        QCOMPARE(pinned.at("predicted token").get<std::string>(), std::string("after “␣cat”"));
    }
    QVERIFY(!settings(QStringLiteral("--view heatmap")).contains("predicted token"));
    QVERIFY(!settings(QStringLiteral("--view lines --heads 1.2 --rule side-by-side")).contains("heads together"));
}

void ViewExportTest::headsSideBySide_data()
{
    QTest::addColumn<QString>("view");
    Session session;
    Selection selection(session);
    const HeadsWorkspace heads(session, selection);
    for (const HeadsWorkspace::Entry &entry : heads.views())
        QTest::newRow(qPrintable(entry.id)) << entry.id;
}

/// With every rule, every view is written, and its settings name the rule.
void ViewExportTest::headsSideBySide()
{
    QFETCH(QString, view);
    const QString versus = view == QLatin1String("compare") ? QStringLiteral(" --versus 1.1") : QString();
    for (const HeadRuleInfo &info : allHeadRules()) {
        const char *rule = info.name.data();
        const Call call
            = exported(QStringLiteral("--view %1 -l 2 --head 3 --heads 2.4,2.1 --rule %2%3").arg(view, QLatin1String(rule), versus),
                QStringLiteral("rule.svg"));
        QVERIFY2(call.code == 0, call.err.c_str());
        if (const QByteArray svg = bytes(QStringLiteral("rule.svg")); svg.contains("heads together"))
            QVERIFY2(svg.contains("rule: " + QByteArray(rule)), rule);
    }
}

void ViewExportTest::everyHeadOnOnePage()
{
    QCOMPARE(exported(QStringLiteral("--view grid"), QStringLiteral("grid.svg")).code, 0);
    const QString texts = readSvg(bytes(QStringLiteral("grid.svg"))).texts.join(QLatin1Char('\n'));
    for (const char *part : {"Model: Storyteller", "The cat sat on the mat", "weights"})
        QVERIFY2(texts.contains(QString::fromUtf8(part)), part);
}

void ViewExportTest::comparisons()
{
    QCOMPARE(exported(QStringLiteral("--view compare -l 2 --head 3 --versus 1.1"), QStringLiteral("heads.npy")).code, 0);
    QCOMPARE(
        exported(QStringLiteral("--view compare -l 2 --head 3 --versus-text \"The big cat sat\""), QStringLiteral("texts.svg")).code, 0);
    QCOMPARE(exported(QStringLiteral("--view compare"), QStringLiteral("none.svg")).code, 2);
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    const Matrix a = session.trace()->matrix({Stage::weights, 0, 0});
    const Matrix b = session.trace()->matrix({Stage::weights, 1, 2});
    const NpyArray array = readNpy(path(QStringLiteral("heads.npy")).toStdString());
    QCOMPARE(array.values[std::size_t(4 * a.cols() + 2)], b(4, 2) - a(4, 2));
    const QString texts = readSvg(bytes(QStringLiteral("texts.svg"))).texts.join(QLatin1Char('\n'));
    QVERIFY(texts.contains(QStringLiteral("The big cat sat")) && texts.contains(QStringLiteral("1 only in A")));
}

void ViewExportTest::paintersNeedNoWidgets_data()
{
    QTest::addColumn<QString>("options");
    QTest::addColumn<bool>("needsWidgets");
    for (const HeadView &view : headViews())
        QTest::newRow(qPrintable(view.id)) << QStringLiteral("--view ") + view.id << !view.draw;
    QTest::newRow("side by side") << QStringLiteral("--view heatmap --heads 1.2,1.3 --rule side-by-side") << false;
    QTest::newRow("frames") << QStringLiteral("--view lines --frames heads") << false;
    QTest::newRow("grid") << QStringLiteral("--view grid") << true;
}

void ViewExportTest::paintersNeedNoWidgets()
{
    QFETCH(QString, options);
    QFETCH(bool, needsWidgets);
    const QString versus = options.contains(QLatin1String("compare")) ? QStringLiteral(" --versus 1.1") : QString();
    const WidgetCounter widgets;
    const Call call = exported(options + versus, QStringLiteral("painted.png"));
    QVERIFY2(call.code == 0, call.err.c_str());
    QCOMPARE(widgets.count() > 0, needsWidgets);
}

QTEST_MAIN(ViewExportTest)
#include "view_export_test.moc"
