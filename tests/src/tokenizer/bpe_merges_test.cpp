#include "src/tokenizer/bpe_merges.h"

#include <QtTest>
#include <map>
#include <random>

using namespace headscope;

namespace {

struct Rule {
    int left, right, result;
};

/// The definition: again and again, the first-learned pair, the leftmost of equals.
std::vector<int> mergedByDefinition(std::vector<int> ids, const std::vector<Rule> &rules)
{
    while (true) {
        std::size_t bestRule = rules.size();
        std::size_t bestAt = 0;
        for (std::size_t at = 0; at + 1 < ids.size(); ++at)
            for (std::size_t rule = 0; rule < bestRule; ++rule)
                if (rules[rule].left == ids[at] && rules[rule].right == ids[at + 1]) {
                    bestRule = rule;
                    bestAt = at;
                }
        if (bestRule == rules.size())
            return ids;
        ids[bestAt] = rules[bestRule].result;
        ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(bestAt) + 1);
    }
}

std::vector<BpeSymbol> symbolsFor(const std::vector<int> &ids)
{
    std::vector<BpeSymbol> symbols;
    for (std::size_t i = 0; i < ids.size(); ++i)
        symbols.push_back({ids[i], i, i + 1});
    return symbols;
}

} // namespace

class BpeMergesTest : public QObject {
    Q_OBJECT

private slots:
    void equalsTheDefinition()
    {
        std::mt19937 random(11);
        for (int round = 0; round < 2000; ++round) {
            // Pieces are strings over two letters; a merge joins two that exist.
            std::map<std::string, int> pieces{{"a", 0}, {"b", 1}};
            std::vector<Rule> rules;
            BpeMerges merges(0);
            for (int i = 0; i < 12; ++i) {
                const auto any = [&] { return std::next(pieces.begin(), static_cast<int>(random() % pieces.size())); };
                const auto left = any();
                const auto right = any();
                const bool known = std::any_of(
                    rules.begin(), rules.end(), [&](const Rule &rule) { return rule.left == left->second && rule.right == right->second; });
                if (known)
                    continue;
                const int result = pieces.emplace(left->first + right->first, static_cast<int>(pieces.size())).first->second;
                rules.push_back({left->second, right->second, result});
                merges.add(left->second, right->second, result);
            }
            std::vector<int> ids(random() % 30);
            for (int &id : ids)
                id = static_cast<int>(random() % 2);
            std::vector<BpeSymbol> symbols = symbolsFor(ids);
            TextWork work(symbols.size());
            merges.apply(symbols, work);
            std::vector<int> merged;
            std::size_t end = 0;
            for (const BpeSymbol &symbol : symbols) {
                merged.push_back(symbol.id);
                QCOMPARE(symbol.begin, end);
                end = symbol.end;
            }
            QCOMPARE(end, ids.size());
            QCOMPARE(merged, mergedByDefinition(ids, rules));
        }
    }

    void aMergeThatComesTwiceCountsLast()
    {
        BpeMerges merges(3);
        merges.add(0, 1, 10);
        merges.add(1, 2, 11);
        merges.add(0, 1, 10);
        std::vector<BpeSymbol> symbols = symbolsFor({0, 1, 2});
        TextWork work(symbols.size());
        merges.apply(symbols, work);
        QCOMPARE(symbols.size(), std::size_t{2});
        QCOMPARE(symbols[1].id, 11);
    }

    void longWordsTakeNoQuadraticTime()
    {
        BpeMerges merges(20);
        for (int i = 0; i < 16; ++i)
            merges.add(i, i, i + 1);
        std::vector<BpeSymbol> symbols = symbolsFor(std::vector<int>(1 << 20, 0));
        TextWork work(symbols.size());
        merges.apply(symbols, work); // half a second; squared, it would be an hour, more than a test may take
        QCOMPARE(symbols.size(), std::size_t{16});
    }
};

QTEST_APPLESS_MAIN(BpeMergesTest)
#include "bpe_merges_test.moc"
