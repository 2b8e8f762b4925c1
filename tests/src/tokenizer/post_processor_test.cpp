#include "src/tokenizer/post_processor.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>

using namespace headscope;

namespace {

PostProcessor processor(const char *json)
{
    return PostProcessor::fromJson(Json::parse(json, "tokenizer.json"));
}

} // namespace

class PostProcessorTest : public QObject {
    Q_OBJECT

private slots:
    void kinds()
    {
        QVERIFY(processor("null").before.empty());
        QVERIFY(processor(R"({"type":"ByteLevel","trim_offsets":true})").after.empty());
        const PostProcessor roberta = processor(R"({"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",0]})");
        QCOMPARE(roberta.before, std::vector<int>{0});
        QCOMPARE(roberta.after, std::vector<int>{2});
        const PostProcessor filled = processor(R"({"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"TemplateProcessing",
            "single":[{"SpecialToken":{"id":"<a>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"<b>","type_id":0}}],
            "special_tokens":{"<a>":{"id":"<a>","ids":[7,8],"tokens":["x","y"]},"<b>":{"id":"<b>","ids":[9],"tokens":["z"]}}}]})");
        QCOMPARE(filled.before, (std::vector<int>{7, 8}));
        QCOMPARE(filled.after, std::vector<int>{9});
    }

    void refusals()
    {
        QVERIFY_ERROR(processor(R"({"type":"Magic"})"), "“Magic” is not supported. Supported: ByteLevel");
        QVERIFY_ERROR(processor(R"({"type":"TemplateProcessing","single":[],"special_tokens":{}})"), "0 times");
        QVERIFY_ERROR(
            processor(
                R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}],"special_tokens":{}})"),
            "“x” is missing");
        QVERIFY_ERROR(processor(R"({"type":"BertProcessing","cls":["x"],"sep":["y",1]})"), "element 1 is needed");
    }
};

QTEST_APPLESS_MAIN(PostProcessorTest)
#include "post_processor_test.moc"
