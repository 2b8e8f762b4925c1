// Last step of a tokenizer: tokens that are put before and after the text, such as [CLS] and [SEP].
#pragma once

#include "src/formats/json.h"

#include <vector>

namespace headscope {

struct PostProcessor {
    std::vector<int> before; ///< ids
    std::vector<int> after;

    /// From tokenizer.json's "post_processor", which may be null. Only what is done to a single text is read. Throws Error
    /// naming a kind that is not supported.
    static PostProcessor fromJson(const Json &json);
};

} // namespace headscope
