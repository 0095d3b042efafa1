/// What stands between values: white space and, where they are allowed, comments.
extension JSONReader {
    mutating func skipSpace() throws(JSONProblem) {
        while let byte = next {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): index += 1
            case UInt8(ascii: "/"): try skipComment()
            default: return
            }
        }
    }

    private mutating func skipComment() throws(JSONProblem) {
        guard options == .relaxed else { throw problem("found '/': comments are not allowed here") }
        let start = index
        index += 1
        if take(UInt8(ascii: "/")) {
            while let byte = next, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { index += 1 }
        } else if take(UInt8(ascii: "*")) {
            repeat {
                while let byte = next, byte != UInt8(ascii: "*") { index += 1 }
                guard take(UInt8(ascii: "*")) else {
                    throw problem(at: start, "this comment has no end: a closing '*/' is missing")
                }
            } while !take(UInt8(ascii: "/"))
        } else {
            throw problem(at: start, "found a single '/': a comment starts with '//' or '/*'")
        }
    }
}
