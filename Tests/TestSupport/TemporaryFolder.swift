import Foundation

/// A folder of its own for one test, removed with everything in it when the last reference goes.
public final class TemporaryFolder: Sendable {
    /// Absolute, without a slash at the end.
    public let path: String

    public init() throws {
        var template = Array(
            "\(FileManager.default.temporaryDirectory.path)/linerelay-test-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw TestFailure("mkdtemp", errno: errno) }
        path = made
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of something in this folder.
    public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    public func read(_ name: String) throws -> String {
        guard let octets = fileOctets(self(name)) else {
            throw TestFailure("read \(self(name))", errno: errno)
        }
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw TestFailure("\(self(name)) is not UTF-8")
        }
        return text
    }

    public func write(_ text: String, to name: String) throws {
        try writeFile(text, to: self(name))
    }

    public func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
    }

    /// The names in a folder, sorted, those that start with a dot left out; none where there is no such folder.
    public func names(in folder: String = "") -> [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: self(folder))) ?? []
        return found.filter { !$0.hasPrefix(".") }.sorted()
    }
}
