// The table of the classes: their vocabulary, usual special tokens and frames.
#include "src/tokenizer/class_draft.h"

#include <algorithm>

namespace headscope {

namespace {

using Kind = TokenizerClass;
using Names = PostProcessor::Names;

PostProcessor bertsFrame(const Draft &draft)
{
    const std::string separator = draft.required("sep_token");
    return PostProcessor::aroundNamed(Names{draft.required("cls_token")}, Names{separator}, Names{separator}, 1);
}

PostProcessor framedTwice(const std::string &before, const std::string &after)
{
    return PostProcessor::aroundNamed(Names{before}, Names{after, after}, Names{after}, 0);
}

PostProcessor robertasFrame(const Draft &draft)
{
    return framedTwice(draft.required("cls_token"), draft.required("sep_token"));
}

PostProcessor xlmRobertasFrame(const Draft &draft)
{
    return framedTwice(draft.required("bos_token"), draft.required("eos_token"));
}

PostProcessor clipsFrame(const Draft &draft)
{
    return framedTwice(draft.required("bos_token"), draft.required("eos_token"));
}

PostProcessor t5sFrame(const Draft &draft)
{
    const std::string end = draft.required("eos_token");
    return PostProcessor::aroundNamed(Names{}, Names{end}, Names{end}, 0);
}

PostProcessor pegasusFrame(const Draft &draft)
{
    return PostProcessor::aroundNamed(Names{}, Names{}, Names{draft.required("eos_token")}, 0);
}

PostProcessor herbertsFrame(const Draft &)
{
    return PostProcessor::around({0}, {2}, {2}, 1);
}

PostProcessor mBartsFrame(const Draft &draft, const std::string &language)
{
    return PostProcessor::aroundNamed(Names{}, Names{}, Names{draft.required("eos_token"), language}, 0);
}

PostProcessor mBart50sFrame(const Draft &draft, const std::string &language)
{
    return PostProcessor::aroundNamed(Names{language}, Names{}, Names{draft.required("eos_token")}, 0);
}

std::vector<ClassRules> allRules()
{
    constexpr std::string_view endOfText = "<|endoftext|>";
    using V = VocabularyKind;
    const std::vector<UsualRole> gpt2{{"unk_token", endOfText}, {"bos_token", endOfText}, {"eos_token", endOfText}};
    const std::vector<UsualRole> gptNeoX{
        {"unk_token", endOfText}, {"bos_token", endOfText}, {"eos_token", endOfText}, {"pad_token", "<|padding|>"}};
    const std::vector<UsualRole> qwen2{{"unk_token", endOfText}, {"eos_token", endOfText}, {"pad_token", endOfText}};
    const std::vector<UsualRole> clip{
        {"unk_token", endOfText}, {"bos_token", "<|startoftext|>"}, {"eos_token", endOfText}, {"pad_token", endOfText}};
    const std::vector<UsualRole> bert{
        {"unk_token", "[UNK]"}, {"sep_token", "[SEP]"}, {"pad_token", "[PAD]"}, {"cls_token", "[CLS]"}, {"mask_token", "[MASK]"}};
    const auto fairseq = [](bool maskTakesSpace, std::string_view unknown = "<unk>") {
        return std::vector<UsualRole>{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", unknown}, {"sep_token", "</s>"},
            {"pad_token", "<pad>"}, {"cls_token", "<s>"}, {"mask_token", "<mask>", maskTakesSpace}};
    };
    const std::vector<UsualRole> herbert{
        {"unk_token", "<unk>"}, {"sep_token", "</s>"}, {"pad_token", "<pad>"}, {"cls_token", "<s>"}, {"mask_token", "<mask>"}};
    const std::vector<UsualRole> llama{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}};
    const std::vector<UsualRole> codeLlama{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"prefix_token", "▁<PRE>"},
        {"middle_token", "▁<MID>"}, {"suffix_token", "▁<SUF>"}, {"eot_token", "▁<EOT>"}, {"fill_token", kFillMe}};
    const std::vector<UsualRole> gemma{
        {"bos_token", "<bos>"}, {"eos_token", "<eos>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}, {"mask_token", "<mask>"}};
    const std::vector<UsualRole> albert{{"bos_token", "[CLS]"}, {"eos_token", "[SEP]"}, {"unk_token", "<unk>"}, {"sep_token", "[SEP]"},
        {"pad_token", "<pad>"}, {"cls_token", "[CLS]"}, {"mask_token", "[MASK]"}};
    const std::vector<UsualRole> bigBird{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"sep_token", "[SEP]"},
        {"pad_token", "<pad>"}, {"cls_token", "[CLS]"}, {"mask_token", "[MASK]", true}};
    const std::vector<UsualRole> t5{{"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}};
    const std::vector<UsualRole> pegasus{{"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}, {"mask_token", "<mask_2>"}};
    const std::vector<UsualRole> mBart50{{"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"sep_token", "</s>"}, {"pad_token", "<pad>"},
        {"cls_token", "<s>"}, {"mask_token", "<mask>", true}};
    constexpr std::string_view pair = "vocab.json";
    constexpr std::string_view spiece = "spiece.model";
    constexpr std::string_view fairseqFile = "sentencepiece.bpe.model";
    constexpr std::string_view tokenizerModel = "tokenizer.model";
    return {
        {Kind::gpt2, V::bpe, pair, gpt2, setGpt2, nullptr, nullptr, true},
        {Kind::codeGen, V::bpe, pair, gpt2, setGpt2, nullptr, nullptr, true},
        {Kind::gptNeoX, V::bpe, pair, gptNeoX, setGptNeoX, nullptr, nullptr, true},
        {Kind::roberta, V::bpe, pair, fairseq(false), setGpt2, robertasFrame, nullptr, true},
        {Kind::blenderbot, V::bpe, pair, fairseq(true), setBlenderbot, nullptr, nullptr, true},
        {Kind::qwen2, V::bpe, pair, qwen2, setQwen2, nullptr, nullptr, true},
        {Kind::qwen35, V::bpe, "tokenizer.json", qwen2, setQwen35, nullptr, nullptr, true},
        {Kind::clip, V::bpe, pair, clip, setClip, clipsFrame, nullptr, true},
        {Kind::herbert, V::bpe, pair, herbert, setHerbert, herbertsFrame},
        {Kind::bert, V::wordPiece, "vocab.txt", bert, setBert, bertsFrame},
        {Kind::mpnet, V::wordPiece, "vocab.txt", fairseq(true, "[UNK]"), setBert, robertasFrame},
        {Kind::llama, V::bpe, tokenizerModel, llama, setLlama},
        {Kind::codeLlama, V::bpe, tokenizerModel, codeLlama, setCodeLlama},
        {Kind::gemma, V::bpe, tokenizerModel, gemma, setGemma},
        {Kind::t5, V::unigram, spiece, t5, setT5, t5sFrame},
        {Kind::albert, V::unigram, spiece, albert, setAlbert, nullptr, nullptr, false, bertsFrame},
        {Kind::bigBird, V::unigram, spiece, bigBird, setBigBird, bertsFrame},
        {Kind::pegasus, V::unigram, spiece, pegasus, setPegasus, pegasusFrame},
        {Kind::xlmRoberta, V::unigram, fairseqFile, fairseq(false), setXlmRoberta, xlmRobertasFrame},
        {Kind::camembert, V::unigram, fairseqFile, fairseq(true), setCamembert, xlmRobertasFrame},
        {Kind::barthez, V::unigram, fairseqFile, fairseq(true), setBarthez},
        {Kind::mBart, V::unigram, fairseqFile, fairseq(true), setMBart, nullptr, mBartsFrame},
        {Kind::mBart50, V::unigram, fairseqFile, mBart50, setMBart50, nullptr, mBart50sFrame},
    };
}

} // namespace

const ClassRules &rulesOf(Kind kind)
{
    static const std::vector<ClassRules> all = allRules();
    return *std::ranges::find(all, kind, &ClassRules::kind);
}

} // namespace headscope
