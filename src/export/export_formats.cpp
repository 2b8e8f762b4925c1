#include "src/export/export_formats.h"

#include <algorithm>
#include <vector>

namespace headscope {

const ExportFormat *formatNamed(std::string_view id)
{
    const auto found = std::ranges::find(kExportFormats, id, &ExportFormat::id);
    return found == kExportFormats.end() ? nullptr : &*found;
}

bool hasSideFile(std::string_view id)
{
    const ExportFormat *format = formatNamed(id);
    return format && format->hasSideFile;
}

std::string formatsThatHold(FormatHolds least)
{
    std::vector<std::string> names;
    for (const ExportFormat &format : kExportFormats)
        if (format.holds >= least)
            names.push_back(std::string(format.title) + " (." + std::string(format.id) + ")");
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
    return text;
}

} // namespace headscope
