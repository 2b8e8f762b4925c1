#include "src/formats/pickle.h"

#include "src/error.h"
#include "src/formats/byte_reader.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <map>
#include <utility>

namespace headscope {

namespace {

using Kind = PickleValue::Kind;

// A checkpoint of 20,000 tensors has about 400,000 values in 150,000 lists. These limits keep a hostile file from taking more
// than some 200 MB, and together with the bytes each value needs in the file, a small file from taking more than a little.
constexpr std::size_t kMostValues = 4'000'000;
constexpr std::size_t kMostLists = 1'000'000;
constexpr std::uint8_t kOldestProtocol = 2;
constexpr std::uint8_t kNewestProtocol = 5;
constexpr const char *kDamaged = "The file is damaged or cut short; fetch it again";

} // namespace

/// The stack machine. Builds the values of one pickle.
class Pickle::Machine {
public:
    Machine(Pickle &pickle, ByteReader &reader, const std::string &where, Allows allows)
        : m_pickle(pickle)
        , m_reader(reader)
        , m_where(where)
        , m_allows(allows)
    {
    }

    PickleValue run()
    {
        if (m_reader.number<std::uint8_t>() != 0x80)
            fail("the pickle does not begin as one of protocol 2 or newer");
        const auto protocol = m_reader.number<std::uint8_t>();
        if (protocol < kOldestProtocol || protocol > kNewestProtocol)
            fail("the pickle has protocol " + std::to_string(protocol));
        while (step()) { }
        if (m_stack.size() != 1 || !m_marks.empty())
            fail("the pickle ends with " + std::to_string(m_stack.size()) + " values instead of one");
        return m_stack.front();
    }

private:
    [[noreturn]] void fail(const std::string &problem, const char *hint = kDamaged) const { throw Error(problem, m_where, hint); }

    /// Counts values and lists as they come into being, wherever they are kept.
    void count(std::size_t values)
    {
        m_values += values;
        if (m_values > kMostValues || m_pickle.m_lists.size() > kMostLists)
            fail("the pickle has more values than any checkpoint", "This is no checkpoint that can be read here");
    }

    void push(PickleValue value)
    {
        count(1);
        m_stack.push_back(value);
    }

    PickleValue pop()
    {
        // A mark stands between values; taking one from before it is what broken pickles do.
        if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back()))
            fail("the pickle takes a value where there is none");
        const PickleValue value = m_stack.back();
        m_stack.pop_back();
        return value;
    }

    PickleValue &top()
    {
        if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back()))
            fail("the pickle needs a value where there is none");
        return m_stack.back();
    }

    /// The values behind the last mark; takes values and mark away.
    std::vector<PickleValue> popToMark()
    {
        if (m_marks.empty())
            fail("the pickle goes back to a mark that is not there");
        const auto first = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
        std::vector<PickleValue> values(first, m_stack.end());
        m_stack.erase(first, m_stack.end());
        m_marks.pop_back();
        return values;
    }

    static PickleValue value(Kind kind, std::int64_t integer = 0)
    {
        PickleValue made;
        made.kind = kind;
        made.integer = integer;
        return made;
    }

    static PickleValue textValue(std::string_view text)
    {
        PickleValue made;
        made.kind = Kind::text;
        made.size = static_cast<std::uint32_t>(text.size());
        made.characters = text.data();
        return made;
    }

    static PickleValue at(Kind kind, std::size_t place)
    {
        PickleValue made;
        made.kind = kind;
        made.place = place;
        return made;
    }

    std::size_t newList(std::vector<PickleValue> items)
    {
        count(items.size());
        m_pickle.m_lists.push_back(std::move(items));
        return m_pickle.m_lists.size() - 1;
    }

    void pushTuple(std::size_t size)
    {
        std::vector<PickleValue> items(size);
        for (std::size_t i = size; i-- > 0;)
            items[i] = pop();
        push(at(Kind::tuple, newList(std::move(items))));
    }

    void pushText(std::uint64_t size)
    {
        const std::string_view text = m_reader.text(size);
        if (text.size() > std::numeric_limits<std::uint32_t>::max())
            fail("the pickle has a text of " + std::to_string(size) + " bytes", "This is no checkpoint that can be read here");
        push(textValue(text));
    }

    /// Little-endian two's complement of any length.
    void pushInteger(std::span<const std::byte> bytes)
    {
        if (bytes.size() > sizeof(std::int64_t)) {
            PickleValue large = textValue({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
            large.kind = Kind::largeInteger;
            return push(large);
        }
        std::uint64_t number = !bytes.empty() && (bytes.back() & std::byte{0x80}) != std::byte{0} ? ~std::uint64_t{0} : 0;
        for (std::size_t i = bytes.size(); i-- > 0;)
            number = number << 8 | std::to_integer<std::uint64_t>(bytes[i]);
        push(value(Kind::integer, static_cast<std::int64_t>(number)));
    }

    std::string_view line()
    {
        ByteReader ahead = m_reader;
        std::size_t size = 0;
        while (ahead.number<char>() != '\n')
            ++size;
        const std::string_view text = m_reader.text(size);
        m_reader.bytes(1);
        return text;
    }

    void pushFunction(std::string_view module, std::string_view name)
    {
        if (!m_allows(module, name)) {
            constexpr std::size_t longest = 200;
            fail("the file asks to run " + std::string(module.substr(0, longest)) + "." + std::string(name.substr(0, longest))
                    + ": refused; nothing was executed",
                "A checkpoint of weights needs nothing but tensors. Fetch the model's safetensors files");
        }
        const std::string full = std::string(module).append(".").append(name);
        const auto [known, isNew] = m_functions.try_emplace(full, m_pickle.m_functions.size());
        if (isNew)
            m_pickle.m_functions.push_back(full);
        push(at(Kind::function, known->second));
    }

    void pushCall()
    {
        const PickleValue arguments = pop();
        const PickleValue function = pop();
        if (function.kind != Kind::function || arguments.kind != Kind::tuple)
            fail("the pickle calls something that is no function");
        count(1);
        m_pickle.m_calls.push_back({function.place, arguments.place, newList({})});
        push(at(Kind::call, m_pickle.m_calls.size() - 1));
    }

    /// What can be filled: a list; key, value, key, value … of a dictionary or of a call (an OrderedDict comes as a call).
    std::vector<PickleValue> &listOf(const PickleValue &container, bool keyed)
    {
        if (!keyed && container.kind == Kind::list)
            return m_pickle.m_lists[container.place];
        if (keyed && container.kind == Kind::dictionary)
            return m_pickle.m_lists[container.place];
        if (keyed && container.kind == Kind::call)
            return m_pickle.m_lists[m_pickle.m_calls[container.place].items];
        fail("the pickle fills something that is no container");
    }

    void fill(const std::vector<PickleValue> &values, bool keyed)
    {
        if (keyed && values.size() % 2 != 0)
            fail("the pickle fills a dictionary with a key that has no value");
        count(values.size());
        std::vector<PickleValue> &list = listOf(top(), keyed);
        list.insert(list.end(), values.begin(), values.end());
    }

    void remember(std::uint64_t place)
    {
        // Pickles number what they remember one by one, from 0 or (Python 2) from 1.
        if (place > m_memo.size() + 1)
            fail("the pickle remembers value " + std::to_string(place) + " after " + std::to_string(m_memo.size()));
        const PickleValue remembered = top();
        count(place >= m_memo.size() ? 1 : 0);
        m_memo.resize(std::max<std::size_t>(m_memo.size(), place + 1));
        m_memo[place] = remembered;
    }

    void recall(std::uint64_t place)
    {
        if (place >= m_memo.size())
            fail("the pickle recalls value " + std::to_string(place) + " of " + std::to_string(m_memo.size()));
        push(m_memo[place]);
    }

    /// False at the end of the pickle.
    bool step()
    {
        const auto instruction = m_reader.number<std::uint8_t>();
        switch (instruction) {
        case '.': return false;
        case 0x95: m_reader.bytes(8); return true; // FRAME: only a hint for reading ahead

        case 'N': push(value(Kind::none)); return true;
        case 0x88: push(value(Kind::boolean, 1)); return true;
        case 0x89: push(value(Kind::boolean, 0)); return true;
        case 'J': push(value(Kind::integer, m_reader.number<std::int32_t>())); return true;
        case 'K': push(value(Kind::integer, m_reader.number<std::uint8_t>())); return true;
        case 'M': push(value(Kind::integer, m_reader.number<std::uint16_t>())); return true;
        case 0x8a: pushInteger(m_reader.bytes(m_reader.number<std::uint8_t>())); return true;
        case 'G': pushReal(); return true;

        case 'X': pushText(m_reader.number<std::uint32_t>()); return true;
        case 0x8c: pushText(m_reader.number<std::uint8_t>()); return true;
        case 0x8d: pushText(m_reader.number<std::uint64_t>()); return true;
        case 'U': // the same for texts of Python 2 and for bytes
        case 'C': pushText(m_reader.number<std::uint8_t>()); return true;
        case 'T':
        case 'B': pushText(m_reader.number<std::uint32_t>()); return true;

        case '(':
            m_marks.push_back(m_stack.size());
            count(1);
            return true;
        case ')': pushTuple(0); return true;
        case 0x85: pushTuple(1); return true;
        case 0x86: pushTuple(2); return true;
        case 0x87: pushTuple(3); return true;
        case 't': {
            const std::size_t place = newList(popToMark());
            push(at(Kind::tuple, place));
            return true;
        }
        case ']': push(at(Kind::list, newList({}))); return true;
        case '}': push(at(Kind::dictionary, newList({}))); return true;
        case 'a': fill({pop()}, false); return true;
        case 'e': fill(popToMark(), false); return true;
        case 's': {
            const PickleValue held = pop();
            const PickleValue key = pop();
            fill({key, held}, true);
            return true;
        }
        case 'u': fill(popToMark(), true); return true;

        case 'q': remember(m_reader.number<std::uint8_t>()); return true;
        case 'r': remember(m_reader.number<std::uint32_t>()); return true;
        case 0x94: remember(m_memo.size()); return true;
        case 'h': recall(m_reader.number<std::uint8_t>()); return true;
        case 'j': recall(m_reader.number<std::uint32_t>()); return true;

        case 'c': {
            const std::string_view module = line();
            pushFunction(module, line());
            return true;
        }
        case 0x93: {
            const PickleValue name = pop();
            const PickleValue module = pop();
            if (!name.isText() || !module.isText())
                fail("the pickle names a function by something that is no text");
            pushFunction(module.text(), name.text());
            return true;
        }
        case 'R': pushCall(); return true;
        case 'Q': {
            const PickleValue name = pop();
            if (name.kind != Kind::tuple)
                fail("the pickle names a storage by something that is no tuple");
            push(at(Kind::persistent, name.place));
            m_pickle.m_persistents.push_back(top());
            return true;
        }
        case 'b': { // attributes; those of an OrderedDict are notes of torch for itself
            pop();
            if (top().kind != Kind::call)
                fail("the pickle gives attributes to something that has none");
            return true;
        }
        default: failWithInstruction(instruction);
        }
    }

    void pushReal()
    {
        auto bits = m_reader.number<std::uint64_t>(); // the one big-endian number
        PickleValue made;
        made.kind = Kind::real;
        std::uint64_t turned = 0;
        for (int i = 0; i < 8; ++i, bits >>= 8)
            turned = turned << 8 | (bits & 0xff);
        made.real = std::bit_cast<double>(turned);
        push(made);
    }

    [[noreturn]] void failWithInstruction(std::uint8_t instruction) const
    {
        // Instructions that exist, so that the file is sound, but that only objects other than tensors need.
        constexpr std::array<std::pair<std::uint8_t, const char *>, 7> objects{
            {{'i', "INST"}, {'o', "OBJ"}, {0x81, "NEWOBJ"}, {0x92, "NEWOBJ_EX"}, {0x82, "EXT1"}, {0x83, "EXT2"}, {0x84, "EXT4"}}};
        const auto known = std::find_if(objects.begin(), objects.end(), [&](const auto &entry) { return entry.first == instruction; });
        if (known != objects.end())
            fail(std::string("the file asks to make an object (") + known->second + "): refused; nothing was executed",
                "A checkpoint of weights needs nothing but tensors. Fetch the model's safetensors files");
        fail("the pickle has the instruction " + std::to_string(instruction) + ", which torch.save does not write");
    }

    Pickle &m_pickle;
    ByteReader &m_reader;
    const std::string &m_where;
    Allows m_allows;
    std::vector<PickleValue> m_stack;
    std::vector<std::size_t> m_marks;
    std::vector<PickleValue> m_memo;
    std::map<std::string, std::size_t> m_functions;
    std::size_t m_values = 0;
};

Pickle::Pickle(ByteReader &reader, const std::string &where, Allows allows)
{
    m_root = Machine(*this, reader, where, allows).run();
}

std::span<const PickleValue> Pickle::items(const PickleValue &value) const
{
    switch (value.kind) {
    case Kind::tuple:
    case Kind::list:
    case Kind::dictionary:
    case Kind::persistent: return m_lists[value.place];
    case Kind::call: return m_lists[m_calls[value.place].items];
    default: return {};
    }
}

std::span<const PickleValue> Pickle::arguments(const PickleValue &call) const
{
    return call.kind == Kind::call ? std::span<const PickleValue>(m_lists[m_calls[call.place].arguments]) : std::span<const PickleValue>();
}

std::string_view Pickle::functionName(const PickleValue &value) const
{
    if (value.kind == Kind::function)
        return m_functions[value.place];
    return value.kind == Kind::call ? std::string_view(m_functions[m_calls[value.place].function]) : std::string_view();
}

} // namespace headscope
