#include "ui/views/lab/lab_controls.h"

#include "ui/session/settings_file.h"
#include "ui/theme/theme.h"
#include "ui/views/lab/parameter_box.h"
#include "ui/widgets/segmented_control.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kWide = 264;
constexpr int kNarrow = 224;

QLabel *label(const QString &text, const char *role, QWidget *parent)
{
    auto *one = new QLabel(text, parent);
    one->setProperty("role", QLatin1String(role));
    one->setTextFormat(Qt::PlainText);
    one->setWordWrap(true);
    return one;
}

QFrame *line(QWidget *parent)
{
    auto *one = new QFrame(parent);
    one->setProperty("role", QStringLiteral("line"));
    return one;
}

QSpinBox *numberField(const QString &name, int least, int most, QWidget *parent)
{
    auto *field = new QSpinBox(parent);
    field->setRange(least, most);
    field->setKeyboardTracking(false);
    field->setAccessibleName(name);
    return field;
}

} // namespace

LabControls::LabControls(LabState &lab, QWidget *parent)
    : QWidget(parent)
    , m_lab(lab)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *area = new QScrollArea(this);
    auto *inside = new QWidget(area);
    inside->setProperty("role", QStringLiteral("scrolled"));
    inside->setAutoFillBackground(false);
    area->setWidget(inside);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    column->addWidget(area);

    auto *layout = new QVBoxLayout(inside);
    layout->setContentsMargins(18, 14, 14, 14);
    layout->setSpacing(8);
    auto *header = new QHBoxLayout;
    header->addWidget(label(tr("Queries, keys, values"), "heading", inside), 1);
    auto *fold = new QToolButton(inside);
    fold->setText(QStringLiteral("«"));
    fold->setProperty("kind", QStringLiteral("fold"));
    fold->setAccessibleName(tr("Fold the Lab's controls away"));
    fold->setToolTip(tr("%1 (F6)").arg(fold->accessibleName()));
    connect(fold, &QToolButton::clicked, this, &LabControls::foldAsked);
    header->addWidget(fold, 0, Qt::AlignTop);
    layout->addLayout(header);
    m_source = new SegmentedControl({tr("Of the head"), tr("Random")}, inside);
    m_source->setAccessibleName(tr("Where queries, keys and values come from"));
    m_source->setToolTip(tr("Of the head: those of the layer and head chosen above, for the sentence\nRandom: normal numbers of a seed"));
    m_source->setCompact(true);
    layout->addWidget(m_source, 0, Qt::AlignLeft);
    m_words = label(QString(), "small", inside);
    layout->addWidget(m_words);

    m_sizes = new QWidget(inside);
    auto *sizes = new QGridLayout(m_sizes);
    sizes->setContentsMargins(0, 0, 0, 0);
    sizes->setVerticalSpacing(3);
    sizes->addWidget(label(tr("Tokens n"), "muted", m_sizes), 0, 0);
    sizes->addWidget(label(tr("Head width d"), "muted", m_sizes), 0, 1);
    m_tokens = numberField(tr("Tokens"), 1, kMostLabTokens, m_sizes);
    m_width = numberField(tr("Width of the head"), 1, kMostLabWidth, m_sizes);
    sizes->addWidget(m_tokens, 1, 0);
    sizes->addWidget(m_width, 1, 1);
    layout->addWidget(m_sizes);

    auto *seedRow = new QGridLayout;
    seedRow->setVerticalSpacing(3);
    seedRow->addWidget(label(tr("Seed"), "muted", inside), 0, 0);
    m_seed = numberField(tr("Seed"), 0, kMostLabSeed, inside);
    m_seed->setToolTip(tr("Of random numbers, of what a trained model would have learned, and of all that is drawn"));
    seedRow->addWidget(m_seed, 1, 0);
    m_causal = new QCheckBox(tr("Causal"), inside);
    m_causal->setToolTip(tr("Nobody sees later tokens, in every mechanism that can do so"));
    seedRow->addWidget(m_causal, 1, 1);
    seedRow->setColumnStretch(0, 1);
    seedRow->setColumnStretch(1, 1);
    layout->addLayout(seedRow);

    m_second = new QWidget(inside);
    auto *second = new QVBoxLayout(m_second);
    second->setContentsMargins(0, 0, 0, 0);
    second->setSpacing(3);
    second->addWidget(label(tr("Second text, for mechanisms between two"), "muted", m_second));
    m_otherText = new QLineEdit(m_second);
    m_otherText->setAccessibleName(tr("Second text"));
    m_otherText->setPlaceholderText(tr("Text of keys and values"));
    m_otherText->setMaxLength(kMostRememberedText);
    second->addWidget(m_otherText);
    layout->addWidget(m_second);

    layout->addSpacing(4);
    layout->addWidget(line(inside));
    layout->addSpacing(2);
    m_parameters = new ParameterBox(lab, inside);
    layout->addWidget(m_parameters);
    layout->addStretch(1);

    connect(m_source, &SegmentedControl::activated, this, [this](int index) { m_lab.setSource(kLabSources[std::size_t(index)].id); });
    connect(m_tokens, &QSpinBox::valueChanged, this, [this](int tokens) { m_lab.setSizes(tokens, m_width->value()); });
    connect(m_width, &QSpinBox::valueChanged, this, [this](int width) { m_lab.setSizes(m_tokens->value(), width); });
    connect(m_seed, &QSpinBox::valueChanged, this, [this](int seed) { m_lab.setSeed(seed); });
    connect(m_causal, &QCheckBox::toggled, this, [this](bool on) { m_lab.setCausal(on); });
    connect(m_otherText, &QLineEdit::textEdited, this, [this](const QString &text) { m_lab.setOtherText(text.toStdString()); });
    connect(&m_lab, &LabState::changed, this, &LabControls::refresh);
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        updateGeometry();
        update();
    });
    refresh();
}

void LabControls::showSource(const QString &words)
{
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
}

void LabControls::refresh()
{
    const LabChoices &choices = m_lab.choices();
    const QSignalBlocker quietTokens(m_tokens);
    const QSignalBlocker quietWidth(m_width);
    const QSignalBlocker quietSeed(m_seed);
    const QSignalBlocker quietCausal(m_causal);
    m_source->setCurrent(static_cast<int>(choices.source));
    m_sizes->setVisible(choices.source == LabSource::random);
    m_tokens->setValue(choices.tokens);
    m_width->setValue(choices.width);
    m_seed->setValue(choices.seed);
    m_causal->setChecked(choices.causal);
    if (const QString text = QString::fromStdString(choices.otherText); m_otherText->text() != text)
        m_otherText->setText(text);
    m_second->setVisible(choices.source == LabSource::head && std::ranges::any_of(choices.mechanisms, [](const LabMechanism &mechanism) {
        return mechanismNamed(mechanism.name).readsOther;
    }));
}

QSize LabControls::sizeHint() const
{
    return {int(kWide * Appearance::instance().zoom()), 600};
}

QSize LabControls::minimumSizeHint() const
{
    return {int(kNarrow * Appearance::instance().zoom()), 200};
}

void LabControls::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Theme::current().window);
}

} // namespace headscope
