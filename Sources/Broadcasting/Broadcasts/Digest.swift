import CCrypto

/// SHA-256, plain and keyed (FIPS 180-4, RFC 2104), as OpenSSL computes them.
public enum Digest {
    /// 64 hexadecimal digits.
    public static func sha256(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        _ = SHA256(bytes, bytes.count, &digest)
        return hexadecimal(digest)
    }

    public static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
        let bytes = Array(bytes)
        return String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (index, byte) in bytes.enumerated() {
                text[2 * index] = digit(byte >> 4)
                text[2 * index + 1] = digit(byte & 15)
            }
            return 2 * bytes.count
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

    /// - Returns: 32 octets.
    public func authenticate(_ bytes: [UInt8]) -> [UInt8] {
        SecretKey.finish(outer, SecretKey.finish(inner, bytes))
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

    private static func finish(_ started: SHA256_CTX, _ bytes: [UInt8]) -> [UInt8] {
        var context = started
        SHA256_Update(&context, bytes, bytes.count)
        return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            SHA256_Final(buffer.baseAddress, &context)
            count = 32
        }
    }
}
