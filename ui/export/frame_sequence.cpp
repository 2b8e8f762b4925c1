#include "ui/export/frame_sequence.h"

#include "src/error.h"
#include "src/formats/atomic_file.h"
#include "ui/export/animated_png.h"
#include "ui/session/control_locks.h"
#include "ui/session/local_bytes.h"
#include "ui/session/pinned_pair.h"
#include "ui/session/shown_trace.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <list>

namespace headscope {

namespace {

constexpr int kMostFrames = 1000;

void goTo(Selection &selection, FrameAxis axis, int index)
{
    switch (axis) {
    case FrameAxis::layers: return selection.setLayer(index);
    case FrameAxis::heads: return selection.setHead(index);
    case FrameAxis::queries: return pinPair(selection, {index, -1});
    }
}

/// Puts the selection back, whatever happens.
class SelectionGuard {
public:
    explicit SelectionGuard(Selection &selection)
        : m_lifted(selection.locks())
        , m_selection(selection)
        , m_key(selection.key())
        , m_row(selection.row())
        , m_column(selection.column())
    {
    }
    ~SelectionGuard()
    {
        m_selection.setKey(m_key);
        m_selection.pin(m_row, m_column);
    }
    SelectionGuard(const SelectionGuard &) = delete;
    SelectionGuard &operator=(const SelectionGuard &) = delete;

private:
    ControlLocks::Lifted m_lifted; ///< frames go through heads also where a preset keeps one
    Selection &m_selection;
    StageKey m_key;
    int m_row;
    int m_column;
};

/// Calls `take` with each frame, in order. False when stopped.
bool forEachFrame(const FrameSource &view, const Session &session, Selection &selection, FrameAxis axis, const FigureCaption &caption,
    const std::function<void(int index, const Figure &frame)> &take, const FrameProgress &progress)
{
    const int count = frameCount(session, selection, axis);
    if (count > kMostFrames)
        throw Error(std::to_string(count) + " frames are too many", {}, "Up to " + std::to_string(kMostFrames) + " are written");
    const SelectionGuard guard(selection);
    QSizeF size;
    /// Nothing when stopped.
    const auto frame = [&](int index, int done) -> std::optional<Figure> {
        const auto goesOn = [&] { return !progress || progress(done, 2 * count); };
        goTo(selection, axis, index);
        const std::optional<DrawnView> drawn = view(goesOn);
        return drawn && goesOn() ? std::optional(viewFigure(*drawn, selection, caption)) : std::nullopt;
    };
    for (int index = 0; index < count; ++index) {
        const std::optional<Figure> figure = frame(index, index);
        if (!figure)
            return false;
        size = size.expandedTo(figure->size);
    }
    for (int index = 0; index < count; ++index) {
        std::optional<Figure> figure = frame(index, count + index);
        if (!figure)
            return false;
        const QSizeF own = figure->size;
        figure->size = size;
        figure->paint = [paint = figure->paint, own, size](QPainter &painter, const QRectF &area) {
            const double scale = area.width() / size.width();
            paint(painter, QRectF(area.topLeft(), own * scale));
        };
        take(index, *figure);
    }
    return true;
}

} // namespace

FrameSource framesOf(View &view)
{
    return [&view](const std::function<bool()> &goesOn) -> std::optional<DrawnView> {
        // Out of sight it does not begin by itself, also when something changes while it is waited for.
        for (view.prepareNow(); !view.isSettled(); view.prepareNow()) {
            QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
            if (!goesOn())
                return std::nullopt;
        }
        return view.drawn();
    };
}

QStringList frameAxisNames()
{
    return {QStringLiteral("layers"), QStringLiteral("heads"), QStringLiteral("queries")};
}

std::optional<FrameAxis> frameAxisNamed(const QString &name)
{
    const auto index = frameAxisNames().indexOf(name);
    return index < 0 ? std::nullopt : std::optional(static_cast<FrameAxis>(index));
}

int frameCount(const Session &session, const Selection &selection, FrameAxis axis)
{
    const auto trace = newestShownTrace(session, selection);
    if (!trace || !hasTokens(*trace) || selection.layer() >= trace->doneLayers())
        return 0;
    switch (axis) {
    case FrameAxis::layers: return trace->doneLayers();
    case FrameAxis::heads: return trace->config().heads;
    case FrameAxis::queries: return trace->rowCount(selection.key(Stage::weights));
    }
    return 0;
}

QStringList framePaths(const QString &path, int count)
{
    const QFileInfo info(path);
    const int digits = std::max(3, int(QString::number(count).size()));
    QStringList paths;
    for (int number = 1; number <= count; ++number)
        paths << info.path() + QLatin1Char('/')
                + QStringLiteral("%1-%2.%3")
                      .arg(info.completeBaseName(), QString::number(number).rightJustified(digits, QLatin1Char('0')), info.suffix());
    return paths;
}

bool writeFrames(const ExportFile &file, const FrameSource &view, const Session &session, Selection &selection, FrameAxis axis,
    const FigureCaption &caption, const FigureOptions &options, int millisecondsPerFrame, const FrameProgress &progress)
{
    const ExportFormat &format = requireFormat(ExportOf::frames, file);
    const bool isAnimation = format.kind == FormatKind::animation;
    const int count = frameCount(session, selection, axis);
    if (count == 0)
        throw Error("there is nothing to draw: the text is empty", file.path.toStdString(), "Give at least one word");
    const QStringList paths = framePaths(file.path, count);
    std::vector<std::string> frames;
    std::list<AtomicFile> written;
    if (isAnimation)
        written.emplace_back(pathOf(file.path)); // first, so that a path that cannot be written costs no painting
    const auto take = [&](int index, const Figure &figure) {
        std::string bytes = encodeFigure(isAnimation ? "png" : format.id, figure, options).toStdString();
        if (isAnimation) {
            frames.push_back(std::move(bytes));
            return;
        }
        AtomicFile &frame = written.emplace_back(pathOf(paths[index]));
        frame.write(bytes);
        frame.close(); // a thousand open files would be too many
    };
    if (!forEachFrame(view, session, selection, axis, caption, take, progress))
        return false;
    if (isAnimation)
        written.front().write(animatedPng(frames, millisecondsPerFrame));
    commitTogether(written);
    return true;
}

} // namespace headscope
