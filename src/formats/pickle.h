// Reads Python pickles as plain data, as far as torch.save writes them: protocols 2 to 5.
// A pickle is a program for a stack machine that may call any Python function. Here nothing is ever called: a call is kept as a
// value that says what would have been called with what, and only for functions that the reader of the file has allowed.
// Format: the comments in Python's Lib/pickletools.py.
// Trap: values may contain themselves, and the same value may occur a million times. Whoever walks over values must limit depth
// and must not copy what a value holds for each time it occurs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class ByteReader;

/// Small, copied freely; what it refers to belongs to its Pickle.
struct PickleValue {
    enum class Kind : std::uint8_t {
        none,
        boolean, ///< integer is 0 or 1
        integer,
        largeInteger, ///< of more than 8 bytes, which characters and size tell
        real,
        text, ///< also bytes
        function, ///< a function's or type's name: nothing can be done with it but to compare it
        tuple,
        list,
        dictionary,
        call, ///< what a function would return for its arguments
        persistent, ///< what torch.save keeps outside of the pickle: a storage
    };

    Kind kind = Kind::none;
    std::uint32_t size = 0; ///< of a text, in bytes
    union {
        std::int64_t integer = 0;
        double real;
        const char *characters; ///< of a text
        std::uint64_t place; ///< of everything that holds other values or a name
    };

    bool isText() const { return kind == Kind::text; }
    bool isInteger() const { return kind == Kind::integer; }
    /// Empty for another kind of value. Of a large integer, its bytes, the lowest first.
    std::string_view text() const
    {
        return isText() || kind == Kind::largeInteger ? std::string_view(characters, size) : std::string_view();
    }
};

class Pickle {
public:
    /// Asked for each function or type that the pickle names, e.g. ("torch._utils", "_rebuild_tensor_v2").
    using Allows = bool (*)(std::string_view module, std::string_view name);

    /// Reads one pickle from where the reader stands, up to its end. Texts point into the reader's bytes, which must outlive this.
    /// Throws Error naming `where` for a broken pickle, for an instruction that torch.save does not write, for a function that
    /// is not allowed (naming it), and for more values than any checkpoint has.
    Pickle(ByteReader &reader, const std::string &where, Allows allows);

    const PickleValue &root() const { return m_root; }
    /// What a tuple or list holds; of a dictionary, or of a call that was filled like one, key, value, key, value …; of a
    /// persistent value, the tuple that names it. Empty for other values.
    std::span<const PickleValue> items(const PickleValue &value) const;
    /// All persistent values, in the order of the file.
    std::span<const PickleValue> persistents() const { return m_persistents; }
    /// The arguments of a call.
    std::span<const PickleValue> arguments(const PickleValue &call) const;
    /// Of a function, or of the function that a call calls: "torch._utils._rebuild_tensor_v2". Empty for other values.
    std::string_view functionName(const PickleValue &value) const;

private:
    class Machine;

    struct Call {
        std::uint64_t function = 0;
        std::uint64_t arguments = 0; ///< place of the tuple
        std::uint64_t items = 0; ///< place of the list of keys and values
    };

    PickleValue m_root;
    std::deque<std::vector<PickleValue>> m_lists;
    std::vector<Call> m_calls;
    std::vector<std::string> m_functions;
    std::vector<PickleValue> m_persistents;
};

} // namespace headscope
