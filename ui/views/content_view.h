// A view of one picture that is made by a ContentMaker, can have the focus and be pointed at.
#pragma once

#include "ui/views/content_maker.h"
#include "ui/views/view.h"

namespace headscope {

template <typename Content>
class ContentView : public View {
public:
    ContentView(Session &session, Selection &selection, QWidget *parent)
        : View(session, selection, parent)
        , m_maker(this, [this](const Content *before) { contentChanged(before); })
    {
        setFocusPolicy(Qt::StrongFocus);
        setMouseTracking(true);
        setFocusRing(1);
    }

    /// Null while there is nothing to show.
    std::shared_ptr<const Content> content() const { return m_maker.content(); }
    bool isBusy() const override { return m_maker.isBusy(); }
    QString problem() const override { return m_maker.problem(); }

protected:
    /// What is asked for now.
    virtual ContentOrder<Content> order() const = 0;
    /// There is other content, or none any more.
    virtual void contentChanged(const Content *before) = 0;

    /// For figures and files: what is shown, or what would be if it were in sight.
    std::shared_ptr<const Content> contentNow() const { return isSettled() && content() ? content() : madeNow(order()); }
    ContentMaker<Content> &maker() { return m_maker; }

    bool hasPicture() const override { return m_maker.content() != nullptr; }
    void prepare() override { m_maker.make(order()); }
    void drop() override { m_maker.drop(); }
    void stop() override { m_maker.stop(); }

private:
    ContentMaker<Content> m_maker;
};

} // namespace headscope
