// What a newcomer is offered: the card of a first start, and the walk through the stages of one sentence.
#pragma once

#include <QObject>
#include <QString>

namespace headscope {

class MainWindow;
class StartCard;
enum class FirstWay;

class FirstSteps : public QObject {
    Q_OBJECT

public:
    explicit FirstSteps(MainWindow &window);

    StartCard &card() { return *m_card; }
    /// What would one like to do? Asked at a first start, and by Help > Start.
    void welcome();
    /// The stages of the first sentence, one after the other, with a word on each.
    void learn();

private:
    void go(FirstWay way);
    void beginTour();
    QString lastSession() const;

    MainWindow &m_window;
    StartCard *m_card;
    bool m_isAwaited = false; ///< the walk begins as soon as its model and sentence are there
};

} // namespace headscope
