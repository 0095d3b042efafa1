/// Reads one address from scalars, strictly, with the place of whatever is wrong.
struct AddressReader {
    let text: [Unicode.Scalar]
    /// What is left of `text` once the edges are clean.
    var range: Range<Int>
    var warnings: [AddressWarning] = []

    init(_ text: [Unicode.Scalar]) {
        self.text = text
        range = text.indices
    }

    var whole: String { String(text[...]) }

    func problem(_ reason: AddressProblem.Reason, at offset: Int) -> AddressProblem {
        AddressProblem(reason, in: whole, at: offset)
    }

    mutating func warn(_ reason: AddressWarning.Reason, about subject: Range<Int>) {
        let warning = AddressWarning(reason, in: String(text[subject]))
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    /// The address that the range is, as a whole.
    mutating func address() throws(AddressProblem) -> EmailAddress {
        guard !range.isEmpty else { throw problem(.empty, at: range.lowerBound) }
        try refuseHiddenCharacters()
        let at = try findAt()
        let local = try localPart(range.lowerBound..<at)
        let domain = try domain(at + 1..<range.upperBound)
        let octets = local.utf8.count + 1 + domain.utf8.count
        guard octets <= 254 else {
            throw problem(.tooLong(.address, octets: octets, limit: 254), at: range.lowerBound)
        }
        let address = EmailAddress(localPart: local, domain: domain)
        guard !address.isBounceSender else { throw problem(.bounceSender, at: range.lowerBound) }
        return address
    }

    private func refuseHiddenCharacters() throws(AddressProblem) {
        for offset in range {
            let scalar = text[offset]
            guard scalar.value < 0x20 || scalar.value > 0x7E else { continue }
            if scalar.isControl, scalar != "\t" { throw problem(.control(scalar), at: offset) }
            if scalar.isDirection { throw problem(.direction(scalar), at: offset) }
            if scalar.isForeignSpace { throw problem(.whiteSpace, at: offset) }
            if scalar.isInvisible, scalar != "\t" { throw problem(.invisible(scalar), at: offset) }
        }
    }

    /// The first '@'; a second one, or none, gets the reason that fits best.
    private func findAt() throws(AddressProblem) -> Int {
        guard let at = text[range].firstIndex(of: "@") else {
            if let wide = text[range].firstIndex(of: "\u{FF20}") { throw problem(.wideAt, at: wide) }
            throw problem(looksLikeWebAddress ? .webAddress : .noAt, at: range.lowerBound)
        }
        if let second = text[at + 1..<range.upperBound].firstIndex(of: "@"),
            let gap = text[at..<second].firstIndex(where: { $0.isBlank || $0 == ";" || $0 == "," })
        {
            throw problem(.severalAddresses, at: gap)
        }
        if at == range.lowerBound { throw problem(.nothingBeforeAt, at: at) }
        if at + 1 == range.upperBound { throw problem(.nothingAfterAt, at: at + 1) }
        return at
    }

    private var looksLikeWebAddress: Bool {
        let start = String(text[range].prefix(8)).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://") || start.hasPrefix("www.")
    }
}

extension String {
    init(_ scalars: ArraySlice<Unicode.Scalar>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}
