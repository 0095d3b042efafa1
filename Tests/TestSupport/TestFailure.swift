import Glibc

/// Something that a test needs could not be had; says what, for the person who reads the test's output.
public struct TestFailure: Error, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }

    /// The same, with what `code`, an `errno`, means.
    public init(_ what: String, errno code: Int32) {
        description = "\(what): \(String(cString: strerror(code)))"
    }
}
