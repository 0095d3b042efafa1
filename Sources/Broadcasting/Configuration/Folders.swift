/// Where the workspace's folders are; absolute paths.
public struct Folders: Sendable, Equatable {
    /// The folder of the configuration file.
    public var workspace: String
    public var drafts: String
    public var lists: String
    public var templates: String
    public var broadcasts: String
    public var state: String
    /// Lines prepared in calm times.
    public var library: String

    public init(workspace: String) {
        self.workspace = workspace
        drafts = workspace + "/drafts"
        lists = workspace + "/lists"
        templates = workspace + "/Templates"
        broadcasts = workspace + "/broadcasts"
        state = workspace + "/state"
        library = workspace + "/library"
    }

    /// How people are told of a path: relative to the workspace where it lies there.
    public func shown(_ path: String) -> String {
        path.hasPrefix(workspace + "/") ? String(path.utf8.dropFirst(workspace.utf8.count + 1)) ?? path : path
    }
}
