#include "tests/layout/audited_window.h"

#include "src/tensor/missing_number.h"
#include "tests/support/test.h"
#include "ui/theme/theme.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/views/mechanism/mechanism_page.h"
#include "ui/views/shared/pattern/shown_cell.h"
#include "ui/views/shared/scores/head_score_source.h"
#include "ui/views/walk/walk_view.h"
#include "ui/window/presentation.h"
#include "ui/window/screen_room.h"
#include "ui/window/walk_path.h"
#include "ui/window/walk_workspace.h"

#include <QGuiApplication>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace headscope {

namespace {

constexpr QSize kLargerScreen(1350, 712); // a laptop's, without frame and panel

/// The cell of the result that the Walk lights, in the window's pixels, as far as it is in sight; nothing where it explains none.
std::optional<QRectF> explainedCell(MainWindow &window)
{
    WalkView &view = window.walk().canvas();
    const WalkFigure &figure = view.figure();
    const CellIndex cell = figure.resultCellOf(shownCell(window.session(), window.selection()));
    const auto result = std::ranges::find_if(figure.panels, &FigurePanel::result);
    if (figure.kind != WalkFigure::Kind::grid || result == figure.panels.end() || cell.row < 0 || cell.column < 0)
        return std::nullopt;
    const Matrix &numbers = result->picture.numbers;
    const int column = cell.column - result->firstColumn;
    if (cell.row >= numbers.rows() || column < 0 || column >= numbers.cols() || isMissing(numbers(cell.row, column)))
        return std::nullopt;
    const MatrixLayout &layout = view.placed().panels[std::size_t(result - figure.panels.begin())].layout;
    const QRectF rect = layout.cellRect(cell.row, cell.column).intersected(layout.frame);
    return rect.translated(QPointF(view.mapTo(&window, QPoint())));
}

double middleOf(std::vector<double> sizes)
{
    if (sizes.empty())
        return 0;
    const auto middle = sizes.begin() + std::ptrdiff_t(sizes.size() / 2);
    std::ranges::nth_element(sizes, middle);
    return *middle;
}

void showView(MainWindow &window, const QString &id)
{
    window.showWorkspace(Workspace::heads);
    HeadsWorkspace &heads = window.heads();
    Selection &selection = window.selection();
    const TransformerConfig &config = window.session().trace()->config();
    PatternChoice choice = selection.pattern();
    choice.others.clear();
    selection.setPattern(choice);
    selection.setKey({Stage::weights, 0, 0});
    if (id == QLatin1String("compare")) {
        if (!heads.compare()->a())
            heads.compare()->pinA();
        selection.setKey({Stage::weights, 0, config.heads - 1});
    }
    if (id == QLatin1String("side-by-side")) {
        for (int head = 1; head < std::min(config.heads, 4); ++head)
            choice.others.push_back({0, head});
        choice.rule = HeadRule::sideBySide;
        selection.setPattern(choice);
        heads.showView(QStringLiteral("heatmap"));
    } else {
        heads.showView(id);
    }
}

/// So many of the Lab, the first of the table.
void showCards(MainWindow &window, int count)
{
    window.showWorkspace(Workspace::lab);
    std::vector<std::string> names;
    for (const MechanismInfo &mechanism : allMechanisms())
        if (std::ssize(names) < count)
            names.emplace_back(mechanism.name);
    window.labState().setMechanisms(names);
    window.labState().show(LabView::cards);
}

/// Of four mechanisms.
void showPage(MainWindow &window, LabView view, LabPage page)
{
    showCards(window, 4);
    window.lab().charts().setPage(page);
    window.labState().show(view);
}

/// A step of a mechanism in the Walk, in the place of the model's.
void showSteps(MainWindow &window, const char *mechanism, int step)
{
    window.showWorkspace(Workspace::walk);
    window.walk().showMap(false);
    window.labState().open(mechanism);
    window.walk().mechanism().walk().setStep(step);
}

} // namespace

QString sizeName(const AuditSize &size, int font)
{
    const QString name = QString::fromLatin1(size.name);
    return font == kUsualFont ? name : QStringLiteral("%1-%2pt").arg(name).arg(font);
}

AuditedWindow::AuditedWindow(const AuditedModel &model, int tokens, int font)
    : m_model(QString::fromLatin1(model.name))
    , m_tokens(tokens)
    , m_font(font)
{
    Appearance::instance().setAnimations(false);
    Appearance::instance().setMode(Appearance::Mode::light);
    QApplication::setCursorFlashTime(0);
    followFont(font, kLargerScreen); // as at a start: before the window
    m_window = std::make_unique<MainWindow>(false);
    m_window->setAttribute(Qt::WA_DontShowOnScreen);
    const std::shared_ptr<const Model> opened = model.open();
    if (!opened)
        throw std::runtime_error(std::string("there is no model ") + model.name);
    Session &session = m_window->session();
    const Prompt prompt = promptOf(*opened, tokens);
    session.setText(prompt.text);
    session.setPair(prompt.pair);
    session.setTarget(prompt.target);
    session.showModel(opened);
    m_window->show();
    if (!QTest::qWaitFor([&] { return session.trace() && !session.isBusy(); }, kPatience))
        throw std::runtime_error("no trace came");
    findPlaces();
}

AuditedWindow::~AuditedWindow()
{
    m_window->presentation().set(false);
    Appearance::instance().followDesktop(kUsualFont);
}

void AuditedWindow::findPlaces()
{
    const TransformerConfig &config = m_window->session().trace()->config();
    const WalkPath path(config);
    std::set<QString> known;
    for (int i = 0; i < path.length(); ++i) {
        const StageKey key = path.at(i);
        const bool isCross = config.layer(key.layer).cross && stageInfo(key.stage).scope != StageScope::model;
        const std::string_view stage = stageInfo(key.stage).name;
        const QString name
            = QString::fromLatin1(stage.data(), qsizetype(stage.size())) + (isCross ? QLatin1String("-cross") : QLatin1String());
        if (known.insert(name).second)
            m_places.push_back({name, [key](MainWindow &window) {
                                    window.showWorkspace(Workspace::walk);
                                    window.walk().showMap(false);
                                    window.labState().open({});
                                    window.selection().setKey(key);
                                }});
    }
    m_places.push_back({QStringLiteral("map"), [](MainWindow &window) {
                            window.showWorkspace(Workspace::walk);
                            window.labState().open({});
                            window.walk().showMap(true);
                        }});
    for (const HeadsWorkspace::Entry &entry : m_window->heads().views())
        m_places.push_back({entry.id, [id = entry.id](MainWindow &window) { showView(window, id); }});
    for (const auto &[name, count] : {std::pair("lab-1", 1), std::pair("lab-4", 4), std::pair("lab-12", 12), std::pair("lab-all", 1000)})
        if (count <= 12 || m_tokens <= 12) // all of them take as long as everything else
            m_places.push_back({QString::fromLatin1(name), [count = count](MainWindow &window) { showCards(window, count); }});
    for (const LabPageInfo &page : kLabPages)
        m_places.push_back({QStringLiteral("lab-") + QLatin1String(page.name.data(), qsizetype(page.name.size())),
            [id = page.id](MainWindow &window) { showPage(window, LabView::charts, id); }});
    m_places.push_back({QStringLiteral("lab-model"), [](MainWindow &window) { showPage(window, LabView::model, LabPage::table); }});
    for (const auto &[name, step] : {std::pair("performer", 2), std::pair("deltanet", 4), std::pair("full", 2)})
        m_places.push_back({QStringLiteral("steps-") + QLatin1String(name),
            [name = name, step = step](MainWindow &window) { showSteps(window, name, step); }});
    if (config.heads > 1)
        m_places.push_back({QStringLiteral("side-by-side"), [](MainWindow &window) { showView(window, QStringLiteral("side-by-side")); }});
}

void AuditedWindow::setSize(const AuditSize &size)
{
    m_size = size;
    m_window->presentation().set(false);
    followFont(m_font, size.isScreen ? size.size : kLargerScreen);
    m_window->presentation().set(size.presents);
    m_window->resize(size.size);
    QCoreApplication::processEvents();
}

bool AuditedWindow::isQuiet() const
{
    const auto views = m_window->findChildren<View *>();
    const auto sources = m_window->findChildren<HeadScoreSource *>();
    return !m_window->session().isBusy()
        && std::ranges::all_of(views, [](const View *view) { return !view->isVisible() || view->isSettled(); })
        && std::ranges::all_of(sources, [](const HeadScoreSource *source) { return source->isIdle(); });
}

void AuditedWindow::settle()
{
    const auto views = m_window->findChildren<View *>();
    for (View *view : views)
        if (view->isVisible())
            view->prepareNow();
    if (!QTest::qWaitFor([this] { return isQuiet(); }, kPatience))
        throw std::runtime_error("the window does not come to rest");
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
}

SeenWindow AuditedWindow::seen(const AuditPlace &place)
{
    place.show(*m_window);
    settle();
    SeenWindow seen = seenWindow(*m_window);
    for (int round = 0; round < 5 && !isQuiet(); ++round) { // painting it has begun something
        settle();
        seen = seenWindow(*m_window);
    }
    return seen;
}

Observation AuditedWindow::look(const AuditPlace &place)
{
    const SeenWindow seen = this->seen(place);
    if (m_window->size() != m_size.size)
        throw std::runtime_error("the window does not take the size " + sizeName(m_size, m_font).toStdString());
    const View &canvas = m_window->currentView();
    Observation result;
    result.model = m_model;
    result.tokens = m_tokens;
    result.scale = m_window->devicePixelRatioF();
    result.size = sizeName(m_size, m_font);
    result.place = place.name;
    const QSize shown = canvas.visibleRegion().boundingRect().size();
    result.share = double(shown.width()) * shown.height() / (double(m_size.size.width()) * m_size.size.height());
    result.faults = textFaults(seen, canvas, place.name);

    const std::vector<const SeenText *> texts = seen.textsIn(canvas);
    std::vector<double> numbers;
    double largest = 0;
    for (const SeenText *text : texts) {
        largest = std::max(largest, text->pixels);
        result.shortened += isShortened(text->text) ? 1 : 0;
        if (isNumber(text->text))
            numbers.push_back(text->pixels);
    }
    result.numbers = middleOf(numbers);
    const double wanted = m_size.presents ? kSmallestPresentedDigits * m_size.size.height() : kSmallestText;
    double digits = largest;
    if (&canvas == &m_window->walk().canvas()) {
        if (const auto cell = explainedCell(*m_window)) {
            result.explained = digits = digitsIn(*cell, texts);
            if (digits < wanted - 0.05)
                result.faults.push_back({FaultKind::digits, place.name,
                    QStringLiteral("the explained cell of %1 × %2 has digits of %3 px, not %4")
                        .arg(qRound(cell->width()))
                        .arg(qRound(cell->height()))
                        .arg(digits)
                        .arg(wanted)});
        }
    }
    const FilledCanvas filled = filledCanvas(seen, canvas);
    result.filled = filled.share();
    // What is larger than its window is scrolled through, and seen here in part only: it fills all there is.
    const bool isScrolled = shown.width() < canvas.width() || shown.height() < canvas.height();
    if (!isScrolled && result.filled < kFilled - kFilledTolerance && digits < kLargeDigits)
        result.faults.push_back({FaultKind::desert, place.name,
            QStringLiteral("the figure fills %1 % across and %2 % down, with digits of %3 px")
                .arg(qRound(filled.across * 100))
                .arg(qRound(filled.down * 100))
                .arg(digits)});
    for (const SeenShape &picture : seen.pictures)
        if (picture.widget == &canvas || canvas.isAncestorOf(picture.widget))
            result.unseen << QStringLiteral("%1 × %2").arg(qRound(picture.place.width())).arg(qRound(picture.place.height()));
    return result;
}

} // namespace headscope
