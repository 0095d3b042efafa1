import Testing

@testable import linerelay

struct FindingTests {
    private let found: [Finding] = [
        .well("a"), .warning("b", "c"), .error(.problems, "d"), .error(.relayUnavailable, "e"),
        .error(.permission, "f", "g"), .error(.configuration, "h"),
    ]

    @Test(
        arguments: [
            (1, .done), (2, .problems), (3, .problems), (4, .relayUnavailable), (5, .permission),
            (6, .configuration),
        ] as [(Int, ExitCode)])
    func `what has to be put right first is the code of all`(count: Int, code: ExitCode) {
        #expect(Finding.verdict(Array(found.prefix(count))) == code)
        #expect(Finding.verdict(found.prefix(count).reversed()) == code)
    }

    @Test func `nothing found is well`() { #expect(Finding.verdict([]) == .done) }

    @Test func `what to do stands behind what is`() {
        #expect(found.map(\.text) == ["a", "b; c", "d", "e", "f; g", "h"])
    }
}
