#include "ui/sessions/session_restorer.h"

#include "src/engine.h"
#include "src/error.h"
#include "src/models/model.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/shown_words.h"
#include "ui/sessions/model_digests.h"

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

/// What was pinned, run again, and what there is to say about it.
struct PinnedAgain {
    std::optional<PinnedHead> head;
    QString problem = {};
};

/// Runs the pinned heads of a session again; a model of their own is opened once for both.
class PinRunner {
public:
    PinRunner(std::shared_ptr<const Trace> shown, QString sessionFile, std::stop_token stop)
        : m_shown(std::move(shown))
        , m_sessionFile(std::move(sessionFile))
        , m_stop(std::move(stop))
    {
    }

    /// `side`: "A".
    PinnedAgain pinned(const std::optional<SessionPin> &pin, const QString &side)
    {
        if (!pin)
            return {};
        try {
            PinnedAgain again;
            const std::shared_ptr<const Model> model = pin->model ? opened(*pin->model) : m_shown->modelPointer();
            if (pin->head.layer >= model->config().layers || pin->head.head >= model->config().heads)
                return {std::nullopt, SessionRestorer::tr("Side %1 of the comparison: its model has no such head.").arg(side)};
            if (pin->model && !pin->model->config.empty() && configDigest(model->folder()) != pin->model->config)
                again.problem = SessionRestorer::tr("Side %1 of the comparison: its model is built otherwise than the one that the session "
                                                    "was saved with. The numbers are those of the model that is there now.")
                                    .arg(side);
            again.head = PinnedHead{traceOf(pin->run, model), pin->head, pin->pattern};
            return again;
        } catch (const Error &error) {
            return {std::nullopt,
                SessionRestorer::tr("Side %1 of the comparison is not back: %2").arg(side, shownWords(std::string(error.what())))};
        }
    }

private:
    /// The session's own run where it is the same, else one of its own.
    std::shared_ptr<const Trace> traceOf(const SessionRun &run, const std::shared_ptr<const Model> &model) const
    {
        if (model == m_shown->modelPointer() && run == runOf(*m_shown))
            return m_shown;
        RunRequest request = requestOf(promptFor(*model, promptOf(run)));
        request.edits = run.edits;
        return Engine(model).run(request, m_stop);
    }

    std::shared_ptr<const Model> opened(const SessionModel &reference)
    {
        if (!m_opened || m_openedName != reference.name) {
            m_opened = openModel(pathOf(resolveModel(placeOf(reference, m_sessionFile))));
            m_openedName = reference.name;
        }
        return m_opened;
    }

    std::shared_ptr<const Trace> m_shown;
    QString m_sessionFile;
    std::stop_token m_stop;
    std::shared_ptr<const Model> m_opened;
    std::string m_openedName;
};

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
    m_file = fromLocalBytes(where);
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
    const ControlLocks::Lifted lifted(m_parts.session.locks());
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
    m_parts.lab.choose(state.lab.value_or(LabState::defaultChoices()));
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
    const auto run = [state, shown = m_parts.session.trace(), file = m_file](const JobLink &link) {
        PinRunner runner(shown, file, link.stop());
        const PinnedAgain a = runner.pinned(state.a, QStringLiteral("A"));
        return std::pair(a, runner.pinned(state.b, QStringLiteral("B")));
    };
    m_pins.start(
        run,
        [this, &compare](const std::pair<PinnedAgain, PinnedAgain> &sides) {
            const auto &[a, b] = sides;
            compare.setA(a.head);
            compare.setB(b.head);
            QStringList problems{a.problem, b.problem};
            problems.removeAll(QString());
            if (!problems.isEmpty())
                Q_EMIT m_parts.session.failed(problems.join(QLatin1Char(' ')));
            Q_EMIT settled();
        },
        [this](const QString &problem) {
            Q_EMIT m_parts.session.failed(problem);
            Q_EMIT settled();
        });
}

} // namespace headscope
