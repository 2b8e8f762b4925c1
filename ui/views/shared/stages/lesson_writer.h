// What lessons are made of: the place they are about, and sentences that several share.
#pragma once

#include "ui/views/shared/stages/edit_switch.h"
#include "ui/views/shared/stages/lesson.h"

#include <QCoreApplication>

namespace headscope {

class LessonWriter {
    Q_DECLARE_TR_FUNCTIONS(headscope::StageWords)

public:
    LessonWriter(const Trace &shown, const StageKey &place, int shownRow);

    static QString number(int value);
    static QString plain(double value); ///< "0.125", "50"
    static QString link(const QString &address, const QString &text);
    /// What the function does to one number, and its formula for the letter.
    static QString activationSentence(Activation activation);
    static QString activationFormula(Activation activation, const QString &letter);
    static QString tryEdit();

    const LayerConfig &layer() const { return config.layer(key.layer); }
    QString tokenName() const;
    /// "√64 = 8", "√5 ≈ 2.24".
    QString root() const;
    bool isOn(EditSwitch kind) const;
    bool isScaled() const { return layer().scoreDivisor != 1; }
    /// What a layer's products read: x̂ behind a norm, else x.
    QString input() const;
    /// What the norm of this stage does; `kind` is the model's unless said.
    Lesson norm(NormKind kind) const;
    /// Who shares this key or value, as a sentence; empty where each head has its own.
    QString sharing() const;

    QString tryScaling() const;
    QString tryMask() const;
    QString tryPositions() const;
    QString tryHead() const;

    const Trace &trace;
    const TransformerConfig &config;
    const StageKey key;
    const int row;
};

} // namespace headscope
