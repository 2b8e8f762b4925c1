#include "ui/views/panels/lesson_panel.h"

#include "ui/theme/theme.h"
#include "ui/theme/typefaces.h"
#include "ui/views/shared/stages/edit_switch.h"
#include "ui/views/shared/stages/lesson.h"

#include <utility>

namespace headscope {

namespace {

QLabel *richLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    return label;
}

} // namespace

LessonPanel::LessonPanel(Session &session, Selection &selection, QWidget *parent)
    : Panel(session, selection, tr("What is happening"), Selection::stageChanged | Selection::pinChanged, parent)
    , m_text(richLabel(this))
    , m_formula(richLabel(this))
    , m_tryHeading(new QLabel(tr("Try"), this))
    , m_tries(richLabel(this))
{
    m_formula->setAccessibleName(tr("Formula"));
    m_tryHeading->setProperty("role", QStringLiteral("heading"));
    m_layout->addWidget(m_text);
    m_layout->addWidget(m_formula);
    m_layout->addSpacing(8);
    m_layout->addWidget(m_tryHeading);
    m_layout->addWidget(m_tries);
    connect(m_tries, &QLabel::linkActivated, this, &LessonPanel::follow);
}

void LessonPanel::refresh()
{
    const auto trace = m_session.trace();
    const bool known = trace != nullptr;
    for (QLabel *label : {m_text, m_formula, m_tryHeading, m_tries})
        label->setVisible(known);
    if (!known)
        return;

    const Theme &theme = Theme::current();
    const Lesson lesson = lessonOf(*trace, m_selection.key(), m_selection.row());
    QString text;
    for (const QString &paragraph : lesson.paragraphs)
        text += QStringLiteral("<p style=\"margin:%1px 0 0 0; line-height:128%\">%2</p>").arg(text.isEmpty() ? 0 : 9).arg(paragraph);
    m_text->setText(colored(text, theme));

    m_formula->setStyleSheet(QStringLiteral("background:%1; border-radius:8px; padding:9px 12px;").arg(theme.hover.name()));
    m_formula->setText(QStringLiteral("<span style=\"font-family:%1; white-space:pre-wrap\">%2</span>")
                           .arg(cssFamilies(monoFont()), colored(lesson.formula, theme)));

    QString tries;
    for (const QString &one : lesson.tries)
        tries += QStringLiteral("<tr><td style=\"padding-right:7px; color:%1\">•</td><td style=\"padding-bottom:5px\"><p "
                                "style=\"line-height:122%\">%2</p></td></tr>")
                     .arg(theme.muted.name(), one);
    tries.replace(QStringLiteral("<a href"),
        QStringLiteral("<a style=\"color:%1; text-decoration:none; font-weight:600\" href").arg(theme.accent.name()));
    m_tries->setText(QStringLiteral("<table cellspacing=\"0\" cellpadding=\"0\">%1</table>").arg(tries));
}

void LessonPanel::follow(const QString &address)
{
    const QString verb = address.section(QLatin1Char(':'), 0, 0);
    const QString object = address.section(QLatin1Char(':'), 1);
    if (verb == QLatin1String("stage")) {
        if (const auto stage = stageNamed(object.toStdString()))
            m_selection.setStage(*stage);
    } else if (verb == QLatin1String("temperature")) {
        m_session.addEdit(temperatureEdit(object.toFloat()));
    } else if (verb == QLatin1String("switch")) {
        const std::pair<const char *, EditSwitch> switches[] = {{"scaling", EditSwitch::scaling}, {"mask", EditSwitch::mask},
            {"positions", EditSwitch::positions}, {"head", EditSwitch::head}, {"hide", EditSwitch::hide}};
        for (const auto &[name, kind] : switches) {
            if (object != QLatin1String(name))
                continue;
            const Edit edit = editOf(kind, m_session.model()->config(), m_selection.layer(), m_selection.head(), m_selection.row());
            if (hasEdit(m_session.edits(), edit))
                m_session.removeEdit(edit);
            else
                m_session.addEdit(edit);
        }
    }
}

} // namespace headscope
