// What every view has in common: it reads a Session and a Selection, writes the Selection, and paints itself with one painter for screen
// and export. A view's own class says what it makes, where it stands and how it is painted; when that happens is decided here.
// Trap: a view out of sight does no work. What changed only makes it stale; it makes its picture anew when it is seen.
// Trap: what moves or updates widgets while it is painted is painted twice, so a picture is made before.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/drawn_view.h"
#include "ui/views/view_choice.h"

#include <QWidget>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

/// What a view says in place of a picture. A reason why there is none, where one is known, goes before "type a sentence".
struct ViewWords {
    QString noModel;
    QString noText;
    QString busy = {}; ///< while it is being made
};

class View : public QWidget {
    Q_OBJECT

public:
    View(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// As an export has it: of what is looked at when it is asked. Valid for as long as the view.
    DrawnView drawn();
    /// Size of the whole figure.
    QSizeF figureSize(const FigureParts &parts = {}) const { return wholeFigure(parts).size; }
    void paintFigure(QPainter &painter, const QRectF &area, const FigureParts &parts = {}) const
    {
        paintFitting(painter, wholeFigure(parts), area);
    }
    /// Does it show the selection's head by the selection's choice of measure, units and tokens?
    bool showsHead() const { return m_showsHead; }
    void setShowsHead(bool shows) { m_showsHead = shows; }
    /// Are its numbers more than those of a stage?
    bool offersTable() const { return m_showsHead || m_hasTable; }
    /// For exports, as in DrawnView.
    virtual QString figureTitle() const = 0;
    virtual StageKey exportKey() const { return m_selection.key(); }
    virtual std::optional<ViewTable> table() const { return std::nullopt; }

    /// Something is being made beside the window's thread.
    virtual bool isBusy() const { return false; }
    /// What it shows is what was asked for: nothing is being made or about to be.
    virtual bool isSettled() const { return !m_stale && !isBusy(); }
    /// What is chosen in it beside Selection, by the names of sessions.
    ViewChoices chosen();
    /// What is wrong with some, in words, or empty; names as "lines.mode" when it is called `id`.
    std::string problemOf(const ViewChoices &wanted, const std::string &id);
    /// Chooses the same again: of a place in the picture when that is there. Those without a problem only.
    void choose(const ViewChoices &wanted);
    /// Begins to make its picture, if that is not done yet: for who waits for it without knowing whether it is seen, or needs it before the
    /// event loop goes on.
    void prepareNow();
    /// Others in sight show what it makes: it works as if it were seen itself.
    void setNeeded(bool needed);
    /// What stands in place of the picture, in words; empty: the picture is there.
    virtual QString wordsInstead() const;
    /// The drag that goes on moves what is in sight: it means nothing else.
    virtual bool isDragged() const { return false; }
    /// Why there is nothing to export, copy or print, in words; empty: there is a picture.
    virtual QString whyNoPicture() const { return wordsInstead(); }

    QSize sizeHint() const override { return m_sizeHint.isValid() ? m_sizeHint : QWidget::sizeHint(); }
    QSize minimumSizeHint() const override { return m_minimumSizeHint.isValid() ? m_minimumSizeHint : QWidget::minimumSizeHint(); }

protected:
    virtual ViewFigure wholeFigure(const FigureParts &parts) const = 0;
    /// The zoom before how far the picture was scrolled.
    virtual std::vector<ViewChoice> choices() { return {}; }

    /// What the picture depends on besides the trace, the model and Selection::shown().
    void dependOn(Selection::Changes what) { m_dependsOn = Selection::shownChanged | what; }
    bool dependsOn(Selection::Changes what) const { return bool(what & m_dependsOn); }
    /// It draws layers of a run that goes on.
    void dependOnPartial();
    void setWords(ViewWords words) { m_words = std::move(words); }
    /// What it likes to have and what it needs; an invalid size leaves it to the layout.
    void setHints(const QSize &size, const QSize &minimum);
    /// It shows no head, and has numbers of its own all the same.
    void setHasTable() { m_hasTable = true; }
    /// Of the frame that shows the focus around the picture; 0: none.
    void setFocusRing(double width) { m_focusRing = width; }
    /// Why there is no picture, in words; empty: no reason but that nothing was typed or opened.
    virtual QString problem() const { return {}; }
    virtual bool hasPicture() const { return true; }

    /// Something that the picture depends on has changed. In sight it is made anew, and painted, when the event loop goes on: once,
    /// whatever else changes until then. Out of sight it waits until it is seen.
    virtual void renew();
    bool isStale() const { return m_stale; }
    /// Makes what is painted, before the first time and after renew().
    virtual void prepare() { }
    /// What is being made is not wanted: it would be out of date, and nobody sees it.
    virtual void stop() { }
    /// Lets go of the numbers of a model that was closed, also while out of sight. renew() follows, with the new one's first trace.
    virtual void drop() { }
    /// Decides where everything is: the size or the content is another.
    virtual void place() { }
    /// Colours, scales or the size of letters are others.
    virtual void restyle() { place(); }
    virtual void selectionChanged(Selection::Changes what);
    /// The pointer is over the picture, or has left it.
    virtual void pointAt(const std::optional<QPointF> &) { }

    /// Below everything.
    virtual QColor background() const;
    virtual QRectF wordsArea() const { return rect(); }
    virtual void paintScreen(QPainter &) { }
    /// Over everything, also over the frame of the focus: what follows the pointer.
    virtual void paintOver(QPainter &) { }

    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    /// Esc unpins.
    void keyPressEvent(QKeyEvent *event) override;

    Session &m_session;
    Selection &m_selection;

private:
    void prepareInSight();
    bool isWanted() const { return isVisible() || m_isNeeded; }
    void choosePlaces();

    Selection::Changes m_dependsOn = Selection::shownChanged;
    ViewWords m_words;
    QSize m_sizeHint;
    QSize m_minimumSizeHint;
    double m_focusRing = 0;
    bool m_stale = true;
    bool m_isDue = false; ///< prepareInSight() will be called
    bool m_isNeeded = false;
    bool m_showsHead = false;
    bool m_hasTable = false;
    bool m_drawsPartial = false;
    ViewChoices m_places; ///< of a picture that is not there yet
};

} // namespace headscope
