/// Notices domains that are one slip away from a big provider's.
enum DomainTypo {
    private static let providers = [
        "gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "yahoo.com",
        "yahoo.co.uk", "icloud.com", "btinternet.com", "protonmail.com",
    ]
    private static let longest = providers.reduce(0) { max($0, $1.utf8.count) } + 1
    /// Real domains that happen to be one letter away.
    private static let neighbours: Set<String> = ["mail.com", "email.com", "ymail.com", "cloud.com"]
    /// Endings that are no top-level domain, with the one that was meant.
    private static let endings = [
        "con": ".com", "cmo": ".com", "ocm": ".com", "comm": ".com", "vom": ".com", "xom": ".com",
        "couk": ".co.uk", "ogr": ".org", "orgg": ".org", "nte": ".net",
    ]

    static func warnings(about address: EmailAddress) -> [AddressWarning] {
        guard let meant = meant(by: address.domain) else { return [] }
        return [AddressWarning(.typo(meant: meant), in: address.description)]
    }

    /// The domain, or the ending, that was probably meant; nil where it looks right.
    static func meant(by domain: String) -> String? {
        let length = domain.utf8.count
        for provider in length > longest ? [] : providers where abs(provider.utf8.count - length) <= 1 {
            if isOneSlip(domain.utf8, provider.utf8), !neighbours.contains(domain) { return provider }
        }
        for (ending, meant) in endings where domain.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8)
        {
            return meant
        }
        return nil
    }

    /// One letter missing, added, wrong, or two swapped; equal texts are no slip.
    private static func isOneSlip(_ left: String.UTF8View, _ right: String.UTF8View) -> Bool {
        let start = zip(left, right).prefix { $0 == $1 }.count
        guard start < max(left.count, right.count) else { return false }
        let a = left.dropFirst(start)
        let b = right.dropFirst(start)
        if a.count == b.count {
            let isSwap = a.count > 1 && a.first == b.dropFirst().first && a.dropFirst().first == b.first
            return a.dropFirst().elementsEqual(b.dropFirst())
                || isSwap && a.dropFirst(2).elementsEqual(b.dropFirst(2))
        }
        return a.count < b.count ? a.elementsEqual(b.dropFirst()) : a.dropFirst().elementsEqual(b)
    }
}
