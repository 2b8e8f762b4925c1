#include "ui/window/model_dialog.h"

#include "ui/session/model_words.h"
#include "ui/theme/theme.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace headscope {

namespace {

constexpr int kNameWidth = 118;
constexpr int kListed = 6; // entries of a list that show at once; more scroll

QLabel *label(const QString &text, const char *role, QWidget *parent)
{
    auto *one = new QLabel(text, parent);
    one->setProperty("role", QLatin1String(role));
    one->setTextFormat(Qt::PlainText);
    one->setWordWrap(true);
    one->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return one;
}

/// "1.24 billion parameters".
QString parameterText(std::int64_t count)
{
    if (count >= 1'000'000'000)
        return ModelDialog::tr("%1 billion parameters").arg(double(count) / 1e9, 0, 'f', count >= 10'000'000'000 ? 0 : 2);
    if (count >= 1'000'000)
        return ModelDialog::tr("%1 million parameters").arg(double(count) / 1e6, 0, 'f', count >= 10'000'000 ? 0 : 1);
    return ModelDialog::tr("%1 parameters").arg(QLocale().toString(qlonglong(count)));
}

} // namespace

ModelDialog::ModelDialog(const Model &model, QWidget *parent)
    : QDialog(parent)
    , m_text(factsText(model))
{
    setWindowTitle(tr("About this model"));
    const TransformerConfig &config = model.config();
    QVBoxLayout *page = build(modelTitle(model),
        QStringLiteral("%1   ·   %2   ·   %3")
            .arg(QString::fromStdString(config.architecture.empty() ? config.family : config.architecture),
                parameterText(model.report().parameters), QLocale().formattedDataSize(model.report().bytes)));
    QList<FactSection> sections = modelFacts(model);
    // What there is to know comes first when it is something to look at.
    if (concernCount(model) > 0)
        sections.prepend(sections.takeLast());
    for (const FactSection &section : sections)
        addSection(*page, section);
    finish(*page, {680, 720});
}

ModelDialog::ModelDialog(const QString &problem, QWidget *parent)
    : QDialog(parent)
    , m_text(problem)
{
    setWindowTitle(tr("This model did not open"));
    QVBoxLayout *page = build(tr("This model did not open"), tr("The model that was open stays. Nothing was filled in."));
    // "where: what: one; another. what to do"
    FactSection section{tr("What stood in the way"), {}};
    for (const QString &line : problem.split(QStringLiteral("; ")))
        section.facts << Fact{QString(), line.trimmed()};
    addSection(*page, section);
    finish(*page, {680, 460});
}

QVBoxLayout *ModelDialog::build(const QString &title, const QString &subtitle)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto *head = new QFrame(this);
    head->setProperty("role", QStringLiteral("bar"));
    auto *headLayout = new QVBoxLayout(head);
    headLayout->setContentsMargins(26, 20, 26, 16);
    headLayout->setSpacing(3);
    headLayout->addWidget(label(title, "title", head));
    headLayout->addWidget(label(subtitle, "muted", head));
    outer->addWidget(head);

    auto *content = new QWidget(this);
    content->setProperty("role", QStringLiteral("scrolled"));
    auto *page = new QVBoxLayout(content);
    page->setContentsMargins(26, 18, 26, 18);
    page->setSpacing(18);
    auto *area = new QScrollArea(this);
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(windowTitle());
    outer->addWidget(area, 1);

    auto *foot = new QFrame(this);
    foot->setProperty("role", QStringLiteral("foot"));
    auto *buttons = new QHBoxLayout(foot);
    buttons->setContentsMargins(26, 12, 26, 12);
    auto *copy = new QPushButton(tr("Copy as text"), foot);
    connect(copy, &QPushButton::clicked, this, [this, copy] {
        QGuiApplication::clipboard()->setText(m_text);
        copy->setText(tr("Copied"));
    });
    auto *close = new QPushButton(tr("Close"), foot);
    close->setProperty("kind", QStringLiteral("primary"));
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    buttons->addWidget(copy);
    buttons->addStretch();
    buttons->addWidget(close);
    outer->addWidget(foot);
    return page;
}

void ModelDialog::addSection(QVBoxLayout &page, const FactSection &section)
{
    auto *card = new QFrame(this);
    card->setProperty("role", QStringLiteral("card"));
    auto *grid = new QGridLayout(card);
    grid->setContentsMargins(18, 14, 18, 14);
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(7);
    grid->setColumnStretch(1, 1);
    grid->addWidget(label(section.title, "heading", card), 0, 0, 1, 2);
    int row = 1;
    for (const Fact &fact : section.facts) {
        if (!fact.name.isEmpty()) {
            auto *name = label(fact.name, fact.concern ? "concern" : "muted", card);
            name->setFixedWidth(int(kNameWidth * Appearance::instance().zoom()));
            grid->addWidget(name, row, 0, Qt::AlignTop);
        }
        grid->addWidget(label(fact.value, fact.concern ? "concern" : "plain", card), row++, fact.name.isEmpty() ? 0 : 1, 1,
            fact.name.isEmpty() ? 2 : 1);
        if (fact.list.isEmpty())
            continue;
        auto *list = new QPlainTextEdit(fact.list.join(QLatin1Char('\n')), card);
        list->setReadOnly(true);
        list->setFont(monoFont(8.5));
        list->setLineWrapMode(QPlainTextEdit::NoWrap);
        list->setAccessibleName(fact.name);
        list->setTabChangesFocus(true);
        const int lines = int(std::min<qsizetype>(kListed, fact.list.size()));
        list->setFixedHeight(lines * QFontMetrics(list->font()).lineSpacing() + 26);
        grid->addWidget(list, row++, 1);
    }
    page.addWidget(card);
}

void ModelDialog::finish(QVBoxLayout &page, const QSize &size)
{
    page.addStretch();
    resize(size.boundedTo(screen()->availableSize() - QSize(40, 80)));
}

} // namespace headscope
