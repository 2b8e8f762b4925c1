#include "src/tokenizer/sentencepiece_model.h"

#include "src/error.h"
#include "src/formats/download_check.h"
#include "src/formats/mapped_file.h"
#include "src/formats/protobuf.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

SentencePieceModel::Piece readPiece(std::string_view message, const std::string &where)
{
    SentencePieceModel::Piece piece;
    for (ProtobufReader field(message, where); field.next();) {
        if (field.number() == 1)
            piece.text = field.bytes();
        else if (field.number() == 2)
            piece.score = field.real();
        else if (field.number() == 3)
            piece.type = static_cast<SentencePieceModel::PieceType>(std::clamp<std::int64_t>(field.integer(), 0, 7));
    }
    if (piece.type < SentencePieceModel::PieceType::normal || piece.type > SentencePieceModel::PieceType::byte)
        throw Error("the piece “" + piece.text + "” is of a type that does not exist", where);
    if (!std::isfinite(piece.score))
        throw Error("the score of the piece “" + piece.text + "” is no number", where);
    return piece;
}

int smallInteger(const ProtobufReader &field)
{
    return static_cast<int>(std::clamp<std::int64_t>(field.integer(), -1, std::numeric_limits<int>::max()));
}

void readTraining(std::string_view message, SentencePieceModel &model)
{
    for (ProtobufReader field(message, model.where); field.next();) {
        switch (field.number()) {
        case 3: {
            const std::int64_t kind = field.integer();
            if (kind != 1 && kind != 2)
                throw Error(
                    "the SentencePiece model is of kind " + std::to_string(kind), model.where, "Supported: 1 (Unigram) and 2 (BPE)");
            model.kind = static_cast<SentencePieceModel::Kind>(kind);
            break;
        }
        case 24: model.spaceIsSuffix = field.boolean(); break;
        case 35: model.byteFallback = field.boolean(); break;
        case 40: model.unknownId = smallInteger(field); break;
        case 41: model.beginId = smallInteger(field); break;
        case 42: model.endId = smallInteger(field); break;
        case 45: model.unknownPiece = field.bytes(); break;
        case 46: model.beginPiece = field.bytes(); break;
        case 47: model.endPiece = field.bytes(); break;
        default: break;
        }
    }
}

void readNormalizer(std::string_view message, SentencePieceModel &model)
{
    for (ProtobufReader field(message, model.where); field.next();) {
        switch (field.number()) {
        case 2: model.charsmap = field.bytes(); break;
        case 3: model.addsDummyPrefix = field.boolean(); break;
        case 4: model.removesExtraSpaces = field.boolean(); break;
        case 5: model.escapesSpaces = field.boolean(); break;
        default: break;
        }
    }
}

} // namespace

SentencePieceModel SentencePieceModel::parse(std::string_view bytes, const std::string &where)
{
    if (bytes.starts_with("IQ== 0\n")) // "!" in base64, the first line of these files
        throw Error("this is a tiktoken vocabulary, not a SentencePiece model", where, "Fetch the model's tokenizer.json into this folder");
    SentencePieceModel model;
    model.where = where;
    for (ProtobufReader field(bytes, where); field.next();) {
        switch (field.number()) {
        case 1: model.pieces.push_back(readPiece(field.bytes(), where)); break;
        case 2: readTraining(field.bytes(), model); break;
        case 3: readNormalizer(field.bytes(), model); break;
        default: break;
        }
    }
    if (model.pieces.empty())
        throw Error("the SentencePiece model has no pieces", where);
    return model;
}

SentencePieceModel SentencePieceModel::read(const std::filesystem::path &path)
{
    const auto file = MappedFile::open(path);
    requireDownloaded(*file);
    SentencePieceModel model = parse(file->text(), path.string());
    file->requireUnchanged();
    return model;
}

int SentencePieceModel::firstOf(PieceType type) const
{
    const auto found = std::ranges::find(pieces, type, &Piece::type);
    return found == pieces.end() ? -1 : static_cast<int>(found - pieces.begin());
}

} // namespace headscope
