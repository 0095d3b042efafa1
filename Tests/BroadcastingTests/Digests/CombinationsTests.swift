import Mail
import TestSupport
import Testing

@testable import Broadcasting

@Suite struct CombinationsTests {
    private func person(_ number: Int, on list: String = "kent") throws -> Recipient {
        let address = try EmailAddress("p\(number)@hub.example")
        return Recipient(Subscriber(address: address), list: try #require(Name(list)))
    }

    @Test func `people with the same sources and the same list are together`() throws {
        var combinations = Combinations()
        for number in 0..<4 { combinations.note(try person(number), in: 0) }
        for number in 2..<6 { combinations.note(try person(number), in: 1) }
        combinations.note(try person(6, on: "sector"), in: 1)
        combinations.note(try person(0, on: "sector"), in: 2)
        #expect(combinations.all.map(\.sources) == [[0], [0, 1], [1], [1], [0, 2]])
        #expect(combinations.all.map(\.list.text) == ["kent", "kent", "kent", "sector", "kent"])
        let numbers = try (0..<7).map { number in
            let address = try person(number).address
            return combinations.all.indices.filter { combinations.has(address, number: $0) }
        }
        #expect(numbers == [[4], [0], [1], [1], [2], [2], [3]])
    }

    @Test func `twice in one is once, and capitals make no difference`() throws {
        var combinations = Combinations()
        combinations.note(try person(1), in: 0)
        let shouting = Recipient(
            Subscriber(address: try EmailAddress("P1@HUB.example")), list: try #require(Name("kent")))
        combinations.note(shouting, in: 0)
        #expect(combinations.all.map(\.sources) == [[0]])
    }
}
