#include "ui/window/token_bar.h"

#include "ui/widgets/token_strip.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

namespace headscope {

TokenBar::TokenBar(Session &session, Selection &selection, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_selection(selection)
    , m_strip(new TokenStrip(this))
    , m_layer(new QComboBox(this))
    , m_head(new QComboBox(this))
{
    setProperty("role", QStringLiteral("strip"));
    m_layer->setAccessibleName(tr("Layer"));
    m_layer->setToolTip(tr("Layer (Page Up, Page Down)"));
    m_head->setAccessibleName(tr("Head"));
    m_head->setToolTip(tr("Head (Shift+Page Up, Shift+Page Down)"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(18, 2, 18, 2);
    layout->setSpacing(10);
    layout->addWidget(m_strip, 1);
    layout->addWidget(m_layer);
    layout->addWidget(m_head);

    connect(m_strip, &TokenStrip::hovered, this, [this](int index) { m_selection.hover(index, -1); });
    connect(m_strip, &TokenStrip::clicked, this, [this](int index) { m_selection.pin(index, m_selection.column()); });
    connect(m_layer, &QComboBox::activated, &m_selection, &Selection::setLayer);
    connect(m_head, &QComboBox::activated, &m_selection, &Selection::setHead);
    connect(&m_session, &Session::modelChanged, this, &TokenBar::showChoices);
    connect(&m_session, &Session::traceChanged, this, &TokenBar::showTokens);
    connect(&m_selection, &Selection::changed, this, &TokenBar::follow);
}

void TokenBar::showTokens()
{
    QList<TokenChip> chips;
    const auto trace = m_session.trace();
    chips.reserve(trace->tokenCount());
    for (const Token &token : trace->tokens()) {
        TokenChip chip;
        chip.text = QString::fromStdString(token.display);
        chip.detail = QString::number(token.id);
        chip.special = token.special;
        chip.unknown = !token.note.empty();
        chip.toolTip = tr("Piece %1 of the vocabulary; bytes %2 to %3 of the text").arg(token.id).arg(token.begin).arg(token.end);
        if (chip.unknown)
            chip.toolTip += QLatin1Char('\n') + tr("Not in the vocabulary: %1").arg(QString::fromStdString(token.note));
        chips.append(chip);
    }
    m_strip->setChips(chips);
    m_strip->setPinned(m_selection.row());
}

void TokenBar::showChoices()
{
    const TransformerConfig &config = m_session.model()->config();
    const auto fill = [](QComboBox &box, int count, const QString &label) {
        const QSignalBlocker quiet(box);
        box.clear();
        for (int i = 1; i <= count; ++i)
            box.addItem(label.arg(i));
    };
    fill(*m_layer, config.layers, tr("Layer %1"));
    fill(*m_head, config.heads, tr("Head %1"));
    m_layer->setEnabled(config.layers > 1);
    m_head->setEnabled(config.heads > 1);
    follow(Selection::stageChanged);
}

void TokenBar::follow(Selection::Changes what)
{
    if (what & Selection::stageChanged) {
        m_layer->setCurrentIndex(m_selection.layer());
        m_head->setCurrentIndex(m_selection.head());
    }
    if (what & Selection::pinChanged)
        m_strip->setPinned(m_selection.row());
    if (what & Selection::hoverChanged)
        m_strip->setHovered(m_selection.hoverRow());
}

} // namespace headscope
