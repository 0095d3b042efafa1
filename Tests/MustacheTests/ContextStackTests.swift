import Testing

@testable import Mustache

struct ContextStackTests {
    private let root = Value.map(["a": .string("outer"), "m": .map(["a": .string("inner"), "n": .map([:])])])

    private func value(_ name: String, _ stack: ContextStack) -> Value? {
        stack.value(of: Name(name, at: Place(template: "t")))
    }

    @Test func `the first part is looked up from the inside out, the rest only in what it names`() {
        var stack = ContextStack(root)
        #expect(value("a", stack) == .string("outer"))
        stack.push(.map(["a": .string("inner"), "n": .map([:])]))
        #expect(value("a", stack) == .string("inner"))
        #expect(value("m.a", stack) == .string("inner"))
        #expect(value("n.a", stack) == nil)
        stack.pop()
        #expect(value("a", stack) == .string("outer"))
        #expect(value("b", stack) == nil && value("a.b", stack) == nil)
    }

    @Test func `a dot is the innermost value`() {
        var stack = ContextStack(root)
        #expect(value(".", stack) == root)
        stack.push(.integer(1))
        #expect(value(".", stack) == .integer(1))
    }

    @Test func `an equal value further out is dropped`() {
        var stack = ContextStack(root)
        stack.push(unique: .integer(1))
        stack.push(unique: root)
        #expect(stack.values == [.integer(1), root])
    }
}
