// The grid's hands: pointer, keys, tooltips, and what is said of the picked head.
#include "ui/session/model_words.h"
#include "ui/views/grid/head_grid_view.h"
#include "ui/views/grid/head_words.h"
#include "ui/views/shared/pattern/head_choice.h"
#include "ui/views/view_keys.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace headscope {

void HeadGridView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int index = headAt(event->position());
    if (index < 0)
        return pickByName(event->position());
    const HeadPlace place{index / m_survey.heads(), index % m_survey.heads()};
    if (event->modifiers() & Qt::ControlModifier)
        toggleHead(m_selection, place);
    else if (event->modifiers() & Qt::ShiftModifier)
        chooseHeadsTo(m_selection, place);
    else
        chooseHead(m_selection, place);
}

void HeadGridView::pickByName(const QPointF &position)
{
    const Geometry place = geometry(width());
    const QPointF corner = visibleRegion().boundingRect().topLeft(); // names stay at the edge while the grid scrolls
    const auto at = [&](double from, double origin) { return int(std::floor((from - origin) / place.pitch)); };
    const int layer = at(position.y(), place.origin.y());
    const int head = at(position.x(), place.origin.x());
    if (position.x() < corner.x() + place.origin.x() && layer >= 0 && layer < m_survey.layers()) {
        chooseLayer(m_selection, layer, m_survey.heads());
    } else if (position.y() < corner.y() + place.origin.y() && head >= 0 && head < m_survey.heads()) {
        const TransformerConfig &config = model()->config();
        const auto text = [&](int index) { return std::pair(config.stackOf(index), config.layer(index).cross); };
        std::vector<HeadPlace> heads;
        for (int index = 0; index < m_survey.layers(); ++index)
            if (text(index) == text(m_selection.layer())) // heads of other texts cannot be looked at together
                heads.push_back({index, head});
        chooseHeads(m_selection, heads);
    }
}

void HeadGridView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (headAt(event->position()) >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT opened();
}

void HeadGridView::pointAt(const std::optional<QPointF> &point)
{
    const int hovered = point ? headAt(*point) : -1;
    if (hovered == m_hovered)
        return;
    m_hovered = hovered;
    setCursor(hovered >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void HeadGridView::focusInEvent(QFocusEvent *event)
{
    View::focusInEvent(event);
    describePicked();
}

void HeadGridView::keyPressEvent(QKeyEvent *event)
{
    if (isKey(*event, ViewKey::open))
        Q_EMIT opened();
    else
        View::keyPressEvent(event);
}

void HeadGridView::describePicked()
{
    const SurveyedHead *one = m_survey.head(m_selection.layer(), m_selection.head());
    const auto model = this->model();
    const QString name = model ? headTitle(model->config(), m_selection.layer(), m_selection.head()) : QString();
    setAccessibleDescription(name + (one ? QStringLiteral(": ") + scoreLines(one->scores) : QString()));
}

bool HeadGridView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return View::event(event);
    auto *help = static_cast<QHelpEvent *>(event);
    const int index = headAt(help->pos());
    if (index < 0) {
        QToolTip::hideText();
        event->ignore();
        return true;
    }
    const int layer = index / m_survey.heads();
    const int head = index % m_survey.heads();
    const SurveyedHead *one = m_survey.head(layer, head);
    QString text;
    if (const auto model = m_session.model()) {
        text = headTitle(model->config(), layer, head);
        if (const QString sharing = sharingHeads(model->config(), head); !sharing.isEmpty())
            text += QLatin1Char('\n') + tr("key and value shared by %1").arg(sharing);
        if (const QString description = headDescription(model->config(), layer, head); !description.isEmpty())
            text += QLatin1Char('\n') + description;
    }
    if (one)
        text += QLatin1Char('\n') + scoreLines(one->scores);
    QToolTip::showText(help->globalPos(), text, this, headRect(layer, head).toRect());
    return true;
}

AccessibleTable HeadGridView::accessibleTable(int) const
{
    AccessibleTable table;
    table.name = tr("Heads");
    const auto model = this->model();
    if (!model)
        return table;
    table.rows = m_survey.layers();
    table.columns = m_survey.heads();
    table.currentRow = m_selection.layer();
    table.currentColumn = m_selection.head();
    table.rowName = [model](int layer) { return layerTitle(model->config(), layer); };
    table.columnName = [](int head) { return tr("Head %1").arg(head + 1); };
    table.cell = [this, model](int layer, int head) {
        QStringList words{headTitle(model->config(), layer, head)};
        if (const QString description = headDescription(model->config(), layer, head); !description.isEmpty())
            words << description;
        if (const SurveyedHead *one = m_survey.head(layer, head))
            words << scoreLines(one->scores).replace(QLatin1Char('\n'), QStringLiteral(", "));
        return words.join(QStringLiteral(". "));
    };
    table.rect = [this](int layer, int head) { return headRect(layer, head); };
    table.choose = [this](int layer, int head) { chooseHead(m_selection, {layer, head}); };
    return table;
}

} // namespace headscope
