// Painting a heatmap of up to 1,024 × 1,024 weights into a window's worth of pixels. Checks the colour of one cell first.
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/matrix_painter.h"

#include <QApplication>
#include <QImage>

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <vector>

namespace headscope {

namespace {

Matrix weights(int n)
{
    auto numbers = std::make_shared<std::vector<float>>(std::size_t(n) * std::size_t(n));
    for (std::size_t i = 0; i < numbers->size(); ++i)
        (*numbers)[i] = float(std::abs(std::sin(double(i) * 0.37)));
    Matrix matrix;
    matrix.view = {numbers->data(), n, n, n, 1};
    matrix.owner = numbers;
    return matrix;
}

void paintHeatmap(benchmark::State &state)
{
    const int n = int(state.range(0));
    const MatrixPicture picture = sequentialPicture(weights(n), {0, 1});
    const QSize size(1024, 1024);
    const MatrixLayout layout = MatrixLayout::fit(QRectF(QPointF(), size), n, n, 0, 0, 64, true);
    QImage image(size, QImage::Format_RGB32);
    {
        QPainter painter(&image);
        MatrixPicture plain = picture;
        plain.digits = false;
        paintMatrix(painter, plain, layout);
    }
    const int middle = n / 2;
    if (image.pixel(layout.cellRect(middle, middle).center().toPoint()) != cellColor(picture, picture.numbers(middle, middle)).rgb())
        return state.SkipWithError("a cell has the wrong colour");
    for (auto _ : state) {
        QPainter painter(&image);
        paintMatrix(painter, picture, layout);
        benchmark::ClobberMemory();
    }
    state.counters["cells/s"] = benchmark::Counter(double(n) * n, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(paintHeatmap)->Arg(16)->Arg(128)->Arg(1024)->Unit(benchmark::kMillisecond);

} // namespace

} // namespace headscope

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    headscope::Appearance::instance().apply();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
