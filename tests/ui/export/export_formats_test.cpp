// One row of the table of formats is all that a format needs to be in the dialog, on the clipboard, on the command line, in its help and
// among the rules about what may be written over.
#include "tests/ui/cli/call.h"
#include "tests/ui/export/shown_view.h"

#include "src/export/export_target.h"
#include "ui/cli/commands.h"
#include "ui/cli/help.h"
#include "ui/export/clipboard.h"
#include "ui/export/export_dialog.h"
#include "ui/export/view_export.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/widgets/segmented_control.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QMimeData>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <set>

using namespace headscope;

namespace {

QString idOf(const ExportFormat &format)
{
    return QString::fromLatin1(format.id.data(), qsizetype(format.id.size()));
}

bool isForAnything(const ExportFormat &format)
{
    return std::ranges::any_of(std::array{ExportOf::figure, ExportOf::stages, ExportOf::table, ExportOf::frames},
        [&](ExportOf what) { return isFor(format, what); });
}

QImage pixelsOf(QImage image)
{
    image.setDevicePixelRatio(1); // which files do not hold
    return image.convertToFormat(QImage::Format_ARGB32);
}

} // namespace

class ExportFormatsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }

    void rowsAreSound()
    {
        std::set<std::string_view> ids;
        for (const ExportFormat &format : kExportFormats) {
            QVERIFY(ids.insert(format.id).second);
            QVERIFY(!format.title.empty());
            QVERIFY(isForAnything(format));
            QCOMPARE(format.writeStages != nullptr, format.holds != FormatHolds::nothing);
            QCOMPARE(format.kind == FormatKind::numbers, format.writeStages || format.writeTable);
            QCOMPARE(format.copiedText != nullptr, format.kind == FormatKind::numbers && !format.mimeType.empty());
            QVERIFY(!format.hasSideFile || !format.ofModels);
            QCOMPARE(formatNamed(format.id), &format);
            // What is written under names nobody typed is known again.
            QVERIFY(format.kind != FormatKind::figure || format.frames.empty() || !format.beginning.empty());
        }
        QVERIFY(!formatNamed(std::string_view("docx")));
    }

    void theCommandLineTellsOfEach()
    {
        QFile readme(sourceFile("ui/cli/README.md"));
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QByteArray documented = readme.readAll();
        const std::string help = commandHelp(*commandNamed(QStringLiteral("export")));
        const std::string refusal = call("export -t \"The cat\" -o a.docx --frames layers").err;
        for (const ExportFormat &format : kExportFormats) {
            const std::string ending = "." + std::string(format.id);
            QVERIFY2(documented.contains(QByteArray::fromStdString(ending)), format.id.data());
            QVERIFY2(help.find(format.id) != help.npos, format.id.data());
            QVERIFY2(refusal.find(ending) != refusal.npos, refusal.c_str());
        }
    }

    void theCommandLineWritesEach_data()
    {
        QTest::addColumn<QString>("id");
        for (const ExportFormat &format : kExportFormats)
            QTest::newRow(format.id.data()) << idOf(format);
    }

    void theCommandLineWritesEach()
    {
        QFETCH(QString, id);
        const ExportFormat &format = *formatNamed(id);
        const auto written = [&](const QString &name, const QStringList &options) {
            const QString path = m_folder.filePath(name + QLatin1Char('.') + id);
            const Call run
                = callWith(QStringList{QStringLiteral("export"), QStringLiteral("The cat"), QStringLiteral("-o"), path} + options);
            QFile file(path);
            return run.code == 0 && file.open(QIODevice::ReadOnly) && file.size() > 20
                && QFile::exists(path + QStringLiteral(".json")) == format.hasSideFile;
        };
        QCOMPARE(written(QStringLiteral("stage"), {}), isFor(format, ExportOf::figure) || isFor(format, ExportOf::stages));
        QCOMPARE(written(QStringLiteral("view"), {QStringLiteral("--view"), QStringLiteral("heatmap")}),
            isFor(format, ExportOf::figure) || isFor(format, ExportOf::table));
        const QStringList frames{QStringLiteral("--frames"), QStringLiteral("queries")};
        QCOMPARE(written(QStringLiteral("frames"), frames), format.kind == FormatKind::animation);
        QCOMPARE(QFile::exists(m_folder.filePath(QStringLiteral("frames-002.") + id)),
            isFor(format, ExportOf::frames) && format.kind == FormatKind::figure);
    }

    /// A model's folder takes what no model consists of.
    void modelsAreProtectedFromEach()
    {
        const std::filesystem::path model = m_folder.path().toStdString();
        for (const ExportFormat &format : kExportFormats) {
            bool isRefused = false;
            try {
                requireNoSource(model / ("new." + std::string(format.id)), {{model}, {}});
            } catch (const std::exception &) {
                isRefused = true;
            }
            QCOMPARE(isRefused, format.ofModels);
        }
    }

    void theDialogOffersEach()
    {
        Session session;
        Selection selection(session);
        HeadsWorkspace heads(session, selection);
        QVERIFY(showView(heads, session, selection, QStringLiteral("heatmap"), -1));
        ExportDialog dialog(heads.currentView(), session, selection);
        QStringList offered;
        for (const SegmentedControl *control : dialog.findChildren<SegmentedControl *>())
            for (int index = 0; !control->label(index).isEmpty(); ++index)
                offered << control->label(index);
        for (const ExportOf what : {ExportOf::figure, ExportOf::numbers, ExportOf::frames})
            for (const QString &title : titlesFor(what))
                QVERIFY2(offered.contains(title), qPrintable(title));
        for (const ExportOf what : {ExportOf::figure, ExportOf::numbers})
            for (const QString &id : formatsFor(what)) {
                dialog.setFormat(id);
                QVERIFY(dialog.suggestedName().endsWith(QLatin1Char('.') + id));
            }
    }

    void whatIsCopiedIsWhatIsExported()
    {
        Session session;
        Selection selection(session);
        HeadsWorkspace heads(session, selection);
        PatternChoice choice;
        choice.measure = Measure::rollout;
        QVERIFY(showView(heads, session, selection, QStringLiteral("heatmap"), -1, choice));
        View &view = heads.currentView();

        const Figure figure = viewFigure(view.drawn(), selection);
        copyFigure(figure, {});
        const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
        for (const ExportFormat &format : kExportFormats) {
            if (format.kind != FormatKind::figure || format.mimeType.empty())
                continue;
            const QString mimeType = QString::fromLatin1(format.mimeType.data(), qsizetype(format.mimeType.size()));
            const QByteArray exported = encodeFigure(format.id, figure, {});
            if (format.hasPixels)
                QCOMPARE(pixelsOf(qvariant_cast<QImage>(copied->imageData())), pixelsOf(QImage::fromData(exported)));
            else
                QCOMPARE(copied->data(mimeType), exported);
        }

        const QString path = m_folder.filePath(QStringLiteral("copied.csv"));
        viewTableWriter(view.drawn(), selection, path)();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        copyNumbers(shownNumbers(view.drawn(), session, selection));
        const QString exported = QString::fromUtf8(file.readAll()).replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
        QCOMPARE(QGuiApplication::clipboard()->text(), QString(exported).replace(QLatin1Char(','), QLatin1Char('\t')));
        selection.setPattern({});
        QVERIFY(QGuiApplication::clipboard()->text().toStdString() != tabbedText(shownNumbers(view.drawn(), session, selection)));
    }

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(ExportFormatsTest)
#include "export_formats_test.moc"
