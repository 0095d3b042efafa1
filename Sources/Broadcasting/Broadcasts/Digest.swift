import CCrypto

/// SHA-256, plain and keyed (FIPS 180-4, RFC 2104), as OpenSSL computes them.
public enum Digest {
    /// 64 hexadecimal digits.
    public static func sha256(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        _ = SHA256(bytes, bytes.count, &digest)
        return hexadecimal(digest)
    }

    public static func hexadecimal(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            bytes.withUnsafeBufferPointer { write($0, to: text) }
            return 2 * bytes.count
        }
    }

    /// Two digits an octet; there has to be room.
    static func write(_ bytes: UnsafeBufferPointer<UInt8>, to text: UnsafeMutableBufferPointer<UInt8>) {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
        for index in bytes.indices {
            text[2 * index] = digit(bytes[index] >> 4)
            text[2 * index + 1] = digit(bytes[index] & 15)
        }
    }

    /// Octets nobody can guess; nil where the system has none to give.
    public static func random(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return RAND_bytes(&bytes, Int32(clamping: count)) == 1 ? bytes : nil
    }
}

/// A key for HMAC-SHA256 (RFC 2104), with the part of the work done that is the same for every text.
public struct SecretKey: Sendable {
    private let inner: SHA256_CTX
    private let outer: SHA256_CTX

    public init(_ secret: [UInt8]) {
        var block = [UInt8](repeating: 0, count: 64)
        if secret.count > 64 {
            SHA256(secret, secret.count, &block)
        } else {
            block.replaceSubrange(0..<secret.count, with: secret)
        }
        inner = SecretKey.started(block.map { $0 ^ 0x36 })
        outer = SecretKey.started(block.map { $0 ^ 0x5C })
    }

    private static func started(_ block: [UInt8]) -> SHA256_CTX {
        var context = SHA256_CTX()
        SHA256_Init(&context)
        SHA256_Update(&context, block, block.count)
        return context
    }

    /// Gives `body` the 32 octets of the code; nothing is allocated, for every message needs one.
    func authenticate<Result>(
        _ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { code in
            SecretKey.finish(inner, text, to: code)
            SecretKey.finish(outer, UnsafeBufferPointer(code), to: code)
            return body(UnsafeBufferPointer(code))
        }
    }

    /// A key for which every text begins with `beginning`: what follows then costs two blocks.
    public func texts(startingWith beginning: [UInt8]) -> SecretKey {
        var context = inner
        SHA256_Update(&context, beginning, beginning.count)
        return SecretKey(inner: context, outer: outer)
    }

    private init(inner: SHA256_CTX, outer: SHA256_CTX) {
        self.inner = inner
        self.outer = outer
    }

    /// - Parameter code: 32 octets; `text` may be the same.
    private static func finish(
        _ started: SHA256_CTX, _ text: UnsafeBufferPointer<UInt8>, to code: UnsafeMutableBufferPointer<UInt8>
    ) {
        var context = started
        SHA256_Update(&context, text.baseAddress, text.count)
        SHA256_Final(code.baseAddress, &context)
    }
}
