#include "src/tokenizer/normalizer.h"
#include "src/tokenizer/pre_tokenizer.h"
#include "tests/src/formats/error_of.h"

#include <QtTest>
#include <thread>

using namespace headscope;

namespace {

const std::filesystem::path kRecorded = sourcePath("tests/reference/expressions.json");

std::vector<TextSpan> matches(std::string_view expression, std::string_view text, std::stop_token stop = {})
{
    TextWork work(text.size(), std::move(stop));
    return RegularExpression(expression, "file").matches(text, work);
}

std::string times(std::string_view text, int count)
{
    std::string result;
    for (int i = 0; i < count; ++i)
        result += text;
    return result;
}

std::string inQuotes(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) {
            result += c;
            continue;
        }
        constexpr std::string_view digits = "0123456789abcdef";
        result.append("\\u00").append(1, digits[static_cast<unsigned char>(c) >> 4]).append(1, digits[c & 15]);
    }
    return result + '"';
}

/// The words of a recorded case, and its text with every match replaced, as we have them.
std::vector<std::string> wordsOf(const Json &recorded, const std::string &pattern)
{
    const auto preTokenizer = PreTokenizer::fromJson(Json::parse(R"({"type":"Split","pattern":)" + pattern + R"(,"behavior":")"
            + recorded.at("behavior").get<std::string>() + R"(","invert":)" + (recorded.get("invert", false) ? "true}" : "false}"),
        "tokenizer.json"));
    AlignedText text(recorded.at("text").get<std::string_view>());
    std::vector<std::string> words;
    for (const TextSpan word : preTokenizer.split(text))
        words.emplace_back(text.text(word));
    return words;
}

std::string replacedIn(const Json &recorded, const std::string &pattern)
{
    const auto normalizer
        = Normalizer::fromJson(Json::parse(R"({"type":"Replace","pattern":)" + pattern + R"(,"content":"·"})", "tokenizer.json"));
    return std::string(normalizer.apply(AlignedText(recorded.at("text").get<std::string_view>())).text());
}

} // namespace

class RegularExpressionTest : public QObject {
    Q_OBJECT

private slots:
    void asTheOfficialLibrary()
    {
        const QString other = qEnvironmentVariable("HEADSCOPE_EXPRESSIONS");
        const Json file = Json::read(other.isEmpty() ? kRecorded : std::filesystem::path(other.toStdString()));
        int cases = 0;
        int wrong = 0;
        for (const Json recorded : file.at("cases").elements()) {
            const auto expression = recorded.at("expression").get<std::string>();
            const std::string pattern = R"({"Regex":)" + inQuotes(expression) + "}";
            std::vector<std::string> expected;
            std::vector<std::string> got;
            const bool invalid = recorded.get("invalid", false);
            try {
                if (invalid) {
                    expected = {"refused"};
                    RegularExpression(expression, {});
                    got = {"taken"};
                } else {
                    for (const Json word : recorded.at("words").elements())
                        expected.push_back(word.get<std::string>());
                    expected.push_back(recorded.at("replaced").get<std::string>());
                    got = wordsOf(recorded, pattern);
                    got.push_back(replacedIn(recorded, pattern));
                }
            } catch (const Error &error) {
                got = {invalid ? "refused" : error.what()};
            }
            ++cases;
            if (got == expected)
                continue;
            ++wrong;
            const auto joined = [](const std::vector<std::string> &words) {
                std::string all;
                for (const std::string &word : words)
                    all.append(all.empty() ? "" : "|").append(word);
                return inQuotes(all);
            };
            qWarning("%s on %s:\n  %s, not\n  %s", inQuotes(expression).c_str(),
                invalid ? "" : inQuotes(recorded.at("text").get<std::string>()).c_str(), joined(got).c_str(), joined(expected).c_str());
        }
        QCOMPARE(wrong, 0);
        QVERIFY(cases > 1000);
    }

    void matchesInBytes()
    {
        QCOMPARE(matches("\\p{L}+", "é 漢字 x"), (std::vector<TextSpan>{{0, 2}, {3, 9}, {10, 11}}));
        QCOMPARE(matches("[^\\s]+|\\S", "a\vb\u0085c"), (std::vector<TextSpan>{{0, 1}, {2, 3}, {5, 6}}));
        QCOMPARE(matches("x*", "aé"), (std::vector<TextSpan>{{0, 0}, {1, 1}, {3, 3}}));
        QCOMPARE(matches("a*", "aab"), (std::vector<TextSpan>{{0, 2}, {3, 3}}));
        QVERIFY(matches("x*", "").empty()); // as in the official library
    }

    void bytesThatAreNoTextAreControlCharacters()
    {
        QCOMPARE(matches("\\p{L}+",
                     "\xf0\x9f"
                     "a"),
            (std::vector<TextSpan>{{2, 3}}));
        QCOMPARE(matches("[^\\s\\p{L}]+", "a\x80\xc3"), (std::vector<TextSpan>{{1, 3}}));
        QCOMPARE(matches(".", "\xe6\xbc"), (std::vector<TextSpan>{{0, 1}, {1, 2}})); // cut short
    }

    void isNotUnderstood()
    {
        QVERIFY_ERROR(matches("(", "a"), "file: the regular expression “(” is not understood (end pattern with unmatched parenthesis)");
        QVERIFY_ERROR(matches("\\", "a"), "is not understood");
        QVERIFY_ERROR(matches("\\p{Nope}", "a"), "is not understood (invalid character property name {Nope})");
        QVERIFY_ERROR(matches(times("(", 199) + "é" + times("é", 200), "a"), "é…” is not understood"); // cut between characters
    }

    void isMoreThanAnyRealOne()
    {
        QVERIFY_ERROR(matches(std::string(20'000, 'a'), "a"), "has 20000 bytes; at most 8192 are supported");
        QVERIFY_ERROR(matches("(?i)" + times("[\\p{L}]", 257), "a"), "has more than 256 classes");
        QVERIFY_ERROR(matches("((a{100}){100}){100}", "a"), "repeats too much");
        QVERIFY_ERROR(matches("a{1,99999999999999999999}", "a"), "repeats too much");
        QVERIFY_ERROR(matches(times("(?:", 1000) + "a" + times(")", 1000), "a"), "is not understood (parse depth limit over)");
        QVERIFY_ERROR(matches("a" + times("{1}{1}", 1000), "a"), "is not understood (parse depth limit over)");
        QVERIFY_ERROR(matches("(?<a>x)" + times("\\g<a>", 9), "a"), "calls its groups more than 8 times");
    }

    void takesTooLong_data()
    {
        QTest::addColumn<QByteArray>("expression");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *expression, const std::string &text) {
            QTest::newRow(expression) << QByteArray(expression) << QByteArray::fromStdString(text);
        };
        row("(a+)+$", times("a", 40) + "!");
        row("(?=a*b)a", times("a", 60'000) + "b"); // no retries between: only the clock sees the work
        row("(?=.*)\\w+?[bc]{2}", times("a", 200'000) + "db"); // few retries, each with all of the text
        row("(a*)\\1[bc]", times("a", 100'000) + "db");
    }
    void takesTooLong()
    {
        QFETCH(QByteArray, expression);
        QFETCH(QByteArray, text);
        QVERIFY_ERROR(matches(expression.toStdString(), text.toStdString()),
            "file: the regular expression “" + expression + "” takes too long on this text. Try a shorter text");
    }

    void theLimitIsForAllWordsOfAText()
    {
        // Each word takes some milliseconds.
        const RegularExpression expression("(a+)+$", "file");
        const std::string word = times("a", 16) + "!";
        TextWork work(1000 * word.size());
        int done = 0;
        QVERIFY_ERROR(
            [&] {
                for (; done < 100'000; ++done)
                    expression.matches(word, work);
            }(),
            "takes too long on this text");
        QVERIFY(done > 0);
    }

    void stopsWhenAsked()
    {
        // Asked before it begins, so that no clock decides; the search itself sees it.
        std::stop_source stop;
        stop.request_stop();
        for (const char *expression : {"(a+)+$", "(?=.*)\\w+?[bc]{2}", "a"})
            QVERIFY_THROWS_EXCEPTION(TextWork::Stopped, matches(expression, times("a", 1000) + "db", stop.get_token()));
        // And in the middle of a search. Those that are over before it is asked end as they do without.
        std::stop_source later;
        std::thread asks([&] { later.request_stop(); });
        const RegularExpression slow("(?=.*)\\w+?[bc]{2}", "file");
        bool stopped = false;
        while (!stopped) {
            TextWork work(std::size_t{1} << 40, later.get_token());
            try {
                slow.matches(times("a", 200'000) + "db", work);
            } catch (const Error &) {
            } catch (const TextWork::Stopped &) {
                stopped = true;
            }
        }
        asks.join();
    }

    void takesTooMuchMemory()
    {
        QVERIFY_ERROR(matches("(?:a|(?=b)b)*", times("a", 5'000'000)), "cannot be applied to this text (match-stack limit over)");
    }
};

QTEST_APPLESS_MAIN(RegularExpressionTest)
#include "regular_expression_test.moc"
