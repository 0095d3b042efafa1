import CMagic

/// What octets are, as libmagic calls it. Its patterns are read once, when it is first asked: that takes some 20 ms.
final class ContentTypes {
    private var cookie: magic_t?
    private var wasAsked = false

    deinit { if let cookie { magic_close(cookie) } }

    /// Nil where it cannot say.
    func type(of octets: [UInt8]) -> String? {
        if !wasAsked { load() }
        guard let cookie, let found = magic_buffer(cookie, octets, octets.count) else { return nil }
        let text = String(cString: found)
        let isType = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3B && $0 != 0x22 }
        return isType && text.utf8.count { $0 == 0x2F } == 1 ? text : nil
    }

    private func load() {
        wasAsked = true
        guard let fresh = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS) else { return }
        if magic_load(fresh, nil) == 0 { cookie = fresh } else { magic_close(fresh) }
    }
}
