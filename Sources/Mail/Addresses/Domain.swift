/// What may stand behind the '@': at least two labels (RFC 1123 §2.1), international ones as
/// A-labels (RFC 5890), mapped by UTS 46 without its transitional exceptions.
extension AddressReader {
    mutating func domain(_ part: Range<Int>) throws(AddressProblem) -> String {
        if text[part.lowerBound] == "[" { throw problem(.addressLiteral, at: part.lowerBound) }
        try checkDomainCharacters(part)
        let typed = text[part]
        let isASCII = typed.allSatisfy { $0.value < 0x80 }
        var domain = String(typed).lowercased()
        if !isASCII || InternationalDomain.hasALabel(domain) {
            domain = try aLabels(of: String(typed), at: part.lowerBound)
            remark(onInternational: domain, typed: part)
        }
        try checkLabels(of: domain, at: part.lowerBound)
        return domain
    }

    private func checkDomainCharacters(_ part: Range<Int>) throws(AddressProblem) {
        for offset in part {
            let scalar = text[offset]
            if scalar == "@" { throw problem(.secondAt, at: offset) }
            if scalar.isBlank { throw problem(.whiteSpace, at: offset) }
            let isAllowed =
                scalar == "." || OctetSet.label.contains(scalar) || scalar.isLetterMarkOrNumber
                || InternationalDomain.dependOnNeighbours.contains(scalar)
            guard isAllowed else {
                throw problem(.character(scalar, in: .domain), at: offset)
            }
            if scalar.isMark, offset == part.lowerBound { throw problem(.startsWithMark, at: offset) }
        }
    }

    private func aLabels(of domain: String, at offset: Int) throws(AddressProblem) -> String {
        // A label of 64 letters or a whole of 1000 is for checkLabels to name; libidn2 would only say no.
        guard domain.utf8.count <= 1000 else {
            throw problem(.tooLong(.domain, octets: domain.utf8.count, limit: 253), at: offset)
        }
        switch InternationalDomain.aLabels(of: domain) {
        case .success(let labels): return labels.lowercased()
        case .failure(let refusal): throw problem(.notInternational(refusal.reason), at: offset)
        }
    }

    private func checkLabels(of domain: String, at offset: Int) throws(AddressProblem) {
        let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        for (index, label) in labels.enumerated() {
            guard label.allSatisfy({ OctetSet.label.contains($0) }) else {
                throw problem(.notInternational("it holds a character that no domain can hold"), at: offset)
            }
            if label.isEmpty {
                let isInside = index > 0 && index < labels.count - 1
                throw problem(isInside ? .dotsInARow(.domain) : .dotAtEdge(.domain), at: offset)
            }
            if label.first == UInt8(ascii: "-") || label.last == UInt8(ascii: "-") {
                throw problem(.hyphenAtEdge, at: offset)
            }
            guard label.count <= 63 else {
                throw problem(.tooLong(.label, octets: label.count, limit: 63), at: offset)
            }
        }
        guard domain.utf8.count <= 253 else {
            throw problem(.tooLong(.domain, octets: domain.utf8.count, limit: 253), at: offset)
        }
        guard labels.count >= 2, let last = labels.last else { throw problem(.oneLabel, at: offset) }
        guard !last.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw problem(.numericTopLevel, at: offset)
        }
        guard !ReservedDomain.contains(domain) else {
            throw problem(.reserved(String(Substring(last))), at: offset)
        }
    }

    /// An A-label is judged by what it shows.
    private mutating func remark(onInternational domain: String, typed part: Range<Int>) {
        let shown = Array((InternationalDomain.shown(domain) ?? domain).unicodeScalars)
        if shown.split(separator: ".").contains(where: { Scripts.areMixed($0) }) {
            warn(.mixedScripts, about: range)
        }
        if text[part].contains(where: \.isFullWidth) { warn(.fullWidth, about: range) }
    }
}

/// Names under which nobody can have a mailbox that the Internet reaches (RFC 6761, 6762, 7686).
enum ReservedDomain {
    private static let names: [StaticString] = ["invalid", "local", "localhost", "onion"]

    static func contains(_ domain: String) -> Bool {
        withLastLabel(of: domain) { label in names.contains { label.isEqual(to: $0) } }
    }
}

/// Gives the last label: `uk` of `kent.gov.uk`.
func withLastLabel<Result>(of domain: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    var domain = domain
    return domain.withUTF8 { octets in
        let start = octets.lastIndex(of: UInt8(ascii: ".")).map { $0 + 1 } ?? 0
        return body(UnsafeBufferPointer(rebasing: octets[start...]))
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The same octets.
    func isEqual(to word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        return elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: count))
    }
}
