import Foundation

/// Where things lie in this repository and its build folder.
public enum Repository {
    /// The folder of Package.swift.
    public static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    public static func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The program as it was built together with the running tests.
    public static func linerelay() throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let candidates = ([tests] + CommandLine.arguments).map { word in
            URL(fileURLWithPath: word).deletingLastPathComponent().appendingPathComponent("linerelay").path
        }
        guard let found = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw TestFailure("linerelay is not beside the tests: none of \(candidates) is there")
        }
        return found
    }

    /// Debian's own Python: the one that has its packages.
    public static let python = "/usr/bin/python3"

    /// Whether a program is there; a test that needs it says aloud that it is skipped.
    public static func hasProgram(_ path: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: path)
    }

    public static let isRoot = geteuid() == 0

    /// libfaketime and the thread sanitizer both stand between a program and its clock, and wait for each other.
    public static let canFakeTime =
        hasProgram("/usr/bin/faketime") && ProcessInfo.processInfo.environment["SANITIZER"] != "thread"
}
