// A trained LLaMA of 260,000 parameters (../shared/data/models/stories260k) tells its story, word for word.

#include "src/engine.h"

#include <QTest>

using namespace headscope;

class StoriesTest : public QObject {
    Q_OBJECT

private slots:
    void tellsItsStory();
};

void StoriesTest::tellsItsStory()
{
    const std::filesystem::path folder = sharedPath("data/models/stories260k");
    if (!std::filesystem::exists(folder))
        QSKIP("the sample model ../shared/data/models/stories260k is not there");
    const std::string told
        = "Once upon a time, there was a little girl named Lily. She loved to play outside in the park. One day, she saw a "
          "big, red ball. She wanted to play with it, but it was too high.";
    Engine engine(openModel(folder));
    RunRequest request;
    request.text = "Once upon a time";
    std::vector<int> made;
    const std::vector<int> ids = engine.generate(request, 70, [&](int id) { made.push_back(id); });
    QCOMPARE(ids.size(), std::size_t{70});
    QCOMPARE(made, ids);
    request.generated = ids;
    const auto trace = engine.run(request);
    std::vector<int> all;
    for (const Token &token : trace->tokens())
        all.push_back(token.id);
    const std::string text = engine.model().tokenizer().decode(all);
    QVERIFY2(text.find(told) != std::string::npos, text.c_str());
}

QTEST_APPLESS_MAIN(StoriesTest)
#include "stories_test.moc"
