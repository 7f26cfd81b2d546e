#pragma once
// The library's server, but that header fields come as they were sent.

#include <httplib.h>

namespace bandian::http {

/// The library decodes what is percent-encoded in header fields: Cookie: __Host%2Dbandian=… would be the cookie
/// __Host-bandian, which a browser takes from this host alone, and %0D%0A a line end. So a % of a header is written as
/// %25 on its way in. The library sees nothing else otherwise: timeouts, and requests one after the other on a
/// connection, are its own settings.
class ExactServer : public httplib::Server {
private:
    bool process_and_close_socket(socket_t socket) override;
    template <class Self>
    static bool process(Self& self, httplib::Stream& stream, bool last, bool& closed);
};

/// Where the head of a request ends, and which % are of its header fields.
class HeadReader {
public:
    /// The next byte as it came. True: the library is to read "25" after it.
    bool take(char byte);
    bool is_over() const { return over_; }  ///< what follows is the body

private:
    bool in_request_line_ = true;
    bool over_ = false;
    int of_line_ = 0;  ///< bytes of the line so far
    char last_ = '\0';
};

}  // namespace bandian::http
