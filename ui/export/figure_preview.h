// A thumbnail of what an export will hold: a figure, or the first lines of a table.
#pragma once

#include <QImage>
#include <QString>
#include <QWidget>

namespace headscope {

class FigurePreview : public QWidget {
    Q_OBJECT

public:
    explicit FigurePreview(QWidget *parent = nullptr);

    void showImage(const QImage &image);
    /// Lines in digits of one width, cut where they do not fit.
    void showText(const QString &text);
    /// Room for a picture, in logical pixels.
    QSize room() const;

    QSize sizeHint() const override { return {420, 400}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QImage m_image;
    QString m_text;
};

} // namespace headscope
