#include "ui/window/token_bar.h"

#include "src/trace/predictions.h"
#include "ui/session/masking.h"
#include "ui/session/model_words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/token_strip.h"
#include "ui/window/generation_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace headscope {

TokenBar::TokenBar(Session &session, Selection &selection, QWidget *parent)
    : QFrame(parent)
    , m_session(session)
    , m_selection(selection)
    , m_generation(new GenerationBar(session, selection, this))
    , m_generate(new QToolButton(this))
    , m_mask(new QToolButton(this))
    , m_layer(new QComboBox(this))
    , m_head(new QComboBox(this))
{
    setProperty("role", QStringLiteral("strip"));
    m_layer->setAccessibleName(tr("Layer"));
    m_layer->setToolTip(tr("Layer (Page Up, Page Down)"));
    m_head->setAccessibleName(tr("Head"));
    for (QComboBox *choice : {m_layer, m_head})
        choice->setSizeAdjustPolicy(QComboBox::AdjustToContents); // names differ in length from model to model
    m_generate->setProperty("kind", QStringLiteral("plain"));
    m_mask->setProperty("kind", QStringLiteral("plain"));
    connect(m_mask, &QToolButton::clicked, this, [this] { toggleMask(m_session, m_selection.rowOf(0)); });
    connect(m_generate, &QToolButton::clicked, this, &TokenBar::generateRequested);

    m_rows = new QBoxLayout(QBoxLayout::TopToBottom);
    m_rows->setSpacing(0);
    const QString names[] = {tr("Encoder"), tr("Decoder")};
    for (int stack = 0; stack < 2; ++stack) {
        m_names[stack] = new QLabel(names[stack], this);
        m_strips[stack] = new TokenStrip(this);
        m_strips[stack]->setAccessibleName(stack == 0 ? tr("Tokens") : tr("Tokens of the decoder"));
        auto *row = new QHBoxLayout;
        row->setSpacing(10);
        row->addWidget(m_names[stack]);
        row->addWidget(m_strips[stack], 1);
        m_rows->addLayout(row, 1);
        m_names[stack]->hide();
        connect(m_strips[stack], &TokenStrip::clicked, this, [this, stack](int index) {
            // The keys of cross-attention are columns of what is looked at.
            const auto trace = m_session.trace();
            const bool isKey = trace && stack != m_selection.rowStack() && stageInfo(m_selection.stage()).colAxis == 'S'
                && keyStackOf(trace->config(), m_selection.layer()) == stack;
            if (isKey)
                m_selection.pin(m_selection.row(), index);
            else
                m_selection.pinToken(stack, index);
        });
        connect(m_strips[stack], &TokenStrip::menuRequested, this,
            [this, stack](int index, const QPoint &place) { showMenu(stack, index, place); });
        connect(m_strips[stack], &TokenStrip::hovered, this, [this, stack](int index) {
            if (stack == m_selection.rowStack())
                m_selection.hover(index, -1);
        });
    }
    m_strips[1]->hide();
    auto *left = new QVBoxLayout;
    left->setSpacing(0);
    left->addLayout(m_rows);
    left->addWidget(m_generation);

    auto *choices = new QHBoxLayout;
    choices->setSpacing(10);
    choices->addWidget(m_generate);
    choices->addWidget(m_mask);
    choices->addWidget(m_layer);
    choices->addWidget(m_head);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(18, 2, 18, 2);
    layout->setSpacing(10);
    layout->addLayout(left, 1);
    layout->addLayout(choices);

    connect(m_layer, &QComboBox::activated, &m_selection, &Selection::setLayer);
    connect(m_head, &QComboBox::activated, &m_selection, &Selection::setHead);
    connect(&m_session, &Session::modelChanged, this, &TokenBar::showChoices);
    connect(&m_session, &Session::traceChanged, this, &TokenBar::showTokens);
    connect(&m_session, &Session::generatedChanged, this, &TokenBar::showTokens);
    connect(&m_session, &Session::generatingChanged, this, &TokenBar::showGenerate);
    connect(&m_selection, &Selection::changed, this, &TokenBar::follow);
    connect(m_generation, &GenerationBar::madeChanged, this, [this](int token) {
        const auto model = m_session.model();
        m_strips[model ? model->config().stackCount() - 1 : 0]->setMade(token);
    });
    connect(&m_session, &Session::editsChanged, this, &TokenBar::showMask);
    connect(&Appearance::instance(), &Appearance::changed, this, &TokenBar::alignNames);
    alignNames();
    showGenerate();
    showMask();
}

/// Both strips begin at one place.
void TokenBar::alignNames()
{
    const QFontMetrics metrics(uiFont(10, QFont::DemiBold)); // of the one that is looked at
    for (QLabel *name : m_names)
        name->setFixedWidth(std::max(metrics.horizontalAdvance(m_names[0]->text()), metrics.horizontalAdvance(m_names[1]->text())) + 12);
}

void TokenBar::showMask()
{
    const auto model = m_session.model();
    const auto trace = m_session.trace();
    m_mask->setVisible(model && canMask(*model));
    if (!model || !canMask(*model))
        return;
    const int token = m_selection.rowOf(0);
    const bool known = trace && token >= 0 && token < trace->tokenCount();
    m_mask->setEnabled(known);
    m_mask->setText(isMasked(m_session, token) ? tr("Unmask") : tr("Mask"));
    m_mask->setToolTip(tr("Run the pinned token as %1 and see what the model guesses there; the text stays (M)")
                           .arg(QString::fromStdString(model->tokenizer().piece(*model->tokenizer().maskId()))));
}

void TokenBar::showMenu(int stack, int token, const QPoint &place)
{
    const auto model = m_session.model();
    const auto trace = m_session.trace();
    if (!model || !trace || token >= static_cast<int>(trace->stackTokens(stack).size()))
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Pin"), this, [this, stack, token] { m_selection.pinToken(stack, token); });
    if (canMask(*model))
        menu->addAction(isMasked(m_session, token) ? tr("Show the Word Again") : tr("Mask"), this, [this, token] {
            m_selection.pinToken(0, token);
            toggleMask(m_session, token);
        });
    menu->popup(place);
}

void TokenBar::showStrip(int stack)
{
    const auto trace = m_session.trace();
    const TransformerConfig &config = trace->config();
    const std::vector<Token> &tokens = trace->stackTokens(stack);
    const bool last = stack == config.stackCount() - 1;
    const std::size_t typed = tokens.size() - std::size_t(last ? trace->generatedCount() : 0);
    QList<TokenChip> chips;
    chips.reserve(qsizetype(tokens.size()));
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const Token &token = tokens[i];
        TokenChip chip;
        chip.text = QString::fromStdString(token.display);
        chip.detail = QString::number(token.id);
        chip.special = token.special;
        if (!token.replaces.empty())
            chip.detail = QString::fromStdString(token.replaces);
        chip.unknown = !token.note.empty();
        chip.generated = i >= typed;
        if (trace->pair() && stack == 0)
            chip.sentence = sentenceOf(config, token);
        if (chip.sentence >= 0) // not by colour alone
            chip.detail.prepend(chip.sentence == 0 ? QStringLiteral("A ") : QStringLiteral("B "));
        if (chip.generated)
            chip.toolTip = tr("Piece %1 of the vocabulary; generated by the model").arg(token.id);
        else if (token.sequence < 0)
            chip.toolTip = tr("Piece %1 of the vocabulary; put there by the tokenizer").arg(token.id);
        else
            chip.toolTip = tr("Piece %1 of the vocabulary; bytes %2 to %3 of the text").arg(token.id).arg(token.begin).arg(token.end);
        if (chip.sentence >= 0)
            chip.toolTip += QLatin1Char('\n') + (chip.sentence == 0 ? tr("Sentence A") : tr("Sentence B"));
        if (!token.replaces.empty())
            chip.toolTip += QLatin1Char('\n')
                + tr("Run in the place of “%1”, which the text still says").arg(QString::fromStdString(token.replaces));
        if (chip.unknown)
            chip.toolTip += QLatin1Char('\n') + tr("Not in the vocabulary: %1").arg(QString::fromStdString(token.note));
        chips.append(chip);
    }
    // Made already, but not yet run with the rest.
    const std::vector<int> &generated = m_session.prompt().generated;
    for (std::size_t i = last ? std::size_t(trace->generatedCount()) : generated.size(); i < generated.size(); ++i) {
        TokenChip chip;
        chip.text = QString::fromStdString(entryDisplay(trace->model().tokenizer(), generated[i]));
        chip.detail = QString::number(generated[i]);
        chip.generated = chip.pending = true;
        chip.toolTip = tr("Just generated");
        chips.append(chip);
    }
    m_strips[stack]->setChips(chips);
    if (m_session.isGenerating() && last)
        m_strips[stack]->reveal(int(chips.size()) - 1);
    m_strips[stack]->setPinned(m_selection.rowOf(stack));
}

void TokenBar::showTokens()
{
    const auto trace = m_session.trace();
    if (!trace)
        return;
    for (int stack = 0; stack < trace->config().stackCount(); ++stack)
        showStrip(stack);
    markActive();
    showGenerate();
    showMask();
}

void TokenBar::showChoices()
{
    const TransformerConfig &config = m_session.model()->config();
    {
        const QSignalBlocker quiet(m_layer);
        m_layer->clear();
        for (int layer = 0; layer < config.layers; ++layer)
            m_layer->addItem(layerTitle(config, layer));
    }
    {
        const QSignalBlocker quiet(m_head);
        m_head->clear();
        const bool shared = config.groups() < config.heads;
        for (int head = 0; head < config.heads; ++head)
            m_head->addItem(shared ? tr("Head %1 · K/V %2").arg(head + 1).arg(config.groupOf(head) + 1) : tr("Head %1").arg(head + 1));
    }
    m_layer->setEnabled(config.layers > 1);
    m_head->setEnabled(config.heads > 1);
    const bool two = config.isEncoderDecoder();
    m_strips[1]->setVisible(two);
    arrange();
    for (QLabel *name : m_names)
        name->setVisible(two);
    follow(Selection::stageChanged);
}

/// What each head of the layer does, where it is known, stands in the list and at the choice.
void TokenBar::describeHeads()
{
    const auto model = m_session.model();
    if (!model)
        return;
    for (int head = 0; head < m_head->count(); ++head)
        m_head->setItemData(head, headDescription(model->config(), m_selection.layer(), head), Qt::ToolTipRole);
    const QString does = headDescription(model->config(), m_selection.layer(), m_selection.head());
    m_head->setAccessibleDescription(does);
    m_head->setToolTip((does.isEmpty() ? QString() : does + QLatin1Char('\n')) + tr("Head (Shift+Page Up, Shift+Page Down)"));
}

void TokenBar::setCompact(bool compact)
{
    m_compact = compact;
    arrange();
}

void TokenBar::arrange()
{
    const auto model = m_session.model();
    const bool two = model && model->config().isEncoderDecoder();
    for (TokenStrip *strip : m_strips)
        strip->setCompact(two || m_compact);
    m_rows->setDirection(m_compact ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_rows->setSpacing(m_compact && two ? 16 : 0);
    layout()->setContentsMargins(m_compact ? 12 : 18, m_compact ? 0 : 2, m_compact ? 10 : 18, m_compact ? 0 : 2);
    for (QWidget *control : {static_cast<QWidget *>(m_generate), static_cast<QWidget *>(m_mask), static_cast<QWidget *>(m_layer),
             static_cast<QWidget *>(m_head)}) {
        control->setProperty("height", m_compact ? QStringLiteral("low") : QString());
        control->style()->unpolish(control);
        control->style()->polish(control);
    }
}

void TokenBar::showGenerate()
{
    const auto model = m_session.model();
    m_generate->setVisible(model && canGenerate(*model));
    const bool running = m_session.isGenerating();
    m_generate->setText(running ? tr("Stop  ■") : tr("Generate"));
    m_generate->setToolTip(running ? tr("Stop; what was made stays (Ctrl+G, Esc)")
                                   : tr("Let the model go on with the text, by the most probable token each time (Ctrl+G)"));
}

void TokenBar::markActive()
{
    const auto model = m_session.model();
    if (!model || !model->config().isEncoderDecoder())
        return;
    const int active = m_selection.rowStack();
    for (int stack = 0; stack < 2; ++stack) {
        m_names[stack]->setProperty("role", stack == active ? QStringLiteral("active") : QStringLiteral("muted"));
        m_names[stack]->style()->unpolish(m_names[stack]);
        m_names[stack]->style()->polish(m_names[stack]);
        m_strips[stack]->setActive(stack == active);
    }
}

void TokenBar::follow(Selection::Changes what)
{
    const auto trace = m_session.trace();
    if (what & Selection::stageChanged) {
        m_layer->setCurrentIndex(m_selection.layer());
        m_head->setCurrentIndex(m_selection.head());
        describeHeads();
        markActive();
    }
    // A key that is pinned or hovered as a column, where the columns are the other text's.
    const int rows = m_selection.rowStack();
    const int stacks = trace ? trace->config().stackCount() : 1;
    const int columns = trace && stageInfo(m_selection.stage()).colAxis == 'S' ? keyStackOf(trace->config(), m_selection.layer()) : rows;
    if (what & Selection::pinChanged)
        showMask();
    for (int stack = 0; stack < stacks; ++stack) {
        const bool isColumns = stack != rows && stack == columns;
        if (what & (Selection::pinChanged | Selection::stageChanged))
            m_strips[stack]->setPinned(isColumns && m_selection.column() >= 0 ? m_selection.column() : m_selection.rowOf(stack));
        if (what & (Selection::hoverChanged | Selection::stageChanged))
            m_strips[stack]->setHovered(isColumns ? m_selection.hoverColumn() : stack == rows ? m_selection.hoverRow() : -1);
    }
}

} // namespace headscope
