// `headscope lab --measure` and `headscope lab … -o FILE`: what the charts of the Lab show, without a window.
#pragma once

#include "ui/cli/lab_choices.h"

namespace headscope {

QList<QCommandLineOption> labPageOptions();
/// Is anything painted?
bool paintsLabPage(const QCommandLineParser &arguments);
/// Measures, and prints a table or JSON, or writes a chart or table to -o FILE.
void measureMechanisms(const QCommandLineParser &arguments, Terminal &terminal);
/// A page of the Lab's charts on the text's numbers as a figure or table in -o FILE.
void writeLabPage(const QCommandLineParser &arguments, Terminal &terminal);

} // namespace headscope
