import CCurl

/// The options that make libcurl connect to a relay, safely, and stop there.
struct CurlOptions {
    let easy: UnsafeMutableRawPointer

    func set(_ endpoint: Endpoint, deadlines: Deadlines) throws(SystemProblem) {
        try set(CURLOPT_URL, endpoint.url)
        try set(CURLOPT_CONNECT_ONLY, 1)
        try set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_NOPROXY, "*")
        try set(CURLOPT_NOSIGNAL, 1)
        // A name server that does not answer must not hold up whoever gives up waiting.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_FRESH_CONNECT, 1)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, deadlines.limit(.connect))
        try set(CURLOPT_SERVER_RESPONSE_TIMEOUT, deadlines.limit(.handshake) / 1_000 + 1)
        try secure(endpoint)
        try logIn(endpoint)
    }

    private func secure(_ endpoint: Endpoint) throws(SystemProblem) {
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if endpoint.security == .startTLS { try set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
        if let file = endpoint.caFile {
            try set(CURLOPT_CAINFO, file)
            try check(lr_easy_setopt_string(easy, CURLOPT_CAPATH, nil), CURLOPT_CAPATH)
        }
    }

    private func logIn(_ endpoint: Endpoint) throws(SystemProblem) {
        guard let username = endpoint.username, let secret = endpoint.secret else { return }
        try set(CURLOPT_USERNAME, username)
        switch secret {
        case .password(let password):
            try set(CURLOPT_PASSWORD, password)
            try set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN;AUTH=CRAM-MD5")
        case .bearer(let token):
            try set(CURLOPT_XOAUTH2_BEARER, token)
            try set(CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2;AUTH=OAUTHBEARER")
        }
    }

    private func set(_ option: CURLoption, _ value: Int) throws(SystemProblem) {
        try check(lr_easy_setopt_long(easy, option, value), option)
    }

    private func set(_ option: CURLoption, _ value: String) throws(SystemProblem) {
        try check(lr_easy_setopt_string(easy, option, value), option)
    }

    /// An option that did not take could mean no verification: then no connection.
    private func check(_ result: CURLcode, _ option: CURLoption) throws(SystemProblem) {
        guard result == CURLE_OK else {
            throw SystemProblem(
                text: "libcurl refused its option \(option.rawValue) (code \(result.rawValue))")
        }
    }
}
