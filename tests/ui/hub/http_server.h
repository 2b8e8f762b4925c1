// A tiny HTTP/1.1 server on the loopback that answers as a function tells it, rightly or wrongly. One request a connection.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QPair>
#include <QTcpServer>

#include <functional>

class QTcpSocket;

namespace headscope {

using HttpHeaders = QList<QPair<QByteArray, QByteArray>>;

struct HttpRequest {
    QByteArray method;
    QByteArray path; ///< with the query, as sent
    QHash<QByteArray, QByteArray> headers; ///< names in lower case

    /// The first byte that a Range header asks for; 0 without one.
    qint64 from() const;
};

struct HttpAnswer {
    int status = 200;
    QByteArray body;
    HttpHeaders headers;
    bool chunked = false; ///< no Content-Length
    qint64 announced = -1; ///< Content-Length, where it is not the body's own
    qint64 cutAfter = -1; ///< bytes of the body after which the connection is cut
    qint64 silentAfter = -1; ///< bytes of the body after which nothing comes any more
    bool isEndless = false; ///< the body is sent again and again until the other side hangs up

    HttpAnswer &with(const QByteArray &name, const QByteArray &value);
};

class HttpServer : public QTcpServer {
public:
    using Handler = std::function<HttpAnswer(const HttpRequest &)>;

    explicit HttpServer(Handler handler);

    /// "http://127.0.0.1:PORT"
    QString address() const;
    const QList<HttpRequest> &requests() const { return m_requests; }
    void forget() { m_requests.clear(); }
    /// How many requests went to a path that ends like this.
    int count(const QByteArray &end) const;

private:
    void read(QTcpSocket &socket);
    void write(QTcpSocket &socket, const HttpRequest &request, const HttpAnswer &answer);

    Handler m_handler;
    QList<HttpRequest> m_requests;
};

/// A short answer in plain text.
HttpAnswer plainAnswer(int status, const QByteArray &body = {}, const HttpHeaders &headers = {});
HttpAnswer redirectTo(const QByteArray &location);

} // namespace headscope
