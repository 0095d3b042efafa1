/// The white space that the lines of a block have in common.
///
/// It is taken off where a block is written as an argument, and put back where the argument fills a
/// block of the parent. Blank lines have no part in it.
enum Indentation {
    /// Nil where no line starts in `nodes`.
    static func common(of nodes: [Node]) -> [UInt8]? {
        var common: [UInt8]?
        for node in nodes {
            for start in starts(in: node) {
                common = common.map { sharedPrefix($0, start) } ?? start
            }
        }
        return common
    }

    /// Takes `count` bytes off every start of a line. All of them have as many.
    static func remove(_ count: Int, from nodes: [Node]) -> [Node] {
        count == 0 ? nodes : nodes.map { remove(count, from: $0) }
    }

    private static func starts(in node: Node) -> [[UInt8]] {
        switch node {
        case .text, .variable:
            return []
        case .lineStart(let space):
            return [space]
        case .section(_, _, let inner):
            return common(of: inner).map { [$0] } ?? []
        case .inclusion(let inclusion):
            return inclusion.indentation.map { [$0] } ?? []
        case .block(let block):
            let inner = common(of: block.body).map { [$0] } ?? []
            return block.opensLine ? inner + [block.indentation] : inner
        }
    }

    private static func remove(_ count: Int, from node: Node) -> Node {
        switch node {
        case .text, .variable:
            return node
        case .lineStart(let space):
            return .lineStart(Array(space.dropFirst(count)))
        case .section(let name, let inverted, let inner):
            return .section(name, inverted: inverted, remove(count, from: inner))
        case .inclusion(var inclusion):
            inclusion.indentation = inclusion.indentation.map { Array($0.dropFirst(count)) }
            return .inclusion(inclusion)
        case .block(var block):
            block.body = remove(count, from: block.body)
            block.indentation = Array(block.indentation.dropFirst(block.opensLine ? count : 0))
            return .block(block)
        }
    }

    private static func sharedPrefix(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        Array(zip(a, b).prefix { $0 == $1 }.map(\.0))
    }
}
