// Where to save: names are checked as they will be written, whoever keeps a file is asked again, and giving up loses nothing.
#include "ui/widgets/save_file.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>
#include <QtTest>

#include <deque>

using namespace headscope;

namespace {

/// Types names into the file dialog and presses buttons of the question, in this order, as each of them appears. An empty answer is Cancel.
class Answers : public QObject {
public:
    explicit Answers(const QStringList &answers)
        : m_answers(answers.begin(), answers.end())
    {
        qApp->installEventFilter(this);
    }
    const QStringList &questions() const { return m_questions; }
    bool isDone() const { return m_answers.empty(); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Show) {
            if (auto *dialog = qobject_cast<QFileDialog *>(watched))
                QTimer::singleShot(0, dialog, [this, dialog] { type(*dialog); });
            else if (auto *box = qobject_cast<QMessageBox *>(watched))
                QTimer::singleShot(0, box, [this, box] { press(*box); });
        }
        return false;
    }

private:
    QString next()
    {
        if (m_answers.empty())
            return {};
        const QString answer = m_answers.front();
        m_answers.pop_front();
        return answer;
    }
    void type(QFileDialog &dialog)
    {
        const QString name = next();
        if (name.isEmpty())
            return dialog.reject();
        auto *edit = dialog.findChild<QLineEdit *>(QStringLiteral("fileNameEdit"));
        edit->setText(name);
        QTest::keyClick(edit, Qt::Key_Return);
    }
    void press(QMessageBox &box)
    {
        m_questions << box.text();
        QVERIFY(box.textFormat() == Qt::PlainText);
        const QString answer = next();
        for (QAbstractButton *button : box.buttons())
            if (button->text() == answer)
                return button->click();
        box.reject();
    }

    std::deque<QString> m_answers;
    QStringList m_questions;
};

} // namespace

class SaveFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void namesGetTheirEnding_data();
    void namesGetTheirEnding();
    void whatExistsIsAskedAbout();
    void whoKeepsAFileIsAskedForAnotherName();
    void allThatIsWrittenIsAskedAboutAtOnce();
    void givingUpGivesNoName();

private:
    QString path(const QString &name) const { return m_folder->filePath(name); }
    void make(const QString &name)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("kept") == 4);
    }
    bool isKept(const QString &name)
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) && file.readAll() == "kept";
    }
    SaveFileRequest request()
    {
        return {QStringLiteral("Save"), path(QStringLiteral("suggested.png")),
            {{QStringLiteral("png"), QStringLiteral("Pictures")}, {QStringLiteral("svg"), QStringLiteral("Drawings")}},
            [](const QString &name) { return QStringList(name); }};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void SaveFileTest::namesGetTheirEnding_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("written");
    QTest::newRow("none") << QStringLiteral("keep") << QStringLiteral("keep.png");
    QTest::newRow("own") << QStringLiteral("keep.svg") << QStringLiteral("keep.svg");
    QTest::newRow("capitals") << QStringLiteral("keep.PNG") << QStringLiteral("keep.PNG");
    QTest::newRow("another's") << QStringLiteral("keep.txt") << QStringLiteral("keep.txt.png");
    QTest::newRow("dots") << QStringLiteral("layer 1.2") << QStringLiteral("layer 1.2.png");
}

void SaveFileTest::namesGetTheirEnding()
{
    QFETCH(QString, typed);
    QFETCH(QString, written);
    Answers answers({typed});
    QCOMPARE(chooseSaveFile(nullptr, request()), path(written));
    QVERIFY(answers.isDone());
    QVERIFY(answers.questions().isEmpty());
}

void SaveFileTest::whatExistsIsAskedAbout()
{
    make(QStringLiteral("keep.png"));
    for (const char *typed : {"keep", "keep.png"}) {
        Answers answers({QString::fromLatin1(typed), QStringLiteral("Replace")});
        QCOMPARE(chooseSaveFile(nullptr, request()), path(QStringLiteral("keep.png")));
        QCOMPARE(answers.questions(), QStringList(QStringLiteral("“keep.png” exists already. Replace it?")));
        QVERIFY(isKept(QStringLiteral("keep.png"))); // nothing is done to it here
    }
    // A link that leads nowhere would be followed.
    QVERIFY(QFile::link(path(QStringLiteral("nowhere")), path(QStringLiteral("link.png"))));
    Answers answers({QStringLiteral("link"), QStringLiteral("Replace")});
    QCOMPARE(chooseSaveFile(nullptr, request()), path(QStringLiteral("link.png")));
    QCOMPARE(answers.questions().size(), 1);
}

void SaveFileTest::whoKeepsAFileIsAskedForAnotherName()
{
    make(QStringLiteral("keep.png"));
    Answers answers({QStringLiteral("keep"), QString(), QStringLiteral("other")});
    QCOMPARE(chooseSaveFile(nullptr, request()), path(QStringLiteral("other.png")));
    QVERIFY(answers.isDone());
    QVERIFY(isKept(QStringLiteral("keep.png")));
}

void SaveFileTest::allThatIsWrittenIsAskedAboutAtOnce()
{
    for (const char *name : {"fr-001.png", "fr-003.png"})
        make(QString::fromLatin1(name));
    SaveFileRequest frames = request();
    frames.written = [this](const QString &) {
        return QStringList{path(QStringLiteral("fr-001.png")), path(QStringLiteral("fr-002.png")), path(QStringLiteral("fr-003.png"))};
    };
    Answers answers({QStringLiteral("fr"), QStringLiteral("Replace")});
    QCOMPARE(chooseSaveFile(nullptr, frames), path(QStringLiteral("fr.png")));
    QCOMPARE(answers.questions(),
        QStringList(QStringLiteral("2 of the 3 files exist already, from “fr-001.png” to “fr-003.png”. Replace them?")));
}

void SaveFileTest::givingUpGivesNoName()
{
    make(QStringLiteral("keep.png"));
    {
        Answers atOnce({QString()});
        QCOMPARE(chooseSaveFile(nullptr, request()), QString());
    }
    Answers later({QStringLiteral("keep"), QString(), QString()}); // keeps the file, then gives up
    QCOMPARE(chooseSaveFile(nullptr, request()), QString());
    QVERIFY(later.isDone());
    QVERIFY(isKept(QStringLiteral("keep.png")));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList(QStringLiteral("keep.png")));
}

QTEST_MAIN(SaveFileTest)
#include "save_file_test.moc"
