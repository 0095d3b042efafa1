/// Where each key of a configuration stands in its file, for problems that show only when something else is looked at.
public struct ConfigurationPlaces: Sendable, Equatable {
    /// As problems name it.
    public let file: String
    private var positions: [String: Position] = [:]

    init(file: String) { self.file = file }

    init(file: String, _ root: Setting) {
        self.init(file: file)
        note(root)
    }

    /// - Parameter key: the path of the key, `relays[0].caFile`.
    public func problem(_ key: String, _ message: String) -> Problem {
        Problem(path: file, at: positions[key], "\(key): \(message)")
    }

    private mutating func note(_ setting: Setting) {
        positions[setting.path] = setting.position
        for member in setting.node.members where !member.node.value.isNull {
            note(Setting(path: setting.path(of: member.name), node: member.node))
        }
        setting.elements.forEach { note($0) }
    }
}
