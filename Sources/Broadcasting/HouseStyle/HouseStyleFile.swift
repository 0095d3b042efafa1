import Disk
import Glibc

/// `house-style.json` as it was found beside the configuration.
public enum HouseStyleFile: Sendable, Equatable {
    /// Also where there is no such file: then nothing is asked.
    case usable(HouseStyle)
    /// Nobody can tell what it asks; at least one problem.
    case unusable([Problem])

    public static let name = "house-style.json"

    /// - Parameter workspace: the folder of the configuration.
    public static func read(in workspace: String) -> HouseStyleFile {
        do throws(SystemError) {
            let path = "\(workspace)/\(name)"
            let bytes = try File.contents(of: Folder.resolved(path) ?? path, limit: 1 << 20)
            let (style, problems) = HouseStyle.load(bytes: bytes, path: name)
            return style.map { .usable($0) } ?? .unusable(problems)
        } catch {
            if error.isMissing { return .usable(.empty) }
            return .unusable([Problem(path: name, words(error))])
        }
    }

    private static func words(_ error: SystemError) -> String {
        if error.isOutOfRoom { return "is bigger than 1 MiB" }
        return error.code == EINVAL ? "is not a plain file" : "cannot be read: \(error.reason)"
    }

    public var problems: [Problem] { if case .unusable(let problems) = self { problems } else { [] } }

    /// The first problem, and how many more there are; nil where there is none.
    public var fault: String? {
        guard let first = problems.first else { return nil }
        let rest = problems.count - 1
        return "\(first)" + (rest > 0 ? " (and \(rest) more, which 'linerelay check' names)" : "")
    }
}
