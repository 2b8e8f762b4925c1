// What fails while an event is handled becomes words, and the next event is handled as ever.
#include "src/error.h"
#include "ui/window/application.h"

#include <QPainter>
#include <QPushButton>
#include <QtTest>

#include <new>

using namespace headscope;

namespace {

class Failing : public QWidget {
public:
    std::function<void()> onPaint;
    int painted = 0;

protected:
    void paintEvent(QPaintEvent *) override
    {
        ++painted;
        QPainter painter(this);
        onPaint();
    }
};

} // namespace

class ApplicationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aPaintingThatFailsIsTold();
    void aSlotThatFailsIsTold();
    void memoryThatIsNotThereIsTold();

private:
    QStringList m_told;
};

void ApplicationTest::init()
{
    m_told.clear();
    static_cast<Application *>(qApp)->setOnProblem([this](const QString &message) { m_told << message; });
}

void ApplicationTest::cleanup()
{
    static_cast<Application *>(qApp)->setOnProblem({});
}

void ApplicationTest::aPaintingThatFailsIsTold()
{
    Failing widget;
    widget.onPaint = [] { throw Error("it is gone", "file", "Open it again"); };
    widget.show();
    QTRY_COMPARE(m_told.value(0), QStringLiteral("file: it is gone. Open it again"));
    widget.onPaint = [] {};
    const int before = widget.painted;
    widget.update();
    QTRY_VERIFY(widget.painted > before);
}

void ApplicationTest::aSlotThatFailsIsTold()
{
    QPushButton button;
    connect(&button, &QPushButton::clicked, this, [] { throw Error("no"); });
    button.show();
    QTest::mouseClick(&button, Qt::LeftButton);
    QTRY_COMPARE(m_told, QStringList{QStringLiteral("no")});
    QTest::mouseClick(&button, Qt::LeftButton);
    QTRY_COMPARE(m_told.size(), 2);
}

void ApplicationTest::memoryThatIsNotThereIsTold()
{
    QMetaObject::invokeMethod(
        this, [] { throw std::bad_alloc(); }, Qt::QueuedConnection);
    QTRY_COMPARE(m_told.size(), 1);
    QVERIFY(m_told.first().contains(QStringLiteral("not enough memory")));
}

static const RegisteredTest registeredTest(__FILE_NAME__, &runTestIn<ApplicationTest, Application>);
#include "application_test.moc"
