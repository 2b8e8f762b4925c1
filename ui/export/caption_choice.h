// What is to stand around an exported or printed picture: a box for each part of its caption.
#pragma once

#include "ui/export/view_export.h"

#include <QWidget>

#include <vector>

class QCheckBox;

namespace headscope {

/// Title and legend are chosen to begin with.
class CaptionChoice : public QWidget {
    Q_OBJECT

public:
    explicit CaptionChoice(QWidget *parent = nullptr);
    FigureCaption caption() const;

Q_SIGNALS:
    void changed();

private:
    std::vector<QCheckBox *> m_parts; ///< in the order of captionParts()
};

} // namespace headscope
