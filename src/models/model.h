// An opened checkpoint: configuration, weights (memory-mapped), tokenizer and the load report.
#pragma once

#include "src/models/config.h"
#include "src/tensor/matrix_view.h"
#include "src/tokenizer/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace headscope {

struct PlanStep; // src/models/layer_plan.h
struct Weights; // src/models/weights.h

/// What was found in a folder, for `headscope info` and the window.
struct LoadReport {
    std::string familyReason; ///< why this family: "model_type is gpt2"
    std::vector<std::string> files; ///< those the tensors come from, by name
    std::int64_t parameters = 0;
    std::int64_t bytes = 0; ///< of all tensors as stored
    std::vector<std::string> dtypes; ///< "f16", …
    std::vector<std::string> unused; ///< tensors of the file that nothing reads
    std::vector<std::string> ignored; ///< tensors known to be in such files and not needed
    std::vector<std::string> unknownFields; ///< of config.json: nobody here knows what they mean
    std::vector<std::string> notes; ///< conversions, what was assumed
};

/// Immutable once opened; shared by the worker and by every Trace made with it.
class Model {
public:
    Model(std::filesystem::path folder, TransformerConfig config, std::unique_ptr<const Weights> weights,
        std::unique_ptr<const Tokenizer> tokenizer, LoadReport report);
    ~Model();

    const std::string &name() const { return m_name; } ///< the folder's; "org/name" in Hugging Face's cache
    const std::filesystem::path &folder() const { return m_folder; }
    const TransformerConfig &config() const { return m_config; }
    /// The layer's LayerPlan.
    const std::vector<PlanStep> &plan(int layer) const { return m_plans[static_cast<std::size_t>(layer)]; }
    const Weights &weights() const { return *m_weights; }
    const Tokenizer &tokenizer() const { return *m_tokenizer; }
    const LoadReport &report() const { return m_report; }

private:
    std::filesystem::path m_folder;
    std::string m_name;
    TransformerConfig m_config;
    std::vector<std::vector<PlanStep>> m_plans; // [L]
    std::unique_ptr<const Weights> m_weights;
    std::unique_ptr<const Tokenizer> m_tokenizer;
    LoadReport m_report;
};

/// Opens a Hugging Face folder (config.json, weights, tokenizer.json), or a GGUF file or a folder with one beside its tokenizer.json.
/// Tensors missing or of another shape than the configuration says throw Error naming the tensor and both shapes; nothing is ever filled
/// in.
std::shared_ptr<const Model> openModel(const std::filesystem::path &folder);

} // namespace headscope
