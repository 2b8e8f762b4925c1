#include "ui/views/view.h"

#include "ui/theme/theme.h"

namespace headscope {

View::View(Session &session, Selection &selection, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
{
    connect(&m_session, &Session::traceChanged, this, qOverload<>(&QWidget::update));
    connect(&m_selection, &Selection::changed, this, qOverload<>(&QWidget::update));
    connect(&Appearance::instance(), &Appearance::changed, this, qOverload<>(&QWidget::update));
}

} // namespace headscope
