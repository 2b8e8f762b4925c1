#include "ui/views/whatif/other_sentence.h"

namespace headscope {

namespace {

constexpr int kTypingPause = 200; // milliseconds

} // namespace

OtherSentence::OtherSentence(Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPause);
    connect(&m_typing, &QTimer::timeout, this, &OtherSentence::run);
    connect(&m_worker, &EngineWorker::finished, this, [this](const EngineWorker::Result &result) {
        if (result.number != m_number)
            return;
        m_working = false;
        m_trace = result.trace && hasTokens(*result.trace) ? result.trace : nullptr;
        m_problem = result.problem;
        Q_EMIT changed();
    });
    connect(&session, &Session::modelChanged, this, [this] {
        m_worker.cancel();
        run();
    });
}

void OtherSentence::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    m_trace.reset();
    m_problem.clear();
    ++m_number;
    m_working = !text.trimmed().isEmpty();
    m_typing.start();
    Q_EMIT changed();
}

void OtherSentence::run()
{
    m_trace.reset();
    m_problem.clear();
    ++m_number;
    const auto model = m_session.model();
    m_working = model && !m_text.trimmed().isEmpty();
    if (m_working) {
        EngineWorker::Request request;
        request.number = m_number;
        request.model = model;
        Prompt prompt = m_session.prompt();
        prompt.text = m_text;
        prompt.pair.reset();
        prompt.generated.clear();
        request.prompt = promptFor(*model, prompt);
        m_worker.submit(std::move(request));
    }
    Q_EMIT changed();
}

} // namespace headscope
