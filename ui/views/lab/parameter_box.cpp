#include "ui/views/lab/parameter_box.h"

#include "ui/views/lab/card_words.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

QLabel *label(const QString &text, const char *role, QWidget *parent)
{
    auto *one = new QLabel(text, parent);
    one->setProperty("role", QLatin1String(role));
    one->setTextFormat(Qt::PlainText);
    one->setWordWrap(true);
    return one;
}

QString numberWords(const ParameterInfo &parameter, double value)
{
    const auto name = static_cast<std::size_t>(value - parameter.least);
    return name < parameter.names.size() ? words(parameter.names[name]) : QStringLiteral("%L1").arg(value, 0, 'g', 6);
}

/// "keys to each side that a query sees. The paper takes 256."
QString meaningOf(const ParameterInfo &parameter)
{
    QString meaning = words(parameter.meaning);
    meaning[0] = meaning[0].toUpper();
    return ParameterBox::tr("%1. The paper takes %2.").arg(meaning, numberWords(parameter, parameter.paper));
}

QString rangeOf(const ParameterInfo &parameter)
{
    if (!parameter.names.empty())
        return {};
    return parameter.most >= 1e6
        ? ParameterBox::tr("From %1 on").arg(numberWords(parameter, parameter.least))
        : ParameterBox::tr("From %1 to %2").arg(numberWords(parameter, parameter.least), numberWords(parameter, parameter.most));
}

} // namespace

ParameterBox::ParameterBox(LabState &lab, QWidget *parent)
    : QWidget(parent)
    , m_lab(lab)
    , m_title(label(QString(), "heading", this))
    , m_idea(label(QString(), "small", this))
    , m_formula(label(QString(), "mono", this))
    , m_paper(new QPushButton(this))
    , m_sentence(new QPushButton(tr("As fits a sentence"), this))
{
    m_formula->setAccessibleName(tr("Formula"));
    m_formula->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_title);
    layout->addWidget(m_idea);
    layout->addWidget(m_formula);
    m_place = new QVBoxLayout;
    layout->addLayout(m_place);
    layout->addWidget(m_paper);
    layout->addWidget(m_sentence);
    connect(m_paper, &QPushButton::clicked, this, [this] {
        if (m_mechanism)
            m_lab.setParameters(*m_mechanism, Parameters::ofPaper(m_mechanism->parameters));
    });
    connect(m_sentence, &QPushButton::clicked, this, [this] {
        if (m_mechanism)
            m_lab.setParameters(*m_mechanism, Parameters(m_mechanism->parameters));
    });
    connect(&m_lab, &LabState::changed, this, &ParameterBox::refresh);
    refresh();
}

QWidget *ParameterBox::fieldOf(std::string_view parameter) const
{
    if (!m_mechanism)
        return nullptr;
    const auto found = std::ranges::find(m_mechanism->parameters, parameter, &ParameterInfo::name);
    return found == m_mechanism->parameters.end() ? nullptr : m_inputs[static_cast<std::size_t>(found - m_mechanism->parameters.begin())];
}

void ParameterBox::refresh()
{
    const std::string &name = m_lab.choices().selected;
    const MechanismInfo *mechanism = name.empty() ? nullptr : &mechanismNamed(name);
    setVisible(mechanism != nullptr);
    if (mechanism && mechanism != m_mechanism)
        build(*mechanism);
    m_mechanism = mechanism;
    showNumbers();
}

void ParameterBox::build(const MechanismInfo &mechanism)
{
    m_title->setText(words(mechanism.title));
    m_idea->setText(words(mechanism.idea));
    m_formula->setText(words(mechanism.formula));
    m_inputs.clear();
    delete m_fields;
    m_fields = new QWidget(this);
    auto *column = new QVBoxLayout(m_fields);
    column->setContentsMargins(0, 4, 0, 4);
    column->setSpacing(3);
    for (const ParameterInfo &parameter : mechanism.parameters) {
        QString title = words(parameter.name);
        title[0] = title[0].toUpper();
        column->addWidget(label(title, "muted", m_fields));
        QWidget *field = makeField(mechanism, parameter);
        field->setAccessibleName(title);
        field->setAccessibleDescription(meaningOf(parameter));
        field->setToolTip(rangeOf(parameter));
        m_inputs.push_back(field);
        column->addWidget(field);
        column->addWidget(label(meaningOf(parameter), "small", m_fields));
        column->addSpacing(5);
    }
    m_place->addWidget(m_fields);
    const bool any = !mechanism.parameters.empty();
    m_fields->setVisible(any);
    m_paper->setVisible(any);
    m_sentence->setVisible(any);
    m_paper->setText(tr("As in %1").arg(paperOf(mechanism)));
}

QWidget *ParameterBox::makeField(const MechanismInfo &mechanism, const ParameterInfo &parameter)
{
    const auto set = [this, &mechanism, name = parameter.name](double value) { m_lab.setParameter(mechanism, name, value); };
    if (!parameter.names.empty()) {
        auto *list = new QComboBox(m_fields);
        for (const std::string_view name : parameter.names)
            list->addItem(words(name));
        connect(list, &QComboBox::activated, this, [set, least = parameter.least](int index) { set(least + index); });
        return list;
    }
    if (parameter.isWhole) {
        auto *number = new QSpinBox(m_fields);
        number->setRange(static_cast<int>(parameter.least), static_cast<int>(std::min(parameter.most, 1e9)));
        number->setKeyboardTracking(false);
        connect(number, &QSpinBox::valueChanged, this, set);
        return number;
    }
    auto *number = new QDoubleSpinBox(m_fields);
    number->setDecimals(3);
    number->setRange(parameter.least, parameter.most);
    number->setSingleStep(std::abs(parameter.sentence) >= 2 ? 1 : 0.1);
    number->setKeyboardTracking(false);
    connect(number, &QDoubleSpinBox::valueChanged, this, set);
    return number;
}

void ParameterBox::showNumbers()
{
    if (!m_mechanism)
        return;
    const Parameters now = m_lab.parametersOf(*m_mechanism);
    const Parameters paper = Parameters::ofPaper(m_mechanism->parameters);
    bool isPaper = true;
    bool isSentence = true;
    for (std::size_t i = 0; i < m_inputs.size(); ++i) {
        const ParameterInfo &parameter = m_mechanism->parameters[i];
        const double value = now.number(parameter.name);
        isPaper = isPaper && value == parameter.paper;
        isSentence = isSentence && value == parameter.sentence;
        const QSignalBlocker quiet(m_inputs[i]);
        if (auto *list = qobject_cast<QComboBox *>(m_inputs[i]))
            list->setCurrentIndex(static_cast<int>(value - parameter.least));
        else if (auto *whole = qobject_cast<QSpinBox *>(m_inputs[i]))
            whole->setValue(static_cast<int>(value));
        else
            qobject_cast<QDoubleSpinBox *>(m_inputs[i])->setValue(value);
    }
    m_paper->setEnabled(!isPaper);
    m_sentence->setEnabled(!isSentence);
}

} // namespace headscope
