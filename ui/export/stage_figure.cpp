#include "ui/export/stage_figure.h"

#include "src/error.h"
#include "src/trace/formula.h"
#include "src/trace/labels.h"
#include "ui/export/figure_settings.h"
#include "ui/session/model_words.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_labels.h"
#include "ui/views/walk/figure_builder.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <optional>

namespace headscope {

namespace {

constexpr double kMargin = 32;
constexpr double kSectionGap = 36;
constexpr double kPanelGap = 24;
constexpr double kColumnGap = 56; // between stages side by side
constexpr double kWidestLine = 1160; // of stages side by side
constexpr double kCaptionHeight = 22;
constexpr double kHeadingHeight = 52; // heading and formula
constexpr double kTitleHeight = 66;
constexpr double kRemarkHeight = 18;
constexpr double kLegendGap = 16;
constexpr double kNarrowestLegend = 160;
constexpr double kWidestLegend = 320;
constexpr double kNarrowestFigure = 420; // title and sentence stay readable
constexpr double kWidestWithDigits = 1500;
constexpr int kPanelsPerLine = 4; // of heads alone; a grid of layers × heads has a line per layer
constexpr int kLongestSentence = 160;
constexpr int kWords = 40; // of a vocabulary that is too large to be shown
constexpr std::size_t kMostNumbers = std::size_t{1} << 26; // of a matrix: 256 MB, a hundred times what a picture shows

struct Text {
    Q_DECLARE_TR_FUNCTIONS(headscope::StageFigure)
};

QString placeText(const TransformerConfig &config, const StageKey &key)
{
    switch (stageInfo(key.stage).scope) {
    case StageScope::model:
        return config.isEncoderDecoder() ? (config.stackOf(key.layer) == 0 ? Text::tr("encoder") : Text::tr("decoder")) : QString();
    case StageScope::layer: return layerTitle(config, key.layer).toLower();
    case StageScope::head: return headTitle(config, key.layer, key.head).toLower();
    }
    return {};
}

/// Layers whose matrices have the same shape and labels: the encoder's, the decoder's self-attention, its cross-attention.
int blockOf(const TransformerConfig &config, const StageKey &key)
{
    return config.layer(key.layer).cross ? 2 : config.stackOf(key.layer);
}

bool isSequential(Stage stage)
{
    return stage == Stage::weights || stage == Stage::tokens;
}

/// Cells wide enough for digits when the whole matrix then stays of a printable size; else as large as the room allows, at least one pixel
/// so that no number is left out.
QSizeF cellSize(int rows, int columns, int characters, double room, bool square)
{
    const QSizeF digits = smallestDigitCell(characters + 1) * 1.3;
    const QSizeF legible(std::max(digits.width(), 46.0), std::max(digits.height(), 30.0));
    if (columns * legible.width() <= room && rows * legible.height() <= room)
        return legible;
    constexpr double kLargestPlain = 24;
    const double width = std::clamp(room / std::max(1, columns), 1.0, kLargestPlain);
    const double height = std::clamp(room / std::max(1, rows), 1.0, kLargestPlain);
    return square ? QSizeF(std::min(width, height), std::min(width, height)) : QSizeF(width, height);
}

QString subheading(const QString &formula, int rows, int columns)
{
    return Text::tr("%1   [%2 × %3]").arg(formula).arg(rows).arg(columns);
}

QString oneLine(const QString &text)
{
    QString line = text.simplified();
    if (line.size() > kLongestSentence)
        line = line.left(kLongestSentence - 1) + QStringLiteral("…");
    return line;
}

} // namespace

StageFigure::StageFigure(std::shared_ptr<const Trace> trace, const std::vector<StageKey> &keys)
    : m_trace(std::move(trace))
{
    const TransformerConfig &config = m_trace->config();
    for (const StageKey &key : keys) {
        // Encoder and decoder layers alternate in the list and not on the page.
        const auto fits = [&](const Section &section) {
            const StageKey &first = section.panels.front().key;
            return first.stage == key.stage && blockOf(config, first) == blockOf(config, key);
        };
        auto section = std::find_if(m_sections.begin(), m_sections.end(), fits);
        if (section == m_sections.end())
            section = m_sections.insert(m_sections.end(), Section());
        section->panels.push_back({key, placeText(config, key), {}, false, false});
    }
    for (Section &section : m_sections)
        measure(section);
    placeAll();

    const QString model = modelTitle(m_trace->model());
    QStringList headline{model, commonPlace()};
    QStringList title = headline;
    if (m_sections.size() == 1)
        title.append(m_sections.front().heading);
    for (QStringList *parts : {&headline, &title})
        parts->removeAll(QString());
    m_headline = headline.join(QStringLiteral(" · "));
    m_title = title.join(QStringLiteral(" · "));
}

QString StageFigure::commonPlace() const
{
    std::optional<StageKey> common;
    for (const Section &section : m_sections) {
        for (const Panel &panel : section.panels) {
            const StageScope scope = stageInfo(panel.key.stage).scope;
            if (scope == StageScope::model)
                continue;
            const bool knowsHead = common && stageInfo(common->stage).scope == StageScope::head;
            if (common && (panel.key.layer != common->layer || (knowsHead && scope == StageScope::head && panel.key.head != common->head)))
                return {};
            if (!knowsHead)
                common = panel.key;
        }
    }
    return common ? placeText(m_trace->config(), *common) : QString();
}

void StageFigure::placeAll()
{
    double top = kMargin + kTitleHeight;
    double left = kMargin;
    double right = kNarrowestFigure - kMargin;
    double lineHeight = 0;
    for (Section &section : m_sections) {
        QSizeF taken = place(section, QPointF(left, top));
        if (left > kMargin && left + taken.width() > kMargin + kWidestLine) {
            top += lineHeight + kSectionGap;
            left = kMargin;
            lineHeight = 0;
            taken = place(section, QPointF(left, top));
        }
        right = std::max(right, left + taken.width());
        left += taken.width() + kColumnGap;
        lineHeight = std::max(lineHeight, taken.height());
    }
    const double remarksHeight = static_cast<double>(remarks().size()) * kRemarkHeight;
    m_size
        = QSizeF(std::ceil(right + kMargin), std::ceil(top + lineHeight + (remarksHeight > 0 ? remarksHeight + kLegendGap : 0) + kMargin));
}

Matrix StageFigure::numbersOf(const Section &section, const StageKey &key) const
{
    if (section.words.empty()) {
        const std::size_t rows = static_cast<std::size_t>(m_trace->rowCount(key));
        const std::size_t columns = static_cast<std::size_t>(m_trace->columnCount(key));
        if (rows * columns > kMostNumbers)
            throw Error(std::to_string(rows) + " × " + std::to_string(columns) + " numbers are too many for a figure of one cell each",
                std::string(stageInfo(key.stage).name), "Choose --view heatmap, which takes cells together, or a data format such as NPY");
        return m_trace->matrix(key);
    }
    const Matrix row = m_trace->rows(key, m_trace->rowCount(key) - 1, 1);
    const auto numbers = std::make_shared<std::vector<float>>();
    for (const int word : section.words)
        numbers->push_back(row(0, word));
    const int count = static_cast<int>(numbers->size());
    return {{numbers->data(), 1, count, count, 1}, numbers};
}

void StageFigure::measure(Section &section) const
{
    const StageKey &first = section.panels.front().key;
    const Stage stage = first.stage;
    const StageInfo &info = stageInfo(stage);
    section.heading = stageTitle(stage);
    section.formula = QString::fromStdString(formulaOf(*m_trace, first));
    if (showsSomeWords(*m_trace, stage)) {
        for (const Prediction &prediction : m_trace->predictions(m_trace->rowCount(first) - 1, kWords))
            section.words.push_back(prediction.id);
        section.formula += Text::tr("   the %1 likeliest of %2").arg(section.words.size()).arg(m_trace->config().vocabulary);
    }
    for (const Panel &panel : section.panels) {
        const Matrix matrix = numbersOf(section, panel.key);
        section.rows = matrix.rows();
        section.columns = matrix.cols();
        const ValueRange range = rangeOf(matrix.view);
        section.numbers = section.numbers.with(range);
        const NumberFormat format = formatFor(matrix.view, stage == Stage::weights ? 3 : 2);
        section.format.decimals = &panel == &section.panels.front() ? format.decimals : std::max(section.format.decimals, format.decimals);
        section.format.scientific = section.format.scientific || format.scientific;
    }
    const bool someWords = !section.words.empty();
    for (int row = 0; row < section.rows; ++row)
        section.rowLabels.append(QString::fromStdString(rowLabel(*m_trace, first, someWords ? m_trace->rowCount(first) - 1 : row)));
    for (int column = 0; column < section.columns; ++column)
        section.columnLabels.append(
            QString::fromStdString(columnLabel(*m_trace, first, someWords ? section.words[static_cast<std::size_t>(column)] : column)));
    for (const Panel &panel : section.panels)
        section.widest = std::max(section.widest, widestText(numbersOf(section, panel.key).view, section.format));
    const std::size_t count = section.panels.size();
    const double room = count == 1 ? kWidestWithDigits : count <= kPanelsPerLine ? 420 : 200;
    section.cell = cellSize(section.rows, section.columns, section.widest, room, info.colAxis == 'S');
}

QSizeF StageFigure::place(Section &section, const QPointF &topLeft) const
{
    section.position = topLeft;
    const bool isGrid = section.panels.front().key.layer != section.panels.back().key.layer
        && section.panels.front().key.head != section.panels.back().key.head;
    const bool isColumn = stageInfo(section.panels.front().key.stage).scope == StageScope::layer;
    const int perLine = isGrid ? m_trace->config().heads
        : isColumn             ? 1
                               : std::min<int>(kPanelsPerLine, static_cast<int>(section.panels.size()));
    const LabelSpace space = measureLabels(section.rowLabels, section.columnLabels, section.cell.width());
    const bool hasCaptions = section.panels.size() > 1;
    const double width = section.columns * section.cell.width();
    const double height = section.rows * section.cell.height();
    // A narrow matrix (6 keys of 24 pixels) is narrower than its caption.
    const double captionWidth
        = hasCaptions ? QFontMetricsF(figureFont(12, QFont::DemiBold)).horizontalAdvance(section.panels.back().caption) : 0;
    const double pitch = std::max({width, captionWidth}) + kPanelGap;

    double y = topLeft.y() + kHeadingHeight;
    for (std::size_t i = 0; i < section.panels.size(); ++i) {
        Panel &panel = section.panels[i];
        const int column = static_cast<int>(i) % perLine;
        const bool isFirstLine = static_cast<int>(i) < perLine;
        if (column == 0)
            y += i == 0 ? space.columnHeight + (hasCaptions ? kCaptionHeight : 0) : height + kPanelGap + kCaptionHeight;
        panel.hasRowLabels = column == 0;
        panel.hasColumnLabels = isFirstLine;
        panel.position = QPointF(topLeft.x() + space.rowWidth + column * pitch, y);
    }
    if (!hasCaptions)
        section.panels.front().caption.clear();
    const double matrixLeft = topLeft.x() + space.rowWidth;
    const double legendWidth = std::clamp(width, kNarrowestLegend, kWidestLegend);
    section.legendArea = QRectF(QPointF(matrixLeft, y + height + kLegendGap), legendSize(legend(section), legendWidth));

    const double lastColumn = std::min<double>(perLine, static_cast<double>(section.panels.size())) - 1;
    const double right = std::max({matrixLeft + lastColumn * pitch + width + space.overhang, section.legendArea.right(),
        topLeft.x() + QFontMetricsF(figureFont(16, QFont::DemiBold)).horizontalAdvance(section.heading),
        topLeft.x() + QFontMetricsF(figureFont(13)).horizontalAdvance(subheading(section.formula, section.rows, section.columns))});
    return {right - topLeft.x(), section.legendArea.bottom() - topLeft.y()};
}

Legend StageFigure::legend(const Section &section) const
{
    const Stage stage = section.panels.front().key.stage;
    Legend legend;
    legend.scale = isSequential(stage) ? ColorScale::currentSequential() : ColorScale::currentDiverging();
    legend.range = isSequential(stage) ? ValueRange{0, section.numbers.high} : section.numbers.symmetric();
    legend.numbers = section.numbers;
    legend.format = section.format;
    if (stage == Stage::weights)
        legend.caption = Text::tr("Attention weight; each row sums to 1");
    return legend;
}

MatrixPicture StageFigure::picture(const Section &section, const StageKey &key) const
{
    MatrixPicture picture = divergingPicture(numbersOf(section, key));
    const Legend shared = legend(section);
    picture.scale = shared.scale;
    picture.range = shared.range;
    picture.format = section.format;
    picture.widest = section.widest;
    return picture;
}

void StageFigure::paintSection(QPainter &painter, const Section &section) const
{
    const Theme &theme = Theme::current();
    painter.setFont(figureFont(16, QFont::DemiBold));
    painter.setPen(theme.text);
    painter.drawText(QPointF(section.position.x(), section.position.y() + 16), section.heading);
    painter.setFont(figureFont(13));
    painter.setPen(theme.muted);
    painter.drawText(QPointF(section.position.x(), section.position.y() + 37), subheading(section.formula, section.rows, section.columns));

    const LabelSpace space = measureLabels(section.rowLabels, section.columnLabels, section.cell.width());
    for (const Panel &panel : section.panels) {
        MatrixPicture matrix = picture(section, panel.key);
        MatrixLayout layout;
        layout.rows = section.rows;
        layout.columns = section.columns;
        layout.cell = section.cell;
        layout.frame = QRectF(panel.position, QSizeF(section.columns * section.cell.width(), section.rows * section.cell.height()));
        layout.turnedLabels = space.turned;
        if (panel.hasRowLabels) {
            matrix.rowLabels = section.rowLabels;
            layout.rowLabelWidth = space.rowWidth;
        }
        if (panel.hasColumnLabels) {
            matrix.columnLabels = section.columnLabels;
            layout.columnLabelHeight = space.columnHeight;
        }
        paintMatrix(painter, matrix, layout);
        if (!panel.caption.isEmpty()) {
            painter.setFont(figureFont(12, QFont::DemiBold));
            painter.setPen(theme.text);
            painter.drawText(QPointF(panel.position.x(), panel.position.y() - 7 - layout.columnLabelHeight), panel.caption);
        }
    }
    paintLegend(painter, legend(section), section.legendArea);
}

QStringList StageFigure::remarks() const
{
    QStringList lines;
    for (const std::string &note : m_trace->notes())
        lines.append(QString::fromStdString(note));
    for (const Edit &edit : m_trace->edits())
        lines.append(Text::tr("Edited: %1").arg(QString::fromStdString(describe(edit))));
    return lines;
}

void StageFigure::paint(QPainter &painter, const QRectF &area) const
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.translate(area.topLeft());
    const double scale = std::min(area.width() / m_size.width(), area.height() / m_size.height());
    painter.scale(scale, scale);

    const double width = m_size.width() - 2 * kMargin;
    const auto line = [&](const QString &text, const QFont &font, const QColor &color, double baseline) {
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(QPointF(kMargin, baseline), QFontMetricsF(font).elidedText(text, Qt::ElideRight, width));
    };
    line(m_headline, figureFont(20, QFont::Bold), theme.text, kMargin + 18);
    // Isolated, so that a sentence written from right to left leaves the words around it in their order.
    const QString sentence = QChar(0x2068) + oneLine(QString::fromStdString(m_trace->text())) + QChar(0x2069);
    const auto isolated = [](const std::string &text) { return QChar(0x2068) + oneLine(QString::fromStdString(text)) + QChar(0x2069); };
    const int tokens = m_trace->tokenCount();
    QString texts
        = tokens == 1 ? Text::tr("“%1” · 1 token").arg(sentence) : Text::tr("“%1” · %2 tokens").arg(sentence, QString::number(tokens));
    if (m_trace->pair())
        texts = Text::tr("A “%1” · B “%2” · %3 tokens").arg(sentence, isolated(*m_trace->pair()), QString::number(tokens));
    else if (m_trace->config().isEncoderDecoder())
        texts = Text::tr("“%1” → “%2” · %3 + %4 tokens")
                    .arg(sentence, isolated(m_trace->target()), QString::number(tokens), QString::number(m_trace->stackTokens(1).size()));
    if (m_trace->generatedCount() > 0)
        texts += Text::tr(", %1 of them generated").arg(m_trace->generatedCount());
    line(texts, figureFont(13), theme.muted, kMargin + 42);
    for (const Section &section : m_sections)
        paintSection(painter, section);
    const QStringList notes = remarks();
    for (qsizetype i = 0; i < notes.size(); ++i)
        line(notes[i], figureFont(12), theme.muted, m_size.height() - kMargin - kRemarkHeight * static_cast<double>(notes.size() - 1 - i));
    painter.restore();
}

Figure StageFigure::figure() const
{
    Figure result;
    result.size = m_size;
    result.paint = [this](QPainter &painter, const QRectF &area) { paint(painter, area); };
    result.title = m_title;
    QStringList stages;
    QStringList places;
    for (const Section &section : m_sections) {
        stages.append(QString::fromUtf8(stageInfo(section.panels.front().key.stage).name.data()));
        for (const Panel &panel : section.panels) {
            const QString place = placeText(m_trace->config(), panel.key);
            if (!place.isEmpty() && !places.contains(place))
                places.append(place);
        }
    }
    result.settings = figureSettings(*m_trace);
    result.settings.push_back({QStringLiteral("stages"), stages.join(QStringLiteral(", "))});
    if (!places.isEmpty())
        result.settings.push_back({QStringLiteral("places"), places.join(QStringLiteral("; "))});
    return result;
}

} // namespace headscope
