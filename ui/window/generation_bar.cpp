#include "ui/window/generation_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

namespace headscope {

namespace {

int lastStack(const Trace &trace)
{
    return trace.config().stackCount() - 1;
}

QString display(const Trace &trace, int token)
{
    const auto &tokens = trace.stackTokens(lastStack(trace));
    return token >= 0 && token < int(tokens.size()) ? QString::fromStdString(tokens[std::size_t(token)].display) : QString();
}

} // namespace

GenerationBar::GenerationBar(Session &session, Selection &selection, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_selection(selection)
    , m_name(new QLabel(tr("Generated"), this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_text(new QLabel(this))
    , m_use(new QToolButton(this))
    , m_clear(new QToolButton(this))
{
    m_name->setProperty("role", QStringLiteral("muted"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setProperty("role", QStringLiteral("small"));
    m_slider->setAccessibleName(tr("Generated token"));
    m_slider->setToolTip(tr("Go through the generated tokens (← →): each pins the token whose attention made it"));
    m_slider->setPageStep(5);
    m_use->setText(tr("Use as text"));
    m_use->setProperty("kind", QStringLiteral("quiet"));
    m_use->setToolTip(tr("Make the generated tokens a part of the typed text"));
    m_clear->setText(QStringLiteral("✕"));
    m_clear->setProperty("kind", QStringLiteral("quiet"));
    m_clear->setAccessibleName(tr("Drop the generated tokens"));
    m_clear->setToolTip(tr("Drop the generated tokens"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 3);
    layout->setSpacing(10);
    layout->addWidget(m_name);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_text);
    layout->addWidget(m_use);
    layout->addWidget(m_clear);
    hide();

    connect(m_slider, &QSlider::valueChanged, this, &GenerationBar::show);
    connect(m_use, &QToolButton::clicked, &m_session, &Session::useGeneratedAsText);
    connect(m_clear, &QToolButton::clicked, &m_session, &Session::clearGenerated);
    connect(&m_session, &Session::traceChanged, this, &GenerationBar::refresh);
    connect(&m_session, &Session::generatedChanged, this, &GenerationBar::refresh);
    connect(&m_session, &Session::generatingChanged, this, &GenerationBar::refresh);
    connect(&m_session, &Session::modelChanged, this, &GenerationBar::refresh);
}

int GenerationBar::current() const
{
    return isHidden() ? -1 : m_slider->value();
}

void GenerationBar::refresh()
{
    const auto trace = m_session.trace();
    const int wanted = int(m_session.prompt().generated.size());
    setVisible(wanted > 0);
    const int made = trace ? trace->generatedCount() : 0;
    m_use->setEnabled(wanted > 0);
    m_slider->setEnabled(made > 0 && made == wanted);
    if (wanted == 0 || made != wanted) {
        m_text->setText(wanted == 0 ? QString() : tr("%1 made").arg(wanted));
        Q_EMIT madeChanged(-1);
        return;
    }
    {
        const QSignalBlocker quiet(m_slider);
        const bool grew = m_slider->maximum() != made - 1;
        m_slider->setRange(0, made - 1);
        if (grew)
            m_slider->setValue(made - 1);
    }
    show(m_slider->value());
}

void GenerationBar::show(int index)
{
    const auto trace = m_session.trace();
    if (!trace || trace->generatedCount() == 0)
        return;
    const int stack = lastStack(*trace);
    const int token = int(trace->stackTokens(stack).size()) - trace->generatedCount() + index;
    // The logits of a row foretell the token after it: what made this one is the row before.
    const int row = std::max(0, token - 1);
    m_text->setText(
        tr("%1 of %2: “%3”, made at “%4”").arg(index + 1).arg(trace->generatedCount()).arg(display(*trace, token), display(*trace, row)));
    const TransformerConfig &config = trace->config();
    if (config.stackOf(m_selection.layer()) != stack)
        m_selection.setLayer(config.firstLayerOf(stack));
    m_selection.pinToken(stack, row);
    Q_EMIT madeChanged(token);
}

} // namespace headscope
