#include "src/tokenizer/regular_expression.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/expression_limits.h"

#include <oniguruma.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <mutex>
#include <utility>

namespace headscope {

namespace {

constexpr std::uint64_t kFirstRetries = 32; // of one search; a word of GPT-2's expression takes ten
constexpr std::uint64_t kMostRetries = 10'000'000; // as in the official library, which gives up behind them
constexpr std::uint64_t kStepsOfRetry = 4;
constexpr std::uint64_t kLongestSearch = 300'000'000; // nanoseconds: what takes longer is not tried with twice the retries
constexpr std::size_t kLongestText = std::size_t{1} << 30; // places in it are ints

/// Characters between two looks at what is left. Each may hide work that grows with the text, as in (?:(?=a*).)*
std::uint64_t stretchFor(std::size_t bytes)
{
    constexpr std::size_t together = std::size_t{1} << 26;
    return std::clamp<std::uint64_t>(together / (bytes + 1), 64, 4096);
}

/// What the search that goes on in this thread may still do.
struct Watch {
    const OnigUChar *begin = nullptr;
    const OnigUChar *end = nullptr;
    TextWork *work = nullptr;
    std::uint64_t stretch = 0;
    std::uint64_t left = 0; ///< of the stretch
    bool over = false;
};

constinit thread_local Watch watch;

int bytesOf(OnigUChar lead)
{
    return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
}

int lookAtWatch(const OnigUChar *character)
{
    const int length = bytesOf(*character);
    const std::less<> before;
    if (!watch.work || before(character, watch.begin) || !before(character, watch.end))
        return length;
    if (!watch.over && watch.work->take(watch.stretch)) {
        watch.left = watch.stretch;
        return length;
    }
    watch.over = true;
    // To the end of the text: every loop over it ends, and what remains to be tried fails there. The result is not used.
    return static_cast<int>(watch.end - character);
}

/// Where a character ends is the one thing that the library asks for in every loop that the limit of retries does not see, such as .* in
/// (?=.*): the place to count, and to stop it.
int characterLength(const OnigUChar *character)
{
    if (watch.left > 0) [[likely]] {
        --watch.left;
        return bytesOf(*character);
    }
    return lookAtWatch(character);
}

int propertyNamed(std::string_view name)
{
    std::string copy(name);
    auto *begin = reinterpret_cast<OnigUChar *>(copy.data());
    return OnigEncodingUTF8.property_name_to_ctype(&OnigEncodingUTF8, begin, begin + copy.size());
}

// Punctuation in brackets, [[:punct:]], has had the symbols among it since version 6.9.9, as in the official library; \p{Punct} never has.

struct Punctuation {
    int category = propertyNamed("P");
    int symbols = propertyNamed("S");
    std::vector<OnigCodePoint> ranges; ///< of both: how many, then the first and the last of each, ascending

    Punctuation()
    {
        std::vector<std::pair<OnigCodePoint, OnigCodePoint>> both;
        for (const int property : {category, symbols}) {
            OnigCodePoint ignored = 0;
            const OnigCodePoint *own = nullptr;
            OnigEncodingUTF8.get_ctype_code_range(static_cast<OnigCtype>(property), &ignored, &own);
            for (int i = 0; i < ONIGENC_CODE_RANGE_NUM(own); ++i)
                both.emplace_back(ONIGENC_CODE_RANGE_FROM(own, i), ONIGENC_CODE_RANGE_TO(own, i));
        }
        std::ranges::sort(both);
        ranges.push_back(static_cast<OnigCodePoint>(both.size()));
        for (const auto &[first, last] : both)
            ranges.insert(ranges.end(), {first, last});
    }
};

const Punctuation &punctuation()
{
    static const Punctuation only;
    return only;
}

int rangesOf(OnigCtype type, OnigCodePoint *singleByte, const OnigCodePoint **ranges)
{
    const int result = OnigEncodingUTF8.get_ctype_code_range(type, singleByte, ranges);
    if (type == ONIGENC_CTYPE_PUNCT)
        *ranges = punctuation().ranges.data();
    return result;
}

int isOfType(OnigCodePoint character, OnigCtype type)
{
    if (type != ONIGENC_CTYPE_PUNCT)
        return OnigEncodingUTF8.is_code_ctype(character, type);
    return OnigEncodingUTF8.is_code_ctype(character, static_cast<OnigCtype>(punctuation().category))
        || OnigEncodingUTF8.is_code_ctype(character, static_cast<OnigCtype>(punctuation().symbols));
}

/// As the library does, names are compared without case, spaces, hyphens and underscores.
int propertyFor(OnigEncoding, OnigUChar *begin, OnigUChar *end)
{
    std::string name;
    for (const OnigUChar *at = begin; at != end; ++at)
        if (*at != ' ' && *at != '-' && *at != '_')
            name += static_cast<char>(*at >= 'A' && *at <= 'Z' ? *at + ('a' - 'A') : *at);
    if (name == "posixpunct")
        return ONIGENC_CTYPE_PUNCT;
    if (name == "punct")
        return punctuation().category;
    return OnigEncodingUTF8.property_name_to_ctype(&OnigEncodingUTF8, begin, end);
}

OnigEncoding encoding()
{
    static OnigEncodingType utf8 = [] {
        OnigEncodingType copy = OnigEncodingUTF8;
        copy.mbc_enc_len = characterLength;
        copy.get_ctype_code_range = rangesOf;
        copy.is_code_ctype = isOfType;
        copy.property_name_to_ctype = propertyFor;
        return copy;
    }();
    static const int initialised = [] {
        OnigEncoding used = &utf8;
        onig_set_parse_depth_limit(kDeepestExpression);
        return onig_initialize(&used, 1);
    }();
    static_cast<void>(initialised);
    return &utf8;
}

std::string messageOf(int code, OnigErrorInfo *info)
{
    std::array<OnigUChar, ONIG_MAX_ERROR_MESSAGE_LEN> text{};
    const int length = info ? onig_error_code_to_str(text.data(), code, info) : onig_error_code_to_str(text.data(), code);
    return {reinterpret_cast<const char *>(text.data()), static_cast<std::size_t>(std::max(length, 0))};
}

const OnigUChar *bytesOf(std::string_view text)
{
    return reinterpret_cast<const OnigUChar *>(text.data());
}

/// The text with U+001A in the place of bytes that are no UTF-8, which the library must not see; empty if there are none.
std::string wellFormed(std::string_view text)
{
    std::string changed;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = codePointAt(text, at);
        if (!point.valid) {
            if (changed.empty())
                changed = text;
            changed[at] = '\x1a';
        }
        at += point.length;
    }
    return changed;
}

/// One text's searches: the library's own limits and the place of the match.
class Searcher {
public:
    Searcher(regex_t *expression, std::string_view text, TextWork &work)
        : m_expression(expression)
        , m_text(text)
        , m_limits(onig_new_match_param())
    {
        constexpr std::size_t few = 100'000;
        constexpr std::size_t most = 4'000'000; // some 40 bytes each
        onig_initialize_match_param(m_limits);
        onig_set_match_stack_limit_size_of_match_param(m_limits, static_cast<unsigned>(std::clamp(8 * text.size(), few, most)));
        const std::uint64_t stretch = stretchFor(text.size());
        watch = {bytesOf(text), bytesOf(text) + text.size(), &work, stretch, stretch, false};
    }
    ~Searcher()
    {
        watch.work->take(watch.stretch - watch.left);
        watch = {};
        onig_region_free(&m_region, 0);
        onig_free_match_param(m_limits);
    }
    Searcher(const Searcher &) = delete;
    Searcher &operator=(const Searcher &) = delete;

    /// What the library says: the place of the next match, or a negative number.
    int search(std::size_t from, std::uint64_t retries)
    {
        onig_set_retry_limit_in_match_of_match_param(m_limits, retries);
        onig_set_retry_limit_in_search_of_match_param(m_limits, retries);
        const OnigUChar *begin = bytesOf(m_text);
        const OnigUChar *end = begin + m_text.size();
        return onig_search_with_param(m_expression, begin, end, begin + from, end, &m_region, ONIG_OPTION_NONE, m_limits);
    }
    TextSpan match() const { return {static_cast<std::size_t>(m_region.beg[0]), static_cast<std::size_t>(m_region.end[0])}; }
    bool isOver() const { return watch.over; }

private:
    regex_t *m_expression;
    std::string_view m_text;
    OnigMatchParam *m_limits;
    OnigRegion m_region = {};
};

} // namespace

struct RegularExpression::Compiled {
    regex_t *expression = nullptr;
    std::string name = {}; ///< for messages
    std::string where = {};

    Compiled() = default;
    Compiled(const Compiled &) = delete;
    Compiled &operator=(const Compiled &) = delete;
    ~Compiled() { onig_free(expression); }

    /// Whether there is a match behind `from`.
    bool findNext(Searcher &searcher, std::string_view text, std::size_t from, TextWork &work) const;
};

RegularExpression::RegularExpression(std::string_view expression, const std::string &where)
{
    auto compiled = std::make_shared<Compiled>();
    compiled->name = nameOfExpression(expression);
    compiled->where = where;
    checkExpression(expression, where);
    static std::mutex compiling; // the library's tables of names are shared
    const std::scoped_lock lock(compiling);
    OnigErrorInfo info = {};
    const int result = onig_new(&compiled->expression, bytesOf(expression), bytesOf(expression) + expression.size(), ONIG_OPTION_NONE,
        encoding(), ONIG_SYNTAX_DEFAULT, &info);
    if (result != ONIG_NORMAL) {
        compiled->expression = nullptr;
        throw Error(compiled->name + " is not understood (" + messageOf(result, &info) + ")", where);
    }
    m_compiled = std::move(compiled);
}

// The library's limit of retries can be set but not read, so each search starts with a small one, which grows while it does not suffice.
bool RegularExpression::Compiled::findNext(Searcher &searcher, std::string_view text, std::size_t from, TextWork &work) const
{
    const std::uint64_t most = std::max<std::uint64_t>(kMostRetries, 4 * text.size());
    std::uint64_t start = 0;
    for (std::uint64_t retries = kFirstRetries;; retries = std::min(2 * retries, most)) {
        work.spend(retries * kStepsOfRetry, name, where);
        const int result = searcher.search(from, retries);
        if (searcher.isOver())
            work.giveUp(name, where);
        if (result >= 0 || result == ONIG_MISMATCH)
            return result >= 0;
        if (result != ONIGERR_RETRY_LIMIT_IN_MATCH_OVER && result != ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER)
            throw Error(name + " cannot be applied to this text (" + messageOf(result, nullptr) + ")", where,
                "Try a shorter text, or another tokenizer");
        const std::uint64_t now = TextWork::nanoseconds();
        if (retries == most || (retries > kFirstRetries && now - start > kLongestSearch))
            work.giveUp(name, where);
        start = now;
    }
}

std::vector<TextSpan> RegularExpression::matches(std::string_view text, TextWork &work) const
{
    std::vector<TextSpan> spans;
    if (text.empty())
        return spans;
    if (text.size() > kLongestText)
        throw Error("a text of more than 1 GiB cannot be searched", m_compiled->where, "Try a shorter text");
    const std::string changed = wellFormed(text);
    const std::string_view subject = changed.empty() ? text : changed;
    Searcher searcher(m_compiled->expression, subject, work);
    for (std::size_t from = 0; from <= subject.size() && m_compiled->findNext(searcher, subject, from, work);) {
        const TextSpan match = searcher.match();
        if (match.size() == 0 && !spans.empty() && match.end == spans.back().end) {
            from += from < subject.size() ? codePointAt(subject, from).length : 1;
            continue;
        }
        spans.push_back(match);
        from = match.end;
    }
    return spans;
}

} // namespace headscope
