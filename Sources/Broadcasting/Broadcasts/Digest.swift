import CCrypto

/// SHA-256, plain and keyed (FIPS 180-4, RFC 2104), as OpenSSL computes them.
public enum Digest {
    /// 64 hexadecimal digits.
    public static func sha256(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        _ = SHA256(bytes, bytes.count, &digest)
        return hexadecimal(digest)
    }

    /// - Returns: 32 octets.
    public static func hmac(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 32
        _ = HMAC(lr_sha256(), key, Int32(clamping: key.count), bytes, bytes.count, &digest, &length)
        return digest
    }

    public static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(validating: text, as: UTF8.self) ?? ""
    }

    /// Octets nobody can guess; nil where the system has none to give.
    public static func random(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return RAND_bytes(&bytes, Int32(clamping: count)) == 1 ? bytes : nil
    }
}
