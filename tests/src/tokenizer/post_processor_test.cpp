#include "src/tokenizer/post_processor.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>

using namespace headscope;

namespace {

PostProcessor processor(const char *json)
{
    return PostProcessor::fromJson(Json::parse(json, "tokenizer.json"));
}

/// Ids and texts (A, B) in order, with their segment where it is not 0, e.g. "0 A 2 B:1".
std::string spelled(const std::vector<PostProcessor::Part> &parts)
{
    std::string text;
    const auto append = [&](const std::string &what, int segment) {
        text += (text.empty() ? "" : " ") + what + (segment == 0 ? "" : ":" + std::to_string(segment));
    };
    for (const PostProcessor::Part &part : parts) {
        if (part.kind != PostProcessor::Part::Kind::special)
            append(part.kind == PostProcessor::Part::Kind::first ? "A" : "B", part.segment);
        for (const int id : part.ids)
            append(std::to_string(id), part.segment);
    }
    return text;
}

} // namespace

class PostProcessorTest : public QObject {
    Q_OBJECT

private slots:
    void kinds()
    {
        QCOMPARE(spelled(processor("null").single), std::string("A"));
        QCOMPARE(spelled(processor("null").pair), std::string("A B:1"));
        QVERIFY(!processor("null").separatesPairs());
        QCOMPARE(spelled(processor(R"({"type":"ByteLevel","trim_offsets":true})").single), std::string("A"));
        const PostProcessor roberta = processor(R"({"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",0]})");
        QCOMPARE(spelled(roberta.single), std::string("0 A 2"));
        QCOMPARE(spelled(roberta.pair), std::string("0 A 2 2 B 2"));
        QVERIFY(roberta.separatesPairs());
        const PostProcessor bert = processor(R"({"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",0]})");
        QCOMPARE(spelled(bert.pair), std::string("0 A 2 B:1 2:1"));
    }

    void templates()
    {
        const PostProcessor filled = processor(R"({"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"TemplateProcessing",
            "single":[{"SpecialToken":{"id":"<a>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"<b>","type_id":0}}],
            "pair":[{"Sequence":{"id":"B","type_id":1}},{"SpecialToken":{"id":"<a>","type_id":1}},{"Sequence":{"id":"A"}}],
            "special_tokens":{"<a>":{"id":"<a>","ids":[7,8],"tokens":["x","y"]},"<b>":{"id":"<b>","ids":[9],"tokens":["z"]}}}]})");
        QCOMPARE(spelled(filled.single), std::string("7 8 A 9"));
        QCOMPARE(spelled(filled.pair), std::string("B:1 7:1 8:1 A"));
        QVERIFY(filled.separatesPairs());
        const PostProcessor noPairs
            = processor(R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}}],"pair":[],"special_tokens":{}})");
        QVERIFY(noPairs.pair.empty() && !noPairs.separatesPairs());
    }

    void refusals()
    {
        QVERIFY_ERROR(processor(R"({"type":"Magic"})"), "“Magic” is not supported. Supported: ByteLevel");
        QVERIFY_ERROR(processor(R"({"type":"TemplateProcessing","single":[],"special_tokens":{}})"), "the first text 0 times");
        QVERIFY_ERROR(processor(R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"A"}}],"pair":[{"Sequence":{"id":"A"}}],
            "special_tokens":{}})"),
            "the template for two texts has the first text 1 times and the second 0 times");
        QVERIFY_ERROR(
            processor(R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"C"}}],"special_tokens":{}})"), "neither A nor B");
        QVERIFY_ERROR(processor(R"({"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":2}}],"special_tokens":{}})"),
            "the token type 2");
        QVERIFY_ERROR(processor(R"({"type":"Sequence","processors":[{"type":"BertProcessing","cls":["x",1],"sep":["y",1]},
            {"type":"BertProcessing","cls":["x",1],"sep":["y",1]}]})"),
            "two post-processors");
        QVERIFY_ERROR(
            processor(
                R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}],"special_tokens":{}})"),
            "“x” is missing");
        QVERIFY_ERROR(processor(R"({"type":"BertProcessing","cls":["x"],"sep":["y",1]})"), "element 1 is needed");
    }
};

QTEST_APPLESS_MAIN(PostProcessorTest)
#include "post_processor_test.moc"
