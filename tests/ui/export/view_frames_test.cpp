// Frames of a view, layer after layer, head after head or query after query: animations and numbered pictures.
#include "tests/ui/export/exported_files.h"
#include "tests/ui/export/shown_view.h"

#include "ui/export/export_dialog.h"
#include "ui/export/frame_sequence.h"
#include "ui/export/view_export.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"

#include <QComboBox>
#include <QDir>
#include <QImage>
#include <QProgressDialog>
#include <QtTest>

using namespace headscope;

class ViewFramesTest : public QObject, private ExportedFiles {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void framesOfQueries();
    void framesAreOneAnimation();
    void framesOfTheWindow();
    void framesAreAllOrNone();
    void whatChangesOutOfSightIsWaitedFor();
};

void ViewFramesTest::framesOfQueries()
{
    QCOMPARE(exported(QStringLiteral("--view arithmetic --frames queries"), QStringLiteral("frame.png")).code, 0);
    Session session;
    Selection selection(session);
    HeadsWorkspace heads(session, selection);
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    const int tokens = session.trace()->tokenCount();
    QSize size;
    for (int i = 0; i < tokens; ++i) {
        const QImage image(framePaths(path(QStringLiteral("frame.png")), tokens)[i]);
        QVERIFY(!image.isNull());
        QVERIFY(i == 0 || image.size() == size);
        size = image.size();
    }
    QVERIFY(QFile::exists(path(QStringLiteral("frame-001.png"))));
    QVERIFY(!QFile::exists(path(QStringLiteral("frame.png"))));
    QVERIFY(bytes(QStringLiteral("frame-001.png")) != bytes(QStringLiteral("frame-004.png")));
}

void ViewFramesTest::framesAreOneAnimation()
{
    QCOMPARE(exported(QStringLiteral("--view heatmap --frames layers --scale 1"), QStringLiteral("layers.apng")).code, 0);
    const QByteArray animation = bytes(QStringLiteral("layers.apng"));
    Session session;
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The")));
    QCOMPARE(int(animation.count("fcTL")), session.trace()->config().layers);
    QImage first;
    QVERIFY(first.loadFromData(animation, "png"));
}

void ViewFramesTest::framesOfTheWindow()
{
    QCOMPARE(exported(QStringLiteral("--view heatmap --frames heads"), QStringLiteral("cli.png")).code, 0);
    Session session;
    Selection selection(session);
    HeadsWorkspace heads(session, selection);
    heads.resize(1300, 800);
    heads.show();
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    selection.setKey({Stage::weights, 0, 0});
    heads.showView(QStringLiteral("heatmap"));
    heads.grab();
    ExportDialog dialog(heads.currentView(), session, selection);
    QComboBox *frames = nullptr;
    for (QComboBox *box : dialog.findChildren<QComboBox *>())
        if (box->accessibleName() == QStringLiteral("Frames"))
            frames = box;
    QVERIFY(frames);
    frames->setCurrentIndex(2);
    dialog.saveTo(path(QStringLiteral("window.png")));
    const int count = session.trace()->config().heads;
    for (int head = 0; head < count; ++head) {
        const QByteArray frame = bytes(QStringLiteral("window-%1.png").arg(head + 1, 3, 10, QLatin1Char('0')));
        QVERIFY2(!frame.isEmpty(), qPrintable(dialog.message()));
        QVERIFY(frame == bytes(QStringLiteral("cli-%1.png").arg(head + 1, 3, 10, QLatin1Char('0'))));
    }
    QCOMPARE(selection.head(), 0);
    // Cancelled, nothing is left.
    QTimer::singleShot(0, &dialog, [&dialog] {
        if (auto *bar = dialog.findChild<QProgressDialog *>())
            bar->cancel();
    });
    dialog.saveTo(path(QStringLiteral("cancelled.png")));
    QVERIFY2(dialog.message().contains(QStringLiteral("Cancelled")), qPrintable(dialog.message()));
    QVERIFY(!QFile::exists(path(QStringLiteral("cancelled-001.png"))));
    QVERIFY(!dialog.isWriting());
}

/// Stopped, or with a folder in the way of the last one, the files that were there are there still, and no others.
void ViewFramesTest::framesAreAllOrNone()
{
    QTemporaryDir folder;
    const auto file = [&](int number) { return folder.filePath(QStringLiteral("fr-%1.png").arg(number, 3, 10, QLatin1Char('0'))); };
    const auto put = [](const QString &name, const QByteArray &content) {
        QFile old(name);
        return old.open(QIODevice::WriteOnly) && old.write(content) == content.size();
    };
    const auto isAsBefore = [&] {
        QFile first(file(1));
        return first.open(QIODevice::ReadOnly) && first.readAll() == "old one" && !QFile::exists(file(2)) && QFileInfo(file(6)).isDir()
            && QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size() == 2;
    };
    QVERIFY(put(file(1), "old one") && QDir().mkpath(file(6)));
    const QStringList frames
        = QProcess::splitCommand(QStringLiteral("export -t \"The cat sat on the mat\" --view heatmap --frames queries -o \"%1\"")
                                     .arg(folder.filePath(QStringLiteral("fr.png"))));
    const Call refused = callWith(frames); // two are not ours
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.find("fr-001.png") != std::string::npos && refused.err.find("--force") != std::string::npos, refused.err.c_str());
    QVERIFY(isAsBefore());
    const Call blocked = callWith(frames + QStringList{QStringLiteral("--force")});
    QCOMPARE(blocked.code, 1);
    QVERIFY2(blocked.err.find("fr-006.png") != std::string::npos, blocked.err.c_str());
    QVERIFY(isAsBefore());

    Session session;
    Selection selection(session);
    HeadsWorkspace heads(session, selection);
    heads.resize(1300, 800);
    heads.show();
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    heads.showView(QStringLiteral("heatmap"));
    heads.grab();
    const auto stopAfter = [](int steps) { return [steps](int done, int) { return done < steps; }; };
    const auto write = [&](const FrameProgress &progress) {
        return writeFrames(folder.filePath(QStringLiteral("fr.png")), framesOf(heads.currentView()), session, selection, FrameAxis::queries,
            {}, {}, 500, progress);
    };
    QVERIFY(!write(stopAfter(session.trace()->tokenCount() + 3))); // three are drawn
    QVERIFY(isAsBefore());
    QVERIFY(QDir().rmdir(file(6)));
    QVERIFY(write({}));
    QVERIFY(!QImage(file(1)).isNull() && !QImage(file(6)).isNull());
    QCOMPARE(callWith(frames).code, 0); // all are ours now
}

/// A view that nobody looks at makes nothing by itself: what changes while a frame is waited for must not be waited for in vain.
void ViewFramesTest::whatChangesOutOfSightIsWaitedFor()
{
    Session session;
    Selection selection(session);
    HeadsWorkspace heads(session, selection);
    QVERIFY(runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")));
    heads.showView(QStringLiteral("lens"));
    View &view = heads.currentView();
    QVERIFY(!view.isVisible());
    int asked = 0;
    const auto drawn = framesOf(view)([&] {
        if (asked == 0)
            selection.setKey({Stage::weights, 2, 3});
        return ++asked < 100'000;
    });
    QVERIFY(asked > 0); // else nothing was waited for
    QVERIFY(drawn);
    QVERIFY(view.isSettled());
    // Asked for at once, it is of what is looked at now.
    selection.setKey({Stage::weights, 1, 1});
    QCOMPARE(view.drawn().key.layer, 1);
    QVERIFY(view.isBusy() || view.isSettled());
}

QTEST_MAIN(ViewFramesTest)
#include "view_frames_test.moc"
