#include "ui/window/hub_cached_models.h"

#include "ui/session/shown_words.h"
#include "ui/window/hub_file_model.h"

#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace headscope {

namespace {

enum Column { nameColumn, familyColumn, revisionColumn, sizeColumn };
constexpr int kFolderRole = Qt::UserRole;
constexpr int kShownOfCommit = 8; // characters that tell commits apart

} // namespace

HubCachedModels::HubCachedModels(HubCache cache, QStringList families, QWidget *parent)
    : QWidget(parent)
    , m_cache(std::move(cache))
    , m_families(std::move(families))
    , m_reading(this)
{
    auto *heading = new QLabel(tr("Already on this computer"));
    heading->setProperty("role", QStringLiteral("heading"));
    m_note = new QLabel;
    m_note->setProperty("role", QStringLiteral("small"));
    m_note->setTextFormat(Qt::PlainText);
    m_open = new QPushButton(tr("Open"));
    m_open->setToolTip(tr("Open the selected model (Enter, or a double-click on it)"));
    m_open->setAccessibleName(tr("Open the selected model"));
    m_open->setAutoDefault(false);

    m_list = new QTreeWidget;
    m_list->setHeaderLabels({tr("Model"), tr("Family"), tr("Revision"), tr("Size")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setAccessibleName(tr("Models already on this computer"));
    m_list->setToolTip(tr("Models in the Hugging Face cache. A double-click opens one; no network is used."));
    m_list->header()->setSectionResizeMode(nameColumn, QHeaderView::Stretch);
    for (const int column : {familyColumn, revisionColumn, sizeColumn})
        m_list->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);
    m_list->headerItem()->setTextAlignment(sizeColumn, Qt::AlignRight | Qt::AlignVCenter);

    auto *head = new QHBoxLayout;
    head->addWidget(heading);
    head->addSpacing(8);
    head->addWidget(m_note, 1);
    head->addWidget(m_open);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_list, 1);

    connect(m_list, &QTreeWidget::itemDoubleClicked, this, &HubCachedModels::open);
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) { // else the dialog's default button would be pressed as well
        auto *enter = new QShortcut(key, m_list, nullptr, nullptr, Qt::WidgetShortcut);
        connect(enter, &QShortcut::activated, this, [this] { open(m_list->currentItem()); });
    }
    connect(m_open, &QPushButton::clicked, this, [this] { open(m_list->currentItem()); });
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem *item) { m_open->setEnabled(item != nullptr); });
    m_open->setEnabled(false);
}

void HubCachedModels::refresh()
{
    m_reading.start([cache = m_cache](const JobLink &) { return cache.models(); },
        [this](const QList<CachedModel> &models) { show(models); }, [this](const QString &problem) { m_note->setText(problem); });
}

void HubCachedModels::show(const QList<CachedModel> &models)
{
    m_list->clear();
    for (const CachedModel &model : models) {
        const bool known = model.modelType.isEmpty() || m_families.contains(model.modelType);
        auto *item = new QTreeWidgetItem(m_list);
        item->setText(nameColumn, shownWords(model.id));
        const QString family = shownWords(model.modelType);
        item->setText(familyColumn, known ? family : tr("%1 (not supported)").arg(family));
        item->setText(revisionColumn, shownWords(model.revision.isEmpty() ? model.commit.left(kShownOfCommit) : model.revision));
        item->setText(sizeColumn, sizeText(model.bytes));
        for (const int column : {nameColumn, familyColumn, revisionColumn, sizeColumn})
            item->setSizeHint(column, hubCellSize(item->text(column)));
        item->setTextAlignment(sizeColumn, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(nameColumn, shownWords(QDir::toNativeSeparators(model.folder)));
        item->setData(nameColumn, kFolderRole, model.folder);
    }
    m_note->setText(models.isEmpty() ? tr("No model in %1").arg(QDir::toNativeSeparators(m_cache.folder()))
                                     : QDir::toNativeSeparators(m_cache.folder()));
    m_open->setEnabled(m_list->currentItem() != nullptr);
}

void HubCachedModels::open(const QTreeWidgetItem *item)
{
    if (item)
        Q_EMIT openRequested(item->data(nameColumn, kFolderRole).toString());
}

} // namespace headscope
