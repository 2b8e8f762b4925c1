#include "ui/views/lab/mechanism_picker.h"

#include "ui/theme/theme.h"
#include "ui/views/lab/card_words.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace headscope {

namespace {

constexpr int kName = Qt::UserRole;

} // namespace

MechanismPicker::MechanismPicker(LabState &lab, QWidget *parent)
    : QDialog(parent)
    , m_lab(lab)
    , m_search(new QLineEdit(this))
    , m_list(new QTreeWidget(this))
{
    const double zoom = Appearance::instance().zoom();
    setWindowTitle(tr("Mechanisms"));
    m_search->setPlaceholderText(tr("Name, idea or author"));
    m_search->setAccessibleName(tr("Find a mechanism"));
    m_search->setClearButtonEnabled(true);
    m_list->setColumnCount(2);
    m_list->setHeaderLabels({tr("Mechanism"), tr("Idea")});
    m_list->setAccessibleName(tr("All mechanisms"));
    m_list->setRootIsDecorated(false);
    m_list->setIndentation(int(14 * zoom));
    m_list->setUniformRowHeights(true);
    for (const MechanismGroupInfo &group : allMechanismGroups()) {
        auto *heading = new QTreeWidgetItem({groupTitle(group.id)});
        for (const MechanismInfo &mechanism : allMechanisms()) {
            if (mechanism.group != group.id)
                continue;
            auto *item = new QTreeWidgetItem(heading, {words(mechanism.title), words(mechanism.idea)});
            item->setData(0, kName, QByteArray(mechanism.name.data(), static_cast<qsizetype>(mechanism.name.size())));
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            item->setToolTip(0, QStringLiteral("%1, %2").arg(paperOf(mechanism), words(mechanism.paper.source)));
            item->setToolTip(1, words(mechanism.idea));
        }
        if (heading->childCount() == 0) {
            delete heading;
            continue;
        }
        heading->setFlags(Qt::ItemIsEnabled);
        heading->setFont(0, uiFont(10, QFont::DemiBold));
        m_list->addTopLevelItem(heading);
        heading->setFirstColumnSpanned(true);
        heading->setExpanded(true);
    }
    m_list->header()->setStretchLastSection(true);
    m_list->resizeColumnToContents(0);
    m_list->setColumnWidth(0, std::min(m_list->columnWidth(0) + int(16 * zoom), int(300 * zoom)));

    auto *buttons = new QDialogButtonBox(this);
    QPushButton *done = buttons->addButton(tr("Done"), QDialogButtonBox::AcceptRole);
    done->setProperty("kind", QStringLiteral("primary"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 14);
    layout->setSpacing(10);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    resize(QSize(int(820 * zoom), int(560 * zoom)).boundedTo(parent ? parent->window()->size() : QSize(4000, 4000)));

    connect(m_search, &QLineEdit::textChanged, this, &MechanismPicker::filter);
    connect(m_list, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem *item) {
        const QByteArray name = item->data(0, kName).toByteArray();
        if (item->checkState(0) == Qt::Checked)
            m_lab.add(name.toStdString());
        else
            m_lab.remove(name.toStdString());
    });
    connect(m_list, &QTreeWidget::itemActivated, this, [](QTreeWidgetItem *item) {
        if (item->parent())
            item->setCheckState(0, item->checkState(0) == Qt::Checked ? Qt::Unchecked : Qt::Checked);
    });
    connect(&m_lab, &LabState::changed, this, &MechanismPicker::showTicks);
    showTicks();
    m_search->setFocus();
}

void MechanismPicker::showTicks()
{
    const QSignalBlocker quiet(m_list);
    for (int group = 0; group < m_list->topLevelItemCount(); ++group) {
        QTreeWidgetItem *heading = m_list->topLevelItem(group);
        for (int i = 0; i < heading->childCount(); ++i) {
            QTreeWidgetItem *item = heading->child(i);
            item->setCheckState(0, m_lab.has(item->data(0, kName).toByteArray().toStdString()) ? Qt::Checked : Qt::Unchecked);
        }
    }
}

void MechanismPicker::filter(const QString &words)
{
    const QString wanted = words.trimmed();
    for (int group = 0; group < m_list->topLevelItemCount(); ++group) {
        QTreeWidgetItem *heading = m_list->topLevelItem(group);
        bool any = false;
        for (int i = 0; i < heading->childCount(); ++i) {
            QTreeWidgetItem *item = heading->child(i);
            const MechanismInfo &mechanism = mechanismNamed(item->data(0, kName).toByteArray().toStdString());
            const bool found = wanted.isEmpty() || matches(mechanism, wanted);
            item->setHidden(!found);
            any = any || found;
        }
        heading->setHidden(!any);
    }
}

} // namespace headscope
