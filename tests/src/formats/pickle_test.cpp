#include "src/formats/pickle.h"

#include "src/formats/byte_reader.h"
#include "tests/src/formats/error_of.h"
#include "tests/src/formats/raw_bytes.h"

#include <QtTest>
#include <memory>

using namespace headscope;
using Kind = PickleValue::Kind;

namespace {

const std::string kWhere = "x.pkl";

/// A pickle of protocol 2 that stays alive together with its bytes.
struct Opened {
    explicit Opened(std::string text)
        : bytes(std::make_unique<std::string>(std::move(text)))
        , reader(std::as_bytes(std::span(*bytes)), kWhere)
        , pickle(reader, kWhere, [](std::string_view module, std::string_view name) { return module == "m" && name != "forbidden"; })
    {
    }
    const PickleValue &root() const { return pickle.root(); }
    std::span<const PickleValue> items() const { return pickle.items(root()); }

    std::unique_ptr<std::string> bytes;
    ByteReader reader;
    Pickle pickle;
};

Opened opened(const std::string &body)
{
    return Opened("\x80\x02" + body + ".");
}

} // namespace

class PickleTest : public QObject {
    Q_OBJECT

private slots:
    void scalars()
    {
        QCOMPARE(opened("N").root().kind, Kind::none);
        QCOMPARE(opened("\x88").root().integer, std::int64_t{1});
        QCOMPARE(opened("\x89").root().kind, Kind::boolean);
        QCOMPARE(opened(rawBytes("K\xff")).root().integer, std::int64_t{255});
        QCOMPARE(opened(rawBytes("M\x01\x02")).root().integer, std::int64_t{513});
        QCOMPARE(opened(rawBytes("J\xfe\xff\xff\xff")).root().integer, std::int64_t{-2});
        QCOMPARE(opened(rawBytes("\x8a\x00")).root().integer, std::int64_t{0});
        QCOMPARE(opened(rawBytes("\x8a\x01\xff")).root().integer, std::int64_t{-1});
        QCOMPARE(opened(rawBytes("\x8a\x05\x00\x00\x00\x00\x01")).root().integer, std::int64_t{1} << 32);
        QCOMPARE(opened(rawBytes("\x8a\x09\x01\x00\x00\x00\x00\x00\x00\x00\x01")).root().kind, Kind::largeInteger);
        QCOMPARE(opened(rawBytes("G\x3f\xf8\x00\x00\x00\x00\x00\x00")).root().real, 1.5);
        for (const std::string &text :
            {rawBytes("X\x02\x00\x00\x00hi"), rawBytes("\x8c\x02hi"), rawBytes("\x8d\x02\x00\x00\x00\x00\x00\x00\x00hi"),
                rawBytes("U\x02hi"), rawBytes("T\x02\x00\x00\x00hi"), rawBytes("C\x02hi"), rawBytes("B\x02\x00\x00\x00hi")})
            QCOMPARE(opened(text).root().text(), std::string_view("hi"));
        QVERIFY(opened("N").root().text().empty());
    }

    void containers()
    {
        QCOMPARE(opened("NN\x86").items().size(), std::size_t{2});
        QCOMPARE(opened("(NNNNt").items().size(), std::size_t{4});
        QCOMPARE(opened(")").items().size(), std::size_t{0});
        const Opened tuple = opened("K\x01K\x02K\x03\x87");
        QCOMPARE(tuple.items()[0].integer, std::int64_t{1});
        QCOMPARE(tuple.items()[2].integer, std::int64_t{3});
        const Opened list = opened("](K\x01K\x02"
                                   "eNa");
        QCOMPARE(list.root().kind, Kind::list);
        QCOMPARE(list.items().size(), std::size_t{3});
        QCOMPARE(list.items()[1].integer, std::int64_t{2});
        const Opened dictionary = opened("}(U\x01"
                                         "aK\x01U\x01"
                                         "bK\x02uU\x01"
                                         "cK\x03s");
        QCOMPARE(dictionary.root().kind, Kind::dictionary);
        QCOMPARE(dictionary.items().size(), std::size_t{6});
        QCOMPARE(dictionary.items()[4].text(), std::string_view("c"));
        QCOMPARE(dictionary.items()[5].integer, std::int64_t{3});
    }

    void callsAreKeptAndNotMade()
    {
        const Opened call = opened("cm\nfunction\nK\x05\x85R(U\x01"
                                   "aK\x01u}b");
        QCOMPARE(call.root().kind, Kind::call);
        QCOMPARE(call.pickle.functionName(call.root()), std::string_view("m.function"));
        QCOMPARE(call.pickle.arguments(call.root()).size(), std::size_t{1});
        QCOMPARE(call.pickle.arguments(call.root())[0].integer, std::int64_t{5});
        QCOMPARE(call.items().size(), std::size_t{2});
        QCOMPARE(opened(rawBytes("\x8c\x01m\x8c\x01"
                                 "f\x93"))
                     .root()
                     .kind,
            Kind::function);
        const Opened storage = opened("K\x07\x85Q");
        QCOMPARE(storage.root().kind, Kind::persistent);
        QCOMPARE(storage.items()[0].integer, std::int64_t{7});
        QCOMPARE(storage.pickle.persistents().size(), std::size_t{1});
    }

    void namesWhatItRefuses()
    {
        QVERIFY_ERROR(opened("cos\nsystem\nU\x02ls\x85R"), "x.pkl: the file asks to run os.system: refused; nothing was executed");
        QVERIFY_ERROR(opened("cm\nforbidden\n"), "m.forbidden: refused");
        QVERIFY_ERROR(opened(rawBytes("\x8c\x08"
                                      "builtins\x8c\x04"
                                      "eval\x93")),
            "builtins.eval: refused");
        QVERIFY_ERROR(opened("cm\nf\n)\x81"), "asks to make an object (NEWOBJ): refused; nothing was executed");
        QVERIFY_ERROR(opened("(cm\nf\no"), "(OBJ): refused");
        QVERIFY_ERROR(opened("(im\nf\n"), "(INST): refused");
        QVERIFY_ERROR(opened(rawBytes("\x82\x01")), "(EXT1): refused");
        // A module of 100,000 letters is not repeated in full.
        QVERIFY(errorOf([] { opened("c" + std::string(100000, 'x') + "\nf\n"); }).size() < 1000);
    }

    void remembers()
    {
        const Opened twice = opened(rawBytes("]q\x00h\x00\x86"));
        QCOMPARE(twice.items()[0].place, twice.items()[1].place);
        // In three ways of numbering: by the pickle, in order of remembering, and from 1 on (Python 2).
        const Opened numbered = opened(rawBytes("(K\x05q\x00K\x06\x94K\x07r\x02\x00\x00\x00h\x00h\x01j\x02\x00\x00\x00t"));
        QCOMPARE(numbered.items().size(), std::size_t{6});
        for (std::size_t i = 0; i < 3; ++i)
            QCOMPARE(numbered.items()[i + 3].integer, numbered.items()[i].integer);
        QCOMPARE(opened(rawBytes("K\x05q\x01h\x01\x86")).items()[1].integer, std::int64_t{5});
        QCOMPARE(opened(rawBytes("K\x05q\x00K\x06q\x00h\x00\x87")).items()[2].integer, std::int64_t{6});
    }

    void broken_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char *name, const std::string &body, const char *words) {
            QTest::newRow(name) << QByteArray::fromStdString(body) << QByteArray(words);
        };
        row("nothing", "", "ends with 0 values instead of one");
        row("two values", "NN", "ends with 2 values");
        row("mark left", "N(", "instead of one");
        row("value missing", "\x85", "takes a value where there is none");
        row("value before the mark", "NN(\x86", "takes a value where there is none");
        row("no mark", "Nt", "a mark that is not there");
        row("no container", "NNa", "fills something that is no container");
        row("list filled like a dictionary", "]NNs", "fills something that is no container");
        row("key without a value", "}(Nu", "a key that has no value");
        row("recalls nothing", rawBytes("h\x00"), "recalls value 0 of 0");
        row("remembers nothing", rawBytes("q\x00"), "needs a value where there is none");
        row("remembers far ahead", rawBytes("Nr\xff\xff\xff\xff"), "remembers value 4294967295 after 0");
        row("calls a number", "N)R", "calls something that is no function");
        row("calls with a list", "cm\nf\n]R", "calls something that is no function");
        row("attributes of a list", "]}b", "gives attributes to something that has none");
        row("storage without a tuple", "NQ", "names a storage by something that is no tuple");
        row("function named by a number", "NN\x93", "names a function by something that is no text");
        row("unknown instruction", "\xff", "instruction 255, which torch.save does not write");
        row("persistent text", "Pabc\n", "instruction 80");
        row("pop", "NN0", "instruction 48");
        row("text too long",
            rawBytes("X\xff\xff\xff\xff"
                     "a"),
            "4294967295 bytes are needed and 2 are left");
        row("text far too long", rawBytes("\x8d\xff\xff\xff\xff\xff\xff\xff\xff"), "bytes are needed");
        row("line without end", "cabc", "1 bytes are needed and 0 are left");
    }

    void broken()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, words);
        QVERIFY_ERROR(opened(body.toStdString()), words.constData());
    }

    void beginningsAndEnds()
    {
        QVERIFY_ERROR(Opened(""), "1 bytes are needed");
        QVERIFY_ERROR(Opened("N."), "does not begin as one of protocol 2");
        QVERIFY_ERROR(Opened("\x80\x06N."), "the pickle has protocol 6");
        QVERIFY_ERROR(Opened("\x80\x01N."), "the pickle has protocol 1");
        QVERIFY_ERROR(Opened("\x80\x02N"), "1 bytes are needed and 0 are left");
        const Opened framed(rawBytes("\x80\x04\x95\x02\x00\x00\x00\x00\x00\x00\x00N.rest"));
        QCOMPARE(framed.reader.left(), std::size_t{4});
    }

    void selfContainingAndDeepValues()
    {
        const Opened list = opened(rawBytes("]q\x00h\x00"
                                            "a"));
        QCOMPARE(list.items()[0].place, list.root().place);
        std::string deep(100000, ')');
        for (int i = 0; i < 100000 - 1; ++i)
            deep += '\x86';
        QCOMPARE(opened(deep).root().kind, Kind::tuple);
        std::string nested;
        for (int i = 0; i < 100000; ++i)
            nested += "]";
        nested += std::string(99999, 'a');
        QCOMPARE(opened(nested).items().size(), std::size_t{1});
    }

    void thereIsALimit()
    {
        QVERIFY_ERROR(opened(std::string(5000000, 'N')), "more values than any checkpoint");
        QVERIFY_ERROR(opened(std::string(5000000, '(')), "more values than any checkpoint");
        QVERIFY_ERROR(opened(std::string(2000000, ']')), "more values than any checkpoint");
        // Two bytes each that double a list would be a gigabyte soon: filling needs the values on the stack.
        std::string doubling = rawBytes("]q\x00(");
        for (int i = 0; i < 3000000; ++i)
            doubling += rawBytes("h\x00");
        QVERIFY_ERROR(opened(doubling + "e"), "more values than any checkpoint");
    }
};

QTEST_APPLESS_MAIN(PickleTest)
#include "pickle_test.moc"
