#include "ui/theme/style_sheet.h"

#include "ui/theme/typefaces.h"

#include <QHash>
#include <QRegularExpression>

namespace headscope {

namespace {

// @name is a colour of the theme, @12pt a font size before zoom.
const char *const kTemplate = R"css(
QWidget { color: @text; }
QMainWindow, QDialog { background: @window; }
QToolTip { background: @panel; color: @text; border: 1px solid @line; border-radius: 6px; padding: 6px 8px; }

QFrame[role="bar"] { background: @bar; border: none; border-bottom: 1px solid @line; }
QFrame[role="strip"] { background: @window; border: none; border-bottom: 1px solid @line; }
QFrame[role="rail"] { background: @window; border: none; border-right: 1px solid @line; }
QFrame[role="foot"] { background: @bar; border: none; border-top: 1px solid @line; }
QFrame[role="card"] { background: @panel; border: 1px solid @line; border-radius: 10px; }
QFrame[role="sheet"] { background: @panel; border: 2px solid @accent; border-radius: 10px; }
QFrame[role="canvas"] { background: @canvas; border: none; }
QFrame[role="line"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="edits"] { background: @panel; border: none; border-left: 4px solid @edited; border-bottom: 1px solid @line; }
QFrame[role="notice"] { background: @accentSoft; border: none; border-bottom: 1px solid @line; }

QLabel { background: transparent; }
QLabel[role="brand"] { font-size: @14pt; font-weight: 700; }
QLabel[role="title"] { font-size: @16pt; font-weight: 700; }
QLabel[role="subtitle"] { font-size: @12.5pt; font-weight: 700; }
QLabel[role="coach"] { font-size: @11pt; }
QLabel[role="key"] { border: 1px solid @line; border-radius: 6px; color: @muted; font-size: @8.5pt; padding: 1px 8px; }
QLabel[role="heading"] { font-size: @10.5pt; font-weight: 600; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="small"] { color: @muted; font-size: @8.5pt; }
QLabel[role="said"] { color: @accent; font-size: @8.5pt; font-weight: 600; }
QLabel[role="mono"] { font-family: @mono; font-size: @9pt; }
QLabel[role="error"] { color: @error; }
QLabel[role="concern"] { color: @edited; font-weight: 600; }
QLabel[role="concern-small"] { color: @edited; font-size: @8.5pt; }
QLabel[role="active"] { color: @accent; font-weight: 600; }
QLabel[role="first"] { color: @first; font-weight: 700; font-size: @12pt; }
QLabel[role="second"] { color: @second; font-weight: 700; font-size: @12pt; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox {
    background: @panel; border: 1px solid @line; border-radius: 8px; padding: 5px 10px;
    selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: @muted; background: @window; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus { border: 1px solid @accent; }
QSpinBox, QDoubleSpinBox { padding-right: 24px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { subcontrol-origin: border; width: 22px; border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: 2px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: 2px; }
QAbstractSpinBox::up-arrow { image: url(:/icons/chevron-up-@variant.svg); width: 9px; height: 9px; }
QAbstractSpinBox::down-arrow { image: url(:/icons/chevron-@variant.svg); width: 9px; height: 9px; }
QLineEdit[role="sentence"] { font-size: @13pt; border-radius: 9px; padding: 7px 14px; }
QLineEdit[role="sentence"]:focus { border: 2px solid @accent; padding: 6px 13px; }

QLineEdit[role="second"] { font-size: @11.5pt; border-radius: 9px; padding: 6px 14px; }
QLineEdit[role="second"]:focus { border: 2px solid @accent; padding: 5px 13px; }

QPlainTextEdit[role="sheet"], QPlainTextEdit[role="sheet"]:focus { border: none; font-size: @12pt; }

QPushButton, QToolButton {
    background: @panel; border: 1px solid @line; border-radius: 8px; padding: 6px 14px; outline: none; }
QPushButton:hover, QToolButton:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed { background: @line; }
QPushButton:focus, QToolButton:focus { border: 1px solid @accent; }
QPushButton:disabled, QToolButton:disabled, QComboBox:disabled { color: @faint; }
QPushButton:checked, QToolButton:checked { background: @accentSoft; border-color: @accent; }
QPushButton[kind="primary"] { background: @accent; border: 1px solid @accent; color: @onAccent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: @accentHover; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; padding: 5px 13px; }
QPushButton[kind="primary"]:disabled { background: @line; border-color: @line; color: @faint; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] { background: transparent; border: 1px solid transparent; color: @muted; padding: 4px 8px; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: @hover; color: @text; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border: 1px solid @accent; }
QToolButton[kind="in-field"] { background: transparent; border: none; color: @muted; padding: 3px 6px; }
QToolButton[kind="in-field"]:hover { background: @hover; color: @text; }
QToolButton[kind="menu"] { background: transparent; border: 1px solid transparent; padding: 4px 8px; font-size: @12pt; }
QToolButton[kind="menu"]:hover { background: @hover; }
QToolButton[kind="menu"]:focus { border: 1px solid @accent; }
QPushButton[kind="fold"], QToolButton[kind="fold"] { background: transparent; border: 1px solid transparent; color: @muted; padding: 1px 7px; font-size: @13pt; }
QPushButton[kind="fold"]:hover, QToolButton[kind="fold"]:hover { background: @hover; color: @text; }
QPushButton[kind="fold"]:focus, QToolButton[kind="fold"]:focus { border: 1px solid @accent; }
QToolButton[kind="slim"] { padding: 3px 8px; border-radius: 7px; }
QLineEdit[role="slim"] { padding: 2px 8px; border-radius: 7px; }
QToolButton[kind="badge"] { background: @accentSoft; border: 1px solid @accentSoft; border-radius: 9px; color: @accent; font-size: @8.5pt;
    font-weight: 700; padding: 1px 6px; }
QToolButton[kind="badge"]:hover, QToolButton[kind="badge"]:focus { border: 1px solid @accent; }
QToolButton[kind="foot"] { background: transparent; border: 1px solid transparent; border-radius: 5px; color: @muted; font-size: @8.5pt; padding: 0px 4px; }
QToolButton[kind="foot"]:hover { background: @hover; color: @text; }
QToolButton[kind="foot"]:focus { border: 1px solid @accent; }
QPushButton[kind="step"] { padding: 6px 0px; }
QPushButton[kind="primary-small"] { background: @accent; border: 1px solid @accent; color: @onAccent; padding: 6px 0px; }
QPushButton[kind="primary-small"]:hover { background: @accentHover; }
QPushButton[kind="primary-small"]:focus { border: 2px solid @text; padding: 5px 0px; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }

QComboBox { background: @panel; border: 1px solid @line; border-radius: 8px; padding: 5px 12px; }
QComboBox[height="low"] { padding: 2px 10px; }
QToolButton[height="low"] { padding: 3px 10px; }
QComboBox:hover { background: @hover; }
QComboBox:focus { border: 1px solid @accent; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(:/icons/chevron-@variant.svg); width: 10px; height: 10px; }
QComboBoxPrivateContainer { background: @panel; border: 1px solid @line; }
QComboBox QAbstractItemView { background: @panel; border: none; border-radius: 0; selection-background-color: @accentSoft; selection-color: @text; outline: none; padding: 4px; }
QComboBox::item { padding: 5px 12px; border-radius: 6px; }
QComboBox::item:selected { background: @accentSoft; color: @text; }

QMenuBar { background: @bar; border: none; padding: 2px 6px; }
QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: 6px; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @panel; border: 1px solid @line; padding: 6px; }
QMenu::item { padding: 6px 26px 6px 22px; border-radius: 6px; }
QMenu::item:selected { background: @accentSoft; color: @text; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 5px 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 5px; }
QMenu::indicator:checked { image: url(:/icons/check-@variant.svg); }

QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid @muted; border-radius: 4px; background: @panel; }
QCheckBox::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/check-on-accent-@variant.svg); }
QCheckBox::indicator:disabled { border-color: @line; background: @hover; }
QCheckBox:focus, QRadioButton:focus { outline: 1px solid @accent; outline-radius: 4px; }
QCheckBox:disabled, QRadioButton:disabled { color: @faint; }
QRadioButton::indicator { width: 15px; height: 15px; border: 1px solid @muted; border-radius: 8px; background: @panel; }
QRadioButton::indicator:checked { border: 5px solid @accent; width: 7px; height: 7px; }

QSlider { min-height: 22px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 16px; height: 16px; margin: -6px 0; border-radius: 8px; background: @accent; border: none; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: @accentHover; border: 2px solid @panel; width: 14px; height: 14px; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled { background: @faint; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: @scrollHandle; border-radius: 3px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: @line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }

QSplitter::handle { background: @line; }
QSplitter::handle:hover { background: @accent; }
QDockWidget { titlebar-close-icon: none; }
QListView, QTreeView, QTableView { background: @panel; border: 1px solid @line; border-radius: 8px; outline: none; padding: 4px; }
QListView::item { padding: 5px 8px; border-radius: 6px; }
QListView::item:selected { background: @accentSoft; color: @text; }
QTreeView:focus { border: 1px solid @accent; }
QTreeView::item:selected { background: @accentSoft; color: @text; }
QTreeView::indicator { width: 16px; height: 16px; border: 1px solid @muted; border-radius: 4px; background: @panel; }
QTreeView::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/check-on-accent-@variant.svg); }
QTreeView::indicator:disabled { border-color: @line; background: @hover; }
QHeaderView::section { background: @window; color: @muted; border: none; border-bottom: 1px solid @line; padding: 5px 8px; }
QTableView QHeaderView { background: transparent; border: none; }
QTableView QHeaderView::section { background: @panel; }
QTableView QHeaderView::section:vertical { border: none; color: @accent; padding: 0px 10px 0px 4px; }
QTableView QTableCornerButton::section { background: @panel; border: none; border-bottom: 1px solid @line; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTreeView QHeaderView { background: transparent; border: none; }
QTreeView QHeaderView::section { background: transparent; padding: 5px 3px; }
QFileDialog QToolButton { padding: 3px; border: 1px solid transparent; background: transparent; }
QFileDialog QToolButton:hover { background: @hover; }
QFileDialog QToolButton:focus { border: 1px solid @accent; }
QFileDialog QToolButton:checked { background: @accentSoft; }
QFileDialog QPushButton:default:enabled, QMessageBox QPushButton:default { background: @accent; border: 1px solid @accent; color: @onAccent; }
QFileDialog QPushButton:default:enabled:hover, QMessageBox QPushButton:default:hover { background: @accentHover; }
QFileDialog QPushButton:default:enabled:focus, QMessageBox QPushButton:default:focus { border: 2px solid @text; padding: 5px 13px; }
QStatusBar { background: @bar; border-top: 1px solid @line; }
QStatusBar::item { border: none; }
)css";

} // namespace

QString styleSheet(const Theme &theme, double zoom)
{
    const auto name = [](const QColor &color) { return color.name(); };
    const QColor scrollHandle = theme.dark ? theme.line.lighter(135) : theme.line.darker(112);
    const QHash<QString, QString> values = {
        {QStringLiteral("window"), name(theme.window)},
        {QStringLiteral("canvas"), name(theme.canvas)},
        {QStringLiteral("panel"), name(theme.panel)},
        {QStringLiteral("bar"), name(theme.bar)},
        {QStringLiteral("line"), name(theme.line)},
        {QStringLiteral("hover"), name(theme.hover)},
        {QStringLiteral("text"), name(theme.text)},
        {QStringLiteral("muted"), name(theme.muted)},
        {QStringLiteral("faint"), name(theme.faint)},
        {QStringLiteral("accent"), name(theme.accent)},
        {QStringLiteral("accentHover"), name(theme.dark ? theme.accent.lighter(115) : theme.accent.darker(115))},
        {QStringLiteral("accentSoft"), name(theme.accentSoft)},
        {QStringLiteral("onAccent"), name(theme.onAccent)},
        {QStringLiteral("error"), name(theme.error)},
        {QStringLiteral("edited"), name(theme.edited)},
        {QStringLiteral("first"), name(theme.first)},
        {QStringLiteral("second"), name(theme.second)},
        {QStringLiteral("scrollHandle"), name(scrollHandle)},
        {QStringLiteral("mono"), cssFamilies(monoFont())},
        {QStringLiteral("variant"), theme.dark ? QStringLiteral("dark") : QStringLiteral("light")},
    };
    static const QRegularExpression placeholder(QStringLiteral("@(\\d+(?:\\.\\d+)?)pt|@([A-Za-z]+)"));
    const QString source = QString::fromUtf8(kTemplate);
    QString sheet;
    qsizetype last = 0;
    for (auto matches = placeholder.globalMatch(source); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        sheet += source.mid(last, match.capturedStart() - last);
        sheet += match.captured(1).isEmpty() ? values.value(match.captured(2))
                                             : QString::number(match.captured(1).toDouble() * zoom) + QStringLiteral("pt");
        last = match.capturedEnd();
    }
    return sheet + source.mid(last);
}

} // namespace headscope
