import Mail
import Testing

@testable import Broadcasting

/// Short ways to read a draft in a test.
enum Reading {
    private static let zone = TimeZoneRules(identifier: "Europe/London")

    /// Read at noon on 2026-11-23, in London.
    static func read(_ bytes: [UInt8]) throws -> (draft: Draft?, problems: [Problem]) {
        let london = try #require(zone)
        let now = try #require(Timestamp(rfc3339: "2026-11-23T12:00:00Z"))
        return Draft.parse(bytes, path: "drafts/a.txt", zone: london, now: now)
    }

    static func read(_ text: String) throws -> (draft: Draft?, problems: [Problem]) {
        try read(Array(text.utf8))
    }

    static func draft(_ text: String) throws -> Draft {
        let (draft, problems) = try read(text)
        return try #require(draft, "\(problems)")
    }

    /// Without the path, one a line.
    static func problems(_ text: String) throws -> [String] {
        try read(text).problems.map { $0.description.replacing("drafts/a.txt:", with: "") }
    }
}
