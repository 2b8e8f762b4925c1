#include "ui/theme/plain_text.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>
#include <QPointer>

namespace headscope {

namespace {

/// A widget is polished before it is measured or shown for the first time: tooltips, which Qt makes itself, even before they get their
/// text.
class PlainTextRule : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Polish)
            if (auto *label = qobject_cast<QLabel *>(watched); label && label->textFormat() == Qt::AutoText)
                label->setTextFormat(Qt::PlainText);
        return false;
    }
};

} // namespace

void keepTextPlain()
{
    static QPointer<PlainTextRule> rule;
    if (rule)
        return;
    rule = new PlainTextRule(qApp);
    qApp->installEventFilter(rule);
}

QString withoutMnemonics(const QString &words)
{
    return QString(words).replace(QLatin1Char('&'), QStringLiteral("&&"));
}

QString titleWords(const QString &words)
{
    return QString(words).replace(QStringLiteral("[*]"), QStringLiteral("[*][*]"));
}

} // namespace headscope
