import CCurl
import Glibc
import Mail

/// One connection made by libcurl, which resolves, connects, says EHLO, secures and logs in; then our bytes.
///
/// Each wire has a CURLM of its own: libcurl then never compares, reuses, ages or prunes one connection on
/// behalf of another, and finds the only one it has at once. Belongs to one event loop.
final class Wire {
    enum Progress {
        case connecting
        case connected
        case failed(CURLcode)
    }

    /// libcurl found the connection broken.
    struct Broken: Error {
        let words: String
    }

    private(set) var handshake = Handshake()
    /// `TLSv1.3`; nil: in clear text.
    private(set) var tlsVersion: String?
    /// When libcurl wants to be called though no socket stirs, in milliseconds of `Clock`.
    private(set) var timer: Int?

    private let easy: OpaqueHandle
    private let multi: OpaqueHandle
    private let epoll: Epoll
    private let owner: UInt32
    private let isSecured: Bool
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var socket: Int32 = -1

    /// One TLS record: a send that says "again" has then put no whole record on the wire, so that
    /// nothing was handed over that we believe to have kept. OpenSSL wants the same bytes again from
    /// the same place.
    private static let record = 16_384
    private let staging = UnsafeMutableRawPointer.allocate(byteCount: record, alignment: 16)
    private var staged = 0

    typealias OpaqueHandle = UnsafeMutableRawPointer

    /// Starts to connect. Nothing happens before `drive` is called.
    init(to endpoint: Endpoint, deadlines: Deadlines, epoll: Epoll, owner: UInt32) throws(SystemProblem) {
        guard let easy = curl_easy_init() else { throw SystemProblem("curl_easy_init") }
        guard let multi = curl_multi_init() else {
            curl_easy_cleanup(easy)
            throw SystemProblem("curl_multi_init")
        }
        (self.easy, self.multi, self.epoll, self.owner) = (easy, multi, epoll, owner)
        isSecured = endpoint.security != .none
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try CurlOptions(easy: easy).set(endpoint, deadlines: deadlines)
        listen()
        curl_multi_add_handle(multi, easy)
    }

    deinit {
        // No callback may see an object that is going.
        lr_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, nil)
        lr_multi_setopt_pointer(multi, CURLMOPT_TIMERDATA, nil)
        curl_multi_remove_handle(multi, easy)
        curl_easy_cleanup(easy)
        curl_multi_cleanup(multi)
        errorText.deallocate()
        staging.deallocate()
    }

    /// libcurl's own words for what went wrong, controls taken out.
    var errorWords: String {
        let bytes = UnsafeBufferPointer(start: errorText, count: strnlen(errorText, Int(CURL_ERROR_SIZE)))
        let printable = bytes.map { UInt8(bitPattern: $0) }.map { $0 < 0x20 || $0 == 0x7F ? 0x3F : $0 }
        return String(validating: printable, as: UTF8.self) ?? ""
    }

    /// A host has answered: TCP stands, nothing else yet.
    var hasReachedHost: Bool {
        var microseconds: curl_off_t = 0
        lr_easy_getinfo_offset(easy, CURLINFO_CONNECT_TIME_T, &microseconds)
        return microseconds > 0
    }

    /// libcurl's patience for connecting counts until the log-in is done. Once the host has answered, each
    /// reply gets a term of its own from whoever uses this wire, and libcurl's ends nothing any more.
    func trustCaller() { lr_easy_setopt_long(easy, CURLOPT_CONNECTTIMEOUT_MS, 86_400_000) }

    /// The errno of the last connect that failed.
    var systemError: Int32 {
        var code = 0
        lr_easy_getinfo_long(easy, CURLINFO_OS_ERRNO, &code)
        return Int32(truncatingIfNeeded: code)
    }
}

// MARK: Connecting

extension Wire {
    /// Lets libcurl go on, because its timer has run out (no token) or a socket of its has stirred.
    func drive(_ token: Epoll.Token? = nil, _ stirred: Epoll.Interest = []) -> Progress {
        var running: Int32 = 0
        if let token {
            curl_multi_socket_action(multi, token.socket, Self.mask(stirred), &running)
        } else {
            timer = nil
            curl_multi_socket_action(multi, CURL_SOCKET_BAD, 0, &running)
        }
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            let result = lr_message_result(message)
            return result == CURLE_OK ? settle() : .failed(result)
        }
        return .connecting
    }

    private static func mask(_ stirred: Epoll.Interest) -> Int32 {
        (stirred.contains(.read) ? CURL_CSELECT_IN : 0) | (stirred.contains(.write) ? CURL_CSELECT_OUT : 0)
            | (stirred.isDisjoint(with: .failure) ? 0 : CURL_CSELECT_ERR)
    }

    /// From here on the socket is ours to watch.
    private func settle() -> Progress {
        timer = nil
        lr_easy_getinfo_socket(easy, CURLINFO_ACTIVESOCKET, &socket)
        guard socket >= 0, watch([.read]) else { return .failed(CURLE_COULDNT_CONNECT) }
        return .connected
    }

    @discardableResult
    func watch(_ interest: Epoll.Interest) -> Bool {
        epoll.watch(Epoll.Token(owner: owner, socket: socket), for: interest)
    }

    /// C callbacks cannot capture; each gets this wire as its context. libcurl calls them only from
    /// inside the calls above, and never after `deinit`.
    private func listen() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        lr_easy_setopt_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        lr_easy_setopt_pointer(easy, CURLOPT_HEADERDATA, context)
        lr_easy_setopt_data(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            let length = size &* count
            Wire.from(context)?.noteTLS()
            let heard = data.withMemoryRebound(to: UInt8.self, capacity: length) {
                Wire.from(context)?.handshake.hear(UnsafeBufferPointer(start: $0, count: length)) ?? false
            }
            return heard ? length : 0
        }
        lr_multi_setopt_pointer(multi, CURLMOPT_SOCKETDATA, context)
        lr_multi_setopt_socket(multi) { _, socket, what, context, _ in
            Wire.from(context)?.watch(socket, for: what)
            return 0
        }
        lr_multi_setopt_pointer(multi, CURLMOPT_TIMERDATA, context)
        lr_multi_setopt_timer(multi) { _, milliseconds, context in
            Wire.from(context)?.timer = milliseconds < 0 ? nil : Clock.milliseconds() &+ milliseconds
            return 0
        }
    }

    /// libcurl tells it while it connects, and not any more when it has.
    private func noteTLS() {
        if tlsVersion == nil { tlsVersion = lr_tls_version(easy).flatMap { String(validatingCString: $0) } }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Wire? {
        context.map { Unmanaged<Wire>.fromOpaque($0).takeUnretainedValue() }
    }

    private func watch(_ socket: curl_socket_t, for what: Int32) {
        var interest: Epoll.Interest = []
        if what & CURL_POLL_IN != 0 { interest.insert(.read) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.write) }
        if what == CURL_POLL_REMOVE || interest.isEmpty {
            epoll.forget(socket)
        } else {
            epoll.watch(Epoll.Token(owner: owner, socket: socket), for: interest)
        }
    }
}

// MARK: Bytes

extension Wire {
    /// Sends what it can, where it is secured of one record's length; 0: the socket is full.
    func send(_ bytes: UnsafeRawBufferPointer) throws(Broken) -> Int {
        guard isSecured else { return try put(bytes.baseAddress, bytes.count) }
        if staged == 0, let base = bytes.baseAddress {
            staged = min(bytes.count, Self.record)
            memcpy(staging, base, staged)
        }
        let sent = try put(staging, staged)
        if sent > 0 { staged = 0 }
        return sent
    }

    private func put(_ bytes: UnsafeRawPointer?, _ count: Int) throws(Broken) -> Int {
        var sent = 0
        let result = curl_easy_send(easy, bytes, count, &sent)
        if result == CURLE_AGAIN { return 0 }
        guard result == CURLE_OK else { throw broken(result) }
        return sent
    }

    /// Receives what is there; nil: nothing more for now.
    func receive(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(Broken) -> Int? {
        var received = 0
        let result = curl_easy_recv(easy, buffer.baseAddress, buffer.count, &received)
        if result == CURLE_AGAIN { return nil }
        guard result == CURLE_OK else { throw broken(result) }
        guard received > 0 else { throw Broken(words: "the relay closed the connection") }
        return received
    }

    private func broken(_ result: CURLcode) -> Broken {
        let words = errorWords
        return Broken(words: words.isEmpty ? "the connection broke (libcurl code \(result.rawValue))" : words)
    }
}
