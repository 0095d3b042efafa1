import Broadcasting
import JSON

/// How numbers are put into words for people.
enum StatusText {
    private static let order = [
        "accepted", "deferred", "rejected", "expired", "suppressed", "cancelled", "pending",
    ]

    /// `498 accepted, 2 rejected of 500`.
    static func counts(_ summary: Summary) -> String { counts(summary.json) }

    static func counts(_ json: JSON) -> String {
        guard json["accepted"]?.integerValue != nil else { return "how many were reached is not known" }
        let parts = order.compactMap { name in
            let count = json[name]?.integerValue ?? 0
            return count > 0 || name == "accepted" ? "\(count) \(name)" : nil
        }
        let digest = json["digest"]?.integerValue ?? 0
        return parts.joined(separator: ", ") + " of \(json["recipients"]?.integerValue ?? 0)"
            + (digest > 0 ? "; \(digest) more with the digest" : "")
    }
}
