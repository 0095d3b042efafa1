import Foundation
import TestSupport

/// What `Tests/Pages/look.py` found in pages, with a browser.
struct Looks: Decodable {
    var problems: [String]
    /// Ratios of contrast, by colours.
    var pairs: [String: Double]
    /// What each paragraph and list item of the lines gives when it is copied.
    var pastes: [String]

    /// Whether the pictures are made anew: by `make pictures`.
    static let areWritten = ProcessInfo.processInfo.environment["PICTURES"] == "write"

    /// - Parameters:
    ///   - pages: HTML by file name without its end; what stands before the first dot names the pictures.
    ///   - pictured: they are compared with the pictures that are kept.
    static func at(_ pages: [String: String], pictured: Bool = true, written: Bool = false) async throws
        -> [String: Looks]
    {
        let folder = try TemporaryFolder()
        for (name, html) in pages { try folder.write(html, to: "\(name).html") }
        var options = pictured ? ["--golden", Repository.file("Tests/Pages/golden")] : []
        if written { options += ["--write", "--docs", Repository.file("docs/images")] }
        let files = pages.keys.sorted().map { folder("\($0).html") }
        let script = Repository.file("Tests/Pages/look.py")
        let process = try RunningProcess(Repository.python, [script] + options + files)
        guard try await process.end(deadline: 300) == 0 else {
            throw TestFailure("look.py: \(process.errors)")
        }
        return try JSONDecoder().decode([String: Looks].self, from: Data(process.output.utf8))
    }
}
