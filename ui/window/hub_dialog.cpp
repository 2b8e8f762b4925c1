#include "ui/window/hub_dialog.h"

#include "src/error.h"
#include "ui/widgets/role_label.h"
#include "ui/window/hub_cached_models.h"

#include <QFrame>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedLayout>
#include <QStyle>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

#include <cmath>

namespace headscope {

namespace {

constexpr int kBarSteps = 1000;

/// Text that stands a little away from what is left of it (a tick, a right-aligned number).
class SpacedText : public QStyledItemDelegate {
public:
    SpacedText(int spaces, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_spaces(spaces, QLatin1Char(' '))
    {
    }
    QString displayText(const QVariant &value, const QLocale &locale) const override
    {
        return m_spaces + QStyledItemDelegate::displayText(value, locale);
    }

private:
    QString m_spaces;
};

} // namespace

QString timeLeftText(qint64 bytes, double bytesPerSecond)
{
    if (bytesPerSecond < 1 || bytes <= 0)
        return {};
    const double seconds = static_cast<double>(bytes) / bytesPerSecond;
    if (seconds < 60)
        return HubDialog::tr("about %1 s left").arg(std::max(1.0, std::ceil(seconds)), 0, 'f', 0);
    if (seconds < 90 * 60)
        return HubDialog::tr("about %1 min left").arg(std::round(seconds / 60), 0, 'f', 0);
    if (seconds < 48 * 3600)
        return HubDialog::tr("about %1 h left").arg(std::round(seconds / 3600), 0, 'f', 0);
    return HubDialog::tr("days left");
}

HubDialog::HubDialog(HubEnvironment environment, QStringList families, HubTiming timing, QWidget *parent)
    : QDialog(parent)
    , m_environment(std::move(environment))
    , m_families(std::move(families))
    , m_cache(m_environment.cacheFolder)
    , m_lookup(m_environment, timing)
    , m_download(m_environment, timing)
{
    setWindowTitle(tr("Get from Hugging Face Hub"));
    buildForm();
    buildTable();
    buildProgress();
    m_cached = new HubCachedModels(m_cache, m_families);
    layOut();

    connect(m_repository, &QLineEdit::textChanged, this, &HubDialog::refreshButtons);
    connect(m_show, &QPushButton::clicked, this, &HubDialog::look);
    connect(m_get, &QPushButton::clicked, this, &HubDialog::download);
    connect(m_cancel, &QPushButton::clicked, this, &HubDialog::cancel);
    connect(&m_files, &HubFileModel::choiceChanged, this, &HubDialog::refreshTotal);
    connect(&m_lookup, &HubLookup::found, this, &HubDialog::showFindings);
    connect(&m_lookup, &HubLookup::failed, this, [this](const QString &message) {
        setState(State::asking);
        showMessage(message, true);
    });
    const auto sayWaiting = [this](const QString &why, int milliseconds) {
        showMessage(tr("%1 Trying again in %2 s.").arg(why, QString::number(std::max(1, (milliseconds + 500) / 1000))));
    };
    connect(&m_lookup, &HubLookup::waiting, this, sayWaiting);
    connect(&m_download, &HubDownload::waiting, this, sayWaiting);
    connect(&m_download, &HubDownload::progress, this, &HubDialog::showProgress);
    connect(&m_download, &HubDownload::finished, this, &HubDialog::finish);
    connect(&m_download, &HubDownload::failed, this, [this](const QString &message) {
        m_stopped = true;
        setState(State::listed);
        showMessage(message, true);
    });
    connect(m_cached, &HubCachedModels::openRequested, this, [this](const QString &folder) {
        Q_EMIT openRequested(folder);
        reject();
    });
    resize(840, 680);
    m_repository->setFocus();
    setState(State::asking);
    m_cached->refresh();
}

HubDialog::~HubDialog() = default;

void HubDialog::buildForm()
{
    m_repository = new QLineEdit;
    m_repository->setPlaceholderText(tr("openai-community/gpt2, or a copied address"));
    m_repository->setToolTip(tr("The model's name as the hub shows it: organisation/name"));
    m_repository->setAccessibleName(tr("Model on the hub"));
    m_repository->setClearButtonEnabled(true);
    m_revision = new QLineEdit(QStringLiteral("main"));
    m_revision->setToolTip(tr("A branch, a tag or a commit of the repository"));
    m_revision->setAccessibleName(tr("Revision"));
    m_revision->setMaximumWidth(150);
    m_show = new QPushButton(tr("Show files"));
    m_show->setToolTip(tr("Ask %1 what the model consists of. Nothing is sent before you press this.").arg(m_environment.endpoint));
    m_show->setAccessibleName(tr("Show the model's files"));
    m_message = roleLabel({}, "muted");
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_message->setAccessibleName(tr("Message"));
    m_message->hide();
}

void HubDialog::buildTable()
{
    m_table = new QTreeView;
    m_table->setModel(&m_files);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setAccessibleName(tr("Files of the model"));
    m_table->setToolTip(tr("The files that are needed. Space ticks and unticks."));
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(HubFileModel::nameColumn, QHeaderView::Stretch);
    for (const int column : {HubFileModel::roleColumn, HubFileModel::sizeColumn, HubFileModel::hereColumn})
        m_table->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_table->setItemDelegateForColumn(HubFileModel::nameColumn, new SpacedText(1, m_table));
    m_table->setItemDelegateForColumn(HubFileModel::hereColumn, new SpacedText(4, m_table));
    // The tick is in the first column, so Space works wherever a row was clicked.
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        if (current.isValid() && current.column() != HubFileModel::nameColumn)
            m_table->setCurrentIndex(current.siblingAtColumn(HubFileModel::nameColumn));
    });
    m_hint = roleLabel(
        tr("Name a model and press Show files.\nIts files, their sizes and its family are shown before anything is loaded."), "muted");
    m_hint->setAlignment(Qt::AlignCenter);
}

void HubDialog::buildProgress()
{
    m_total = roleLabel({}, "muted");
    m_bar = new QProgressBar;
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress of the download"));
    m_bar->setToolTip(tr("How much of all files together is here"));
    m_progressText = roleLabel({}, "small");
    m_get = new QPushButton;
    m_get->setProperty("kind", QStringLiteral("primary"));
    m_cancel = new QPushButton(tr("Cancel"));
    m_cancel->setToolTip(tr("Stop. What was loaded stays, so that the download can go on later."));
    m_cancel->setAccessibleName(tr("Cancel the download"));
    m_cancel->setAutoDefault(false);
}

void HubDialog::layOut()
{
    auto *form = new QHBoxLayout;
    form->setSpacing(10);
    form->addWidget(roleLabel(tr("Model"), "muted"));
    form->addWidget(m_repository, 1);
    form->addSpacing(6);
    form->addWidget(roleLabel(tr("Revision"), "muted"));
    form->addWidget(m_revision);
    form->addWidget(m_show);

    auto *card = new QFrame;
    card->setProperty("role", QStringLiteral("card"));
    auto *hintLayout = new QVBoxLayout(card);
    hintLayout->addWidget(m_hint);
    m_centre = new QStackedLayout;
    m_centre->addWidget(card);
    m_centre->addWidget(m_table);

    auto *amount = new QVBoxLayout;
    amount->setSpacing(4);
    amount->addWidget(m_total);
    amount->addWidget(m_bar);
    amount->addWidget(m_progressText);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addLayout(amount, 1);
    foot->addSpacing(10);
    foot->addWidget(m_cancel);
    foot->addWidget(m_get);

    auto *line = new QFrame;
    line->setProperty("role", QStringLiteral("line"));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 22, 24, 22);
    layout->setSpacing(12);
    layout->addWidget(roleLabel(tr("Get from Hugging Face Hub"), "title"));
    layout->addLayout(form);
    layout->addWidget(m_message);
    layout->addLayout(m_centre, 3);
    layout->addLayout(foot);
    layout->addWidget(line);
    layout->addWidget(m_cached, 2);
}

bool HubDialog::isSupported() const
{
    return m_findings.modelType.isEmpty() || m_families.contains(m_findings.modelType);
}

void HubDialog::setState(State state)
{
    m_state = state;
    const bool listed = state == State::listed || state == State::loading;
    m_centre->setCurrentIndex(listed ? 1 : 0);
    m_files.setLocked(state == State::loading);
    m_repository->setEnabled(state != State::loading);
    m_revision->setEnabled(state != State::loading);
    m_bar->setVisible(state == State::loading || state == State::looking);
    m_bar->setRange(0, state == State::looking ? 0 : kBarSteps); // 0 to 0: busy, no end in sight
    m_progressText->setVisible(state == State::loading);
    m_progressText->clear();
    m_total->setVisible(state == State::listed);
    m_cancel->setVisible(state == State::loading || state == State::looking);
    m_get->setVisible(listed);
    if (listed && m_address)
        m_files.refreshHere(m_cache, m_address->repository());
    refreshButtons();
    m_show->setDefault(!listed);
    m_get->setDefault(listed);
    if (state == State::loading)
        m_cancel->setFocus();
}

void HubDialog::refreshButtons()
{
    m_show->setEnabled(!m_repository->text().trimmed().isEmpty() && m_state != State::loading && m_state != State::looking);
    m_get->setEnabled(m_state == State::listed && m_files.needed().hasWeights && !m_files.chosen().isEmpty());
    const bool opens = m_files.isAllHere() && isSupported();
    m_get->setText(opens ? tr("Open") : m_stopped ? tr("Resume") : isSupported() ? tr("Download") : tr("Download anyway"));
    m_get->setAccessibleName(m_get->text());
    m_get->setToolTip(opens ? tr("Every file is here already; no network is needed")
                            : tr("Load the ticked files into %1 and open the model").arg(m_cache.folder()));
}

void HubDialog::refreshTotal()
{
    const qsizetype count = m_files.chosen().size();
    const QString bytes = sizeText(m_files.chosenBytes());
    QStringList parts{count == 1 ? tr("1 file, %1").arg(bytes) : tr("%L1 files, %2").arg(count).arg(bytes)};
    if (m_files.missingBytes() != m_files.chosenBytes())
        parts.append(tr("%1 still to load").arg(sizeText(m_files.missingBytes())));
    if (const qint64 available = m_cache.bytesAvailable(); available >= 0)
        parts.append(tr("%1 free on this disk").arg(sizeText(available)));
    if (m_files.needed().others > 0)
        parts.append(tr("%L1 more in the repository not needed").arg(m_files.needed().others));
    m_total->setText(parts.join(QStringLiteral("  ·  ")));
    refreshButtons();
}

void HubDialog::look()
{
    try {
        m_address.emplace(m_repository->text(), m_revision->text(), m_environment.endpoint);
    } catch (const Error &error) {
        setState(State::asking);
        showMessage(QString::fromUtf8(error.what()), true);
        return;
    }
    m_repository->setText(m_address->repository()); // what was understood of a pasted address
    m_revision->setText(m_address->revision());
    m_stopped = false;
    m_findings = {};
    m_files.clear();
    setState(State::looking);
    showMessage(tr("Asking %1…").arg(m_environment.endpoint));
    m_lookup.start(*m_address);
}

void HubDialog::showFindings(const HubFindings &findings)
{
    m_findings = findings;
    m_files.setFiles(neededFiles(findings.repository), m_cache, m_address->repository());
    setState(State::listed);
    QStringList words;
    bool bad = false;
    if (!isSupported()) {
        words.append(tr("This is a model of the family “%1”, which Headscope cannot open. It opens: %2.")
                         .arg(findings.modelType, m_families.join(QStringLiteral(", "))));
        bad = true;
    } else if (!findings.modelType.isEmpty()) {
        words.append(tr("Family: %1. Headscope can open it.").arg(findings.modelType));
    } else if (!findings.configProblem.isEmpty()) {
        words.append(tr("Its family could not be read. %1").arg(findings.configProblem));
        bad = true;
    } else if (m_files.needed().hasConfiguration) {
        words.append(tr("Its config.json names no family, so Headscope may not be able to open it."));
        bad = true;
    } else if (m_files.needed().hasWeights) {
        words.append(tr("There is no config.json: the file of weights itself says which family it is."));
    }
    if (!m_files.needed().hasWeights) {
        words.append(tr("It holds no weights that Headscope reads (model.safetensors, pytorch_model.bin, *.gguf)."));
        bad = true;
    }
    if (findings.repository.gated && m_environment.token.isEmpty())
        words.append(tr("People must accept its licence at %1 and give Headscope a token (HF_TOKEN) before it can be loaded.")
                         .arg(m_address->page()));
    showMessage(words.join(QLatin1Char(' ')), bad);
    (m_get->isEnabled() && !bad ? static_cast<QWidget *>(m_get) : m_table)->setFocus();
}

void HubDialog::download()
{
    m_stopped = false;
    setState(State::loading);
    m_bar->setValue(0);
    m_lastDone = 0;
    sayLoading();
    m_download.start({*m_address, m_findings.repository.commit, m_files.chosen()});
}

void HubDialog::cancel()
{
    if (m_state == State::looking) {
        m_lookup.cancel();
        setState(State::asking);
        showMessage({});
        return;
    }
    if (m_state != State::loading)
        return;
    m_download.cancel();
    m_stopped = true;
    setState(State::listed);
    showMessage(tr("Stopped. What was loaded stays: Resume goes on from there, today or later."));
    m_get->setFocus();
}

void HubDialog::showProgress(const HubProgress &progress)
{
    if (m_state != State::loading)
        return;
    const double share = progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : 1;
    m_bar->setValue(static_cast<int>(share * kBarSteps));
    QStringList parts{progress.file, tr("%1 of %2").arg(sizeText(progress.done), sizeText(progress.total))};
    if (progress.bytesPerSecond >= 1) {
        parts.append(tr("%1/s").arg(sizeText(static_cast<qint64>(progress.bytesPerSecond))));
        parts.append(timeLeftText(progress.total - progress.done, progress.bytesPerSecond));
        parts.removeAll(QString());
    }
    m_progressText->setText(parts.join(QStringLiteral("  ·  ")));
    if (progress.done > m_lastDone) // after a pause to try again, it goes on
        sayLoading();
    m_lastDone = progress.done;
}

void HubDialog::sayLoading()
{
    const QString loading = tr("Loading %1…").arg(m_address->repository());
    if (message() != loading)
        showMessage(loading);
}

void HubDialog::finish(const QString &folder)
{
    m_cached->refresh();
    setState(State::listed);
    if (!isSupported()) {
        showMessage(tr("Loaded into %1. Headscope cannot open the family “%2”.").arg(folder, m_findings.modelType));
        return;
    }
    Q_EMIT openRequested(folder);
    accept();
}

void HubDialog::showMessage(const QString &text, bool error)
{
    m_isError = error;
    m_message->setProperty("role", error ? QStringLiteral("error") : QStringLiteral("muted"));
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
}

QString HubDialog::message() const
{
    return m_message->text();
}

void HubDialog::reject()
{
    m_lookup.cancel();
    m_download.cancel();
    QDialog::reject();
}

} // namespace headscope
