/// Notices domains that are one slip away from a big provider's.
enum DomainTypo {
    private static let providers: [StaticString] = [
        "gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "yahoo.com",
        "yahoo.co.uk", "icloud.com", "btinternet.com", "protonmail.com",
    ]
    /// Real domains that happen to be one letter away.
    private static let neighbours: Set<String> = ["mail.com", "email.com", "ymail.com", "cloud.com"]
    /// Last labels that are no top-level domain, with the ending that was meant.
    private static let endings: [(wrong: StaticString, meant: String)] = [
        ("con", ".com"), ("cmo", ".com"), ("ocm", ".com"), ("comm", ".com"), ("vom", ".com"), ("xom", ".com"),
        ("couk", ".co.uk"), ("ogr", ".org"), ("orgg", ".org"), ("nte", ".net"),
    ]

    static func warnings(about address: EmailAddress) -> [AddressWarning] {
        guard let meant = meant(by: address.domain) else { return [] }
        return [AddressWarning(.typo(meant: meant), in: address.description)]
    }

    /// The domain, or the ending, that was probably meant; nil where it looks right.
    static func meant(by domain: String) -> String? {
        var text = domain
        let provider = text.withUTF8 { octets in providers.first { isOneSlip(octets, from: $0) } }
        if let provider, !neighbours.contains(domain) { return "\(provider)" }
        return withLastLabel(of: domain) { label in endings.first { label.isEqual(to: $0.wrong) }?.meant }
    }

    /// One letter missing, added, wrong, or two swapped; equal texts are no slip.
    private static func isOneSlip(_ left: UnsafeBufferPointer<UInt8>, from word: StaticString) -> Bool {
        let right = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard abs(left.count - right.count) <= 1 else { return false }
        var start = 0
        while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
        guard start < max(left.count, right.count) else { return false }
        let (a, b) = (left[start...], right[start...])
        if a.count == b.count {
            let isSwap = a.count > 1 && left[start] == right[start + 1] && left[start + 1] == right[start]
            return a.dropFirst().elementsEqual(b.dropFirst())
                || isSwap && a.dropFirst(2).elementsEqual(b.dropFirst(2))
        }
        return a.count < b.count ? a.elementsEqual(b.dropFirst()) : a.dropFirst().elementsEqual(b)
    }
}
