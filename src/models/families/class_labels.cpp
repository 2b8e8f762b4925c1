#include "src/models/families/class_labels.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>

namespace headscope {

int classCount(const ConfigReader &reader, const TensorBinder &binder, const std::string &name)
{
    const std::optional<Json> named = reader.value("id2label");
    if (named && named->isObject() && named->size() > 0)
        return static_cast<int>(std::min<std::size_t>(named->size(), kMostClasses));
    const StoredTensor *tensor = binder.checkpoint().find(name + ".weight");
    const bool counts = tensor && tensor->shape.size() == 2 && tensor->shape[0] > 0 && tensor->shape[0] <= kMostClasses;
    return counts ? static_cast<int>(tensor->shape[0]) : 1;
}

std::vector<std::string> classLabels(const ConfigReader &reader, int count)
{
    std::vector<std::string> labels;
    for (int i = 0; i < count; ++i)
        labels.push_back("LABEL_" + std::to_string(i));
    const std::optional<Json> named = reader.value("id2label");
    if (!named || !named->isObject())
        return labels;
    for (const auto &[key, label] : named->members()) {
        int id = -1;
        std::from_chars(key.data(), key.data() + key.size(), id);
        if (id >= 0 && id < count && label.isString())
            labels[static_cast<std::size_t>(id)] = label.get<std::string>();
    }
    return labels;
}

} // namespace headscope
