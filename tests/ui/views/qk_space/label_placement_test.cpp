// No label covers another, and the important ones come first.
#include "ui/views/qk_space/label_placement.h"

#include <QtTest>

#include <algorithm>
#include <random>

using namespace headscope;

class LabelPlacementTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noneCoversAnother();
    void importantFirst();
    void staysInside();
    void keepsOffObstaclesWhereItCan();
    void leavesOutWhatACrowdWouldHide();
    void standsApartAtALeader();
};

void LabelPlacementTest::noneCoversAnother()
{
    std::mt19937 random(2);
    std::vector<LabelWish> wishes;
    for (int i = 0; i < 400; ++i)
        wishes.push_back({i, QPointF(random() % 500, random() % 300), QSizeF(20 + random() % 40, 14)});
    const QRectF area(0, 0, 500, 300);
    const auto placed = placeLabels(wishes, {}, {area});
    QVERIFY(placed.size() > 40);
    QVERIFY(placed.size() < wishes.size());
    for (std::size_t i = 0; i < placed.size(); ++i) {
        QVERIFY(area.contains(placed[i].rect));
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!placed[i].rect.intersects(placed[j].rect));
    }
}

void LabelPlacementTest::importantFirst()
{
    // Twenty points on one spot: as many labels as fit around it, and those are the first.
    std::vector<LabelWish> wishes;
    for (int i = 0; i < 20; ++i)
        wishes.push_back({i, {100, 100}, {30, 12}});
    const auto placed = placeLabels(wishes, {}, {{0, 0, 200, 200}});
    QVERIFY(placed.size() >= 4);
    for (std::size_t i = 0; i < placed.size(); ++i)
        QCOMPARE(placed[i].index, int(i));
    QCOMPARE(placeLabels(wishes, {}, {.area = {0, 0, 200, 200}, .most = 3}).size(), std::size_t(3));
}

void LabelPlacementTest::staysInside()
{
    const std::vector<LabelWish> wishes{{0, {195, 50}, {30, 12}}, {1, {300, 50}, {30, 12}}};
    const auto placed = placeLabels(wishes, {}, {{0, 0, 200, 100}});
    QCOMPARE(placed.size(), std::size_t(1)); // the second point is not in sight
    QVERIFY(placed[0].rect.right() <= 195); // no room at the right: at the left
}

void LabelPlacementTest::keepsOffObstaclesWhereItCan()
{
    const std::vector<LabelWish> wishes{{0, {100, 50}, {30, 12}}};
    const QRectF area(0, 0, 200, 100);
    const QRectF right(105, 40, 40, 20);
    QVERIFY(!placeLabels(wishes, {right}, {area})[0].rect.intersects(right));
    QCOMPARE(placeLabels(wishes, {area}, {area}).size(), std::size_t(1)); // better on something than not at all
}

void LabelPlacementTest::leavesOutWhatACrowdWouldHide()
{
    std::mt19937 random(3);
    std::vector<QRectF> marks;
    std::vector<LabelWish> wishes;
    for (int i = 0; i < 2000; ++i) { // a crowd in the middle, and a few points on their own
        const QPointF at = i % 100 == 0 ? QPointF(random() % 600, 20) : QPointF(200 + random() % 200, 100 + random() % 200);
        marks.emplace_back(at - QPointF(2, 2), QSizeF(4, 4));
        wishes.push_back({i, at, {40, 14}});
    }
    const auto placed = placeLabels(wishes, marks, {{0, 0, 600, 400}});
    QVERIFY(std::ranges::any_of(placed, [](const PlacedLabel &label) { return label.index % 100 == 0; }));
    for (const PlacedLabel &label : placed)
        QVERIFY(std::ranges::count_if(marks, [&](const QRectF &mark) { return mark.intersects(label.rect); }) <= 2);
}

void LabelPlacementTest::standsApartAtALeader()
{
    std::mt19937 random(4);
    std::vector<LabelWish> wishes;
    std::vector<QRectF> marks;
    for (int i = 0; i < 40; ++i) { // a crowd with room around it
        const QPointF at(230 + random() % 90, 160 + random() % 60);
        wishes.push_back({i, at, {34, 14}});
        marks.emplace_back(at - QPointF(4, 4), QSizeF(8, 8));
    }
    LabelRoom room{.area = {0, 0, 560, 400}, .taken = {{300, 100, 80, 20}}};
    const auto beside = placeLabels(wishes, marks, room);
    room.furthest = 130;
    const auto placed = placeLabels(wishes, marks, room);
    QVERIFY2(placed.size() > beside.size() + 5, qPrintable(QString::number(placed.size())));
    for (std::size_t i = 0; i < placed.size(); ++i) {
        QVERIFY(room.area.contains(placed[i].rect));
        QVERIFY(!placed[i].rect.intersects(room.taken.front()));
        const QLineF &leader = placed[i].leader;
        QVERIFY(leader.isNull() || leader.length() <= room.furthest);
        if (!leader.isNull()) // it leads from the point to the label
            QVERIFY(QLineF(leader.p1(), wishes[std::size_t(placed[i].index)].at).length() < 6
                && placed[i].rect.adjusted(-1, -1, 1, 1).contains(leader.p2()));
        for (std::size_t j = 0; j < placed.size(); ++j) {
            QVERIFY(i == j || !placed[i].rect.intersects(placed[j].rect));
            for (double t = 0; !leader.isNull() && i != j && t < 1; t += 0.05)
                QVERIFY(!placed[j].rect.contains(leader.pointAt(t)));
        }
    }
}

QTEST_APPLESS_MAIN(LabelPlacementTest)
#include "label_placement_test.moc"
