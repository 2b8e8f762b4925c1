#include "ui/views/shared/charts/word_choice.h"

#include "src/trace/predictions.h"

#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>

namespace headscope {

std::optional<TypedWord> typedWord(const Tokenizer &tokenizer, const QString &text, const std::stop_token &stop)
{
    QString word = text;
    word.replace(QChar(0x2423), QLatin1Char(' ')); // ␣, as pieces are shown
    if (const auto id = tokenizer.idOf(word.trimmed().toStdString()); id && word.trimmed().startsWith(QLatin1Char('[')))
        return TypedWord{*id};
    std::optional<TypedWord> first;
    for (const QString &spelling : {word.startsWith(QLatin1Char(' ')) ? word : QLatin1Char(' ') + word, word}) {
        std::vector<Token> tokens = tokenizer.encode(spelling.toStdString(), stop);
        std::erase_if(tokens, [](const Token &token) { return token.sequence < 0; });
        if (tokens.size() == 1)
            return TypedWord{tokens.front().id};
        if (!tokens.empty() && !first)
            first = TypedWord{tokens.front().id, int(tokens.size())};
    }
    return first;
}

WordChoice::WordChoice(Session &session, Selection &selection, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_selection(selection)
    , m_field(new QLineEdit(this))
    , m_likeliest(new QPushButton(tr("Likeliest"), this))
    , m_job(this)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *name = new QLabel(tr("Word"), this);
    name->setBuddy(m_field);
    layout->addWidget(name);
    layout->addWidget(m_field);
    layout->addWidget(m_likeliest);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_field->setPlaceholderText(tr("the likeliest"));
    m_field->setAccessibleName(tr("Word whose prediction is followed"));
    m_field->setToolTip(tr("Type a word and press Enter, or click one in the table"));
    m_field->setFixedWidth(m_field->fontMetrics().horizontalAdvance(QLatin1Char('x')) * 18);
    m_likeliest->setProperty("kind", QStringLiteral("quiet"));
    m_likeliest->setToolTip(tr("Follow whatever word is the likeliest"));
    connect(m_field, &QLineEdit::returnPressed, this, &WordChoice::look);
    connect(m_likeliest, &QPushButton::clicked, this, [this] { m_selection.setWord(-1); });
    connect(&session, &Session::modelChanged, this, &WordChoice::refresh);
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & Selection::wordChanged)
            refresh();
    });
    refresh();
}

void WordChoice::look()
{
    const auto model = m_session.model();
    if (!model)
        return;
    if (m_field->text().trimmed().isEmpty()) {
        m_selection.setWord(-1);
        return;
    }
    m_job.start([model, text = m_field->text()](const JobLink &link) { return typedWord(model->tokenizer(), text, link.stop()); },
        [this, model, text = m_field->text()](const std::optional<TypedWord> &word) { take(model, text, word); },
        [this](const QString &problem) { Q_EMIT said(problem); });
}

void WordChoice::take(const std::shared_ptr<const Model> &model, const QString &text, const std::optional<TypedWord> &word)
{
    if (model != m_session.model())
        return;
    if (!word || word->id >= model->config().vocabulary) {
        Q_EMIT said(tr("“%1” is no piece of this model's vocabulary.").arg(text));
        return;
    }
    const QString piece = QString::fromStdString(entryDisplay(model->tokenizer(), word->id));
    const QString remark = word->pieces > 1
        ? tr("“%1” is %2 pieces; the first, “%3”, is followed.").arg(text.trimmed(), QString::number(word->pieces), piece)
        : QString();
    m_selection.setWord(word->id);
    refresh();
    Q_EMIT said(remark);
}

void WordChoice::refresh()
{
    m_job.stop(); // another choice was made meanwhile
    const auto model = m_session.model();
    const int word = m_selection.word();
    m_field->setText(model && word >= 0 ? QString::fromStdString(entryDisplay(model->tokenizer(), word)) : QString());
    m_likeliest->setVisible(word >= 0);
    Q_EMIT said({});
}

} // namespace headscope
