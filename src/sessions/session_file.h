// A session as JSON, and back. README.md beside this file describes the format.
#pragma once

#include "src/sessions/session_state.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace headscope {

inline constexpr int kSessionVersion = 2; ///< that is written: 2 knows the Lab
inline constexpr int kOldestSessionVersion = 1; ///< that is read
inline constexpr std::string_view kSessionEnding = ".headscope";
/// Bytes of the largest file that is read: three texts as long as they may be, and edits that hold numbers of another run.
inline constexpr std::size_t kMostSessionBytes = std::size_t{64} << 20;

std::string sessionJson(const SessionState &state);

/// Throws Error naming `where`, the place in it and what to do, for text that is no session, of another version, with a field missing,
/// unknown, of another type or out of its range. Whether the model has such a stage, layer or token is told when it is open.
SessionState parseSession(std::string_view json, const std::string &where);
/// Throws Error also for what cannot be read, pipes and devices, and files that are larger than kMostSessionBytes.
SessionState readSession(const std::filesystem::path &file);

} // namespace headscope
