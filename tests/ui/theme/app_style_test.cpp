// What Qt draws by itself in our look: every icon of file dialogs and message boxes can be seen on its ground, buttons say what they do in
// words, the focus has our frame.
#include "tests/ui/contrast.h"
#include "ui/theme/app_style.h"
#include "ui/theme/line_icon.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QStyleOptionFocusRect>
#include <QtTest>

using namespace headscope;

namespace {

QImage onGround(const QPixmap &pixmap, const QColor &ground)
{
    QImage image(pixmap.size() + QSize(40, 0), QImage::Format_RGB32); // with so much ground that it is the commonest colour
    image.fill(ground);
    QPainter painter(&image);
    painter.drawPixmap(0, 0, pixmap);
    return image;
}

} // namespace

class AppStyleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { Appearance::instance().setMode(Appearance::Mode::light); }
    void iconsStandOut_data();
    void iconsStandOut();
    void iconsFollowTheTheme();
    void buttonsOfMessageBoxesAreWords();
    void theFocusIsInTheAccent();
};

void AppStyleTest::iconsStandOut_data()
{
    QTest::addColumn<int>("icon");
    // What QFileDialog, its side bar, QFileIconProvider, QMessageBox and QLineEdit ask for.
    const std::initializer_list<std::pair<const char *, QStyle::StandardPixmap>> icons = {{"back", QStyle::SP_ArrowBack},
        {"forward", QStyle::SP_ArrowForward}, {"parent", QStyle::SP_FileDialogToParent}, {"new folder", QStyle::SP_FileDialogNewFolder},
        {"list", QStyle::SP_FileDialogListView}, {"details", QStyle::SP_FileDialogDetailedView}, {"folder", QStyle::SP_DirIcon},
        {"folder link", QStyle::SP_DirLinkIcon}, {"home", QStyle::SP_DirHomeIcon}, {"file", QStyle::SP_FileIcon},
        {"file link", QStyle::SP_FileLinkIcon}, {"desktop", QStyle::SP_DesktopIcon}, {"computer", QStyle::SP_ComputerIcon},
        {"trash", QStyle::SP_TrashIcon}, {"disk", QStyle::SP_DriveHDIcon}, {"CD", QStyle::SP_DriveCDIcon}, {"DVD", QStyle::SP_DriveDVDIcon},
        {"floppy", QStyle::SP_DriveFDIcon}, {"network", QStyle::SP_DriveNetIcon}, {"information", QStyle::SP_MessageBoxInformation},
        {"question", QStyle::SP_MessageBoxQuestion}, {"warning", QStyle::SP_MessageBoxWarning},
        {"critical", QStyle::SP_MessageBoxCritical}, {"clear", QStyle::SP_LineEditClearButton}};
    for (const auto &[name, icon] : icons)
        QTest::newRow(name) << int(icon);
}

void AppStyleTest::iconsStandOut()
{
    QFETCH(const int, icon);
    for (const auto mode : {Appearance::Mode::light, Appearance::Mode::dark}) {
        Appearance::instance().setMode(mode);
        const QIcon shown = qApp->style()->standardIcon(QStyle::StandardPixmap(icon));
        QVERIFY(!shown.isNull());
        for (const int side : {16, 24, 48}) {
            const QPixmap pixmap = shown.pixmap(side);
            QCOMPARE(pixmap.deviceIndependentSize().toSize(), QSize(side, side));
            QVERIFY2(strongestContrast(onGround(pixmap, Theme::current().panel)) >= 3, qPrintable(QString::number(side))); // WCAG 1.4.11
        }
        const QPixmap disabled = shown.pixmap(QSize(24, 24), QIcon::Disabled);
        QVERIFY(strongestContrast(onGround(disabled, Theme::current().panel)) > 1.2);
        QVERIFY(disabled.toImage() != shown.pixmap(QSize(24, 24)).toImage());
    }
}

void AppStyleTest::iconsFollowTheTheme()
{
    Appearance::instance().setMode(Appearance::Mode::light);
    const QIcon icon = qApp->style()->standardIcon(QStyle::SP_ArrowBack);
    const QImage light = icon.pixmap(24).toImage();
    Appearance::instance().setMode(Appearance::Mode::dark);
    QVERIFY(icon.pixmap(24).toImage() != light);
    QVERIFY(lineIcon(QStringLiteral(":/icons/dialogs/none.svg"), &Theme::text).isNull());
}

void AppStyleTest::buttonsOfMessageBoxesAreWords()
{
    QMessageBox box(QMessageBox::Warning, {}, QStringLiteral("Replace it?"), QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel);
    box.ensurePolished();
    QCOMPARE(box.buttons().size(), 3);
    for (const QAbstractButton *button : box.buttons())
        QVERIFY(button->icon().isNull() && !button->text().isEmpty());
    QVERIFY(!box.iconPixmap().isNull());
}

void AppStyleTest::theFocusIsInTheAccent()
{
    QImage image(40, 20, QImage::Format_RGB32);
    image.fill(Theme::current().panel);
    QPainter painter(&image);
    QStyleOptionFocusRect option;
    option.rect = image.rect();
    qApp->style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter);
    painter.end();
    QCOMPARE(image.pixelColor(20, 0), Theme::current().accent);
    QCOMPARE(image.pixelColor(20, 10), Theme::current().panel); // nothing but a frame
}

QTEST_MAIN(AppStyleTest)
#include "app_style_test.moc"
