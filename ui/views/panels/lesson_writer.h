// The facts that lessons are made of: one function for each stage, spread over lesson_*.cpp as the computation is.
#pragma once

#include "ui/views/panels/edit_switch.h"
#include "ui/views/panels/lesson.h"

#include <QCoreApplication>

namespace headscope {

class LessonWriter {
    Q_DECLARE_TR_FUNCTIONS(headscope::Lesson)

public:
    LessonWriter(const Trace &trace, const StageKey &key, int row);

    // lesson_embedding.cpp
    Lesson tokens() const;
    Lesson embedding() const;
    Lesson scaledEmbedding() const;
    Lesson position() const;
    Lesson tokenType() const;
    Lesson embeddingSum() const;
    Lesson embeddingNorm() const;
    Lesson embeddingProjection() const;
    Lesson residualBefore() const;

    // lesson_attention.cpp
    Lesson attentionNorm() const;
    Lesson queries() const;
    Lesson keys() const;
    Lesson values() const;
    Lesson headNorm() const;
    Lesson rotation() const;
    Lesson globalKeys() const;
    Lesson globalValues() const;
    Lesson weightedSum() const;
    Lesson joinedHeads() const;
    Lesson outputProjection() const;
    Lesson attentionOutNorm() const;
    Lesson residualMiddle() const;

    // lesson_scores.cpp
    Lesson rawScores() const;
    Lesson scaledScores() const;
    Lesson cappedScores() const;
    Lesson biasedScores() const;
    Lesson maskedScores() const;
    Lesson weights() const;

    // lesson_mlp.cpp
    Lesson mlpNorm() const;
    Lesson mlpPre() const;
    Lesson mlpLinear() const;
    Lesson mlpPost() const;
    Lesson mlpOut() const;
    Lesson mlpOutNorm() const;
    Lesson residualAfter() const;

    // lesson_output.cpp
    Lesson finalNorm() const;
    Lesson predictionDense() const;
    Lesson predictionActivation() const;
    Lesson predictionNorm() const;
    Lesson rawLogits() const;
    Lesson logits() const;
    Lesson pooledPre() const;
    Lesson pooled() const;
    Lesson classLogits() const;

private:
    static QString number(int value);
    static QString plain(double value); ///< "0.125", "50"
    static QString link(const QString &address, const QString &text);
    const LayerConfig &layer() const { return m_config.layer(m_key.layer); }
    QString tokenName() const;
    /// "√64 = 8", "√5 ≈ 2.24".
    QString root() const;
    bool isOn(EditSwitch kind) const;
    bool isScaled() const { return layer().scoreDivisor != 1; }
    /// What a layer's products read: x̂ behind a norm, else x.
    QString input() const;
    /// What the norm of this stage does; `kind` is the model's unless said.
    Lesson norm(NormKind kind) const;
    /// What the function does to one number, and its formula for the letter.
    static QString activationSentence(Activation activation);
    static QString activationFormula(Activation activation, const QString &letter);
    /// Who shares this key or value, as a sentence; empty where each head has its own.
    QString sharing() const;

    QString tryScaling() const;
    QString tryMask() const;
    QString tryPositions() const;
    QString tryHead() const;
    QString tryEdit() const;

    const Trace &m_trace;
    const TransformerConfig &m_config;
    StageKey m_key;
    int m_row;
};

} // namespace headscope
