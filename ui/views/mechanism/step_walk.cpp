#include "ui/views/mechanism/step_walk.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace headscope {

StepWalk::StepWalk(LabState &lab, QObject *parent)
    : QObject(parent)
    , m_lab(lab)
    , m_maker(this, [this](const StepContent *before) { contentChanged(before); })
{
}

void StepWalk::drop()
{
    m_maker.drop();
    m_step = m_page = 0;
    m_pinned = m_hovered = {};
}

/// While somebody types, or turns a parameter, the step of that name stays in sight.
void StepWalk::contentChanged(const StepContent *before)
{
    const auto now = content();
    QString wanted = std::exchange(m_nextStep, {});
    if (wanted.isEmpty() && before && now && before->mechanism == now->mechanism && m_step < std::ssize(before->steps))
        wanted = QString::fromStdString(before->steps[std::size_t(m_step)].name);
    m_hovered = {};
    m_step = 0;
    if (now) {
        const auto found = std::ranges::find(now->steps, wanted.toStdString(), &MechanismStep::name);
        const int place = std::exchange(m_nextPlace, 0);
        m_step = found == now->steps.end() ? std::clamp(place, 0, count() - 1) : int(found - now->steps.begin());
        m_page = std::clamp(m_page, 0, pages() - 1);
        limitPin();
    }
    Q_EMIT changed(Change::content);
}

void StepWalk::setStep(int step)
{
    const auto made = content();
    if (!made)
        return;
    step = std::clamp(step, 0, count() - 1);
    if (step == m_step)
        return;
    const MechanismStep &before = current();
    m_step = step;
    const MechanismStep &now = current();
    // A token that is looked at stays so.
    if (before.rows != now.rows || before.pages.front().rows() != now.pages.front().rows())
        m_pinned.row = -1;
    if (before.columns != now.columns || before.pages.front().cols() != now.pages.front().cols())
        m_pinned.column = -1;
    if (before.pages.size() != now.pages.size())
        m_page = 0;
    m_hovered = {};
    limitPin();
    Q_EMIT changed(Change::step);
}

void StepWalk::setPage(int page)
{
    page = std::clamp(page, 0, std::max(0, pages() - 1));
    if (page == m_page)
        return;
    m_page = page;
    Q_EMIT changed(Change::page);
}

void StepWalk::limitPin()
{
    const Matrix &numbers = current().pages.front();
    if (m_pinned.row >= numbers.rows())
        m_pinned.row = -1;
    if (m_pinned.column >= numbers.cols())
        m_pinned.column = -1;
}

void StepWalk::pin(const CellIndex &cell)
{
    if (cell == m_pinned)
        return;
    m_pinned = cell;
    Q_EMIT changed(Change::pinned);
}

void StepWalk::hover(const CellIndex &cell)
{
    if (cell == m_hovered)
        return;
    m_hovered = cell;
    Q_EMIT changed(Change::hovered);
}

CellIndex StepWalk::lit() const
{
    if (!content())
        return {};
    const Matrix &numbers = current().pages[std::size_t(m_page)];
    if (numbers.empty())
        return {};
    CellIndex cell = m_hovered.row >= 0 ? m_hovered : m_pinned;
    if (cell.row < 0 || cell.row >= numbers.rows())
        cell.row = numbers.rows() - 1;
    if (cell.column >= 0 && cell.column < numbers.cols())
        return cell;
    cell.column = 0;
    for (int column = 1; column < numbers.cols(); ++column)
        if (std::isfinite(numbers(cell.row, column))
            && (!std::isfinite(numbers(cell.row, cell.column)) || numbers(cell.row, column) > numbers(cell.row, cell.column)))
            cell.column = column;
    return cell;
}

} // namespace headscope
