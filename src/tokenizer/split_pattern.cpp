#include "src/tokenizer/split_pattern.h"

#include "src/error.h"

#include <unicode/regex.h>
#include <unicode/unistr.h>
#include <unicode/utext.h>

namespace headscope {

namespace {

// ICU counts in steps of about a millisecond. A sane expression is through 100 KB in some 20 of them.
constexpr std::int32_t kTimeLimit = 1000;

std::string withUnicodeSpaces(std::string_view expression)
{
    std::string result;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        if (expression[i] != '\\' || i + 1 == expression.size()) {
            result += expression[i];
            continue;
        }
        const char escaped = expression[++i];
        if (escaped == 's')
            result += "\\p{White_Space}";
        else if (escaped == 'S')
            result += "\\P{White_Space}";
        else
            result.append({'\\', escaped});
    }
    return result;
}

class Utf8Text {
public:
    explicit Utf8Text(std::string_view text)
    {
        UErrorCode status = U_ZERO_ERROR;
        utext_openUTF8(&m_text, text.data(), static_cast<std::int64_t>(text.size()), &status);
    }
    ~Utf8Text() { utext_close(&m_text); }
    Utf8Text(const Utf8Text &) = delete;
    Utf8Text &operator=(const Utf8Text &) = delete;

    UText *get() { return &m_text; }

private:
    UText m_text = UTEXT_INITIALIZER;
};

} // namespace

struct SplitPattern::Compiled {
    std::unique_ptr<icu::RegexPattern> pattern; // null: `literal` is looked for
    std::string literal = {};
    std::string where = {};
};

SplitPattern::SplitPattern(std::shared_ptr<const Compiled> compiled)
    : m_compiled(std::move(compiled))
{
}

SplitPattern SplitPattern::regularExpression(std::string_view expression, const std::string &where)
{
    UErrorCode status = U_ZERO_ERROR;
    UParseError place = {};
    auto compiled = std::make_shared<Compiled>();
    compiled->where = where;
    compiled->pattern.reset(icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(withUnicodeSpaces(expression)), 0, place, status));
    if (U_FAILURE(status))
        throw Error("the regular expression “" + std::string(expression) + "” is not understood (" + u_errorName(status) + ")", where);
    return SplitPattern(std::move(compiled));
}

SplitPattern SplitPattern::literal(std::string_view text, const std::string &where)
{
    if (text.empty())
        throw Error("the text to look for is empty", where);
    auto compiled = std::make_shared<Compiled>();
    compiled->literal = text;
    return SplitPattern(std::move(compiled));
}

SplitPattern SplitPattern::fromJson(const Json &json)
{
    if (const std::optional<Json> text = json.find("String"))
        return literal(text->get<std::string_view>(), json.where());
    return regularExpression(json.at("Regex").get<std::string_view>(), json.where());
}

std::vector<TextSpan> SplitPattern::matches(std::string_view text) const
{
    std::vector<TextSpan> spans;
    if (const std::string &literal = m_compiled->literal; !literal.empty()) {
        for (std::size_t at = 0; (at = text.find(literal, at)) != text.npos; at += literal.size())
            spans.push_back({at, at + literal.size()});
        return spans;
    }
    UErrorCode status = U_ZERO_ERROR;
    Utf8Text subject(text);
    const std::unique_ptr<icu::RegexMatcher> matcher(m_compiled->pattern->matcher(status));
    if (U_SUCCESS(status)) {
        matcher->setTimeLimit(kTimeLimit, status);
        matcher->reset(subject.get());
        while (matcher->find(status) && U_SUCCESS(status)) {
            const TextSpan span{static_cast<std::size_t>(matcher->start64(status)), static_cast<std::size_t>(matcher->end64(status))};
            if (span.size() > 0)
                spans.push_back(span);
        }
    }
    if (U_FAILURE(status))
        throw Error(std::string("the regular expression could not be applied to this text (") + u_errorName(status) + ")",
            m_compiled->where, "Try a shorter text");
    return spans;
}

} // namespace headscope
