import Foundation

/// A value that several threads of a test share. A lock that the thread sanitizer knows, which it does not
/// for the standard library's own mutex.
public final class Guarded<Value>: @unchecked Sendable {
    private var value: Value
    private let lock = NSLock()

    public init(_ value: Value) { self.value = value }

    public func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return body(&value)
    }
}
