// What a person waits for in the Heads workspace of a model of 12 × 12 heads: a hovered cell lights up, another head appears, all
// thumbnails of 1,024 tokens. On a display when there is one (xvfb-run does), else offscreen.
#include "tests/support/random_model.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/heatmap/heatmap_view.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>

namespace headscope {
namespace {

void require(bool condition, const char *what)
{
    if (!condition) {
        std::cerr << "bench_heads_window: " << what << '\n';
        std::exit(1);
    }
}

/// Heads of 64 as in GPT-2 small; narrow elsewhere, because the run is not what is measured.
std::shared_ptr<const Model> model()
{
    static const std::shared_ptr<const Model> one = [] {
        TransformerConfig config = smallConfig();
        config.layers = 12;
        config.heads = 12;
        config.headWidth = 64;
        config.width = 96;
        config.context = 1024;
        setRules(config, true, true);
        return randomModel(config, 2);
    }();
    return one;
}

/// The whole window: every panel that follows the selection takes its time, too.
std::unique_ptr<MainWindow> openWindow(int tokens)
{
    auto window = std::make_unique<MainWindow>(false);
    window->resize(1440, 900);
    window->show();
    window->showWorkspace(Workspace::heads);
    window->session().setText(QString::fromStdString(randomText(tokens, 4)));
    window->session().showModel(model());
    const HeatmapView &heatmap = *window->heads().heatmap();
    do
        QApplication::processEvents();
    while (!window->session().trace() || window->session().isBusy() || window->session().trace()->tokenCount() != tokens
        || !heatmap.isSettled() || !window->heads().grid()->isSettled());
    return window;
}

bool shows(const HeatmapView &heatmap, const Trace &trace, const StageKey &key)
{
    const Matrix row = trace.rows(key, trace.tokenCount() - 1, 1);
    const HeatmapContent *content = heatmap.content();
    if (!content || !(content->key == key))
        return false;
    for (int c = 0; c < row.cols(); ++c)
        if (!(std::abs(content->picture.numbers(trace.tokenCount() - 1, c) - row(0, c)) < 1e-5f))
            return false;
    return true;
}

template <typename Act>
void measure(benchmark::State &state, Act &&act)
{
    double worst = 0;
    for (auto _ : state) {
        QElapsedTimer clock;
        clock.start();
        act();
        const double seconds = static_cast<double>(clock.nsecsElapsed()) * 1e-9;
        state.SetIterationTime(seconds);
        worst = std::max(worst, seconds);
    }
    state.counters["worst_ms"] = worst * 1e3;
}

/// The pointer goes to another cell: row, column, totals, card and the panels at the right follow.
void hover(benchmark::State &state)
{
    const auto window = openWindow(static_cast<int>(state.range(0)));
    HeatmapView &heatmap = *window->heads().heatmap();
    const MatrixLayout layout = heatmap.placement().matrix;
    int step = 0;
    measure(state, [&] {
        ++step;
        const CellIndex cell{layout.rows / 2 + step * 7 % (layout.rows / 3), step * 5 % (layout.columns / 2)};
        const QPointF at = layout.cellRect(cell.row, cell.column).center();
        QMouseEvent move(QEvent::MouseMove, at, heatmap.mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(&heatmap, &move);
        heatmap.repaint();
        QApplication::processEvents();
        require(window->selection().hoverRow() == cell.row && window->selection().hoverColumn() == cell.column, "another cell was hit");
    });
}
BENCHMARK(hover)->Arg(128)->Arg(1024)->UseManualTime()->Iterations(60)->Unit(benchmark::kMillisecond);

void headChange(benchmark::State &state)
{
    const auto window = openWindow(static_cast<int>(state.range(0)));
    HeatmapView &heatmap = *window->heads().heatmap();
    int step = 0;
    measure(state, [&] {
        step += 7;
        const StageKey key{Stage::weights, step / 12 % 12, step % 12};
        window->selection().setKey(key);
        heatmap.repaint();
        QApplication::processEvents();
        require(shows(heatmap, *window->session().trace(), key), "the heatmap shows another head");
    });
}
BENCHMARK(headChange)->Arg(128)->UseManualTime()->Iterations(60)->Unit(benchmark::kMillisecond);

/// From a new run to the last of 144 thumbnails and scores, the window's thread waiting in its event loop.
void thumbnails(benchmark::State &state)
{
    const auto window = openWindow(static_cast<int>(state.range(0)));
    const auto trace = window->session().trace();
    double longest = 0; // between two turns of the event loop: how long the window may stand still
    measure(state, [&] {
        HeadSurvey survey;
        survey.start(trace, nullptr);
        survey.setView({0, 12, 0, 12});
        QElapsedTimer turn;
        while (!survey.isFinished()) {
            turn.start();
            QApplication::processEvents();
            longest = std::max(longest, static_cast<double>(turn.nsecsElapsed()) * 1e-6);
        }
        const SurveyedHead *head = survey.head(11, 11);
        require(survey.count() == 144 && head, "a thumbnail is missing");
        const Matrix weights = trace->matrix({Stage::weights, 11, 11});
        const int rows = (weights.rows() + head->rows - 1) / head->rows;
        float best = 0;
        for (int r = 0; r < rows; ++r)
            for (int c = 0; c < rows; ++c)
                best = std::max(best, weights(r, c));
        require(std::abs(head->values[0] - best) < 1e-5f, "a thumbnail is wrong");
    });
    state.counters["longest_turn_ms"] = longest;
}
BENCHMARK(thumbnails)->Arg(1024)->UseManualTime()->Iterations(3)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace headscope

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    headscope::Appearance::instance().apply();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
