#include "ui/sessions/session_restorer.h"

#include "src/engine.h"

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

/// The session's own run where it is the same, else one of its own.
std::shared_ptr<const Trace> traceOf(const SessionRun &run, const std::shared_ptr<const Trace> &shown, const std::stop_token &stop)
{
    const auto isOf = [&](const SessionRun &other) {
        SessionState a;
        SessionState b;
        a.run = run;
        b.run = other;
        return isSameSession(a, b);
    };
    if (isOf(runOf(*shown)))
        return shown;
    RunRequest request = requestOf(promptFor(shown->model(), promptOf(run)));
    request.edits = run.edits;
    return Engine(shown->modelPointer()).run(request, stop);
}

} // namespace

SessionRestorer::SessionRestorer(SessionParts parts, QObject *parent)
    : QObject(parent)
    , m_parts(std::move(parts))
    , m_pins(this)
{
    connect(&m_parts.session, &Session::modelChanged, this, [this] { m_hasModel = m_wanted.has_value(); });
    connect(&m_parts.session, &Session::traceChanged, this, &SessionRestorer::receiveTrace);
    connect(&m_parts.session, &Session::failed, this, [this] {
        if (std::exchange(m_wanted, std::nullopt)) {
            Q_EMIT gaveUp();
            Q_EMIT settled();
        }
    });
}

void SessionRestorer::restore(const SessionState &state, const QString &place, const std::string &where)
{
    requireKnown(state, m_parts, where);
    m_pins.stop();
    m_hasModel = false;
    m_wanted = state; // before: opening may fail at once
    m_parts.session.restore(place, promptOf(state.run), state.run.edits);
}

void SessionRestorer::receiveTrace()
{
    if (!m_wanted || !m_hasModel || m_parts.session.isBusy()) // of a long run the first trace is one of no text
        return;
    const SessionState state = *std::exchange(m_wanted, std::nullopt);
    look(state);
    pin(state);
    Q_EMIT restored(state);
    if (!isBusy())
        Q_EMIT settled();
}

/// As far as the model has it: a session may be of another one by now.
void SessionRestorer::look(const SessionState &state)
{
    Selection &selection = m_parts.selection;
    const Trace &trace = *m_parts.session.trace();
    const TransformerConfig &config = trace.config();
    selection.hover(-1, -1);
    selection.setKey({state.stage, state.layer, state.head});
    for (const auto &[stack, row] : {std::pair(0, state.row), std::pair(1, state.targetRow)})
        if (stack < config.stackCount())
            selection.pinToken(stack, std::min(row, static_cast<int>(trace.stackTokens(stack).size()) - 1));
    selection.pin(selection.row(), state.column < trace.columnCount(selection.key()) ? state.column : -1);
    PatternChoice pattern = state.pattern;
    std::erase_if(pattern.others, [&](const HeadPlace &place) { return place.layer >= config.layers || place.head >= config.heads; });
    selection.setPattern(pattern);
    selection.setFilter(trace.pair() ? state.filter : PairFilter::all);
    selection.setWord(state.word < config.vocabulary ? state.word : -1);
    selection.setShown(state.shown);
    for (const auto &[name, view] : m_parts.views()) {
        const auto chosen = state.views.find(name);
        view->choose(chosen == state.views.end() ? ViewChoices() : chosen->second);
    }
    if (!state.view.empty())
        m_parts.heads.showView(QString::fromStdString(state.view));
}

void SessionRestorer::pin(const SessionState &state)
{
    CompareView &compare = *m_parts.heads.compare();
    compare.setA(std::nullopt);
    compare.setB(std::nullopt);
    if (!state.a && !state.b)
        return;
    using Sides = std::pair<std::optional<PinnedHead>, std::optional<PinnedHead>>;
    const auto run = [state, shown = m_parts.session.trace()](const JobLink &link) {
        const auto pinned = [&](const std::optional<SessionPin> &pin) -> std::optional<PinnedHead> {
            if (!pin || pin->head.layer >= shown->config().layers || pin->head.head >= shown->config().heads)
                return std::nullopt;
            return PinnedHead{traceOf(pin->run, shown, link.stop()), pin->head, pin->pattern};
        };
        Sides sides{pinned(state.a), pinned(state.b)};
        return sides;
    };
    m_pins.start(
        run,
        [this, &compare](const Sides &sides) {
            compare.setA(sides.first);
            compare.setB(sides.second);
            Q_EMIT settled();
        },
        [this](const QString &problem) {
            Q_EMIT m_parts.session.failed(problem);
            Q_EMIT settled();
        });
}

} // namespace headscope
