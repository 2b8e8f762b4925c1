// Something that may take long, made on another thread: the newest request wins, earlier ones are told to stop and their results dropped.
// Trap: the work outlives whoever asked for it, so it must own what it reads (shared pointers), never `this`.
#pragma once

#include <QFuture>
#include <QObject>
#include <QtConcurrentRun>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace headscope {

template <typename Result>
class NewestResult {
public:
    /// make: on another thread; nothing when stopped, and it must not throw. Belongs to the GUI thread.
    using Make = std::function<std::optional<Result>(std::stop_token)>;

    /// take: on the GUI thread, for the newest request only. `context` lives at least as long as this.
    NewestResult(QObject *context, std::function<void(Result)> take)
        : m_context(context)
        , m_take(std::make_shared<std::function<void(Result)>>(std::move(take)))
    {
    }
    ~NewestResult() { cancel(); }
    NewestResult(const NewestResult &) = delete;
    NewestResult &operator=(const NewestResult &) = delete;

    bool isBusy() const { return m_over && !*m_over; }

    void start(Make make)
    {
        cancel();
        m_stop = std::stop_source();
        m_over = std::make_shared<bool>(false);
        QtConcurrent::run([make = std::move(make), token = m_stop.get_token()] {
            return make(token);
        }).then(m_context, [take = m_take, over = m_over, token = m_stop.get_token()](std::optional<Result> result) {
            *over = true;
            if (result && !token.stop_requested())
                (*take)(std::move(*result));
        });
    }
    void cancel()
    {
        m_stop.request_stop();
        m_over.reset();
    }

private:
    QObject *m_context;
    std::shared_ptr<std::function<void(Result)>> m_take;
    std::stop_source m_stop;
    std::shared_ptr<bool> m_over; ///< of the newest request; null: none
};

} // namespace headscope
