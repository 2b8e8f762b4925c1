#include "ui/export/clipboard.h"

#include "src/formats/csv.h"
#include "src/trace/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

#include <algorithm>
#include <memory>

namespace headscope {

Figure figureOf(const View &view)
{
    Figure figure;
    figure.size = view.figureSize();
    figure.paint = [&view](QPainter &painter, const QRectF &area) { view.paintFigure(painter, area); };
    figure.title = view.figureTitle();
    return figure;
}

void copyFigure(const Figure &figure, const FigureOptions &options)
{
    auto data = std::make_unique<QMimeData>();
    data->setImageData(figureImage(figure, options));
    data->setData(QStringLiteral("image/svg+xml"), encodeFigure(QStringLiteral("svg"), figure, options));
    QGuiApplication::clipboard()->setMimeData(data.release());
}

void copyPicture(const View &view)
{
    FigureOptions options;
    options.theme = Theme::current();
    copyFigure(figureOf(view), options);
}

QString numbersText(const Trace &trace, const StageKey &key, int mostRows, int mostColumns)
{
    const Matrix matrix = trace.rows(key, 0, std::min(mostRows, trace.rowCount(key)));
    const int columns = std::min(mostColumns, matrix.cols());
    std::string text;
    for (int column = 0; column < columns; ++column)
        text += '\t' + csvField(columnLabel(trace, key, column), '\t');
    text += '\n';
    for (int row = 0; row < matrix.rows(); ++row) {
        text += csvField(rowLabel(trace, key, row), '\t');
        for (int column = 0; column < columns; ++column)
            text += '\t' + csvNumber(matrix(row, column));
        text += '\n';
    }
    return QString::fromStdString(text);
}

void copyNumbers(const Trace &trace, const StageKey &key)
{
    QGuiApplication::clipboard()->setText(numbersText(trace, key));
}

} // namespace headscope
