// Animated PNGs: every frame, taken out again by hand, is the picture that went in; the file is a PNG to readers that know no animation.
#include "ui/export/animated_png.h"

#include "src/error.h"

#include <QBuffer>
#include <QImage>
#include <QtTest>

#include <string>
#include <vector>

using namespace headscope;

namespace {

QImage picture(int width, int height, int seed)
{
    QImage image(width, height, QImage::Format_ARGB32);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            image.setPixel(x, y, qRgba((x * 7 + seed * 40) % 256, (y * 13) % 256, (x * y + seed) % 256, 255));
    image.setText(QStringLiteral("model"), QStringLiteral("number %1").arg(seed));
    return image;
}

std::string pngOf(const QImage &image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "png");
    return bytes.toStdString();
}

struct Chunk {
    std::string type;
    std::string data;
};

quint32 number(const std::string &bytes, std::size_t at)
{
    return quint32(quint8(bytes[at])) << 24 | quint32(quint8(bytes[at + 1])) << 16 | quint32(quint8(bytes[at + 2])) << 8
        | quint32(quint8(bytes[at + 3]));
}

/// Bit by bit, as the specification writes it down.
quint32 crc(const std::string &bytes)
{
    quint32 value = ~0U;
    for (const char byte : bytes) {
        value ^= quint8(byte);
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1) ? 0xEDB88320U ^ (value >> 1) : value >> 1;
    }
    return ~value;
}

/// Empty when a checksum is wrong.
std::vector<Chunk> chunksOf(const std::string &file)
{
    std::vector<Chunk> chunks;
    for (std::size_t at = 8; at + 12 <= file.size();) {
        const std::size_t length = number(file, at);
        if (crc(file.substr(at + 4, length + 4)) != number(file, at + 8 + length))
            return {};
        chunks.push_back({file.substr(at + 4, 4), file.substr(at + 8, length)});
        at += 12 + length;
    }
    return chunks;
}

std::string chunk(const std::string &type, const std::string &data)
{
    std::string result;
    const auto put = [&](quint32 value) {
        for (int shift = 24; shift >= 0; shift -= 8)
            result.push_back(char(value >> shift));
    };
    put(quint32(data.size()));
    const std::string body = type + data;
    result += body;
    put(crc(body));
    return result;
}

} // namespace

class AnimatedPngTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void framesComeOutAgain();
    void readersWithoutAnimationSeeTheFirst();
    void numbersCount();
    void badFrames();
};

void AnimatedPngTest::framesComeOutAgain()
{
    std::vector<std::string> frames;
    for (int i = 0; i < 4; ++i)
        frames.push_back(pngOf(picture(300, 200, i)));
    const std::vector<Chunk> chunks = chunksOf(animatedPng(frames, 250));
    QVERIFY(!chunks.empty());
    std::vector<std::string> pixels;
    for (const Chunk &one : chunks) {
        if (one.type == "fcTL")
            pixels.emplace_back();
        else if (one.type == "IDAT")
            pixels.back() += one.data;
        else if (one.type == "fdAT")
            pixels.back() += one.data.substr(4);
    }
    QCOMPARE(pixels.size(), frames.size());
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const std::string file
            = std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", chunks.front().data) + chunk("IDAT", pixels[i]) + chunk("IEND", "");
        QImage image;
        QVERIFY(image.loadFromData(QByteArray::fromStdString(file), "png"));
        QCOMPARE(image.convertToFormat(QImage::Format_ARGB32), picture(300, 200, int(i)).convertToFormat(QImage::Format_ARGB32));
    }
}

void AnimatedPngTest::readersWithoutAnimationSeeTheFirst()
{
    const std::vector<std::string> frames{pngOf(picture(20, 10, 5)), pngOf(picture(20, 10, 6))};
    QImage image;
    QVERIFY(image.loadFromData(QByteArray::fromStdString(animatedPng(frames, 100)), "png"));
    QCOMPARE(image.pixel(3, 3), picture(20, 10, 5).pixel(3, 3));
    QCOMPARE(image.text(QStringLiteral("model")), QStringLiteral("number 5"));
}

void AnimatedPngTest::numbersCount()
{
    const std::vector<std::string> frames(3, pngOf(picture(20, 10, 1)));
    const std::vector<Chunk> chunks = chunksOf(animatedPng(frames, 333));
    QCOMPARE(chunks[0].type, std::string("IHDR"));
    QCOMPARE(chunks[1].type, std::string("acTL"));
    QCOMPARE(number(chunks[1].data, 0), 3U);
    QCOMPARE(number(chunks[1].data, 4), 0U); // for ever
    quint32 sequence = 0;
    for (const Chunk &one : chunks) {
        if (one.type != "fcTL" && one.type != "fdAT")
            continue;
        QCOMPARE(number(one.data, 0), sequence++);
        if (one.type == "fcTL") {
            QCOMPARE(one.data.size(), std::size_t(26));
            QCOMPARE(number(one.data, 4), 20U);
            QCOMPARE(number(one.data, 8), 10U);
            QCOMPARE(number(one.data, 20), quint32(333 << 16 | 1000)); // delay as a fraction of a second
        }
    }
    QCOMPARE(chunks.back().type, std::string("IEND"));
}

void AnimatedPngTest::badFrames()
{
    const std::string good = pngOf(picture(20, 10, 1));
    QVERIFY_EXCEPTION_THROWN(animatedPng({}, 100), Error);
    QVERIFY_EXCEPTION_THROWN(animatedPng(std::vector<std::string>{good}, 0), Error);
    QVERIFY_EXCEPTION_THROWN(animatedPng(std::vector<std::string>{"not a picture"}, 100), Error);
    QVERIFY_EXCEPTION_THROWN(animatedPng(std::vector<std::string>{good, pngOf(picture(21, 10, 1))}, 100), Error);
    for (std::size_t length = 0; length < good.size(); length += 3)
        QVERIFY_EXCEPTION_THROWN(animatedPng(std::vector<std::string>{good.substr(0, length)}, 100), Error);
}

QTEST_APPLESS_MAIN(AnimatedPngTest)
#include "animated_png_test.moc"
