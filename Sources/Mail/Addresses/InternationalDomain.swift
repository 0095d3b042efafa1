import CIdn

/// libidn2, spoken to in Swift.
enum InternationalDomain {
    struct Refusal: Error { let reason: String }

    /// Punctuation that is a letter between certain others, as in `paral·lel.cat` (RFC 5892 appendix A);
    /// libidn2 looks at the neighbours.
    static let dependOnNeighbours: Set<Unicode.Scalar> = [
        "\u{B7}", "\u{375}", "\u{5F3}", "\u{5F4}", "\u{30FB}",
    ]

    static func hasALabel(_ domain: String) -> Bool {
        domain.hasPrefix("xn--")
            || domain.utf8.split(separator: UInt8(ascii: ".")).contains {
                $0.starts(with: "xn--".utf8)
            }
    }

    /// `xn--bcher-kva.example` for `Bücher.example`.
    static func aLabels(of domain: String) -> Result<String, Refusal> {
        let flags =
            CInt(IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue)
            | CInt(IDN2_USE_STD3_ASCII_RULES.rawValue)
        var output: UnsafeMutablePointer<UInt8>?
        let code = Array(domain.utf8 + [0]).withUnsafeBufferPointer {
            idn2_lookup_u8($0.baseAddress, &output, flags)
        }
        defer { idn2_free(output) }
        guard code == IDN2_OK.rawValue, let output,
            let labels = String(
                validatingCString: UnsafeRawPointer(output).assumingMemoryBound(to: CChar.self))
        else {
            let why = idn2_strerror(code).flatMap { String(validatingCString: $0) }
            return .failure(Refusal(reason: why ?? "error \(code)"))
        }
        return .success(labels)
    }

    /// `bücher.example` for `xn--bcher-kva.example`.
    static func shown(_ domain: String) -> String? {
        var output: UnsafeMutablePointer<CChar>?
        let code = idn2_to_unicode_8z8z(domain, &output, 0)
        defer { idn2_free(output) }
        guard code == IDN2_OK.rawValue, let output else { return nil }
        return String(validatingCString: output)
    }
}
