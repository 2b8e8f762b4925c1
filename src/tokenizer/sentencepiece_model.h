// A SentencePiece model file: spiece.model, tokenizer.model, sentencepiece.bpe.model, source.spm. Kudo and Richardson 2018,
// arXiv:1808.06226; the file is a protocol buffer, described in the project's sentencepiece_model.proto.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace headscope {

struct SentencePieceModel {
    enum class PieceType { normal = 1, unknown = 2, control = 3, userDefined = 4, unused = 5, byte = 6 };
    struct Piece {
        std::string text;
        float score = 0; ///< Unigram: log probability; BPE: higher is merged earlier
        PieceType type = PieceType::normal;
    };
    enum class Kind { unigram = 1, bpe = 2 };

    std::string where; ///< the file, for messages
    std::vector<Piece> pieces; ///< by id
    Kind kind = Kind::unigram;
    bool byteFallback = false; ///< what has no piece becomes bytes, <0xE2>
    std::string charsmap; ///< see Charsmap; may be empty
    bool addsDummyPrefix = true; ///< a space before the text
    bool removesExtraSpaces = true; ///< no space at the ends and no two in a row
    bool escapesSpaces = true; ///< a space is ▁
    bool spaceIsSuffix = false; ///< a word ends with its ▁ instead of beginning with it
    /// The tokens of these roles, as the training was told; ids below 0: none.
    int unknownId = 0;
    int beginId = 1;
    int endId = 2;
    std::string unknownPiece = "<unk>";
    std::string beginPiece = "<s>";
    std::string endPiece = "</s>";

    /// Throws Error for a file that is damaged, has no pieces, or is of a kind without pieces (characters, whole words).
    static SentencePieceModel read(const std::filesystem::path &path);
    static SentencePieceModel parse(std::string_view bytes, const std::string &where);

    /// The first id of a type, or -1.
    int firstOf(PieceType type) const;
};

} // namespace headscope
