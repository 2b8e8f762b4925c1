#include "ui/views/panels/lesson.h"

#include "src/analysis/head_scores.h"
#include "ui/views/panels/edit_switch.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace headscope {

namespace {

/// The facts the sentences are made of.
class Writer {
    Q_DECLARE_TR_FUNCTIONS(headscope::Lesson)

public:
    Writer(const Trace &trace, const StageKey &key, int row)
        : m_trace(trace)
        , m_config(trace.config())
        , m_key(key)
        , m_row(row)
    {
    }

    Lesson tokens() const;
    Lesson embedding() const;
    Lesson position() const;
    Lesson residualBefore() const;
    Lesson norm(bool attention) const;
    Lesson queries() const;
    Lesson keys() const;
    Lesson values() const;
    Lesson rawScores() const;
    Lesson scaledScores() const;
    Lesson maskedScores() const;
    Lesson weights() const;
    Lesson weightedSum() const;
    Lesson joinedHeads() const;
    Lesson outputProjection() const;
    Lesson residualMiddle() const;
    Lesson mlpPre() const;
    Lesson mlpPost() const;
    Lesson mlpOut() const;
    Lesson residualAfter() const;
    Lesson finalNorm() const;
    Lesson logits() const;

private:
    static QString number(int value) { return QLocale().toString(value); }
    QString tokenName() const
    {
        return m_row >= 0 && m_row < m_trace.tokenCount() ? QString::fromStdString(m_trace.tokens()[m_row].display) : QString();
    }
    QString root() const
    {
        const double exact = std::sqrt(double(m_config.headWidth));
        return exact == std::floor(exact) ? QStringLiteral("√%1 = %2").arg(m_config.headWidth).arg(int(exact))
                                          : QStringLiteral("√%1 ≈ %2").arg(m_config.headWidth).arg(exact, 0, 'f', 2);
    }
    bool isOn(EditSwitch kind) const { return hasEdit(m_trace.edits(), editOf(kind, m_key.layer, m_key.head, m_row)); }
    QString link(const QString &address, const QString &text) const { return QStringLiteral("<a href=\"%1\">%2</a>").arg(address, text); }
    QString input() const { return m_config.norm == NormKind::none ? QStringLiteral("x") : QStringLiteral("x̂"); }
    QString normName() const { return m_config.norm == NormKind::rms ? tr("RMS norm") : tr("layer norm"); }
    QString normFormula() const
    {
        return m_config.norm == NormKind::rms ? QStringLiteral("x̂ = x / √(mean(x²) + ε) · γ")
                                              : QStringLiteral("x̂ = (x − mean) / √(variance + ε) · γ + β");
    }
    QString tryScaling() const
    {
        return isOn(EditSwitch::scaling)
            ? tr("%1 and watch the softmax calm down.").arg(link(QStringLiteral("switch:scaling"), tr("Turn the scaling back on")))
            : tr("%1 and watch the softmax sharpen.").arg(link(QStringLiteral("switch:scaling"), tr("Turn the scaling off")));
    }
    QString tryMask() const
    {
        return isOn(EditSwitch::mask) ? link(QStringLiteral("switch:mask"), tr("Turn the mask back on"))
                                      : tr("%1: early tokens can then look at later ones, which this model never saw in training.")
                                            .arg(link(QStringLiteral("switch:mask"), tr("Turn the mask off")));
    }
    QString tryPositions() const
    {
        return isOn(EditSwitch::positions) ? link(QStringLiteral("switch:positions"), tr("Turn the positions back on"))
                                           : tr("%1: a token then no longer knows where it stands.")
                                                 .arg(link(QStringLiteral("switch:positions"), tr("Turn the positions off")));
    }
    QString tryHead() const
    {
        return isOn(EditSwitch::head)
            ? link(QStringLiteral("switch:head"), tr("Switch this head back on"))
            : tr("%1 and see what the model expects next without it.").arg(link(QStringLiteral("switch:head"), tr("Switch this head off")));
    }
    QString tryEdit() const { return tr("Double-click a number and change it: every later stage follows."); }

    const Trace &m_trace;
    const TransformerConfig &m_config;
    StageKey m_key;
    int m_row;
};

Lesson Writer::tokens() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The model reads no letters. Its tokenizer (%1) cuts the text into pieces, the tokens, and writes down the "
                            "number each has in a list of %2.")
                             .arg(QString::fromStdString(m_trace.model().tokenizer().kind()).toHtmlEscaped(), number(m_config.vocabulary)),
        tr("Tokens in this text: %1. From here on the model sees their numbers only.").arg(number(m_trace.tokenCount()))};
    lesson.formula = tr("text → tokens → ids");
    lesson.tries
        = {tr("Type a rare or invented word and see what becomes of it."), tr("Type the same word twice: it gets the same number.")};
    return lesson;
}

Lesson Writer::embedding() const
{
    Lesson lesson;
    lesson.paragraphs
        = {tr("Each number picks one row of a table: %1 numbers that stand for this token, the same wherever it stands in the text.")
                .arg(number(m_config.width))};
    if (!m_config.featureNames.empty())
        lesson.paragraphs
            << tr("In this model every one of the %1 numbers has a meaning, written above its column.").arg(number(m_config.width));
    else
        lesson.paragraphs << tr(
            "The numbers were learned. A single one rarely means anything by itself; tokens used alike get vectors that point alike.");
    lesson.formula = QStringLiteral("x = E[id]     E: %1 × %2").arg(number(m_config.vocabulary), number(m_config.width));
    lesson.tries = {tr("Compare the rows of two words that are used alike."), tryEdit()};
    return lesson;
}

Lesson Writer::position() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("A score compares two vectors and knows nothing of places. So a second vector, one for each place in the text, "
                            "is added to the token's own.")};
    if (isOn(EditSwitch::positions))
        lesson.paragraphs << tr("The positions are turned off now: every one of these vectors is zero.");
    else if (m_config.position == PositionKind::sinusoidal)
        lesson.paragraphs << tr("Here they are sine and cosine waves of growing length, so that every place gets its own pattern.");
    else if (m_config.position == PositionKind::learned)
        lesson.paragraphs << tr("Here they are rows of a second table with one row for each of %1 places.").arg(number(m_config.context));
    lesson.formula = tr("x = E[id] + P[place]");
    lesson.tries = {tryPositions(), tr("Swap two words in the text and compare.")};
    return lesson;
}

Lesson Writer::residualBefore() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("One vector of %1 numbers for each token runs through the whole model. A layer reads it and adds to it.")
                             .arg(number(m_config.width)),
        m_key.layer == 0       ? tr("Before the first layer it holds what was put in: token and position.")
            : m_key.layer == 1 ? tr("Here it holds what was put in and what layer 1 added.")
                               : tr("Here it holds what was put in and all that layers 1 to %1 added.").arg(m_key.layer)};
    lesson.formula = m_key.layer == 0 ? (m_config.position == PositionKind::none ? QStringLiteral("x = E[id]") : tr("x = E[id] + P[place]"))
                                      : tr("x = what layer %1 left").arg(m_key.layer);
    lesson.tries = {tr("Step through the layers and watch which columns grow."), tryEdit()};
    return lesson;
}

Lesson Writer::norm(bool attention) const
{
    Lesson lesson;
    const QString what = m_config.norm == NormKind::rms
        ? tr("Each token's vector is divided by the root of its mean square (%1), then each column is stretched by a learned gain γ.")
              .arg(normName())
        : tr("Each token's vector is shifted to mean 0 and divided by its standard deviation (%1), then each column gets a learned gain γ "
             "and shift β.")
              .arg(normName());
    lesson.paragraphs = {what};
    if (m_config.normPlace == NormPlace::pre)
        lesson.paragraphs << (attention ? tr("Attention reads this copy; the stream itself stays as it is.")
                                        : tr("The MLP reads this copy; the stream itself stays as it is."));
    else
        lesson.paragraphs << tr("In this model the norm comes after the addition, and what follows reads the result.");
    lesson.formula = normFormula();
    lesson.tries = {tr("Click a cell: the panel below shows the mean, the variance and each step."), tryEdit()};
    return lesson;
}

Lesson Writer::queries() const
{
    Lesson lesson;
    lesson.paragraphs
        = {tr("Every token asks a question: its <q>query</q>. It is the token's vector times the matrix W_Q of this head, %1 numbers long.")
                .arg(m_config.headWidth),
            m_config.heads > 1 ? tr("Each of the %1 heads of a layer has its own W_Q, so each asks something else.").arg(m_config.heads)
                               : tr("This model has one head per layer.")};
    lesson.formula = tr("<q>q</q> = %1 · W_Q     %2 → %3").arg(input(), number(m_config.width)).arg(m_config.headWidth);
    lesson.tries = {tr("Hover a number to see the row and the column that make it."), tryEdit()};
    return lesson;
}

Lesson Writer::keys() const
{
    Lesson lesson;
    lesson.paragraphs
        = {tr("Every token also offers a description: its <k>key</k>, made like the query but with a matrix of its own, W_K."),
            tr("A query finds a key when the two vectors point the same way.")};
    lesson.formula = tr("<k>k</k> = %1 · W_K     %2 → %3").arg(input(), number(m_config.width)).arg(m_config.headWidth);
    lesson.tries = {tr("Make the key of one token larger and see who looks at it then: double-click a number."),
        tr("Go on to the %1.").arg(link(QStringLiteral("stage:raw-scores"), tr("scores")))};
    return lesson;
}

Lesson Writer::values() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The <v>value</v> is what a token passes on to those that look at it. It need not resemble its <k>key</k>: how "
                            "a token is found and what it says are two things."),
        tr("Like query and key it has %1 numbers, made with a third matrix, W_V.").arg(m_config.headWidth)};
    lesson.formula = tr("<v>v</v> = %1 · W_V     %2 → %3").arg(input(), number(m_config.width)).arg(m_config.headWidth);
    lesson.tries
        = {tr("See how values are mixed in the %1.").arg(link(QStringLiteral("stage:weighted-sum"), tr("weighted sum"))), tryEdit()};
    return lesson;
}

Lesson Writer::rawScores() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("Every token asks a question (its <q>query</q>) and offers a description (its <k>key</k>). The <r>score</r> "
                            "says how well they fit: large when the two vectors point the same way, negative when they point apart."),
        tr("%1 tokens give %1 × %1 scores. Each is a sum of %2 products.").arg(number(m_trace.tokenCount())).arg(m_config.headWidth)};
    lesson.formula = tr("<r>s</r> = <q>q</q> · <k>k</k>");
    lesson.tries = {tr("Hover a score: its query and its key light up."), tr("Change one number of a query and watch its whole row."),
        tr("Double the text: four times as many scores.")};
    return lesson;
}

Lesson Writer::scaledScores() const
{
    Lesson lesson;
    const bool scaled = (m_config.layer(0).scoreDivisor != 1) && !isOn(EditSwitch::scaling);
    if (!(m_config.layer(0).scoreDivisor != 1))
        lesson.paragraphs = {tr("This model does not scale its scores: they stay as they are.")};
    else if (scaled)
        lesson.paragraphs = {tr("A score adds up %1 products, so it grows with the length of the vectors. Dividing by %2 keeps it in a "
                                "range where the softmax does not collapse onto one token.")
                                 .arg(m_config.headWidth)
                                 .arg(root())};
    else
        lesson.paragraphs
            = {tr("The scaling is turned off now: the scores are not divided by %1 and the softmax that follows is sharper.").arg(root())};
    if (const auto temperature = temperatureOf(m_trace.edits()))
        lesson.paragraphs << tr("They are also divided by the temperature you set, %1.").arg(*temperature, 0, 'f', 2);
    lesson.formula = scaled ? tr("<r>s</r> / √dₖ     %1").arg(root()) : tr("<r>s</r>, not divided");
    if ((m_config.layer(0).scoreDivisor != 1))
        lesson.tries << tryScaling();
    lesson.tries << tr("%1 or %2 the temperature.")
                        .arg(link(QStringLiteral("temperature:0.5"), tr("Halve")), link(QStringLiteral("temperature:2"), tr("double")));
    return lesson;
}

Lesson Writer::maskedScores() const
{
    Lesson lesson;
    const bool hidden = std::ranges::any_of(m_trace.edits(), [](const Edit &edit) { return edit.kind == Edit::Kind::hideToken; });
    if (isCausal(m_trace, m_key.layer, m_key.head))
        lesson.paragraphs = {tr("This model predicts the next token, so no token may look at a later one. Those scores become −∞, and the "
                                "softmax turns −∞ into exactly 0.")};
    else if (m_config.layer(0).causal)
        lesson.paragraphs = {tr("The mask is turned off now: every token looks at all, also at later ones.")};
    else
        lesson.paragraphs = {tr("This model reads in both directions: every token may look at every other, and no score is masked.")};
    if (hidden)
        lesson.paragraphs << tr("Tokens you hid are −∞ too, for everyone but themselves.");
    lesson.formula = isCausal(m_trace, m_key.layer, m_key.head) ? tr("<r>s</r>(t, s) = −∞ where s > t") : tr("<r>s</r> stays as it is");
    if (m_config.layer(0).causal)
        lesson.tries << tryMask();
    if (m_row >= 0)
        lesson.tries << (isOn(EditSwitch::hide)
                ? link(QStringLiteral("switch:hide"), tr("Show “%1” again").arg(tokenName().toHtmlEscaped()))
                : tr("%1 and see where the attention goes instead.")
                      .arg(link(QStringLiteral("switch:hide"), tr("Hide “%1”").arg(tokenName().toHtmlEscaped()))));
    else
        lesson.tries << tr("Click a token above, then hide it here.");
    return lesson;
}

Lesson Writer::weights() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The softmax turns each row of scores into shares between 0 and 1 that sum to 1: e to the power of each score, "
                            "divided by the sum over the row."),
        tr("Only differences count: a score larger by 1 gets e ≈ 2.72 times the <r>weight</r>.")};
    lesson.formula = tr("<r>a</r> = exp(s − max) / Σ exp(…)");
    lesson.tries = {tr("%1 or %2 the temperature: a low one lets the winner take all, a high one shares evenly.")
                        .arg(link(QStringLiteral("temperature:0.5"), tr("Halve")), link(QStringLiteral("temperature:2"), tr("double")))};
    if ((m_config.layer(0).scoreDivisor != 1))
        lesson.tries << tryScaling();
    lesson.tries << tr("Set a weight by hand: the row then no longer sums to 1, and the picture says so.");
    return lesson;
}

Lesson Writer::weightedSum() const
{
    Lesson lesson;
    lesson.paragraphs = {
        tr("Each token takes the <v>values</v> of all tokens it may look at, each as often as its <r>weight</r> says, and adds them up."),
        tr("A weight near 1 copies that token's value; even weights give the average.")};
    lesson.formula = tr("z = Σ <r>a</r> · <v>v</v>");
    lesson.tries = {tr("Hover a number: its row of weights and its column of values light up."), tryHead()};
    return lesson;
}

Lesson Writer::joinedHeads() const
{
    Lesson lesson;
    lesson.paragraphs = {m_config.heads > 1 ? tr("The %1 heads worked apart from each other. Their results of %2 numbers each are laid "
                                                 "side by side: %3 numbers for each token. Nothing is computed here.")
                                                  .arg(m_config.heads)
                                                  .arg(m_config.headWidth)
                                                  .arg(number(m_config.heads * m_config.headWidth))
                                            : tr("There is one head in this layer, so its result is passed on as it is.")};
    lesson.formula
        = QStringLiteral("%1 × %2 = %3").arg(m_config.heads).arg(m_config.headWidth).arg(number(m_config.heads * m_config.headWidth));
    lesson.tries = {tryHead()};
    return lesson;
}

Lesson Writer::outputProjection() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The matrix W_O mixes what the heads found and turns %1 numbers into the %2 of the stream. This is what "
                            "attention says to each token.")
                             .arg(number(m_config.heads * m_config.headWidth), number(m_config.width))};
    lesson.formula = tr("o = joined · W_O");
    lesson.tries = {tryHead(), tryEdit()};
    return lesson;
}

Lesson Writer::residualMiddle() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("What attention found is added to the stream. What was there before stays readable: a token keeps what it knew "
                            "and gains what it saw.")};
    lesson.formula = tr("x ← x + o");
    lesson.tries = {tr("Compare a row before and after: how much did attention change it?"), tryHead()};
    return lesson;
}

Lesson Writer::mlpPre() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("Attention moved things between tokens. The MLP works on each token alone: first %1 numbers become %2. Each of "
                            "these looks for one pattern in the vector.")
                             .arg(number(m_config.width), number(m_config.feedForward))};
    lesson.formula = tr("h = %1 · W_in + b").arg(input());
    lesson.tries = {tr("Pick another token: which columns light up?"), tryEdit()};
    return lesson;
}

Lesson Writer::mlpPost() const
{
    Lesson lesson;
    const bool relu = m_config.activation == Activation::relu;
    lesson.paragraphs = {relu
            ? tr("ReLU keeps what is above 0 and sets the rest to 0: a pattern that was not found says nothing.")
            : tr("GELU lets large numbers pass and holds back those below 0, smoothly: a pattern that was not found says almost nothing.")};
    lesson.formula = relu                             ? QStringLiteral("h ← max(0, h)")
        : m_config.activation == Activation::geluTanh ? QStringLiteral("h ← ½ h (1 + tanh(√(2/π) (h + 0.044715 h³)))")
                                                      : QStringLiteral("h ← ½ h (1 + erf(h / √2))");
    lesson.tries = {tr("Find the largest number of a row: which token makes it?"), tryEdit()};
    return lesson;
}

Lesson Writer::mlpOut() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The %1 numbers are mixed back into %2: the MLP's message to each token.")
                             .arg(number(m_config.feedForward), number(m_config.width))};
    lesson.formula = tr("m = h · W_out + b");
    lesson.tries = {tr("Compare its size with what attention said, two stages up: which of the two changes the stream more?"), tryEdit()};
    return lesson;
}

Lesson Writer::residualAfter() const
{
    Lesson lesson;
    const bool last = m_key.layer + 1 >= m_config.layers;
    lesson.paragraphs = {(m_config.feedForward > 0) ? tr("The MLP's message is added to the stream, as attention's was.")
                                                    : tr("This model has no MLP: the stream leaves the layer as attention left it."),
        last ? tr("After the last layer the stream is turned into a prediction.")
             : tr("Layer %1 starts from here, with heads of its own.").arg(m_key.layer + 2)};
    lesson.formula = (m_config.feedForward > 0) ? tr("x ← x + m") : tr("x stays as it is");
    lesson.tries = {tr("Choose another layer above and compare the streams."), tryEdit()};
    return lesson;
}

Lesson Writer::finalNorm() const
{
    Lesson lesson = norm(true);
    lesson.paragraphs = {lesson.paragraphs.first(), tr("This is the last step before the vocabulary is asked.")};
    return lesson;
}

Lesson Writer::logits() const
{
    Lesson lesson;
    lesson.paragraphs = {tr("The last vector of a token is compared with every one of the %1 entries of the vocabulary. The entry it "
                            "points to most gets the largest <r>logit</r>.")
                             .arg(number(m_config.vocabulary)),
        tr("A softmax over all logits turns them into probabilities. The row of a token says what the model expects after it.")};
    const QString output = m_config.finalNorm ? QStringLiteral("x̂") : QStringLiteral("x");
    if (m_config.tiedOutput)
        lesson.paragraphs << tr("The same table that turned ids into vectors is used again here, the other way round.");
    lesson.formula = m_config.tiedOutput ? tr("<r>logits</r> = %1 · Eᵀ").arg(output) : tr("<r>logits</r> = %1 · W_U").arg(output);
    lesson.tries = {tr("Type the word it expects and see what it expects then."), tryHead()};
    return lesson;
}

} // namespace

Lesson lessonOf(const Trace &trace, const StageKey &key, int row)
{
    const Writer writer(trace, key, row);
    switch (key.stage) {
    case Stage::tokens: return writer.tokens();
    case Stage::embedding: return writer.embedding();
    case Stage::position: return writer.position();
    case Stage::residualBefore: return writer.residualBefore();
    case Stage::attentionNorm: return writer.norm(true);
    case Stage::q: return writer.queries();
    case Stage::k: return writer.keys();
    case Stage::v: return writer.values();
    case Stage::rawScores: return writer.rawScores();
    case Stage::scaledScores: return writer.scaledScores();
    case Stage::maskedScores: return writer.maskedScores();
    case Stage::weights: return writer.weights();
    case Stage::weightedSum: return writer.weightedSum();
    case Stage::joinedHeads: return writer.joinedHeads();
    case Stage::outputProjection: return writer.outputProjection();
    case Stage::residualMiddle: return writer.residualMiddle();
    case Stage::mlpNorm: return writer.norm(false);
    case Stage::mlpPre: return writer.mlpPre();
    case Stage::mlpPost: return writer.mlpPost();
    case Stage::mlpOut: return writer.mlpOut();
    case Stage::residualAfter: return writer.residualAfter();
    case Stage::finalNorm: return writer.finalNorm();
    case Stage::logits: return writer.logits();
    default: break;
    }
    return {};
}

QString colored(QString markup, const Theme &theme)
{
    const std::pair<QString, QColor> colors[] = {{QStringLiteral("q"), theme.query}, {QStringLiteral("k"), theme.key},
        {QStringLiteral("v"), theme.value}, {QStringLiteral("r"), theme.result}};
    for (const auto &[tag, color] : colors) {
        markup.replace(QStringLiteral("<%1>").arg(tag), QStringLiteral("<span style=\"color:%1; font-weight:600\">").arg(color.name()));
        markup.replace(QStringLiteral("</%1>").arg(tag), QStringLiteral("</span>"));
    }
    return markup;
}

} // namespace headscope
