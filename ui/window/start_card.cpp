#include "ui/window/start_card.h"

#include "ui/theme/plain_text.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMainWindow>
#include <QMenuBar>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

constexpr int kBlur = 5; // pixels of the window in one of the blurred picture
constexpr int kWidest = 1024; // at normal size of text
constexpr int kMargin = 24; // at least, between card and window
constexpr int kShadow = 26;
constexpr double kCorner = 20;
constexpr double kChoiceCorner = 13;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::StartCard)
};

struct Choice {
    FirstWay id;
    const char *key; ///< that takes it, as it is drawn
    const char *title;
    const char *text; ///< rich
};

constexpr std::array<Choice, countOf<FirstWay>()> kChoices{{
    {FirstWay::learn, QT_TRANSLATE_NOOP("headscope::StartCard", "Enter"),
        QT_TRANSLATE_NOOP("headscope::StartCard", "Learn how attention works"),
        QT_TRANSLATE_NOOP("headscope::StartCard",
            "“The cat sat on the mat”, stage by stage, in five minutes. <b>Blackboard</b>: a tiny model set by hand, so that you can "
            "check each number on paper.")},
    {FirstWay::inspect, "2", QT_TRANSLATE_NOOP("headscope::StartCard", "Inspect a trained model"),
        QT_TRANSLATE_NOOP("headscope::StartCard",
            "<b>Storyteller</b>: a small GPT-2 trained on children's stories. Find the heads that look at the word before, and those that "
            "copy what was said.")},
    {FirstWay::open, "3", QT_TRANSLATE_NOOP("headscope::StartCard", "Open my model"),
        QT_TRANSLATE_NOOP("headscope::StartCard",
            "A checkpoint folder with its weights. GGUF files and the Hugging Face Hub are in the File menu; what is dropped on the "
            "window opens, too.")},
}};
static_assert(hasRowForEach(kChoices));

/// A pencil, a grid of heads, a folder.
void paintIcon(QPainter &painter, FirstWay way, const QRectF &area, const Theme &theme)
{
    painter.save();
    painter.translate(area.topLeft());
    painter.scale(area.width() / 24, area.height() / 24);
    painter.setPen(QPen(theme.text, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    switch (way) {
    case FirstWay::learn:
        painter.drawPolygon(QPolygonF({{4, 20}, {5.4, 15}, {16.5, 3.9}, {20.1, 7.5}, {9, 18.6}}));
        painter.drawLine(QPointF(13.9, 6.5), QPointF(17.5, 10.1));
        break;
    case FirstWay::inspect: {
        const std::array<double, 9> shades{0.9, 0.1, 0.1, 0.5, 0.5, 0.1, 0.1, 0.8, 0.1};
        for (int i = 0; i < 9; ++i) {
            QColor fill = theme.accent;
            fill.setAlphaF(float(shades[std::size_t(i)]));
            painter.setBrush(fill);
            painter.drawRect(QRectF(3 + 6 * (i % 3), 3 + 6 * (i / 3), 6, 6));
        }
        break;
    }
    case FirstWay::open:
        painter.drawPolygon(QPolygonF({{3, 19.5}, {3, 5}, {9.5, 5}, {11.8, 8}, {21, 8}, {21, 19.5}}));
        painter.drawLine(QPointF(3, 11.5), QPointF(21, 11.5));
        break;
    }
    painter.restore();
}

/// Every number is the mean of its neighbourhood; twice that is soft enough behind a card.
QImage softened(QImage image)
{
    for (int pass = 0; pass < 2; ++pass) {
        const QSize half = (image.size() / 2).expandedTo({1, 1});
        image = image.scaled(half, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                    .scaled(image.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    }
    return image;
}

} // namespace

class StartChoice : public QAbstractButton {
public:
    StartChoice(const Choice &choice, QWidget *parent)
        : QAbstractButton(parent)
        , m_way(choice.id)
        , m_key(new QLabel(Words::tr(choice.key), this))
        , m_title(new QLabel(Words::tr(choice.title), this))
        , m_text(new QLabel(Words::tr(choice.text), this))
    {
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding); // all of one height
        setAttribute(Qt::WA_Hover);
        setCursor(Qt::PointingHandCursor);
        setAccessibleName(m_title->text());
        QString plain = m_text->text();
        setAccessibleDescription(plain.remove(QStringLiteral("<b>")).remove(QStringLiteral("</b>")));
        m_key->setProperty("role", QStringLiteral("key"));
        m_title->setProperty("role", QStringLiteral("subtitle"));
        m_text->setTextFormat(Qt::RichText); // our own words alone
        for (QLabel *label : {m_title, m_text})
            label->setWordWrap(true);
        for (QLabel *label : {m_key, m_title, m_text})
            label->setAttribute(Qt::WA_TransparentForMouseEvents);
        auto *top = new QHBoxLayout;
        top->addStretch(1);
        top->addWidget(m_key);
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins(20, 16, 18, 18);
        layout->setSpacing(7);
        layout->addLayout(top);
        layout->addWidget(m_title);
        layout->addWidget(m_text);
        layout->addStretch(1);
    }

    FirstWay way() const { return m_way; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = Theme::current();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF frame = QRectF(rect()).adjusted(3.5, 3.5, -3.5, -3.5);
        if (hasFocus()) {
            painter.setPen(QPen(theme.accentSoft, 4));
            painter.drawRoundedRect(frame.adjusted(-1.5, -1.5, 1.5, 1.5), kChoiceCorner + 1.5, kChoiceCorner + 1.5);
        }
        painter.setPen(QPen(hasFocus() ? theme.accent : theme.line, hasFocus() ? 1.8 : 1));
        painter.setBrush(underMouse() || isDown() ? theme.hover : theme.panel);
        painter.drawRoundedRect(frame, kChoiceCorner, kChoiceCorner);
        const double side = 1.2 * m_key->height();
        paintIcon(painter, m_way, {double(m_title->x()), m_key->geometry().center().y() - side / 2 + 2, side, side}, theme);
    }
    /// All keys are the card's.
    void keyPressEvent(QKeyEvent *event) override { event->ignore(); }

private:
    FirstWay m_way;
    QLabel *m_key;
    QLabel *m_title;
    QLabel *m_text;
};

StartCard::StartCard(QWidget &host)
    : QWidget(&host)
    , m_card(new QWidget(this))
{
    hide();
    setAccessibleName(tr("Start"));
    auto *heading = new QLabel(tr("What would you like to do?"), m_card);
    heading->setProperty("role", QStringLiteral("title"));
    auto *promise = new QLabel(tr("Every number you will see was computed from your own sentence. Nothing leaves this computer."), m_card);
    promise->setProperty("role", QStringLiteral("muted"));
    promise->setWordWrap(true);
    auto *choices = new QHBoxLayout;
    choices->setSpacing(12);
    for (const Choice &choice : kChoices) {
        auto *button = new StartChoice(choice, m_card);
        m_choices[std::size_t(choice.id)] = button;
        choices->addWidget(button, 1);
        connect(button, &QAbstractButton::clicked, this, [this, way = choice.id] { choose(way); });
    }
    auto *skip = new QPushButton(tr("Straight to the picture (Esc)"), m_card);
    skip->setProperty("kind", QStringLiteral("quiet"));
    skip->setFocusPolicy(Qt::NoFocus); // Esc does it
    connect(skip, &QPushButton::clicked, this, &StartCard::leave);
    auto *recent = new QPushButton(m_card);
    recent->setProperty("kind", QStringLiteral("quiet"));
    recent->setFocusPolicy(Qt::NoFocus); // its number does it
    recent->hide();
    m_recent = recent;
    connect(recent, &QPushButton::clicked, this, &StartCard::chooseRecent);
    auto *again = new QLabel(tr("This comes back under Help > Start"), m_card);
    again->setProperty("role", QStringLiteral("small"));
    auto *foot = new QHBoxLayout;
    foot->addWidget(skip);
    foot->addWidget(recent);
    foot->addStretch(1);
    foot->addWidget(again);
    auto *layout = new QVBoxLayout(m_card);
    layout->setContentsMargins(30, 26, 30, 16);
    layout->setSpacing(6);
    layout->addWidget(heading);
    layout->addWidget(promise);
    layout->addSpacing(10);
    layout->addLayout(choices, 1);
    layout->addSpacing(6);
    layout->addLayout(foot);
    host.installEventFilter(this);
    connect(&Appearance::instance(), &Appearance::changed, this, &StartCard::refresh, Qt::QueuedConnection);
}

void StartCard::open()
{
    place();
    refresh();
    show();
    raise();
    choice(FirstWay::learn).setFocus(Qt::OtherFocusReason);
}

void StartCard::leave()
{
    if (isHidden())
        return;
    hide();
    Q_EMIT left();
}

QAbstractButton &StartCard::choice(FirstWay way)
{
    return *m_choices[std::size_t(way)];
}

void StartCard::place()
{
    setGeometry(parentWidget()->rect());
    const double zoom = Appearance::instance().zoom();
    const int width = std::min(int(kWidest * zoom), this->width() - 2 * kMargin);
    const int height = std::min(m_card->layout()->totalHeightForWidth(width), this->height() - kMargin);
    m_card->setGeometry((this->width() - width) / 2, (this->height() - height) / 2, width, height);
}

void StartCard::refresh()
{
    place();
    QImage small((size() / kBlur).expandedTo({1, 1}), QImage::Format_RGB32);
    small.fill(Theme::current().canvas);
    QPainter painter(&small);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.scale(double(small.width()) / width(), double(small.height()) / height());
    for (QObject *child : parentWidget()->children()) {
        auto *part = qobject_cast<QWidget *>(child);
        if (!part || part == this || part->isHidden() || part->isWindow())
            continue;
        const QImage seen = part->grab().toImage();
        const QSize size = (seen.size() / (kBlur * seen.devicePixelRatio())).expandedTo({1, 1});
        painter.drawImage(QRectF(part->geometry()), seen.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    }
    painter.end();
    m_blurred = softened(std::move(small));
    update();
}

void StartCard::move(int steps)
{
    const int count = int(m_choices.size());
    const auto focused = std::ranges::find_if(m_choices, [](const StartChoice *choice) { return choice->hasFocus(); });
    const int from = focused == m_choices.end() ? 0 : int(focused - m_choices.begin());
    m_choices[std::size_t((from + steps + count) % count)]->setFocus(Qt::TabFocusReason);
}

void StartCard::choose(FirstWay way)
{
    hide();
    Q_EMIT left();
    Q_EMIT chosen(way);
}

bool StartCard::focusNextPrevChild(bool next)
{
    move(next ? 1 : -1);
    return true;
}

bool StartCard::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isModifier = key->key() >= Qt::Key_Shift && key->key() <= Qt::Key_ScrollLock;
        const bool isWindows = (key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) != 0
            || (key->key() >= Qt::Key_F1 && key->key() <= Qt::Key_F35);
        if (isWindows && !isModifier)
            leave();
        else
            event->accept(); // a letter does nothing here, and nothing behind the card either
        return event->isAccepted();
    }
    return QWidget::event(event);
}

void StartCard::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape: return leave();
    case Qt::Key_Left:
    case Qt::Key_Up: return move(-1);
    case Qt::Key_Right:
    case Qt::Key_Down: return move(1);
    case Qt::Key_1: return choose(FirstWay::learn);
    case Qt::Key_2: return choose(FirstWay::inspect);
    case Qt::Key_3: return choose(FirstWay::open);
    case Qt::Key_4: return chooseRecent();
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        for (const StartChoice *choice : m_choices)
            if (choice->hasFocus())
                return choose(choice->way());
        break;
    default: break;
    }
}

void StartCard::setRecent(const QString &title)
{
    m_recent->setText(withoutMnemonics(tr("Go on with %1 (4)").arg(title)));
    m_recent->setHidden(title.isEmpty());
}

void StartCard::chooseRecent()
{
    if (m_recent->isHidden())
        return;
    hide();
    Q_EMIT left();
    Q_EMIT recentChosen();
}

void StartCard::mousePressEvent(QMouseEvent *event)
{
    if (!m_card->geometry().contains(event->position().toPoint()))
        leave();
}

/// The window has another size: so have the card and what is behind it, once that is laid out.
bool StartCard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && !isHidden()) {
        place();
        QMetaObject::invokeMethod(this, &StartCard::refresh, Qt::QueuedConnection);
    }
    return QWidget::eventFilter(watched, event);
}

void StartCard::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(rect()), m_blurred);
    QColor veil = theme.canvas;
    veil.setAlphaF(0.45F);
    painter.fillRect(rect(), veil);
    const QRectF card = m_card->geometry();
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, theme.dark ? 6 : 1));
    for (int i = kShadow; i > 0; --i) // a soft shadow: many faint ones
        painter.drawRoundedRect(card.adjusted(-i, -i + 8, i, i + 8), kCorner + i, kCorner + i);
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(card, kCorner, kCorner);
}

} // namespace headscope
