#pragma once
// Routes and pages over cpp-httplib.

#include "http/routes.hpp"

#include <memory>
#include <string>

namespace bandian::http {

class Server {
public:
    /// `web` is the folder of the pages; it is read once, here.
    /// Behind a proxy the source of a request is the X-Real-IP that the proxy sets.
    Server(const std::string& web, bool behind_proxy);
    ~Server();

    /// Port 0: any free one. Gives the port, or 0 when it is taken.
    int bind(const std::string& host, int port);
    void run(Routes& routes);  ///< until stop()
    void stop();

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace bandian::http
