// Qt's Fusion with what Qt draws by itself in our look: the icons of file dialogs and message boxes, and the frame of the focus.
#pragma once

#include <QProxyStyle>

namespace headscope {

class AppStyle : public QProxyStyle {
    Q_OBJECT

public:
    AppStyle();

    /// Drawn anew in the colours of the theme whenever they are painted. Those that no dialog of ours shows are Fusion's.
    QIcon standardIcon(StandardPixmap icon, const QStyleOption *option = nullptr, const QWidget *widget = nullptr) const override;
    QPixmap standardPixmap(StandardPixmap icon, const QStyleOption *option = nullptr, const QWidget *widget = nullptr) const override;
    int styleHint(StyleHint hint, const QStyleOption *option = nullptr, const QWidget *widget = nullptr,
        QStyleHintReturn *result = nullptr) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option = nullptr, const QWidget *widget = nullptr) const override;
    void drawPrimitive(
        PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget = nullptr) const override;
};

} // namespace headscope
