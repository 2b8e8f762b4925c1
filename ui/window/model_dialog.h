// "About this model": the load report as a page, with a button that copies it as text. And what stood in the way of a model that did not
// open, line by line.
#pragma once

#include "ui/session/model_facts.h"

#include <QDialog>

class QVBoxLayout;

namespace headscope {

class ModelDialog : public QDialog {
    Q_OBJECT

public:
    explicit ModelDialog(const Model &model, QWidget *parent = nullptr);
    /// `problem`: as Session::failed() says it.
    explicit ModelDialog(const QString &problem, QWidget *parent = nullptr);

    /// What Copy puts on the clipboard.
    const QString &text() const { return m_text; }

private:
    QVBoxLayout *build(const QString &title, const QString &subtitle);
    void addSection(QVBoxLayout &page, const FactSection &section);
    void finish(QVBoxLayout &page, const QSize &size);

    QString m_text;
};

} // namespace headscope
