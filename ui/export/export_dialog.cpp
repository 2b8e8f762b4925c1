#include "ui/export/export_dialog.h"

#include "ui/export/caption_choice.h"
#include "ui/export/figure_preview.h"
#include "ui/export/preview_dialog.h"
#include "ui/jobs/failure_words.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/widgets/role_label.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kScales[] = {1, 2, 3, 4};
constexpr qint64 kMostPreviewCells = 4'000'000; // a preview of more would be felt when choosing
constexpr int kPreviewRows = 22;
constexpr int kPreviewColumns = 8;

/// The formats of the table as segments to choose from.
SegmentedControl *formatControl(ExportOf what, const QString &name)
{
    QStringList titles;
    for (const QString &title : titlesFor(what))
        titles << QCoreApplication::translate("headscope::ExportDialog", title.toUtf8().constData());
    auto *control = new SegmentedControl(titles);
    control->setAccessibleName(name);
    return control;
}

/// Without a table of its own a view offers stages.
ExportOf numbersOf(const View &view)
{
    return view.offersTable() ? ExportOf::numbers : ExportOf::stages;
}

/// A table as it is copied.
QString copiedCells(const NumberTable &table)
{
    QStringList lines = QString::fromStdString(tabbedText(table)).split(QLatin1Char('\n'));
    for (QString &line : lines) {
        QStringList cells = line.split(QLatin1Char('\t'));
        for (QString &cell : cells)
            cell = cell.left(9).leftJustified(10);
        line = cells.join(QString());
    }
    return lines.join(QLatin1Char('\n'));
}

/// The first rows and columns of a view's table.
QString firstCells(const ViewTable &table)
{
    constexpr int kWidth = 10;
    const auto cell = [](const std::string &text) { return QString::fromStdString(text).left(kWidth - 1).leftJustified(kWidth); };
    const auto columns = std::min(table.columns.size(), std::size_t(kPreviewColumns));
    QStringList lines{QString(kWidth, QLatin1Char(' '))};
    for (std::size_t c = 0; c < columns; ++c)
        lines.front() += cell(table.columns[c]);
    for (std::size_t r = 0; r < std::min(table.rows.size(), std::size_t(kPreviewRows)); ++r) {
        lines << cell(table.rows[r]);
        for (std::size_t c = 0; c < columns; ++c) {
            const bool isNumber = table.words.empty() || table.words[r * table.columns.size() + c].empty();
            const QString text = isNumber ? exactText(table.values[r * table.columns.size() + c])
                                          : QString::fromStdString(table.words[r * table.columns.size() + c]);
            lines.back() += text.left(kWidth - 1).leftJustified(kWidth);
        }
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

ExportDialog::ExportDialog(View &view, Session &session, Selection &selection, QWidget *parent)
    : QDialog(parent)
    , m_view(view)
    , m_session(session)
    , m_selection(selection)
    , m_trace(session.trace())
    , m_key(view.exportKey())
    , m_writing(this)
{
    setWindowTitle(tr("Export"));
    m_preview = new FigurePreview;
    m_kind = new SegmentedControl({tr("Figure"), tr("Numbers")});
    m_kind->setAccessibleName(tr("Figure or numbers"));
    m_scope = new QComboBox;
    m_scope->setAccessibleName(tr("How much"));
    m_figureFormat = formatControl(ExportOf::figure, tr("Format of the figure"));
    m_dataFormat = formatControl(numbersOf(view), tr("Format of the numbers"));
    m_frameFormat = formatControl(ExportOf::frames, tr("Format of the frames"));
    m_frames = new QComboBox;
    m_frames->setAccessibleName(tr("Frames"));
    m_frames->addItems({tr("One picture"), tr("A frame for each layer"), tr("A frame for each head"), tr("A frame for each query token")});
    m_delay = new QSpinBox;
    m_delay->setRange(1, 65535);
    m_delay->setValue(500);
    m_delay->setSuffix(tr(" ms"));
    m_delay->setAccessibleName(tr("Time of a frame"));
    m_scale = new SegmentedControl({tr("1×"), tr("2×"), tr("3×"), tr("4×")});
    m_scale->setAccessibleName(tr("Scale of the picture"));
    m_scale->setCurrent(1);
    m_colors = new SegmentedControl({tr("Light, for print"), tr("As on screen")});
    m_colors->setAccessibleName(tr("Colours"));
    m_size = roleLabel({}, "muted");
    m_message = roleLabel({}, "muted");
    m_message->setWordWrap(true);
    m_save = new QPushButton(tr("Save…"));
    m_save->setProperty("kind", QStringLiteral("primary"));
    m_save->setDefault(true);
    m_copyPicture = new QPushButton(tr("Copy picture"));
    m_copyNumbers = new QPushButton(tr("Copy numbers"));
    m_copyNumbers->setToolTip(tr("Rows and columns with tabs between them, for a spreadsheet"));
    m_close = new QPushButton(tr("Close"));
    for (QPushButton *button : {m_copyPicture, m_copyNumbers, m_close})
        button->setAutoDefault(false);

    auto *form = new QGridLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(14);
    m_scaleLabel = roleLabel(tr("Scale"), "muted");
    m_colorsLabel = roleLabel(tr("Colours"), "muted");
    form->addWidget(roleLabel(tr("What"), "muted"), 0, 0);
    form->addWidget(m_kind, 0, 1, Qt::AlignLeft);
    form->addWidget(roleLabel(tr("How much"), "muted"), 1, 0);
    form->addWidget(m_scope, 1, 1);
    form->addWidget(roleLabel(tr("Format"), "muted"), 2, 0);
    form->addWidget(m_figureFormat, 2, 1, Qt::AlignLeft);
    form->addWidget(m_dataFormat, 2, 1, Qt::AlignLeft);
    form->addWidget(m_frameFormat, 2, 1, Qt::AlignLeft);
    form->addWidget(m_scaleLabel, 3, 0);
    form->addWidget(m_scale, 3, 1, Qt::AlignLeft);
    form->addWidget(m_colorsLabel, 4, 0);
    form->addWidget(m_colors, 4, 1, Qt::AlignLeft);
    m_captionLabel = roleLabel(tr("With"), "muted");
    m_caption = new CaptionChoice;
    connect(m_caption, &CaptionChoice::changed, this, &ExportDialog::refresh);
    form->addWidget(m_captionLabel, 5, 0, Qt::AlignTop);
    form->addWidget(m_caption, 5, 1, Qt::AlignLeft);
    m_framesLabel = roleLabel(tr("Frames"), "muted");
    auto *frames = new QHBoxLayout;
    frames->addWidget(m_frames);
    frames->addWidget(m_delay);
    frames->addStretch();
    form->addWidget(m_framesLabel, 6, 0);
    form->addLayout(frames, 6, 1);
    form->setColumnStretch(1, 1);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_copyPicture);
    buttons->addWidget(m_copyNumbers);
    buttons->addStretch();
    buttons->addWidget(m_close);
    buttons->addWidget(m_save);

    layOutPreviewDialog(*this, tr("Export"), {m_preview, form, m_size, m_message, buttons});

    connect(m_kind, &SegmentedControl::activated, this, &ExportDialog::refreshScopes);
    connect(m_dataFormat, &SegmentedControl::activated, this, &ExportDialog::refreshScopes);
    connect(m_figureFormat, &SegmentedControl::activated, this, &ExportDialog::refresh);
    connect(m_frameFormat, &SegmentedControl::activated, this, &ExportDialog::refresh);
    connect(m_frames, &QComboBox::currentIndexChanged, this, &ExportDialog::refresh);
    connect(m_scale, &SegmentedControl::activated, this, &ExportDialog::refresh);
    connect(m_colors, &SegmentedControl::activated, this, &ExportDialog::refresh);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &ExportDialog::refresh);
    connect(m_save, &QPushButton::clicked, this, &ExportDialog::chooseFile);
    connect(m_copyPicture, &QPushButton::clicked, this, &ExportDialog::copyAsPicture);
    connect(m_copyNumbers, &QPushButton::clicked, this, &ExportDialog::copyAsNumbers);
    connect(m_close, &QPushButton::clicked, this, &ExportDialog::reject);
    resize(940, 540);
    refreshScopes();
}

QString ExportDialog::format() const
{
    if (frames())
        return formatsFor(ExportOf::frames).at(m_frameFormat->current());
    return m_kind->current() == figureKind ? formatsFor(ExportOf::figure).at(m_figureFormat->current())
                                           : formatsFor(numbersOf(m_view)).at(m_dataFormat->current());
}

const ExportFormat &ExportDialog::chosenFormat() const
{
    return *formatNamed(format());
}

void ExportDialog::setKind(Kind kind)
{
    m_kind->setCurrent(kind);
    refreshScopes();
}

void ExportDialog::setFormat(const QString &extension)
{
    const bool isData = formatsFor(numbersOf(m_view)).contains(extension);
    m_kind->setCurrent(isData ? numbersKind : figureKind);
    (isData ? m_dataFormat : m_figureFormat)
        ->setCurrent(static_cast<int>(formatsFor(isData ? numbersOf(m_view) : ExportOf::figure).indexOf(extension)));
    refreshScopes();
}

ExportScope ExportDialog::currentScope() const
{
    return m_scopes.at(static_cast<std::size_t>(std::max(0, m_scope->currentIndex())));
}

FigureOptions ExportDialog::figureOptions() const
{
    FigureOptions options;
    options.scale = kScales[m_scale->current()];
    options.theme = m_colors->current() == 0 ? Theme::print() : Theme::current();
    return options;
}

bool ExportDialog::offersFrames() const
{
    return m_trace && m_kind->current() == figureKind && currentScope().isView && m_view.showsHead();
}

std::optional<FrameAxis> ExportDialog::frames() const
{
    if (m_frames->currentIndex() <= 0 || m_scopes.empty() || !offersFrames())
        return std::nullopt;
    return static_cast<FrameAxis>(m_frames->currentIndex() - 1);
}

void ExportDialog::refreshScopes()
{
    const QString before = m_scope->currentText();
    if (!m_trace)
        m_scopes = {{tr("What you see"), true, {}}};
    else if (m_kind->current() == figureKind)
        m_scopes = figureScopes(*m_trace, m_key);
    else if (isFor(chosenFormat(), ExportOf::stages))
        m_scopes = dataScopes(*m_trace, m_key, chosenFormat().holds);
    else
        m_scopes.clear();
    if (m_trace && m_kind->current() == numbersKind && m_view.offersTable() && isFor(chosenFormat(), ExportOf::table))
        m_scopes.insert(m_scopes.begin(), {tr("What you see"), true, {}});
    const QSignalBlocker blocker(m_scope);
    m_scope->clear();
    for (const ExportScope &scope : m_scopes)
        m_scope->addItem(scope.label);
    m_scope->setCurrentIndex(std::max(0, m_scope->findText(before)));
    refresh();
}

std::optional<Figure> ExportDialog::figure()
{
    const ExportScope scope = currentScope();
    Figure figure;
    if (scope.isView) {
        figure = viewFigure(m_view.drawn(), m_selection, m_caption->caption());
    } else {
        m_stageFigure = std::make_unique<StageFigure>(m_trace, placesOf(scope.request, m_trace->config()));
        figure = m_stageFigure->figure();
    }
    if (figure.size.isEmpty())
        return {};
    return figure;
}

void ExportDialog::refresh()
{
    const bool isFigure = m_kind->current() == figureKind;
    m_figureFormat->setVisible(isFigure && !frames());
    m_frameFormat->setVisible(frames().has_value());
    m_framesLabel->setVisible(offersFrames());
    m_frames->setVisible(offersFrames());
    m_delay->setVisible(frames() && chosenFormat().kind == FormatKind::animation);
    m_dataFormat->setVisible(!isFigure);
    for (QWidget *widget : {static_cast<QWidget *>(m_colorsLabel), static_cast<QWidget *>(m_colors)})
        widget->setVisible(isFigure);
    for (QWidget *widget : {static_cast<QWidget *>(m_scaleLabel), static_cast<QWidget *>(m_scale)})
        widget->setVisible(isFigure && chosenFormat().hasPixels);
    const bool hasCaption = isFigure && m_trace && currentScope().isView && m_view.showsHead();
    m_captionLabel->setVisible(hasCaption);
    m_caption->setVisible(hasCaption);
    m_save->setEnabled(m_trace != nullptr);
    m_copyPicture->setEnabled(m_trace != nullptr);
    m_copyNumbers->setEnabled(m_trace != nullptr);
    showMessage({}, false);
    m_size->clear();
    m_preview->showText({});
    if (!m_trace) {
        showMessage(tr("Nothing has been computed yet."), false);
        return;
    }
    const ExportScope scope = currentScope();
    if (const QString reason = scope.isView && isFigure ? m_view.whyNoPicture() : QString(); !reason.isEmpty()) {
        m_save->setEnabled(false);
        m_copyPicture->setEnabled(false);
        showMessage(reason, false);
        return;
    }
    const std::vector<StageKey> places = scope.isView ? std::vector<StageKey>{m_key} : placesOf(scope.request, m_trace->config());
    if (!isFigure && scope.isView) {
        try {
            m_preview->showText(firstCells(beginningOfViewTable(m_view.drawn(), m_selection, kPreviewRows, kPreviewColumns)));
            m_size->setText(tr("One table, every digit"));
        } catch (...) {
            showMessage(failureInWords(), true);
        }
        return;
    }
    if (!isFigure) {
        m_preview->showText(copiedCells(stageTable(*m_trace, places.front(), kPreviewRows, kPreviewColumns)));
        m_size->setText(places.size() == 1 ? tr("One table, every digit") : tr("%L1 tables, every digit").arg(places.size()));
        return;
    }
    qint64 cells = 0;
    for (const StageKey &place : places)
        cells += static_cast<qint64>(m_trace->rowCount(place)) * m_trace->columnCount(place);
    try {
        const std::optional<Figure> chosen = figure();
        if (!chosen) {
            showMessage(tr("There is nothing to draw yet: the text is empty."), false);
            return;
        }
        const FigureOptions options = figureOptions();
        const QSizeF size = chosen->size;
        m_size->setText(chosenFormat().hasPixels ? tr("%L1 × %L2 pixels")
                                                       .arg(std::ceil(size.width() * options.scale), 0, 'f', 0)
                                                       .arg(std::ceil(size.height() * options.scale), 0, 'f', 0)
                                                 : tr("%L1 × %L2 mm, text and lines stay sharp")
                                                       .arg(size.width() * 25.4 / 96, 0, 'f', 0)
                                                       .arg(size.height() * 25.4 / 96, 0, 'f', 0));
        if (!scope.isView && cells > kMostPreviewCells) {
            m_preview->showText(tr("Too much for a preview."));
            return;
        }
        const QSizeF room = m_preview->room();
        FigureOptions thumbnail = options;
        const double shrink = std::min({1.0, room.width() / size.width(), room.height() / size.height()});
        thumbnail.scale = shrink * devicePixelRatioF();
        QImage image = figureImage(*chosen, thumbnail);
        image.setDevicePixelRatio(devicePixelRatioF());
        m_preview->showImage(image);
    } catch (...) {
        showMessage(failureInWords(), true);
    }
}

void ExportDialog::showMessage(const QString &text, bool error)
{
    m_message->setProperty("role", error ? QStringLiteral("error") : QStringLiteral("muted"));
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
    m_message->setText(text);
}

QString ExportDialog::message() const
{
    return m_message->text();
}

} // namespace headscope
