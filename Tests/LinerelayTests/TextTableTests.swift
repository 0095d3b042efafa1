import Testing

@testable import linerelay

struct TextTableTests {
    @Test func `words stand to the left, numbers to the right`() {
        var table = TextTable(["By list:", "accepted"])
        table.add(["sector", "12"])
        table.add(["ünïcode list", "1"])
        #expect(
            table.lines == [
                "  By list:      accepted", "  sector              12", "  ünïcode list         1",
            ])
    }
}
