// The load report in words: what a checkpoint is, how it is understood, and what there is to know about it. The window's panel and
// `headscope info` show the same.
#pragma once

#include "src/models/model.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace headscope {

struct Fact {
    QString name; ///< "Layers"
    QString value;
    QStringList list = {}; ///< entries beneath the value, which then says how many there are
    bool concern = false; ///< something to look at: what the checkpoint has and nothing reads
};

struct FactSection {
    QString title;
    QList<Fact> facts; ///< never empty
};

QList<FactSection> modelFacts(const Model &model);
/// How many of them are concerns.
int concernCount(const Model &model);
/// For the clipboard and the terminal: aligned, lists cut after `most` entries.
QString factsText(const Model &model, int most = 1'000'000);
/// The same as data, under names that stay.
std::string factsJson(const Model &model);

} // namespace headscope
