#include "ui/views/panels/edits_panel.h"

#include "ui/session/model_words.h"
#include "ui/theme/plain_text.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/number_text.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr float kColdest = 0.1f;
constexpr float kHottest = 5.0f;
/// The list shows this many of the newest edits; a pasted session can have hundreds.
constexpr std::size_t kListed = 12;

QString elided(const QString &text, qsizetype most)
{
    return text.size() <= most ? text : text.left(most - 1) + QChar(0x2026);
}

bool hasMask(const TransformerConfig &config)
{
    return std::ranges::any_of(config.layerConfigs, [](const LayerConfig &layer) { return layer.causal && !layer.cross; });
}

/// Is there anything that the positions' switch turns off?
bool knowsPlaces(const TransformerConfig &config)
{
    return config.position != PositionKind::none || config.scoreBias != ScoreBias::none
        || std::ranges::any_of(config.layerConfigs, [](const LayerConfig &layer) { return layer.rotary.turns(); });
}

} // namespace

int sliderPosition(float temperature)
{
    const double along = std::log(std::clamp(temperature, kColdest, kHottest) / kColdest) / std::log(kHottest / kColdest);
    return int(std::lround(along * kSliderSteps));
}

float sliderTemperature(int position)
{
    if (std::abs(position - sliderPosition(1)) <= 3)
        return 1;
    const double exact = kColdest * std::pow(kHottest / kColdest, double(position) / kSliderSteps);
    return float(std::round(exact * 100) / 100); // what the label shows is what is used
}

EditsPanel::EditsPanel(Session &session, Selection &selection, QWidget *parent)
    : Panel(session, selection, tr("What if"), Selection::stageChanged | Selection::pinChanged, parent)
    , m_temperatureValue(new QLabel(this))
    , m_temperature(new QSlider(Qt::Horizontal, this))
    , m_count(new QLabel(this))
    , m_list(new QVBoxLayout)
    , m_reset(new QPushButton(tr("Reset all"), this))
{
    auto *computation = new QHBoxLayout;
    computation->setSpacing(16);
    m_scaling = addSwitch(computation, EditSwitch::scaling);
    m_scaling->setText(tr("Scaling"));
    m_mask = addSwitch(computation, EditSwitch::mask);
    m_mask->setText(tr("Mask"));
    m_positions = addSwitch(computation, EditSwitch::positions);
    m_positions->setText(tr("Positions"));
    computation->addStretch();
    m_layout->addLayout(computation);
    m_head = addSwitch(m_layout, EditSwitch::head);
    m_hide = addSwitch(m_layout, EditSwitch::hide);

    auto *temperature = new QHBoxLayout;
    auto *temperatureName = new QLabel(tr("Temperature"), this);
    temperature->addWidget(temperatureName);
    temperature->addStretch();
    m_temperatureValue->setProperty("role", QStringLiteral("mono"));
    temperature->addWidget(m_temperatureValue);
    m_layout->addLayout(temperature);
    m_temperature->setRange(0, kSliderSteps);
    m_temperature->setPageStep(10);
    m_temperature->setAccessibleName(tr("Temperature"));
    m_temperature->setToolTip(tr("All scores are divided by it before the softmax: below 1 sharpens, above 1 evens out"));
    temperatureName->setBuddy(m_temperature);
    m_layout->addWidget(m_temperature);

    m_count->setProperty("role", QStringLiteral("muted"));
    m_list->setSpacing(2);
    m_layout->addWidget(m_count);
    m_layout->addLayout(m_list);
    m_layout->addWidget(m_reset, 0, Qt::AlignLeft);

    connect(m_temperature, &QSlider::valueChanged, this, &EditsPanel::setTemperature);
    connect(m_reset, &QPushButton::clicked, &session, &Session::resetEdits);
}

QCheckBox *EditsPanel::addSwitch(QLayout *layout, EditSwitch kind)
{
    auto *box = new QCheckBox(this);
    layout->addWidget(box);
    // Scaling, mask and positions are checked while they are on; the edit turns them off.
    const bool editWhenChecked = kind == EditSwitch::head || kind == EditSwitch::hide;
    connect(box, &QCheckBox::clicked, this, [this, kind, editWhenChecked](bool checked) { setSwitch(kind, checked == editWhenChecked); });
    return box;
}

void EditsPanel::setSwitch(EditSwitch kind, bool edit)
{
    const auto model = m_session.model();
    if (!model)
        return;
    const Edit change = editOf(kind, model->config(), m_selection.layer(), m_selection.head(), keyToken());
    if (edit)
        m_session.addEdit(change);
    else
        m_session.removeEdit(change);
}

void EditsPanel::setTemperature(int position)
{
    const float temperature = sliderTemperature(position);
    if (temperature == 1)
        m_session.removeEdit(temperatureEdit(1));
    else
        m_session.addEdit(temperatureEdit(temperature));
}

int EditsPanel::keyToken() const
{
    const auto model = m_session.model();
    return model ? m_selection.rowOf(keyStackOf(model->config(), m_selection.layer())) : -1;
}

void EditsPanel::refresh()
{
    const auto model = m_session.model();
    const Edits &edits = m_session.edits();
    const int layer = m_selection.layer();
    const int head = m_selection.head();
    const int token = keyToken();
    const auto on = [&](EditSwitch kind) { return model && hasEdit(edits, editOf(kind, model->config(), layer, head, token)); };
    const LayerConfig rules = model ? model->config().layer(layer) : LayerConfig();

    m_scaling->setEnabled(model && rules.scoreDivisor != 1);
    m_scaling->setChecked(m_scaling->isEnabled() && !on(EditSwitch::scaling));
    m_scaling->setToolTip(m_scaling->isEnabled() ? tr("Divide the scores by %1").arg(numberText(rules.scoreDivisor, {3, false}))
                                                 : tr("This model does not scale its scores"));
    m_mask->setEnabled(model && hasMask(model->config()));
    m_mask->setChecked(m_mask->isEnabled() && !on(EditSwitch::mask));
    m_mask->setToolTip(
        m_mask->isEnabled() ? tr("No token may look at a later one") : tr("This model has no mask: it reads in both directions"));
    m_positions->setEnabled(model && knowsPlaces(model->config()));
    m_positions->setChecked(m_positions->isEnabled() && !on(EditSwitch::positions));
    m_positions->setToolTip(m_positions->isEnabled()
            ? tr("Where a token stands: vectors that are added, turned queries and keys, or a bias")
            : tr("This model is not told where a token stands"));

    m_head->setEnabled(model != nullptr);
    m_head->setText(model ? tr("Switch %1 off").arg(headTitle(model->config(), layer, head).toLower()) : tr("Switch this head off"));
    m_head->setChecked(on(EditSwitch::head));
    m_head->setToolTip(tr("Its result is multiplied by 0"));

    const auto trace = m_session.trace();
    const std::vector<Token> *keys = trace ? &trace->keyTokens(layer) : nullptr;
    const bool pinned = keys && token >= 0 && token < int(keys->size());
    m_hide->setEnabled(pinned);
    m_hide->setChecked(pinned && on(EditSwitch::hide));
    m_hide->setText(pinned
            ? tr("Hide “%1” from attention").arg(withoutMnemonics(elided(QString::fromStdString((*keys)[std::size_t(token)].display), 14)))
            : tr("Hide a token (click one first)"));
    m_hide->setToolTip(trace && trace->config().isEncoderDecoder() ? tr("No other token can look at it in this layer")
                                                                   : tr("No other token can look at it, in any layer or head"));

    const float temperature = temperatureOf(edits).value_or(1);
    m_temperatureValue->setText(numberText(temperature, {2, false}));
    if (!m_temperature->isSliderDown()) {
        const QSignalBlocker blocker(m_temperature);
        m_temperature->setValue(sliderPosition(temperature));
    }
    m_temperature->setEnabled(model != nullptr);
    listEdits();
}

void EditsPanel::listEdits()
{
    const Edits &edits = m_session.edits();
    m_reset->setVisible(!edits.empty());
    m_count->setVisible(!edits.empty());
    m_count->setText(edits.size() > kListed ? tr("%1 edits, the newest %2 below").arg(edits.size()).arg(kListed)
            : edits.size() == 1             ? tr("1 edit")
                                            : tr("%1 edits").arg(edits.size()));
    if (edits == m_listed)
        return;
    m_listed = edits;
    while (QLayoutItem *item = m_list->takeAt(0)) {
        // Later: the button that was just clicked may be in here.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t i = edits.size(); i-- > 0 && edits.size() - i <= kListed;) {
        const Edit edit = edits[i];
        const QString text = QString::fromStdString(describe(edit));
        auto *line = new QWidget(this);
        auto *layout = new QHBoxLayout(line);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(6);
        auto *name = new QLabel(text, line);
        name->setTextFormat(Qt::PlainText);
        name->setWordWrap(true);
        auto *remove = new QToolButton(line);
        remove->setProperty("kind", QStringLiteral("quiet"));
        remove->setText(QStringLiteral("×"));
        remove->setToolTip(tr("Remove this edit"));
        remove->setAccessibleName(tr("Remove: %1").arg(text));
        connect(remove, &QToolButton::clicked, this, [this, edit] { m_session.removeEdit(edit); });
        layout->addWidget(name, 1);
        layout->addWidget(remove, 0, Qt::AlignTop);
        m_list->addWidget(line);
    }
}

} // namespace headscope
