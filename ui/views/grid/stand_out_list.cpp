#include "ui/views/grid/stand_out_list.h"

#include "ui/session/model_words.h"
#include "ui/theme/theme.h"
#include "ui/views/grid/head_words.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr int kMostLines = 8;
constexpr double kPadding = 12;

} // namespace

StandOutLine::StandOutLine(const StandOut &standOut, const TransformerConfig &config, QWidget *parent)
    : QAbstractButton(parent)
    , m_standOut(standOut)
    , m_place(QStringLiteral("%1.%2").arg(QString::fromStdString(config.shortLayerName(standOut.layer))).arg(standOut.head + 1))
{
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setToolTip(patternDetail(standOut));
    setAccessibleName(QStringLiteral("%1: %2 %3")
                          .arg(headTitle(config, standOut.layer, standOut.head), patternName(standOut.score), patternValue(standOut)));
}

QSize StandOutLine::sizeHint() const
{
    return {260, int(std::ceil(QFontMetricsF(uiFont(9.5)).height())) + 14};
}

void StandOutLine::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(theme.accent, 1.5) : QPen(Qt::NoPen));
    painter.setBrush(isChecked() ? theme.accentSoft : underMouse() ? theme.hover : theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 7, 7);

    const QRectF inner = QRectF(rect()).adjusted(kPadding, 0, -kPadding, 0);
    painter.setFont(monoFont(9));
    const QFontMetricsF mono(painter.font());
    const double indexWidth = std::max(mono.horizontalAdvance(QStringLiteral("00.00")), mono.horizontalAdvance(m_place)) + 12;
    painter.setPen(theme.accent);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, m_place);
    const QString value = patternValue(m_standOut);
    const double valueWidth = mono.horizontalAdvance(value);
    painter.setPen(theme.muted);
    painter.drawText(inner, Qt::AlignRight | Qt::AlignVCenter, value);
    painter.setFont(uiFont(9.5));
    painter.setPen(theme.text);
    const QRectF name = inner.adjusted(indexWidth, 0, -valueWidth - 10, 0);
    painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(patternName(m_standOut.score), Qt::ElideRight, name.width()));
}

StandOutList::StandOutList(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
    , m_note(new QLabel(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(4);
    m_note->setProperty("role", QStringLiteral("muted"));
    m_note->setWordWrap(true);
    m_note->hide();
    m_layout->addWidget(m_note);
    setAccessibleName(tr("Heads that stand out"));
    connect(&Appearance::instance(), &Appearance::changed, this, [this] {
        for (StandOutLine *line : m_lines)
            line->updateGeometry();
    });
}

void StandOutList::setScores(const std::vector<HeadScores> &scores, const TransformerConfig &config, const std::vector<HeadRow> &more)
{
    if (scores.empty() && config.heads > 0)
        return;
    for (StandOutLine *line : m_lines) {
        line->hide();
        line->deleteLater(); // it may be the one that was just clicked
    }
    m_lines.clear();
    for (const StandOut &standOut : standOuts(scores, std::max(1, config.heads), kMostLines, more)) {
        auto *line = new StandOutLine(standOut, config, this);
        m_layout->addWidget(line);
        m_lines.push_back(line);
        connect(line, &QAbstractButton::clicked, this, [this, line] { Q_EMIT picked(line->standOut().layer, line->standOut().head); });
    }
    const auto undefined = std::ranges::count_if(scores, [](const HeadScores &one) { return std::isnan(one.entropy); });
    m_note->setVisible(m_lines.empty() || undefined > 0);
    const bool tooShort = std::ranges::all_of(scores, [](const HeadScores &one) { return one.rows < 3; });
    m_note->setText(undefined > 0
            ? tr("What %1 of %2 heads do is undefined on this text (NaN): nothing is said of them.").arg(undefined).arg(scores.size())
            : tooShort ? tr("Too few tokens to tell: type a longer sentence.")
                       : tr("On this text no head follows one of the simple rules (previous, next, first or same token, separators, the "
                            "token itself, induction) clearly more than evenly spread attention would."));
    setPicked(m_layer, m_head);
}

void StandOutList::setPicked(int layer, int head)
{
    m_layer = layer;
    m_head = head;
    for (StandOutLine *line : m_lines)
        line->setChecked(line->standOut().layer == layer && line->standOut().head == head);
}

} // namespace headscope
