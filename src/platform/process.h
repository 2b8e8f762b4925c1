// This process, its machine and its terminal.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace headscope {

/// As other processes of this machine (or container) name it.
long processId();
/// Is a process of this number there?
bool isProcessAlive(long id);
/// What this machine (or container) calls itself.
std::string hostName();
/// The program that runs; empty where the system does not say.
std::filesystem::path programFile();
/// Memory that this process has now; 0 where the system does not say.
std::int64_t residentBytes();
/// Columns of the terminal that standard output goes to; 0 where it is none.
int terminalColumns();
/// Is there a display (X11, Wayland) to open a window on?
bool hasDisplayServer();

} // namespace headscope
