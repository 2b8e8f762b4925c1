// The classes of Unicode characters that tokenizers split by, by ICU's data.
// Trap: the official tokenizers' own tables are of Unicode 8 and 9, and younger characters are in none of their classes. Where a
// function says so, it leaves them out too, so that the same text gives the same tokens.
// Trap: “white space” and “word character” here are those of Unicode, which the official tokenizers use. ICU's own \s
// leaves out the vertical tab and U+0085.
#pragma once

namespace headscope {

/// Was it in that version of Unicode already?
bool isAsOldAs(char32_t codePoint, int majorVersion);
/// General category L, as \p{L}.
bool isLetter(char32_t codePoint);
/// General category N: digits, but also ½ and Ⅷ, as \p{N}.
bool isNumber(char32_t codePoint);
/// General category Nd.
bool isDecimalDigit(char32_t codePoint);
/// The property White_Space, as \s.
bool isWhiteSpace(char32_t codePoint);
/// Alphabetic, mark, decimal digit, connector punctuation or joiner, as \w.
bool isWordCharacter(char32_t codePoint);
/// General category P up to Unicode 8, and the ASCII symbols that keyboards show beside them ($ + < = > ^ ` | ~).
bool isPunctuation(char32_t codePoint);
/// General category Lu or Lt.
bool isCapital(char32_t codePoint);
/// General category M.
bool isMark(char32_t codePoint);
/// General category M up to Unicode 9, which the normalizer StripAccents takes away.
bool isAccent(char32_t codePoint);
/// General category Mn up to Unicode 8: takes no room of its own. What BERT takes for an accent.
bool isBertAccent(char32_t codePoint);
/// What BERT drops from a text: control, format and private characters up to Unicode 8, without tab, line feed and carriage return.
bool isBertControl(char32_t codePoint);
/// What BERT takes for a Chinese character: the Han blocks of Unicode 8 (Japanese kana and Korean are not among them).
bool isBertHan(char32_t codePoint);
/// Has a shape of its own on the screen: no control, format, private, unassigned or ignorable character, and no space.
bool isVisible(char32_t codePoint);
/// Chooses the look of the character before it (text or emoji); has no shape of its own.
bool isVariationSelector(char32_t codePoint);

} // namespace headscope
