#include "ui/print/print_dialog.h"

#include "ui/export/caption_choice.h"
#include "ui/export/export_file_choice.h"
#include "ui/export/figure_preview.h"
#include "ui/export/preview_dialog.h"
#include "ui/export/view_export.h"
#include "ui/jobs/failure_words.h"
#include "ui/print/figure_printer.h"
#include "ui/print/system_printer.h"
#include "ui/session/save_target.h"
#include "ui/session/shown_words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/role_label.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QDir>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace headscope {

namespace {

const QString kPrinterKey = QStringLiteral("print/printer");
constexpr double kMillimetresPerInch = 25.4;

QStringList turnTitles()
{
    QStringList titles;
    for (const PageTurnInfo &turn : kPageTurns)
        titles << PageSetup::tr(turn.title);
    return titles;
}

/// The page with the figure on it, as it will be printed.
QImage pageImage(const Figure &figure, const QPageLayout &page, const QSize &room, double pixelRatio)
{
    const QSizeF paper = page.fullRect(QPageLayout::Millimeter).size();
    const double scale = std::min(room.width() / paper.width(), room.height() / paper.height()) * pixelRatio;
    QImage image((paper * scale).toSize().expandedTo(QSize(1, 1)), QImage::Format_ARGB32_Premultiplied);
    image.fill(Theme::print().canvas);
    QPainter painter(&image);
    painter.scale(scale, scale);
    paintOnPage(painter, page.paintRect(QPageLayout::Millimeter), figure);
    painter.end();
    image.setDevicePixelRatio(pixelRatio);
    return image;
}

} // namespace

PrintDialog::PrintDialog(View &view, Session &session, Selection &selection, Purpose purpose, QWidget *parent)
    : QDialog(parent)
    , m_view(view)
    , m_session(session)
    , m_selection(selection)
    , m_purpose(purpose)
    , m_preview(new FigurePreview)
    , m_printer(new QComboBox)
    , m_copies(new QSpinBox)
    , m_paper(new QComboBox)
    , m_turn(new SegmentedControl(turnTitles()))
    , m_margin(new QSpinBox)
    , m_caption(new CaptionChoice)
    , m_size(roleLabel({}, "muted"))
    , m_message(roleLabel({}, "muted"))
    , m_act(new QPushButton)
{
    const bool prints = purpose == Purpose::print;
    setWindowTitle(prints ? tr("Print") : tr("Page Setup"));
    m_preview->setAccessibleName(tr("The page"));
    m_printer->setAccessibleName(tr("Printer"));
    m_printer->addItem(tr("Print to file (PDF)"), QString());
    m_copies->setAccessibleName(tr("Copies"));
    m_copies->setRange(1, 99);
    m_paper->setAccessibleName(tr("Paper"));
    m_turn->setAccessibleName(tr("How the page is turned"));
    m_margin->setAccessibleName(tr("Margins"));
    m_margin->setRange(0, PageSetup::kMostMargin);
    m_margin->setSuffix(tr(" mm"));
    m_size->setWordWrap(true);
    m_message->setWordWrap(true);
    for (const QPageSize::PageSizeId paper : kPapers)
        m_paper->addItem(paperTitle(paper));
    const PageSetup before = PageSetup::remembered();
    m_paper->setCurrentIndex(int(std::ranges::find(kPapers, before.paper) - kPapers.begin()));
    m_turn->setCurrent(int(before.turn));
    m_margin->setValue(before.margin);

    auto *form = new QGridLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(14);
    form->setColumnStretch(1, 1);
    const auto addRow = [form](const QString &title, QWidget *widget, bool isShown, Qt::Alignment alignment = {}) {
        const int row = form->rowCount();
        QLabel *label = roleLabel(title, "muted");
        form->addWidget(label, row, 0);
        form->addWidget(widget, row, 1, alignment);
        label->setVisible(isShown);
        widget->setVisible(isShown);
        return label;
    };
    addRow(tr("Printer"), m_printer, prints);
    m_copyRow = {addRow(tr("Copies"), m_copies, prints, Qt::AlignLeft), m_copies};
    addRow(tr("Paper"), m_paper, true);
    addRow(tr("Turned"), m_turn, true, Qt::AlignLeft);
    addRow(tr("Margins"), m_margin, true, Qt::AlignLeft);
    addRow(tr("With"), m_caption, prints && view.showsHead(), Qt::AlignLeft);

    auto *close = new QPushButton(tr("Cancel"));
    close->setAutoDefault(false);
    m_act->setProperty("kind", QStringLiteral("primary"));
    m_act->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(close);
    buttons->addWidget(m_act);

    layOutPreviewDialog(*this, windowTitle(), {m_preview, form, m_size, m_message, buttons});

    connect(m_printer, &QComboBox::currentIndexChanged, this, &PrintDialog::refresh);
    connect(m_paper, &QComboBox::currentIndexChanged, this, &PrintDialog::refresh);
    connect(m_turn, &SegmentedControl::activated, this, &PrintDialog::refresh);
    connect(m_margin, &QSpinBox::valueChanged, this, &PrintDialog::refresh);
    connect(m_caption, &CaptionChoice::changed, this, &PrintDialog::refresh);
    // What is printed is what the preview shows. Behind the view, which makes its picture anew first.
    connect(&session, &Session::traceChanged, this, &PrintDialog::refresh, Qt::QueuedConnection);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_act, &QPushButton::clicked, this, &PrintDialog::act);
    resize(900, 520);
    refresh();
}

PageSetup PrintDialog::setup() const
{
    return {kPapers.at(std::size_t(m_paper->currentIndex())), kPageTurns.at(std::size_t(m_turn->current())).id, m_margin->value()};
}

void PrintDialog::offerPrinters(const QStringList &names)
{
    for (const QString &name : names)
        m_printer->addItem(shownWords(name), name);
    // The usual one where nobody has chosen yet.
    const QString before = QSettings().value(kPrinterKey, names.value(0)).toString();
    m_printer->setCurrentIndex(std::max(0, m_printer->findData(before)));
}

QString PrintDialog::printer() const
{
    return m_printer->currentData().toString();
}

Figure PrintDialog::figure() const
{
    return viewFigure(m_view.drawn(), m_selection, m_caption->caption());
}

void PrintDialog::refresh()
{
    const bool toFile = printer().isEmpty();
    for (QWidget *widget : m_copyRow)
        widget->setVisible(m_purpose == Purpose::print && !toFile);
    m_act->setText(m_purpose == Purpose::setUpPage ? tr("Use This Page") : toFile ? tr("Save PDF…") : tr("Print"));
    showMessage({}, false);
    m_size->clear();
    m_preview->showText({});
    m_act->setEnabled(m_purpose == Purpose::setUpPage);
    try {
        m_view.prepareNow();
        const QString instead = m_view.whyNoPicture();
        const Figure figure = instead.isEmpty() ? this->figure() : Figure();
        if (figure.size.isEmpty()) {
            showMessage(instead, false);
            return;
        }
        const QPageLayout page = setup().layoutFor(figure.size);
        const QSizeF room = page.paintRect(QPageLayout::Millimeter).size();
        const QSizeF size = figure.size.scaled(room, Qt::KeepAspectRatio);
        m_size->setText(
            tr("The picture is %L1 × %L2 mm: text and lines stay sharp").arg(size.width(), 0, 'f', 0).arg(size.height(), 0, 'f', 0));
        m_preview->showImage(pageImage(figure, page, m_preview->room(), devicePixelRatioF()));
        m_act->setEnabled(true);
    } catch (...) {
        showMessage(failureInWords(), true);
    }
}

void PrintDialog::act()
{
    if (m_purpose == Purpose::setUpPage) {
        setup().remember();
        accept();
    } else if (printer().isEmpty()) {
        chooseFile();
    } else {
        attempt([this] {
            printToPrinter(printer(), figure(), setup(), m_copies->value());
            m_outcome = tr("Sent to %1").arg(shownWords(printer()));
        });
    }
}

void PrintDialog::chooseFile()
{
    const QString path = chooseExportFile(this, tr("Print to file"), fileNameFor(m_view.figureTitle(), QStringLiteral("pdf")),
        [](const QString &name) { return QStringList{name}; });
    if (!path.isEmpty())
        saveTo(path);
}

void PrintDialog::saveTo(const QString &path)
{
    attempt([&] {
        requireSaveTargets({path}, m_session);
        printToFile(path, figure(), setup());
        m_outcome = tr("Saved %1").arg(shownWords(QDir::toNativeSeparators(path)));
    });
}

void PrintDialog::attempt(const std::function<void()> &print)
{
    try {
        print();
    } catch (...) {
        return showMessage(failureInWords(), true);
    }
    setup().remember();
    QSettings().setValue(kPrinterKey, printer());
    accept();
}

void PrintDialog::showMessage(const QString &text, bool error)
{
    m_message->setProperty("role", error ? QStringLiteral("error") : QStringLiteral("muted"));
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
    m_message->setText(text);
}

QString PrintDialog::message() const
{
    return m_message->text();
}

void PrintDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (m_purpose == Purpose::print && !std::exchange(m_asked, true))
        QMetaObject::invokeMethod( // once the dialog is there: it may take a moment
            this, [this] { offerPrinters(printerNames()); }, Qt::QueuedConnection);
}

void PrintDialog::resizeEvent(QResizeEvent *event)
{
    QDialog::resizeEvent(event);
    QMetaObject::invokeMethod(this, &PrintDialog::refresh, Qt::QueuedConnection); // once the preview has its new size
}

} // namespace headscope
