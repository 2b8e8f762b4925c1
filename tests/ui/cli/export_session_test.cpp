// A saved session from the command line makes what the window shows, and so does the command that the window copies.
#include "tests/ui/cli/call.h"
#include "ui/export/view_export.h"
#include "ui/session/local_bytes.h"
#include "ui/sessions/figure_command.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/window/main_window.h"
#include "ui/window/session_files.h"
#include "ui/window/window_session.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace headscope;

class ExportSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSessionMakesItsFigure_data();
    void aSessionMakesItsFigure();
    void aCopiedCommandMakesTheFigure();
    void whatOptionsCannotSayNeedsASession();
    void wrongCallsAreTold();

private:
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// A window with something to see.
    void show(MainWindow &window, const QString &view);

    QTemporaryDir m_folder;
};

void ExportSessionTest::show(MainWindow &window, const QString &view)
{
    Appearance::instance().setAnimations(false);
    window.resize(1280, 800);
    window.show();
    window.session().setText(QStringLiteral("The cat's \"mat\""));
    window.session().openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(window.session().trace() && !window.session().isBusy());
    window.selection().setKey({Stage::weights, 1, 1});
    window.selection().pin(2, 1);
    if (view == QLatin1String("lab-model")) {
        window.showWorkspace(Workspace::lab);
        window.labState().select("local-window");
        window.labState().show(LabView::model);
    } else if (!view.isEmpty()) {
        window.showWorkspace(Workspace::heads);
        window.heads().showView(view);
    }
    window.currentView().grab();
    QTRY_VERIFY(window.currentView().isSettled());
}

void ExportSessionTest::aSessionMakesItsFigure_data()
{
    QTest::addColumn<QString>("view");
    for (const char *view : {"", "heatmap", "lines", "lens", "lab-model"})
        QTest::newRow(*view ? view : "walk") << QString::fromLatin1(view);
}

void ExportSessionTest::aSessionMakesItsFigure()
{
    QFETCH(QString, view);
    MainWindow window(false);
    show(window, view);
    Edit edit;
    edit.kind = Edit::Kind::scaleHead;
    edit.layer = edit.head = 0;
    edit.value = 0;
    window.session().addEdit(edit);
    QTRY_VERIFY(!window.session().isBusy());
    window.currentView().grab();
    QTRY_VERIFY(window.currentView().isSettled());
    const QString session = m_folder.filePath(QStringLiteral("a.headscope"));
    window.files().saveAs(session);
    const QString file = m_folder.filePath(QStringLiteral("a.svg"));
    const Call result = callWith({QStringLiteral("export"), QStringLiteral("--session"), session, QStringLiteral("-o"), file});
    QVERIFY2(result.code == 0, result.err.c_str());
    QCOMPARE(contentOf(file), encodeFigure("svg", viewFigure(window.currentView().drawn(), window.selection()), {}));
}

void ExportSessionTest::aCopiedCommandMakesTheFigure()
{
    MainWindow window(false);
    show(window, QStringLiteral("heatmap"));
    PatternChoice pattern;
    pattern.measure = Measure::valueWeighted;
    pattern.hidden = "^'s$";
    pattern.others = {{0, 1}};
    pattern.rule = HeadRule::max;
    window.selection().setPattern(pattern);
    window.currentView().grab();
    QTRY_VERIFY(window.currentView().isSettled());
    const auto command = figureCommand(*window.work().state(), window.work().unchosen());
    QVERIFY(command);
    QVERIFY2(command->contains(QStringLiteral("--text='The cat'\\''s \"mat\"'")), qPrintable(*command)); // as a shell takes it
    QProcess shell; // which knows how words are taken apart
    shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QStringLiteral("printf '%s\\n' ") + *command});
    QVERIFY(shell.waitForFinished());
    QStringList words = QString::fromUtf8(shell.readAllStandardOutput()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(words.takeFirst(), QStringLiteral("headscope"));
    const QString file = m_folder.filePath(QStringLiteral("copied.svg"));
    words.back() = file;
    const Call result = callWith(words);
    QVERIFY2(result.code == 0, result.err.c_str());
    QCOMPARE(contentOf(file), encodeFigure("svg", viewFigure(window.currentView().drawn(), window.selection()), {}));
}

void ExportSessionTest::whatOptionsCannotSayNeedsASession()
{
    MainWindow window(false);
    show(window, QStringLiteral("lines"));
    const auto &unchosen = window.work().unchosen();
    const SessionState plain = *window.work().state();
    QVERIFY(figureCommand(plain, unchosen));
    SessionState walk = plain;
    walk.workspace = Workspace::walk;
    SessionState edited = plain;
    edited.run.edits.emplace_back();
    SessionState arcs = plain;
    arcs.views["lines"]["mode"] = std::string("arcs");
    SessionState original = plain;
    original.shown = Shown::original;
    for (const SessionState &state : {walk, edited, arcs, original})
        QVERIFY(!figureCommand(state, unchosen));
    QCOMPARE(sessionCommand(QStringLiteral("/tmp/my lesson.headscope")),
        QStringLiteral("headscope export --session '/tmp/my lesson.headscope' -o figure.svg"));
}

void ExportSessionTest::wrongCallsAreTold()
{
    const auto said = [](const QStringList &more) {
        const Call result
            = callWith(QStringList{QStringLiteral("export"), QStringLiteral("--session"), QStringLiteral("none.headscope")} + more);
        return QString::number(result.code) + QString::fromStdString(result.err);
    };
    const QStringList out{QStringLiteral("-o"), m_folder.filePath(QStringLiteral("x.svg"))};
    QVERIFY(said(out).startsWith(QLatin1Char('1')) && said(out).contains(QStringLiteral("none.headscope")));
    QVERIFY(said(out + QStringList{QStringLiteral("--text"), QStringLiteral("a")}).contains(QStringLiteral("has its own --text")));
    QVERIFY(said(out + QStringList{QStringLiteral("a")}).contains(QStringLiteral("has its own text")));
    QVERIFY(said({QStringLiteral("-o"), QStringLiteral("x.safetensors")}).startsWith(QLatin1Char('2')));
    QVERIFY(callWith({QStringLiteral("a.headscope"), QStringLiteral("-m"), QStringLiteral("blackboard")}).err.find("has its own --model")
        != std::string::npos);
}

QTEST_MAIN(ExportSessionTest)
#include "export_session_test.moc"
