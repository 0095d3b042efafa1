import Testing

@testable import Broadcasting

struct ChangesTests {
    private func changes(_ before: String, _ now: String) -> [String] {
        Changes.between(before, now).map { "\($0.before)>\($0.now)" }
    }

    @Test(arguments: [
        ("a\nb", "a\nb", [String]()),
        ("# T\n- a\n- b", "# T\n- a\n- c", ["b>c"]),
        ("a\nb", "a\nx\nb", [">x"]),
        ("a\nb\nc", "a\nc", ["b>"]),
        ("a\nb\nc\nd", "x\nb\nc\ny\nz", ["a>x", "d>y", ">z"]),
        ("- **a** b", "* a  b", []),
        ("1. a", "2. a", []),
        ("", "a", [">a"]),
    ])
    func `what is new, gone or another is told line by line`(before: String, now: String, expected: [String])
    {
        #expect(changes(before, now) == expected)
    }

    @Test func `a new text is no list of changes, and long ones are not compared`() {
        let many = (0..<13).map { "a\($0)" }.joined(separator: "\n")
        #expect(changes(many, many.replacing("a", with: "b")) == [])
        let long = (0..<5_000).map { "line \($0)" }.joined(separator: "\n")
        #expect(changes(long, long + "\nmore") == [])
    }
}
