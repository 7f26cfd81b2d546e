#include "report/square_code.hpp"

#include <qrencode.h>

#include <memory>
#include <stdexcept>

namespace bandian::report {

std::string square_code(const std::string& text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_Q),
                                                               &QRcode_free};
    if (!code) throw std::runtime_error("too long for a QR code");
    constexpr int margin = 4;  // modules that stay white, as the standard asks
    const std::string size = std::to_string(code->width + 2 * margin);
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + ' ' + size + "\" width=\"" +
                      size + "mm\" height=\"" + size +
                      "mm\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path "
                      "fill=\"#000\" d=\"";
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if (code->data[y * code->width + x] & 1)
                svg += 'M' + std::to_string(x + margin) + ' ' + std::to_string(y + margin) + "h1v1h-1z";
    return svg + "\"/></svg>\n";
}

}  // namespace bandian::report
