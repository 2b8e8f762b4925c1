#include "ui/export/preview_dialog.h"

#include "ui/widgets/role_label.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace headscope {

void layOutPreviewDialog(QDialog &dialog, const QString &title, const PreviewDialogParts &parts)
{
    auto *right = new QVBoxLayout;
    right->setSpacing(18);
    right->addWidget(roleLabel(title, "title"));
    right->addLayout(parts.choices);
    right->addWidget(parts.size);
    right->addStretch();
    right->addWidget(parts.message);
    right->addLayout(parts.buttons);
    auto *layout = new QHBoxLayout(&dialog);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(28);
    layout->addWidget(parts.preview, 1);
    layout->addLayout(right);
}

} // namespace headscope
