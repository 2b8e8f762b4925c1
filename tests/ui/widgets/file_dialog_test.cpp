// The dialog for files where the desktop has none of its own: nothing blank, nothing cut, everything readable in both themes.
#include "tests/ui/contrast.h"
#include "ui/theme/theme.h"
#include "ui/widgets/file_dialog.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTreeView>
#include <QtTest>

using namespace headscope;

class FileDialogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { Appearance::instance().setMode(Appearance::Mode::light); }
    void nothingIsBlank_data();
    void nothingIsBlank();
    void columnsShowNamesAndDatesWhole();
    void placesAreThoseOfThisComputer();
    void givenUpIsEmpty();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

void FileDialogTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    for (const char *name : {"a.txt", "a name that is longer than others.txt"}) {
        QFile file(m_folder->filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("text");
    }
}

void FileDialogTest::nothingIsBlank_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<bool>("saves");
    QTest::newRow("open, light") << false << false;
    QTest::newRow("open, dark") << true << false;
    QTest::newRow("save, light") << false << true;
    QTest::newRow("save, dark") << true << true;
}

void FileDialogTest::nothingIsBlank()
{
    QFETCH(const bool, dark);
    QFETCH(const bool, saves);
    Appearance::instance().setMode(dark ? Appearance::Mode::dark : Appearance::Mode::light);
    FileDialog dialog(nullptr, QStringLiteral("A file"));
    dialog.setAcceptMode(saves ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog.setDirectory(m_folder->path());
    dialog.show();
    auto *tree = dialog.findChild<QTreeView *>(QStringLiteral("treeView"));
    QVERIFY(tree);
    QTRY_COMPARE(tree->model()->rowCount(tree->rootIndex()), 2);
    dialog.selectFile(QStringLiteral("a.txt"));
    int seen = 0;
    for (QWidget *widget : dialog.findChildren<QWidget *>()) {
        const bool isText = qobject_cast<QLabel *>(widget) || qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget)
            || qobject_cast<QLineEdit *>(widget) || qobject_cast<QHeaderView *>(widget) || qobject_cast<QAbstractItemView *>(widget);
        if (!isText || !widget->isVisible() || !widget->isEnabled() || widget->size().isEmpty())
            continue;
        if (auto *header = qobject_cast<QHeaderView *>(widget); header && header->orientation() == Qt::Vertical)
            continue;
        ++seen;
        const QString name = QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
        const double contrast
            = strongestContrast(dialog.grab({widget->mapTo(&dialog, QPoint()), widget->size()}).toImage()); // on its ground
        QVERIFY2(contrast >= 4.5, qPrintable(name + QStringLiteral(" %1").arg(contrast)));
    }
    QVERIFY(seen >= 12);
    for (QToolButton *button : dialog.findChildren<QToolButton *>())
        if (button->isVisible())
            QVERIFY2(!button->icon().isNull() && !button->toolTip().isEmpty(), qPrintable(button->objectName()));
    for (QPushButton *button : dialog.findChildren<QPushButton *>())
        if (button->isVisible())
            QVERIFY2(button->icon().isNull() && !button->text().isEmpty(), qPrintable(button->objectName()));
}

void FileDialogTest::columnsShowNamesAndDatesWhole()
{
    FileDialog dialog(nullptr, QStringLiteral("A file"));
    dialog.setDirectory(m_folder->path());
    dialog.show();
    auto *tree = dialog.findChild<QTreeView *>(QStringLiteral("treeView"));
    QTRY_COMPARE(tree->model()->rowCount(tree->rootIndex()), 2);
    const auto areWhole = [&] {
        int width = 0;
        for (int column = 0; column < tree->model()->columnCount(); ++column) {
            if (tree->isColumnHidden(column))
                continue;
            const QModelIndex first = tree->model()->index(0, column, tree->rootIndex());
            if (tree->columnWidth(column) < static_cast<QAbstractItemView *>(tree)->sizeHintForIndex(first).width())
                return false;
            width += tree->columnWidth(column);
        }
        return width <= tree->viewport()->width(); // no scrolling to the side
    };
    QTRY_VERIFY(areWhole()); // sizes and dates come from another thread, by and by
}

void FileDialogTest::placesAreThoseOfThisComputer()
{
    FileDialog dialog(nullptr, QStringLiteral("A file"));
    QCOMPARE(dialog.supportedSchemes(), QStringList{QStringLiteral("file")});
    QVERIFY(dialog.sidebarUrls().contains(QUrl::fromLocalFile(QDir::homePath())));
    for (const QUrl &url : dialog.sidebarUrls())
        QVERIFY2(url.scheme() == QLatin1String("file") && (url.path().isEmpty() || QFileInfo(url.toLocalFile()).isDir()),
            qPrintable(url.toString()));
}

void FileDialogTest::givenUpIsEmpty()
{
    QTimer::singleShot(0, [] {
        if (auto *dialog = qobject_cast<FileDialog *>(QApplication::activeModalWidget()))
            dialog->reject();
    });
    QVERIFY(askForFile(nullptr, QStringLiteral("A file"), QStringLiteral("All files (*)")).isEmpty());
}

QTEST_MAIN(FileDialogTest)
#include "file_dialog_test.moc"
