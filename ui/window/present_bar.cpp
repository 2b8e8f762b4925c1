#include "ui/window/present_bar.h"

#include "ui/session/model_words.h"
#include "ui/theme/theme.h"
#include "ui/widgets/step_rail.h"

#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace headscope {

namespace {

constexpr double kMargin = 18;
constexpr double kGap = 20;
const QString kMore = QStringLiteral(" …");
const QChar kSpaceMark(u'␣'); // as tokens show a space that belongs to them
constexpr double kDot = 8;
constexpr double kDotStep = 14;
constexpr double kDotsShare = 0.3; // of the bar, at most
constexpr double kCurrent = 22; // the stage that is shown is longer

QFont barFont(QFont::Weight weight = QFont::Normal)
{
    return uiFont(10.5, weight);
}

double scaled(double pixels)
{
    return pixels * Appearance::instance().zoom();
}

} // namespace

PresentBar::PresentBar(Session &session, Selection &selection, StepRail &stages, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
    , m_stages(&stages)
    , m_back(new QToolButton(this))
    , m_next(new QToolButton(this))
{
    setAccessibleName(tr("Place in the walk"));
    m_back->setText(QStringLiteral("◀"));
    m_back->setAccessibleName(tr("Previous"));
    m_next->setText(QStringLiteral("▶"));
    m_next->setAccessibleName(tr("Next"));
    for (QToolButton *button : {m_back, m_next}) {
        button->setProperty("kind", QStringLiteral("quiet"));
        button->setFocusPolicy(Qt::NoFocus); // the keys stay with the picture
        connect(button, &QToolButton::clicked, this, [this, button] { Q_EMIT stepped(button == m_next ? 1 : -1); });
    }
    connect(&m_session, &Session::traceChanged, this, qOverload<>(&QWidget::update));
    connect(&m_selection, &Selection::changed, this, qOverload<>(&QWidget::update));
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        updateGeometry();
        place();
    });
}

void PresentBar::setStages(StepRail &stages)
{
    m_stages = &stages;
    update();
}

void PresentBar::setView(const QString &title)
{
    m_view = title;
    update();
}

QSize PresentBar::sizeHint() const
{
    return {800, int(QFontMetricsF(barFont()).height() + scaled(18))};
}

void PresentBar::place()
{
    const int side = height() - 6;
    m_back->setGeometry(int(scaled(kMargin)) - 8, 3, side, side);
    m_next->setGeometry(m_back->geometry().right() + 2, 3, side, side);
    update();
}

double PresentBar::dotStep() const
{
    const double room = kDotsShare * width() - scaled(kCurrent);
    return std::min(scaled(kDotStep), room / std::max<double>(1, double(m_stages->steps().size())));
}

QRectF PresentBar::dotRect(int index) const
{
    const int current = m_stages->current();
    const double size = std::min(scaled(kDot), 0.7 * dotStep());
    const double left = m_next->geometry().right() + scaled(kGap / 2) + dotStep() * index + (index > current ? scaled(kCurrent) - size : 0);
    return {left, (height() - size) / 2, index == current ? scaled(kCurrent) : size, size};
}

double PresentBar::dotsRight() const
{
    if (!m_view.isEmpty() || m_stages->steps().isEmpty())
        return m_next->geometry().right() + scaled(kGap / 2);
    return dotRect(int(m_stages->steps().size()) - 1).right();
}

QString PresentBar::placeText() const
{
    if (!m_view.isEmpty())
        return m_view;
    return m_stages->steps().isEmpty() ? QString() : tr("%1 of %2").arg(m_stages->current() + 1).arg(m_stages->steps().size());
}

QString PresentBar::headText() const
{
    const auto trace = m_session.trace();
    return trace ? headTitle(trace->config(), m_selection.layer(), m_selection.head()) : QString();
}

QRectF PresentBar::sentenceArea() const
{
    const QFontMetricsF metrics(barFont());
    const double left = dotsRight() + scaled(kGap / 2) + metrics.horizontalAdvance(placeText()) + scaled(kGap);
    const double right = width() - scaled(kMargin) - metrics.horizontalAdvance(headText()) - scaled(kGap);
    return {left, 0, std::max(0.0, right - left), double(height())};
}

/// The tokens from the pinned one outwards, as many as there is room for, spaced as they were typed; a gap stands for what is left out.
std::vector<PresentBar::Piece> PresentBar::pieces(double width) const
{
    const auto trace = m_session.trace();
    if (!trace || trace->stackTokens(m_selection.rowStack()).empty())
        return {};
    const std::vector<Token> &tokens = trace->stackTokens(m_selection.rowStack());
    const int count = int(tokens.size());
    const QFontMetricsF metrics(barFont(QFont::DemiBold));
    const auto text = [&](int index) {
        const Token &token = tokens[std::size_t(index)];
        QString word = QString::fromStdString(token.display);
        const bool isMarked = word.startsWith(kSpaceMark) && word.size() > 1;
        if (isMarked)
            word.remove(0, 1);
        const bool isApart = isMarked || token.special || index == 0 || tokens[std::size_t(index - 1)].special
            || token.begin > tokens[std::size_t(index - 1)].end;
        return isApart && index > 0 ? QLatin1Char(' ') + word : word;
    };
    double room = width - 2 * metrics.horizontalAdvance(kMore);
    const auto take = [&](int index) {
        const double needed = metrics.horizontalAdvance(text(index));
        if (needed > room)
            return false;
        room -= needed;
        return true;
    };
    int first = std::clamp(m_selection.row(), 0, count - 1);
    int last = first - 1;
    for (bool grows = true; grows;) {
        const bool after = last + 1 < count && take(last + 1);
        last += after;
        const bool before = first > 0 && take(first - 1);
        first -= before;
        grows = after || before;
    }
    std::vector<Piece> line;
    if (first > 0 && first <= last)
        line.push_back({kMore, &Theme::muted});
    const bool hasKeys = stageInfo(m_selection.stage()).colAxis == 'S';
    for (int i = first; i <= last; ++i) {
        const bool isKey = hasKeys && i == m_selection.column();
        line.push_back({text(i), i == m_selection.row() ? &Theme::query : isKey ? &Theme::key : &Theme::muted});
    }
    if (first <= last && last + 1 < count)
        line.push_back({kMore, &Theme::muted});
    return line;
}

QString PresentBar::sentenceText() const
{
    QString text;
    for (const Piece &piece : pieces(sentenceArea().width()))
        text += piece.text;
    return text;
}

void PresentBar::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme.panel);
    if (m_view.isEmpty()) {
        painter.setPen(Qt::NoPen);
        for (int i = 0; i < m_stages->steps().size(); ++i) {
            const QRectF dot = dotRect(i);
            painter.setBrush(i == m_stages->current() ? theme.result : i < m_stages->current() ? theme.accent : theme.line);
            painter.drawRoundedRect(dot, dot.height() / 2, dot.height() / 2);
        }
    }
    painter.setFont(barFont());
    painter.setPen(theme.text);
    const double left = dotsRight() + scaled(kGap / 2);
    painter.drawText(QRectF(left, 0, width() - left, height()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, placeText());
    painter.setPen(theme.muted);
    painter.drawText(QRectF(0, 0, width() - scaled(kMargin), height()), Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, headText());
    const QRectF area = sentenceArea();
    double x = area.left();
    for (const Piece &piece : pieces(area.width())) {
        painter.setFont(barFont(piece.color == &Theme::muted ? QFont::Normal : QFont::DemiBold));
        painter.setPen(theme.*piece.color);
        painter.drawText(QRectF(x, 0, area.right() - x, height()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, piece.text);
        x += QFontMetricsF(painter.font()).horizontalAdvance(piece.text);
    }
}

void PresentBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void PresentBar::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    for (int i = 0; m_view.isEmpty() && i < m_stages->steps().size(); ++i) {
        const QRectF dot = dotRect(i);
        if (QRectF(dot.left() - scaled(3), 0, dot.width() + scaled(6), height()).contains(event->position())) {
            Q_EMIT stageChosen(i);
            return;
        }
    }
    if (sentenceArea().contains(event->position()))
        Q_EMIT sentenceClicked();
}

} // namespace headscope
