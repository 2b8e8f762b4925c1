#include "ui/views/mechanism/mechanism_bar.h"

#include "src/mechanisms/mechanisms.h"
#include "src/trace/number_words.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace headscope {

namespace {

QString text(std::string_view words)
{
    return QString::fromUtf8(words.data(), qsizetype(words.size()));
}

QString parameterText(const Parameters &parameters)
{
    QStringList all;
    for (const ParameterInfo &parameter : parameters.of()) {
        const double value = parameters.number(parameter.name);
        const QString said = parameter.names.empty() ? QString::fromStdString(roundedNumber(value))
                                                     : text(parameter.names[std::size_t(value - parameter.least)]);
        all << QStringLiteral("%1 %2").arg(text(parameter.name), said);
    }
    return all.join(QStringLiteral(" · "));
}

QLabel *roleLabel(const char *role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setProperty("role", QString::fromLatin1(role));
    return label;
}

} // namespace

MechanismBar::MechanismBar(LabState &lab, QWidget *parent)
    : QFrame(parent)
    , m_lab(lab)
    , m_back(new QPushButton(tr("✕  Back to the model"), this))
    , m_title(roleLabel("heading", this))
    , m_parameters(roleLabel("mono", this))
    , m_untrained(roleLabel("concern-small", this))
    , m_idea(roleLabel("muted", this))
{
    setProperty("role", QStringLiteral("strip"));
    m_back->setToolTip(tr("The model's own steps again (Esc)"));
    m_back->setProperty("kind", QStringLiteral("quiet"));
    m_back->setCursor(Qt::PointingHandCursor);
    connect(m_back, &QPushButton::clicked, this, [this] { m_lab.open({}); });
    m_untrained->setText(tr("untrained"));
    m_idea->setMinimumWidth(1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 4, 14, 4);
    layout->setSpacing(14);
    layout->addWidget(m_title);
    layout->addWidget(m_parameters);
    layout->addWidget(m_untrained);
    layout->addWidget(m_idea, 1);
    layout->addWidget(m_back);
    connect(&m_lab, &LabState::changed, this, [this](LabState::Changes what) {
        if (what & (LabState::openedChanged | LabState::parametersChanged))
            follow();
    });
    connect(&Appearance::instance(), &Appearance::changed, this, &MechanismBar::elide);
    follow();
}

void MechanismBar::follow()
{
    const std::string &name = m_lab.choices().opened;
    if (name.empty())
        return;
    const MechanismInfo &mechanism = mechanismNamed(name);
    m_title->setText(text(mechanism.title));
    m_title->setToolTip(
        QStringLiteral("%1 %2, %3").arg(text(mechanism.paper.authors)).arg(mechanism.paper.year).arg(text(mechanism.paper.source)));
    m_parameters->setText(parameterText(m_lab.parametersOf(mechanism)));
    m_parameters->setVisible(!mechanism.parameters.empty());
    m_untrained->setVisible(!mechanism.untrained.empty());
    m_untrained->setToolTip(text(mechanism.untrained));
    m_whole = text(mechanism.idea);
    m_idea->setToolTip(m_whole);
    elide();
}

/// Half a sentence is cut at its end; of a few letters nothing is shown.
void MechanismBar::elide()
{
    layout()->activate(); // what stands beside it may be another
    const int width = m_idea->width();
    const QFontMetrics metrics = m_idea->fontMetrics();
    m_idea->setText(width < metrics.averageCharWidth() * 12 ? QString() : metrics.elidedText(m_whole, Qt::ElideRight, width));
}

void MechanismBar::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    elide();
}

} // namespace headscope
