// The Export dialog by mouse and keys: every format is written as chosen, failures are said in words, copies reach the clipboard.
#include "src/formats/npy.h"
#include "tests/support/model_folder.h"
#include "tests/ui/export/svg_content.h"
#include "ui/export/export_dialog.h"
#include "ui/widgets/segmented_control.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace headscope;

namespace {

/// A view that draws one word.
class WordView : public View {
public:
    using View::View;
    QString figureTitle() const override { return QStringLiteral("Blackboard · layer 1, head 2 · weights"); }

protected:
    ViewFigure wholeFigure(const FigureParts &) const override
    {
        constexpr QSizeF size(300, 120);
        return {size, [size](QPainter &painter) {
                    painter.setPen(Theme::current().text);
                    painter.drawText(QRectF(QPointF(), size), Qt::AlignCenter, QStringLiteral("view"));
                }};
    }
};

} // namespace

class ExportDialogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyFormatIsWritten_data();
    void everyFormatIsWritten();
    void theViewIsWhatIsWrittenFirst();
    void allHeadsGoIntoOneFigure();
    void scaleAndThemeCount();
    void formatsOfOneTableOfferOnePlace();
    void failuresAreSaidInWords_data();
    void failuresAreSaidInWords();
    void copiesReachTheClipboard();
    void keysReachEverything();
    void withoutATraceNothingCanBeSaved();
    void namesAreFitForFiles();
    void whatWasWrittenIsNamed();
    void theModelsOwnFilesAreRefused();
    void writingCanBeCancelled();

private:
    QPushButton *button(const char *text) const;
    SegmentedControl *control(const char *accessibleName) const;
    void press(SegmentedControl *segments, int index);
    QString file(const char *name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    QByteArray saved(const QString &path);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<WordView> m_view;
    std::unique_ptr<ExportDialog> m_dialog;
};

void ExportDialogTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_session->setText(QStringLiteral("The cat sat"));
    m_session->openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(m_session->trace());
    m_selection->setKey({Stage::weights, 0, 1});
    m_view = std::make_unique<WordView>(*m_session, *m_selection);
    m_dialog = std::make_unique<ExportDialog>(*m_view, *m_session, *m_selection);
    m_dialog->show();
}

void ExportDialogTest::cleanup()
{
    m_dialog.reset();
    m_view.reset();
    m_session.reset();
}

QPushButton *ExportDialogTest::button(const char *text) const
{
    for (QPushButton *candidate : m_dialog->findChildren<QPushButton *>())
        if (candidate->text() == QString::fromUtf8(text))
            return candidate;
    return nullptr;
}

SegmentedControl *ExportDialogTest::control(const char *accessibleName) const
{
    for (SegmentedControl *candidate : m_dialog->findChildren<SegmentedControl *>())
        if (candidate->accessibleName() == QString::fromUtf8(accessibleName))
            return candidate;
    return nullptr;
}

void ExportDialogTest::press(SegmentedControl *segments, int index)
{
    segments->setFocus();
    while (segments->current() < index)
        QTest::keyClick(segments, Qt::Key_Right);
    while (segments->current() > index)
        QTest::keyClick(segments, Qt::Key_Left);
}

QByteArray ExportDialogTest::saved(const QString &path)
{
    m_dialog->saveTo(path);
    while (m_dialog->isWriting())
        QTest::qWait(5);
    QTest::qWait(5);
    QFile source(path);
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

void ExportDialogTest::everyFormatIsWritten_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("png") << QStringLiteral("png") << QByteArray("\x89PNG");
    QTest::newRow("svg") << QStringLiteral("svg") << QByteArray("<?xml");
    QTest::newRow("pdf") << QStringLiteral("pdf") << QByteArray("%PDF-");
    QTest::newRow("csv") << QStringLiteral("csv") << QByteArray();
    QTest::newRow("npy") << QStringLiteral("npy") << QByteArray("\x93NUMPY");
    QTest::newRow("json") << QStringLiteral("json") << QByteArray("{");
    QTest::newRow("safetensors") << QStringLiteral("safetensors") << QByteArray();
}

void ExportDialogTest::everyFormatIsWritten()
{
    QFETCH(QString, format);
    QFETCH(QByteArray, beginning);
    m_dialog->setFormat(format);
    QCOMPARE(m_dialog->format(), format);
    QVERIFY(m_dialog->suggestedName().endsWith(QLatin1Char('.') + format));
    const QString path = m_folder->filePath(m_dialog->suggestedName());
    const QByteArray bytes = saved(path);
    QVERIFY(bytes.size() > 20);
    QVERIFY(bytes.startsWith(beginning));
    QVERIFY2(m_dialog->message().startsWith(QStringLiteral("Saved ")), qPrintable(m_dialog->message()));
    if (format == QLatin1String("npy")) {
        const NpyArray array = readNpy(path.toStdString());
        const Matrix matrix = m_session->trace()->matrix({Stage::weights, 0, 1});
        QCOMPARE(array.values.size(), std::size_t(9));
        for (int i = 0; i < 9; ++i)
            QCOMPARE(array.values[static_cast<std::size_t>(i)], matrix(i / 3, i % 3));
    }
}

void ExportDialogTest::theViewIsWhatIsWrittenFirst()
{
    m_dialog->setFormat(QStringLiteral("svg"));
    const SvgContent svg = readSvg(saved(file("view.svg")));
    QCOMPARE(svg.texts, QStringList(QStringLiteral("view")));
    QCOMPARE(svg.title, m_view->figureTitle());
    QVERIFY(svg.description.contains(QStringLiteral("text: The cat sat")));
}

void ExportDialogTest::allHeadsGoIntoOneFigure()
{
    m_dialog->setFormat(QStringLiteral("svg"));
    auto *scope = m_dialog->findChild<QComboBox *>();
    scope->setFocus();
    QTest::keyClick(scope, Qt::Key_Down);
    QCOMPARE(scope->currentText(), QStringLiteral("All heads of layer 1"));
    const SvgContent svg = readSvg(saved(file("heads.svg")));
    for (int head = 1; head <= 2; ++head)
        QVERIFY(svg.texts.contains(QStringLiteral("layer 1, head %1").arg(head)));
}

void ExportDialogTest::scaleAndThemeCount()
{
    press(control("Scale of the picture"), 2);
    QVERIFY(!saved(file("a.png")).isEmpty());
    const QImage image(file("a.png"));
    QCOMPARE(image.size(), QSize(900, 360));
    QCOMPARE(image.pixelColor(0, 0), QColor(Qt::white));
    press(control("Colours"), 1);
    QVERIFY(!saved(file("b.png")).isEmpty());
    QCOMPARE(QImage(file("b.png")).pixelColor(0, 0), Theme::current().canvas);
    press(control("Format of the figure"), 1);
    QVERIFY(!control("Scale of the picture")->isVisible());
}

void ExportDialogTest::formatsOfOneTableOfferOnePlace()
{
    auto *scope = m_dialog->findChild<QComboBox *>();
    press(control("Figure or numbers"), 1);
    QCOMPARE(m_dialog->format(), QStringLiteral("csv"));
    QCOMPARE(scope->count(), 1);
    QCOMPARE(scope->currentText(), QStringLiteral("Layer 1, head 2"));
    m_dialog->setFormat(QStringLiteral("safetensors"));
    QVERIFY(scope->count() > 2);
}

void ExportDialogTest::failuresAreSaidInWords_data()
{
    QTest::addColumn<QString>("format");
    for (const char *format : {"png", "pdf", "csv", "safetensors"})
        QTest::newRow(format) << QString::fromLatin1(format);
}

void ExportDialogTest::failuresAreSaidInWords()
{
    QFETCH(QString, format);
    m_dialog->setFormat(format);
    QVERIFY(saved(file("no/such/folder/a.") + format).isEmpty());
    QVERIFY2(m_dialog->message().contains(QStringLiteral("no/such/folder")), qPrintable(m_dialog->message()));
}

void ExportDialogTest::copiesReachTheClipboard()
{
    QTest::mouseClick(button("Copy numbers"), Qt::LeftButton);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("\tThe\tcat\tsat\n")));
    QTest::mouseClick(button("Copy picture"), Qt::LeftButton);
    QCOMPARE(qvariant_cast<QImage>(QGuiApplication::clipboard()->mimeData()->imageData()).size(), QSize(600, 240));
}

void ExportDialogTest::keysReachEverything()
{
    QSet<QWidget *> reached;
    m_dialog->activateWindow();
    control("Figure or numbers")->setFocus();
    for (int i = 0; i < 20; ++i) {
        reached.insert(m_dialog->focusWidget());
        QTest::keyClick(m_dialog->focusWidget(), Qt::Key_Tab);
    }
    for (QWidget *widget : m_dialog->findChildren<QWidget *>()) {
        const bool isControl
            = qobject_cast<QPushButton *>(widget) || qobject_cast<SegmentedControl *>(widget) || qobject_cast<QComboBox *>(widget);
        if (isControl && widget->isVisible()) {
            QVERIFY2(reached.contains(widget), qPrintable(widget->accessibleName()));
            QVERIFY(!widget->accessibleName().isEmpty() || qobject_cast<QPushButton *>(widget));
        }
    }
}

void ExportDialogTest::withoutATraceNothingCanBeSaved()
{
    Session empty;
    WordView view(empty, *m_selection);
    ExportDialog dialog(view, empty, *m_selection);
    dialog.saveTo(file("never.png"));
    QVERIFY(!QFile::exists(file("never.png")));
    QVERIFY(!dialog.message().isEmpty());
    for (QPushButton *candidate : dialog.findChildren<QPushButton *>())
        QCOMPARE(candidate->isEnabled(), candidate->text() == QStringLiteral("Close"));
}

void ExportDialogTest::namesAreFitForFiles()
{
    QCOMPARE(m_dialog->suggestedName(), QStringLiteral("blackboard-layer-1-head-2-weights.png"));
}

void ExportDialogTest::whatWasWrittenIsNamed()
{
    m_view->setShowsHead(true); // so that it has frames
    m_dialog->setFormat(QStringLiteral("png"));
    const auto combos = m_dialog->findChildren<QComboBox *>();
    const auto frames = std::ranges::find_if(combos, [](QComboBox *combo) { return combo->accessibleName() == QLatin1String("Frames"); });
    QVERIFY(frames != combos.end());
    (*frames)->setCurrentIndex(3); // for each of the three query tokens
    saved(file("fr.png"));
    QCOMPARE(m_dialog->message(), QStringLiteral("Saved 3 files, %1 to fr-003.png").arg(file("fr-001.png")));
    QVERIFY(!QFile::exists(file("fr.png")));
    for (const char *name : {"fr-001.png", "fr-002.png", "fr-003.png"})
        QVERIFY2(QFile::exists(file(name)), name);

    m_dialog->setFormat(QStringLiteral("csv"));
    saved(file("a.csv"));
    QCOMPARE(m_dialog->message(), QStringLiteral("Saved %1 and a.csv.json").arg(file("a.csv")));
    QVERIFY(QFile::exists(file("a.csv.json")));
}

void ExportDialogTest::theModelsOwnFilesAreRefused()
{
    const QString folder = m_folder->filePath(QStringLiteral("own"));
    ModelFolder::blackboard().write(folder.toStdString());
    m_session->openModel(folder);
    QTRY_VERIFY(
        m_session->trace() && QString::fromStdString(m_session->trace()->model().folder().string()) == folder && !m_session->isBusy());
    const QString weights = folder + QStringLiteral("/model.safetensors");
    QFile before(weights);
    QVERIFY(before.open(QIODevice::ReadOnly));
    const QByteArray bytes = before.readAll();
    before.close();
    WordView view(*m_session, *m_selection);
    ExportDialog dialog(view, *m_session, *m_selection);
    dialog.setFormat(QStringLiteral("safetensors"));
    dialog.saveTo(weights);
    QTRY_VERIFY(!dialog.isWriting());
    QVERIFY2(!dialog.message().startsWith(QLatin1String("Saved")) && dialog.message().contains(QLatin1String("model.safetensors")),
        qPrintable(dialog.message()));
    QVERIFY(before.open(QIODevice::ReadOnly));
    QVERIFY(before.readAll() == bytes);
}

// Every number of a run takes longer than the way from one line of this test to the next.
void ExportDialogTest::writingCanBeCancelled()
{
    m_dialog.reset();
    m_session->openModel(QStringLiteral("storyteller"));
    m_session->setText(QStringLiteral("The cat sat. ").repeated(20));
    QTRY_VERIFY(!m_session->isBusy() && m_session->trace()->tokenCount() > 40);
    m_dialog = std::make_unique<ExportDialog>(*m_view, *m_session, *m_selection);
    m_dialog->show();
    m_dialog->setFormat(QStringLiteral("json"));
    const auto combos = m_dialog->findChildren<QComboBox *>();
    const auto scope = std::ranges::find_if(combos, [](QComboBox *combo) { return combo->accessibleName() == QLatin1String("How much"); });
    QVERIFY(scope != combos.end());
    (*scope)->setCurrentIndex((*scope)->count() - 1); // everything
    m_dialog->saveTo(file("all.json"));
    QVERIFY(m_dialog->isWriting() && !button("Close"));
    button("Cancel")->click();
    QVERIFY(m_dialog->isVisible());
    QTRY_VERIFY(!m_dialog->isWriting());
    QCOMPARE(m_dialog->message(), QStringLiteral("Cancelled: nothing was saved."));
    QVERIFY(QDir(m_folder->path()).isEmpty());
    QVERIFY(!saved(file("all.json")).isEmpty());
    QVERIFY(m_dialog->message().startsWith(QLatin1String("Saved")));
    button("Close")->click();
    QVERIFY(!m_dialog->isVisible());
}

QTEST_MAIN(ExportDialogTest)
#include "export_dialog_test.moc"
