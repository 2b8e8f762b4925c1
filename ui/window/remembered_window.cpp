#include "ui/window/remembered_window.h"

#include "src/error.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/settings_file.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/window/main_window.h"
#include "ui/window/presentation.h"
#include "ui/window/tour_words.h"
#include "ui/window/walk_workspace.h"

#include <QDataStream>
#include <QSplitter>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace headscope {

namespace {

const QString kStarted = QStringLiteral("started");
const QString kLab = QStringLiteral("lab");

/// Sizes as saved before; not the width of the handle, the direction and what else a state holds, nor sizes that no screen has.
void restoreSplitter(QSplitter &splitter, const QByteArray &state)
{
    constexpr int marker = 0xff; // QSplitter's own
    constexpr int largest = 100'000;
    QDataStream stream(state);
    qint32 start = 0;
    qint32 version = 0;
    quint32 count = 0;
    stream >> start >> version >> count;
    if (start != marker || count != static_cast<quint32>(splitter.count()))
        return;
    QList<int> sizes;
    for (quint32 i = 0; i < count; ++i) {
        qint32 size = 0;
        stream >> size;
        sizes << size;
    }
    const bool isSane = std::ranges::all_of(sizes, [](int size) { return size >= 0 && size <= largest; });
    if (isSane && stream.status() == QDataStream::Ok)
        splitter.setSizes(sizes);
}

/// Of a built-in model; empty when it is not there.
QString folderOf(const QString &name)
{
    for (const BuiltInModel &model : builtInModels())
        if (model.name == name)
            return model.folder;
    return {};
}

/// And the keys under which their states are remembered.
std::vector<std::pair<QString, QSplitter *>> splittersOf(MainWindow &window)
{
    return {{QStringLiteral("window/body"), &window.body()}, {QStringLiteral("window/walkColumns"), &window.walk().columns()},
        {QStringLiteral("window/walkRows"), &window.walk().rows()}, {QStringLiteral("window/heads"), window.heads().splitter()},
        {QStringLiteral("window/labColumns"), &window.lab().columns()}};
}

} // namespace

void RememberedWindow::restoreAppearance()
{
    if (!m_remember)
        return;
    Appearance &appearance = Appearance::instance();
    appearance.setSequentialScale(m_settings.value(QStringLiteral("appearance/sequential"), appearance.sequentialScale()));
    appearance.setDivergingScale(m_settings.value(QStringLiteral("appearance/diverging"), appearance.divergingScale()));
    appearance.setAnimations(m_settings.value(QStringLiteral("appearance/animations"), true));
    appearance.setMode(static_cast<Appearance::Mode>(qBound(0, m_settings.value(QStringLiteral("appearance/mode"), 0), 2)));
}

void RememberedWindow::restoreLayout(MainWindow &window)
{
    if (!m_remember)
        return;
    window.restoreGeometry(m_settings.value<QByteArray>(QStringLiteral("window/geometry")));
    for (const auto &[key, splitter] : splittersOf(window))
        restoreSplitter(*splitter, m_settings.value<QByteArray>(key));
    HeadsWorkspace &heads = window.heads();
    heads.showView(m_settings.value(QStringLiteral("heads/view"), heads.currentId()));
}

bool RememberedWindow::isFirstStart()
{
    return m_remember && !RememberedSettings::has(kStarted) && !RememberedSettings::has(QStringLiteral("model"));
}

void RememberedWindow::setStarted()
{
    if (m_remember)
        m_settings.set(kStarted, true);
}

void RememberedWindow::openWork(MainWindow &window)
{
    Session &session = window.session();
    QString text = tourSentence();
    QString model = tourModel();
    if (m_remember) {
        const auto remembered = [this](const QString &key, const QString &otherwise) {
            const QString value = m_settings.value(key, otherwise);
            return value.size() > kMostRememberedText ? otherwise : value;
        };
        text = remembered(QStringLiteral("text"), text);
        // A folder that was moved since must not greet the user with an error.
        model = nameOfStored(m_settings.value(QStringLiteral("model"), storedName(folderOf(model))));
        if (!isThere(model))
            model = defaultModelName();
        session.setTarget(remembered(QStringLiteral("target"), {}));
        if (const QVariant pair = m_settings.value(QStringLiteral("pair"), QVariant()); pair.isValid())
            session.setPair(remembered(QStringLiteral("pair"), {}));
        openLab(window.labState());
        window.showWorkspace(
            static_cast<Workspace>(qBound(0, m_settings.value(QStringLiteral("workspace"), 0), int(kWorkspaces.size()) - 1)));
    }
    session.setText(text);
    session.openModel(model);
}

/// Whatever is wrong with it, another version of Headscope may have written it: the Lab begins as it is at first.
void RememberedWindow::openLab(LabState &lab)
{
    const QString remembered = m_settings.value(kLab, QString());
    if (remembered.isEmpty())
        return;
    try {
        lab.choose(parseLab(remembered.toStdString(), "settings"));
    } catch (const Error &) {
        m_settings.set(kLab, QVariant());
    }
}

void RememberedWindow::save(MainWindow &window)
{
    if (!m_remember)
        return;
    window.presentation().set(false);
    keep(window);
}

void RememberedWindow::keep(MainWindow &window)
{
    if (!m_remember || window.presentation().isOn())
        return;
    const Appearance &appearance = Appearance::instance();
    m_settings.set(QStringLiteral("appearance/mode"), static_cast<int>(appearance.mode()));
    m_settings.set(QStringLiteral("appearance/sequential"), appearance.sequentialScale());
    m_settings.set(QStringLiteral("appearance/diverging"), appearance.divergingScale());
    m_settings.set(QStringLiteral("appearance/animations"), appearance.animations());
    m_settings.set(QStringLiteral("window/geometry"), window.saveGeometry());
    for (const auto &[key, splitter] : splittersOf(window))
        m_settings.set(key, splitter->saveState());
    m_settings.set(QStringLiteral("heads/view"), window.heads().currentId());
    m_settings.set(QStringLiteral("workspace"), static_cast<int>(window.workspace()));
    if (window.labState().choices().otherText.size() <= kMostRememberedText)
        m_settings.set(kLab, QString::fromStdString(labJson(window.labState().choices())));
    const Prompt &prompt = window.session().prompt();
    const auto remember = [this](const QString &key, const std::optional<QString> &text) {
        m_settings.set(key, text && text->size() <= kMostRememberedText ? QVariant(*text) : QVariant());
    };
    remember(QStringLiteral("text"), prompt.text);
    remember(QStringLiteral("target"), prompt.target);
    remember(QStringLiteral("pair"), prompt.pair);
    if (const auto model = window.session().model())
        m_settings.set(QStringLiteral("model"), storedName(fromLocalBytes(model->folder().string())));
}

} // namespace headscope
