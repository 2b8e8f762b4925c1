// Widgets stand side by side as far as they have room, and one that expands stays on its line as long as its least width fits.
#include "ui/widgets/flow_layout.h"

#include <QWidget>
#include <QtTest>

using namespace headscope;

namespace {

class Box : public QWidget {
public:
    Box(int least, int liked, bool expands, QWidget *parent)
        : QWidget(parent)
        , m_liked(liked)
    {
        setMinimumWidth(least);
        setSizePolicy(expands ? QSizePolicy::Expanding : QSizePolicy::Preferred, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override { return {m_liked, 20}; }

private:
    int m_liked;
};

} // namespace

class FlowLayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void widgetsWrap();
    void whatExpandsStaysOnItsLine();
};

void FlowLayoutTest::widgetsWrap()
{
    QWidget bar;
    auto *layout = new FlowLayout(10, 5);
    layout->setContentsMargins(0, 0, 0, 0);
    bar.setLayout(layout);
    for (int i = 0; i < 3; ++i)
        layout->addWidget(new Box(0, 100, false, &bar));
    QCOMPARE(layout->heightForWidth(320), 20);
    QCOMPARE(layout->heightForWidth(319), 45);
    QCOMPARE(layout->heightForWidth(100), 70);
    layout->setGeometry(QRect(0, 0, 319, 45));
    QCOMPARE(layout->itemAt(2)->geometry().topLeft(), QPoint(0, 25));
}

void FlowLayoutTest::whatExpandsStaysOnItsLine()
{
    QWidget bar;
    auto *layout = new FlowLayout(10, 5);
    layout->setContentsMargins(0, 0, 0, 0);
    bar.setLayout(layout);
    layout->addWidget(new Box(0, 100, false, &bar));
    layout->addWidget(new Box(60, 150, true, &bar));
    const auto widthIn = [&](int width) {
        layout->setGeometry(QRect(0, 0, width, 20));
        return layout->itemAt(1)->geometry().width();
    };
    QCOMPARE(widthIn(400), 290);
    QCOMPARE(widthIn(200), 90);
    QCOMPARE(layout->heightForWidth(170), 20);
    QCOMPARE(layout->heightForWidth(169), 45);
}

QTEST_MAIN(FlowLayoutTest)
#include "flow_layout_test.moc"
