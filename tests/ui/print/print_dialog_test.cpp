// Print and Page Setup: a PDF without any printer, which holds the figure that Export writes; what can't be printed is said.
#include "src/error.h"
#include "tests/support/model_folder.h"
#include "ui/export/view_export.h"
#include "ui/print/figure_printer.h"
#include "ui/print/print_dialog.h"
#include "ui/print/system_printer.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>

using namespace headscope;

namespace {

constexpr double kPointsPerMillimetre = 72 / 25.4;

/// Cells with digits; or words in their place.
class CellsView : public View {
public:
    using View::View;
    QString figureTitle() const override { return QStringLiteral("Blackboard · layer 1, head 2 · weights"); }
    QString wordsInstead() const override { return m_words; }

    QSize m_cells = {6, 3};
    QString m_words;

protected:
    ViewFigure wholeFigure(const FigureParts &) const override
    {
        constexpr int kCell = 50;
        return {QSizeF(m_cells * kCell), [cells = m_cells](QPainter &painter) {
                    for (int row = 0; row < cells.height(); ++row)
                        for (int column = 0; column < cells.width(); ++column) {
                            const QRectF cell(column * kCell, row * kCell, kCell - 10, kCell - 10);
                            painter.fillRect(cell, QColor(40, 90 + 20 * column, 120 + 30 * row));
                            painter.setPen(Theme::current().text);
                            painter.drawText(cell, Qt::AlignCenter, QString::number(row * 10 + column));
                        }
                }};
    }
};

struct PdfContent {
    qsizetype pages = 0;
    QSizeF page; ///< in points
    qsizetype texts = 0;
    qsizetype fills = 0;
};

PdfContent readPdf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray pdf = file.readAll();
    PdfContent content;
    content.pages = QString::fromLatin1(pdf).count(QRegularExpression(QStringLiteral("/Type\\s*/Page\\b")));
    const auto box = QRegularExpression(QStringLiteral("/MediaBox \\[0 0 ([0-9.]+) ([0-9.]+)\\]")).match(QString::fromLatin1(pdf));
    content.page = {box.captured(1).toDouble(), box.captured(2).toDouble()};
    for (qsizetype begin = pdf.indexOf("stream\n"); begin >= 0; begin = pdf.indexOf("\nstream\n", begin)) {
        begin = pdf.indexOf('\n', begin + 1) + 1;
        const QByteArray packed = pdf.mid(begin, pdf.indexOf("endstream", begin) - begin);
        const QString drawn = QString::fromLatin1(qUncompress(QByteArray("\0\1\0\0", 4) + packed)); // with a guess of its length in front
        if (!drawn.contains(QStringLiteral(" cm\n")))
            continue; // a typeface or a picture
        content.texts += drawn.count(QRegularExpression(QStringLiteral(" Tj\\b")));
        content.fills += drawn.count(QRegularExpression(QStringLiteral("^f\\*?$"), QRegularExpression::MultilineOption));
    }
    return content;
}

QSizeF inPoints(QPageSize::PageSizeId paper)
{
    return QPageSize::size(paper, QPageSize::Point);
}

} // namespace

class PrintDialogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aFileNeedsNoPrinter();
    void thePageIsTurnedAsTheFigure();
    void thePictureIsTheExports();
    void thePageIsRemembered();
    void strangeSettingsAreUsual();
    void aBadTargetIsSaidOnce_data();
    void aBadTargetIsSaidOnce();
    void printersAreOffered();
    void aPrinterThatIsGoneIsSaid();
    void withoutAPictureThereIsNothingToPrint();

private:
    PrintDialog &open(PrintDialog::Purpose purpose = PrintDialog::Purpose::print);
    template <typename Widget>
    Widget *named(const char *name) const;
    QPushButton &primary() const;
    QString file(const char *name) const { return m_folder->filePath(QString::fromLatin1(name)); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<CellsView> m_view;
    std::unique_ptr<PrintDialog> m_dialog;
};

void PrintDialogTest::init()
{
    QSettings().clear();
    m_folder = std::make_unique<QTemporaryDir>();
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_session->setText(QStringLiteral("The cat sat"));
    m_session->openModel(QStringLiteral("blackboard"));
    QTRY_VERIFY(m_session->trace());
    m_view = std::make_unique<CellsView>(*m_session, *m_selection);
}

void PrintDialogTest::cleanup()
{
    m_dialog.reset();
    m_view.reset();
    m_selection.reset();
    m_session.reset();
}

/// Not shown: then nobody asks for the printers of this machine.
PrintDialog &PrintDialogTest::open(PrintDialog::Purpose purpose)
{
    m_dialog = std::make_unique<PrintDialog>(*m_view, *m_session, *m_selection, purpose);
    return *m_dialog;
}

template <typename Widget>
Widget *PrintDialogTest::named(const char *name) const
{
    const auto all = m_dialog->findChildren<Widget *>();
    const auto found = std::ranges::find(all, QString::fromLatin1(name), [](Widget *widget) { return widget->accessibleName(); });
    return found == all.end() ? nullptr : *found;
}

QPushButton &PrintDialogTest::primary() const
{
    for (QPushButton *button : m_dialog->findChildren<QPushButton *>())
        if (button->isDefault())
            return *button;
    qFatal("no default button");
}

void PrintDialogTest::aFileNeedsNoPrinter()
{
    PrintDialog &dialog = open();
    QCOMPARE(named<QComboBox>("Printer")->currentText(), QStringLiteral("Print to file (PDF)"));
    QVERIFY(primary().isEnabled());
    dialog.saveTo(file("a.pdf"));
    QCOMPARE(dialog.result(), int(QDialog::Accepted));
    QVERIFY(dialog.outcome().contains(QStringLiteral("a.pdf")));
    QCOMPARE(readPdf(file("a.pdf")).pages, 1);
    QFile pdf(file("a.pdf"));
    QVERIFY(pdf.open(QIODevice::ReadOnly));
    QVERIFY(pdf.readAll().contains("The cat sat")); // its settings, as in an export
}

void PrintDialogTest::thePageIsTurnedAsTheFigure()
{
    const auto pageOf = [this](PageTurn turn, QSize cells) {
        m_view->m_cells = cells;
        PageSetup setup;
        setup.turn = turn;
        printToFile(file("turned.pdf"), viewFigure(m_view->drawn(), *m_selection), setup);
        return readPdf(file("turned.pdf")).page.toSize();
    };
    const QSize upright = inPoints(QPageSize::A4).toSize();
    QCOMPARE(pageOf(PageTurn::byFigure, {6, 3}), upright.transposed());
    QCOMPARE(pageOf(PageTurn::byFigure, {3, 6}), upright);
    QCOMPARE(pageOf(PageTurn::portrait, {6, 3}), upright);
    QCOMPARE(pageOf(PageTurn::landscape, {3, 6}), upright.transposed());
}

void PrintDialogTest::thePictureIsTheExports()
{
    const Figure figure = viewFigure(m_view->drawn(), *m_selection);
    // As many texts and areas as the PDF that Export writes, as text and vectors.
    writeFigure({file("export.pdf"), QStringLiteral("pdf")}, figure, {});
    open().saveTo(file("print.pdf"));
    const PdfContent exported = readPdf(file("export.pdf"));
    const PdfContent printed = readPdf(file("print.pdf"));
    QVERIFY(exported.texts > 0 && exported.fills >= 18);
    QCOMPARE(printed.texts, exported.texts);
    QCOMPARE(printed.fills, exported.fills);

    // Pixel by pixel, on a page that it fits without being scaled, also while the window is dark.
    const Theme before = Theme::current();
    Theme::setCurrent(Theme::darkTheme());
    const QSize size = figure.size.toSize();
    QImage page(size + QSize(40, 20), QImage::Format_ARGB32_Premultiplied);
    page.fill(Qt::white);
    QPainter painter(&page);
    paintOnPage(painter, QRectF(20, 0, size.width(), size.height() + 20), figure);
    painter.end();
    FigureOptions options;
    options.scale = 1;
    const QImage picture = figureImage(figure, options);
    Theme::setCurrent(before);
    const QRect place(20, 10, size.width(), size.height());
    QCOMPARE(page.copy(place).convertToFormat(QImage::Format_RGB32), picture.convertToFormat(QImage::Format_RGB32));
    QCOMPARE(page.pixelColor(5, 5), QColor(Qt::white));
}

void PrintDialogTest::thePageIsRemembered()
{
    open(PrintDialog::Purpose::setUpPage);
    QVERIFY(named<QComboBox>("Printer")->isHidden());
    named<QComboBox>("Paper")->setCurrentText(paperTitle(QPageSize::A5));
    named<QSpinBox>("Margins")->setValue(25);
    QTest::keyClick(named<SegmentedControl>("How the page is turned"), Qt::Key_Right);
    primary().click();
    const PageSetup wanted{QPageSize::A5, PageTurn::portrait, 25};
    QCOMPARE(m_dialog->result(), int(QDialog::Accepted));
    QCOMPARE(PageSetup::remembered(), wanted);
    QCOMPARE(open().setup(), wanted);
    m_dialog->saveTo(file("small.pdf"));
    QCOMPARE(readPdf(file("small.pdf")).page.toSize(), inPoints(QPageSize::A5).toSize());

    // The picture is as large as fits between the margins, and in the middle.
    const Figure figure = viewFigure(m_view->drawn(), *m_selection);
    const QRectF room = wanted.layoutFor(figure.size).paintRect(QPageLayout::Millimeter);
    QCOMPARE(room.topLeft(), QPointF(25, 25));
    QVERIFY(std::abs(room.width() - (148 - 50)) < 1 / kPointsPerMillimetre);

    open(PrintDialog::Purpose::setUpPage);
    named<QSpinBox>("Margins")->setValue(3);
    m_dialog->reject();
    QCOMPARE(PageSetup::remembered(), wanted);
}

void PrintDialogTest::strangeSettingsAreUsual()
{
    QSettings().setValue(QStringLiteral("print/paper"), QStringLiteral("Papyrus"));
    QSettings().setValue(QStringLiteral("print/turn"), 7);
    QSettings().setValue(QStringLiteral("print/margin"), 9999);
    PageSetup usual = PageSetup::usual();
    usual.margin = PageSetup::kMostMargin;
    QCOMPARE(PageSetup::remembered(), usual);
    for (const QPageSize::PageSizeId paper : kPapers) { // even then all papers leave room
        const QSizeF room = PageSetup{paper, PageTurn::byFigure, PageSetup::kMostMargin}.layoutFor({2, 1}).paintRect().size();
        QVERIFY(!room.isEmpty());
    }
}

void PrintDialogTest::aBadTargetIsSaidOnce_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("no such folder") << QStringLiteral("nowhere/a.pdf");
    QTest::newRow("a folder") << QStringLiteral("folder");
    QTest::newRow("the model's") << QStringLiteral("own/model.safetensors");
}

void PrintDialogTest::aBadTargetIsSaidOnce()
{
    QFETCH(const QString, path);
    const QString own = m_folder->filePath(QStringLiteral("own"));
    ModelFolder::blackboard().write(own.toStdString());
    m_session->openModel(own);
    QTRY_VERIFY(m_session->trace() && QString::fromStdString(m_session->trace()->model().folder().string()) == own);
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("folder")));
    const QStringList before = QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden);
    PrintDialog &dialog = open();
    QSignalSpy closed(&dialog, &QDialog::finished);
    dialog.saveTo(m_folder->filePath(path));
    QCOMPARE(closed.count(), 0);
    QVERIFY2(dialog.message().contains(QFileInfo(path).fileName()), qPrintable(dialog.message()));
    QVERIFY(dialog.outcome().isEmpty());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden), before);
    dialog.saveTo(file("good.pdf")); // the next try
    QCOMPARE(closed.count(), 1);
    QCOMPARE(readPdf(file("good.pdf")).pages, 1);
}

void PrintDialogTest::printersAreOffered()
{
    PrintDialog &dialog = open();
    const QStringList names{QStringLiteral("Laser"), QStringLiteral("Colour")};
    dialog.offerPrinters(names);
    QComboBox *printer = named<QComboBox>("Printer");
    QCOMPARE(printer->count(), 3);
    QCOMPARE(printer->currentText(), names.front()); // the usual one
    QCOMPARE(primary().text(), QStringLiteral("Print"));
    QVERIFY(!named<QSpinBox>("Copies")->isHidden());
    printer->setCurrentIndex(0);
    QCOMPARE(primary().text(), QStringLiteral("Save PDF…"));
    QVERIFY(named<QSpinBox>("Copies")->isHidden());
    dialog.saveTo(file("a.pdf"));
    open().offerPrinters(names); // who printed to a file goes on so
    QCOMPARE(named<QComboBox>("Printer")->currentIndex(), 0);
}

void PrintDialogTest::aPrinterThatIsGoneIsSaid()
{
    PrintDialog &dialog = open();
    dialog.offerPrinters({QStringLiteral("A printer that there is not")});
    QSignalSpy closed(&dialog, &QDialog::finished);
    primary().click();
    QCOMPARE(closed.count(), 0);
    QVERIFY2(dialog.message().contains(QStringLiteral("A printer that there is not")), qPrintable(dialog.message()));
    QVERIFY(primary().isEnabled());
}

void PrintDialogTest::withoutAPictureThereIsNothingToPrint()
{
    m_view->m_words = QStringLiteral("Type a sentence");
    PrintDialog &dialog = open();
    QCOMPARE(dialog.message(), m_view->m_words);
    QVERIFY(!primary().isEnabled());
    m_view->m_words.clear();
    m_session->setText(QStringLiteral("The cat")); // a new run while the dialog is open
    QTRY_VERIFY(primary().isEnabled());
    QVERIFY(dialog.message().isEmpty());
}

QTEST_MAIN(PrintDialogTest)
#include "print_dialog_test.moc"
