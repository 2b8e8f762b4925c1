#include "tests/ui/hub/http_server.h"

#include <QTcpSocket>

namespace headscope {

qint64 HttpRequest::from() const
{
    const QByteArray range = headers.value("range");
    return range.startsWith("bytes=") ? range.mid(6, range.indexOf('-') - 6).toLongLong() : 0;
}

HttpAnswer &HttpAnswer::with(const QByteArray &name, const QByteArray &value)
{
    headers.append(qMakePair(name, value));
    return *this;
}

HttpServer::HttpServer(Handler handler)
    : m_handler(std::move(handler))
{
    listen(QHostAddress::LocalHost);
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(*socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
}

QString HttpServer::address() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(serverPort());
}

int HttpServer::count(const QByteArray &end) const
{
    return static_cast<int>(
        std::count_if(m_requests.begin(), m_requests.end(), [&](const HttpRequest &request) { return request.path.endsWith(end); }));
}

void HttpServer::read(QTcpSocket &socket)
{
    QByteArray text = socket.property("head").toByteArray() + socket.readAll();
    const qsizetype end = text.indexOf("\r\n\r\n");
    if (end < 0) {
        socket.setProperty("head", text);
        return;
    }
    socket.disconnect(this);
    HttpRequest request;
    const QList<QByteArray> lines = text.left(end).split('\n');
    request.method = lines.first().split(' ').value(0);
    request.path = lines.first().split(' ').value(1);
    for (const QByteArray &line : lines.mid(1))
        request.headers.insert(line.left(line.indexOf(':')).toLower(), line.mid(line.indexOf(':') + 1).trimmed());
    m_requests.append(request);
    write(socket, request, m_handler(request));
}

void HttpServer::write(QTcpSocket &socket, const HttpRequest &request, const HttpAnswer &answer)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.status) + " Said\r\nConnection: close\r\n";
    for (const auto &[name, value] : answer.headers)
        head += name + ": " + value + "\r\n";
    if (answer.chunked)
        head += "Transfer-Encoding: chunked\r\n";
    else if (!answer.isEndless)
        head += "Content-Length: " + QByteArray::number(answer.announced >= 0 ? answer.announced : answer.body.size()) + "\r\n";
    socket.write(head + "\r\n");
    if (request.method == "HEAD") {
        socket.disconnectFromHost();
        return;
    }
    if (answer.isEndless) {
        const auto pour = [&socket, body = answer.body] {
            if (socket.bytesToWrite() < 4 * body.size())
                socket.write(body);
        };
        connect(&socket, &QTcpSocket::bytesWritten, &socket, pour);
        pour();
        return;
    }
    const qint64 sent = answer.cutAfter >= 0 ? answer.cutAfter : answer.silentAfter;
    const QByteArray body = sent >= 0 ? answer.body.left(sent) : answer.body;
    if (answer.chunked) {
        constexpr qsizetype kChunk = 10'000;
        for (qsizetype at = 0; at < body.size(); at += kChunk) {
            const QByteArray piece = body.mid(at, kChunk);
            socket.write(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
        }
        if (sent < 0)
            socket.write("0\r\n\r\n");
    } else {
        socket.write(body);
    }
    if (answer.silentAfter < 0)
        socket.disconnectFromHost(); // once everything is written
}

HttpAnswer plainAnswer(int status, const QByteArray &body, const HttpHeaders &headers)
{
    HttpAnswer answer;
    answer.status = status;
    answer.body = body;
    answer.headers = headers;
    return answer;
}

HttpAnswer redirectTo(const QByteArray &location)
{
    return plainAnswer(302, "elsewhere", {{"Location", location}});
}

} // namespace headscope
