#include "ui/export/caption_choice.h"

#include <QCheckBox>
#include <QGridLayout>

namespace headscope {

namespace {
constexpr int kColumns = 3;
} // namespace

CaptionChoice::CaptionChoice(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(14);
    const QStringList names{tr("Title"), tr("Legend"), tr("Model"), tr("Text"), tr("Layer, head"), tr("Formula")};
    for (int i = 0; i < names.size(); ++i) {
        auto *box = new QCheckBox(names[i]);
        box->setChecked(i < 2);
        layout->addWidget(box, i / kColumns, i % kColumns);
        connect(box, &QCheckBox::toggled, this, &CaptionChoice::changed);
        m_parts.push_back(box);
    }
}

FigureCaption CaptionChoice::caption() const
{
    QStringList parts;
    for (std::size_t i = 0; i < m_parts.size(); ++i)
        if (m_parts[i]->isChecked())
            parts << captionParts()[int(i)];
    return captionOf(parts);
}

} // namespace headscope
