#include "ui/views/heatmap/token_find.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QToolButton>

#include <algorithm>

namespace headscope {

namespace {

constexpr QChar kSpaceSign(0x2423); // ␣

/// Indices of the labels in which an occurrence begins, each once.
std::vector<int> beginnings(const QStringList &labels, const QString &text)
{
    QString all;
    std::vector<qsizetype> starts;
    for (const QString &label : labels) {
        starts.push_back(all.size());
        all += label;
    }
    all.replace(kSpaceSign, QLatin1Char(' '));
    std::vector<int> found;
    for (qsizetype at = all.indexOf(text, 0, Qt::CaseInsensitive); at >= 0; at = all.indexOf(text, at + 1, Qt::CaseInsensitive)) {
        const int index = int(std::ranges::upper_bound(starts, at) - starts.begin()) - 1;
        if (found.empty() || found.back() != index)
            found.push_back(index);
    }
    return found;
}

} // namespace

std::vector<FoundToken> findTokens(const QStringList &rows, const QStringList &columns, bool sameText, const QString &text)
{
    std::vector<FoundToken> found;
    QString wanted = text;
    wanted.replace(kSpaceSign, QLatin1Char(' '));
    if (wanted.isEmpty())
        return found;
    for (const int row : beginnings(rows, wanted))
        found.push_back({row, sameText ? row : -1});
    if (!sameText)
        for (const int column : beginnings(columns, wanted))
            found.push_back({-1, column});
    return found;
}

TokenFind::TokenFind(QWidget *parent)
    : QFrame(parent)
    , m_field(new QLineEdit(this))
    , m_count(new QLabel(this))
{
    setProperty("role", QStringLiteral("card"));
    m_field->setPlaceholderText(tr("Find a token"));
    m_field->setAccessibleName(tr("Find a token"));
    m_field->setToolTip(tr("Enter: the next · Shift+Enter: the one before · Esc: close"));
    m_field->setFixedWidth(150);
    m_field->installEventFilter(this);
    m_count->setProperty("role", QStringLiteral("muted"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(6);
    layout->addWidget(m_field);
    layout->addWidget(m_count);
    const auto button = [&](const QString &text, const QString &name, int by) {
        auto *one = new QToolButton(this);
        one->setText(text);
        one->setToolTip(name);
        one->setAccessibleName(name);
        one->setProperty("kind", QStringLiteral("quiet"));
        one->setFixedSize(30, 30);
        one->setFocusPolicy(Qt::NoFocus);
        connect(one, &QToolButton::clicked, this, [this, by] { by == 0 ? close() : step(by); });
        layout->addWidget(one);
    };
    button(QStringLiteral("↑"), tr("The one before (Shift+Enter)"), -1);
    button(QStringLiteral("↓"), tr("The next (Enter)"), 1);
    button(QStringLiteral("×"), tr("Close (Esc)"), 0);
    connect(m_field, &QLineEdit::textEdited, this, [this] {
        m_index = 0;
        search();
        tell();
    });
    tell();
    hide();
}

void TokenFind::open()
{
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    search();
    tell();
}

void TokenFind::close()
{
    hide();
    Q_EMIT closed();
}

void TokenFind::setLabels(const QStringList &rows, const QStringList &columns, bool sameText)
{
    if (rows == m_rows && columns == m_columns && sameText == m_sameText)
        return;
    m_rows = rows;
    m_columns = columns;
    m_sameText = sameText;
    m_index = 0;
    if (isVisible()) {
        search();
        m_count->setText(m_found.empty() ? QString() : tr("%1 of %2").arg(m_index + 1).arg(m_found.size()));
    }
}

FoundToken TokenFind::current() const
{
    return isHidden() || m_found.empty() ? FoundToken() : m_found[std::size_t(m_index)];
}

void TokenFind::search()
{
    m_found = findTokens(m_rows, m_columns, m_sameText, m_field->text());
    m_index = m_found.empty() ? 0 : std::min(m_index, int(m_found.size()) - 1);
}

void TokenFind::step(int by)
{
    if (m_found.empty())
        return;
    m_index = (m_index + by + int(m_found.size())) % int(m_found.size());
    tell();
}

void TokenFind::tell()
{
    m_count->setText(!m_found.empty()   ? tr("%1 of %2").arg(m_index + 1).arg(m_found.size())
            : m_field->text().isEmpty() ? QString()
                                        : tr("none"));
    adjustSize();
    Q_EMIT moved();
}

bool TokenFind::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Up || key == Qt::Key_Down) {
            event->accept(); // else the window's shortcut would take the key
            return true;
        }
    }
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter: step(key->modifiers() & Qt::ShiftModifier ? -1 : 1); return true;
        case Qt::Key_Down: step(1); return true;
        case Qt::Key_Up: step(-1); return true;
        case Qt::Key_Escape: close(); return true;
        default: break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace headscope
