#include "ui/window/key_page.h"

#include "ui/theme/theme.h"
#include "ui/views/view_keys.h"
#include "ui/window/main_window.h"

#include <QAction>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <span>

namespace headscope {

namespace {

QString plainText(const QAction &action)
{
    QString text = action.text();
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

void collect(QList<KeyGroup> &groups, const QMenu &menu, const QString &title)
{
    const qsizetype place = groups.size();
    KeyGroup group{title, {}};
    for (const QAction *action : menu.actions()) {
        if (action->menu()) {
            collect(groups, *action->menu(), QStringLiteral("%1 › %2").arg(title, plainText(*action)));
            continue;
        }
        QStringList keys;
        for (const QKeySequence &key : action->shortcuts())
            keys << keyName(key);
        if (!keys.isEmpty())
            group.rows.append({keys, plainText(*action)});
    }
    if (!group.rows.isEmpty())
        groups.insert(place, group);
}

KeyGroup keysOfViews()
{
    KeyGroup group{KeyPage::tr("In the picture"), {}};
    for (const ViewKeyInfo &row : kViewKeys) {
        if (group.rows.isEmpty() || group.rows.last().meaning != meaningOf(row))
            group.rows.append({{}, meaningOf(row)});
        for (const QKeyCombination &key : row.keys)
            if (const QString name = keyName(key); key != kNoKey && !group.rows.last().keys.contains(name))
                group.rows.last().keys << name;
    }
    return group;
}

KeyGroup gestures(const QString &title, std::span<const GestureInfo> rows)
{
    KeyGroup group{title, {}};
    for (const GestureInfo &row : rows)
        group.rows.append({gestureText(row.gesture).split(QStringLiteral(", ")), gestureText(row.meaning)});
    return group;
}

} // namespace

QList<KeyGroup> keyGroups(const MainWindow &window)
{
    QList<KeyGroup> groups;
    for (const QAction *menu : window.menuBar()->actions())
        collect(groups, *menu->menu(), plainText(*menu));
    groups << keysOfViews() << gestures(KeyPage::tr("Wherever one is"), kControlKeys) << gestures(KeyPage::tr("Mouse"), kGestures);
    return groups;
}

KeyPage::KeyPage(MainWindow &window)
    : QDialog(&window)
{
    setWindowTitle(tr("Keys and mouse"));
    auto *page = new QWidget(this);
    page->setProperty("role", QStringLiteral("scrolled"));
    auto *columns = new QHBoxLayout(page);
    columns->setContentsMargins(20, 18, 20, 18);
    columns->setSpacing(18);
    QVBoxLayout *halves[] = {new QVBoxLayout, new QVBoxLayout};
    for (QVBoxLayout *half : halves) {
        half->setSpacing(14);
        columns->addLayout(half, 1);
    }
    const QList<KeyGroup> groups = keyGroups(window);
    constexpr qsizetype kHeading = 2; // rows that a group's title and its frame are high
    qsizetype all = 0;
    for (const KeyGroup &group : groups)
        all += group.rows.size() + kHeading;
    qsizetype before = 0;
    for (const KeyGroup &group : groups) {
        addGroup(*halves[before * 2 < all ? 0 : 1], group);
        before += group.rows.size() + kHeading;
    }
    for (QVBoxLayout *half : halves)
        half->addStretch(1);

    auto *area = new QScrollArea(this);
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(windowTitle());
    auto *close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto *foot = new QFrame(this);
    foot->setProperty("role", QStringLiteral("foot"));
    auto *footLayout = new QHBoxLayout(foot);
    footLayout->setContentsMargins(20, 10, 20, 10);
    auto *note = new QLabel(tr("Keys work wherever the focus is, but for what a field or a control needs itself."), foot);
    note->setProperty("role", QStringLiteral("small"));
    note->setWordWrap(true);
    footLayout->addWidget(note, 1);
    footLayout->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(area, 1);
    layout->addWidget(foot);
    const double zoom = Appearance::instance().zoom();
    resize(QSizeF(940 * zoom, 760 * zoom).toSize().boundedTo(screen()->availableGeometry().size() * 9 / 10));
    area->setFocus(Qt::OtherFocusReason); // arrows and Page Down scroll
}

void KeyPage::addGroup(QVBoxLayout &column, const KeyGroup &group)
{
    auto *card = new QFrame(this);
    card->setProperty("role", QStringLiteral("card"));
    card->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // both columns are of one width
    auto *rows = new QGridLayout(card);
    rows->setContentsMargins(16, 12, 16, 12);
    rows->setHorizontalSpacing(14);
    rows->setVerticalSpacing(6);
    rows->setColumnStretch(0, 1);
    auto *title = new QLabel(group.title, card);
    title->setProperty("role", QStringLiteral("heading"));
    rows->addWidget(title, 0, 0, 1, 2);
    int at = 1;
    for (const KeyRow &row : group.rows) {
        auto *meaning = new QLabel(row.meaning, card);
        meaning->setTextFormat(Qt::PlainText);
        meaning->setWordWrap(true);
        rows->addWidget(meaning, at, 0);
        auto *keys = new QGridLayout;
        keys->setSpacing(5);
        constexpr int kInLine = 4;
        for (int i = 0; i < row.keys.size(); ++i) {
            auto *key = new QLabel(row.keys[i], card);
            key->setProperty("role", QStringLiteral("key"));
            key->setTextFormat(Qt::PlainText);
            key->setAlignment(Qt::AlignCenter);
            keys->addWidget(key, i / kInLine, i % kInLine, Qt::AlignTop);
        }
        rows->addLayout(keys, at++, 1, Qt::AlignRight | Qt::AlignTop);
    }
    column.addWidget(card);
}

} // namespace headscope
