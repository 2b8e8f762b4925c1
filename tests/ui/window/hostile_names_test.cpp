// A model whose names and words are markup, in the window: every label, tooltip, button and menu shows it as it is.
#include "src/formats/visible_text.h"
#include "tests/support/model_folder.h"
#include "tests/ui/shown_tool_tip.h"
#include "ui/session/shown_words.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/window/main_window.h"
#include "ui/window/model_dialog.h"
#include "ui/window/model_menu.h"
#include "ui/window/opener.h"
#include "ui/window/top_bar.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolTip>
#include <QWindow>
#include <QtTest>

#include <sys/stat.h>

using namespace headscope;

namespace {

// What no text of ours holds; a picture that would block whoever opened it.
const QString kMark = QStringLiteral("<s>R&D %1 [*]<img src=\"pipe.png\">");
const QString kName = QStringLiteral("<s>R&D %1 [*]<img src='pipe.png'>\x1b\u202e");

bool holdsTheirs(const QString &text)
{
    return text.contains(QStringLiteral("R&D")) || text.contains(QStringLiteral("R&&D")) || text.contains(QStringLiteral("<img"));
}

} // namespace

class HostileNamesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void labelsAndButtons();
    void toolTips();
    void menusAndTitle();
    void aboutTheModel();
    void whatDoesNotOpen();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

void HostileNamesTest::initTestCase()
{
    ModelFolder model = ModelFolder::blackboard();
    const std::string mark = QString(kMark).replace(QLatin1Char('"'), QStringLiteral("\\\"")).toStdString();
    model.config["description"] = '"' + mark + '"';
    model.config["architectures"] = "[\"" + mark + "\"]";
    model.config[mark] = "1";
    model.config["head_descriptions"] = "[[\"" + mark + "\", \"" + mark + "\"]]";
    model.tensors[mark] = {2};
    const QString folder = m_folder.filePath(QString(kName).remove(QLatin1Char('/')));
    model.write(folder.toStdString());
    QCOMPARE(mkfifo(m_folder.filePath(QStringLiteral("pipe.png")).toUtf8().constData(), 0600), 0);
    QVERIFY(QDir::setCurrent(m_folder.path()));
    m_window = std::make_unique<MainWindow>(false);
    m_window->show();
    m_window->session().setText(QStringLiteral("w1 w2 ") + kMark);
    m_window->session().openModel(folder);
    QTRY_VERIFY(m_window->session().trace() && !m_window->session().isBusy());
    QCOMPARE(QString::fromStdString(m_window->session().model()->config().description), kMark);
}

void HostileNamesTest::labelsAndButtons()
{
    for (const HeadsWorkspace::Entry &entry : m_window->heads().views()) {
        m_window->showWorkspace(Workspace::heads);
        QVERIFY(m_window->heads().showView(entry.id));
        QVERIFY(!m_window->grab().isNull());
        for (const QLabel *label : m_window->findChildren<QLabel *>()) {
            QVERIFY2(label->textFormat() != Qt::AutoText || !label->testAttribute(Qt::WA_WState_Polished), qPrintable(label->text()));
            if (label->textFormat() == Qt::RichText)
                QVERIFY2(!label->text().contains(QStringLiteral("<img")) && !label->text().contains(QStringLiteral("<s>")),
                    qPrintable(label->text()));
        }
        for (const QAbstractButton *button : m_window->findChildren<QAbstractButton *>())
            QVERIFY2(!button->text().contains(QStringLiteral("R&D")), qPrintable(button->text()));
    }
    QVERIFY(m_window->topBar().modelButton().text().startsWith(QStringLiteral("<s>R&&D")));
}

void HostileNamesTest::toolTips()
{
    int theirs = 0;
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (!holdsTheirs(widget->toolTip()))
            continue;
        ++theirs;
        QToolTip::showText({10, 10}, widget->toolTip(), m_window.get());
        QTRY_VERIFY(shownToolTip() && shownToolTip()->text() == widget->toolTip());
        QCOMPARE(shownToolTip()->textFormat(), Qt::PlainText);
        QToolTip::hideText();
        QTRY_VERIFY(!shownToolTip());
    }
    QVERIFY(theirs > 0); // the model button's
}

void HostileNamesTest::menusAndTitle()
{
    ModelMenu menu(*m_window, {});
    menu.popup({0, 0});
    const QString shown = shownWords(QString(kName).remove(QLatin1Char('/')));
    int found = 0;
    for (const QAction *action : menu.actions()) {
        if (!holdsTheirs(action->text()))
            continue;
        ++found;
        QCOMPARE(QString(action->text()).replace(QStringLiteral("&&"), QStringLiteral("&")), shown);
        QVERIFY(!action->text().contains(QChar(0x1b)) && !action->toolTip().contains(QChar(0x202e)));
    }
    QCOMPARE(found, 1);
    menu.close();
    QVERIFY(m_window->windowHandle()->title().startsWith(shown));
}

void HostileNamesTest::aboutTheModel()
{
    ModelDialog dialog(*m_window->session().model(), m_window.get());
    dialog.show();
    int found = 0;
    for (const QLabel *label : dialog.findChildren<QLabel *>()) {
        if (!holdsTheirs(label->text()))
            continue;
        ++found;
        QCOMPARE(label->textFormat(), Qt::PlainText);
    }
    QVERIFY(found >= 2); // its title and its description
}

void HostileNamesTest::whatDoesNotOpen()
{
    m_window->opener().open(m_folder.filePath(QStringLiteral("none ") + QString(kName).remove(QLatin1Char('/'))));
    QTRY_VERIFY(!m_window->session().isBusy());
    for (const QLabel *label : m_window->findChildren<QLabel *>())
        if (label->isVisible() && holdsTheirs(label->text()))
            QCOMPARE(label->textFormat(), Qt::PlainText);
}

QTEST_MAIN(HostileNamesTest)
#include "hostile_names_test.moc"
