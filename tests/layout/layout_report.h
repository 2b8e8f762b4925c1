// What an audit found, as lines for other processes and as a document.
#pragma once

#include "tests/layout/audited_window.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace headscope {

/// One line, with a line for each fault behind it.
QByteArray linesOf(const Observation &observation);
std::vector<Observation> observationsIn(const QByteArray &lines);

/// Markdown: the canvas's share of the window, sizes of digits, how far the figures fill it, and the faults.
QString reportOf(const std::vector<Observation> &observations);

} // namespace headscope
