import JSON
import Mail

/// Reads the settings of one configuration file and keeps every problem that it meets.
///
/// A setting that is not right is reported once and read as nil, as one that is not given; the
/// problems say which it was.
struct ConfigurationReader {
    /// As problems name it.
    let file: String
    /// The folder that relative paths are relative to; absolute, without a slash at the end.
    let workspace: String
    let knowsTimeZone: (String) -> Bool
    private(set) var problems: [Problem] = []

    init(file: String, workspace: String, knowsTimeZone: @escaping (String) -> Bool) {
        self.file = file
        self.workspace = workspace
        self.knowsTimeZone = knowsTimeZone
    }

    mutating func report(_ setting: Setting, _ message: String) {
        report(path: setting.path, at: setting.position, message)
    }

    mutating func warn(_ setting: Setting, _ message: String) {
        report(.warning, path: setting.path, at: setting.position, message)
    }

    mutating func report(
        _ severity: Problem.Severity = .error, path: String, at position: Position, _ message: String
    ) {
        let text = path.isEmpty ? message : "\(path): \(message)"
        problems.append(Problem(severity, path: file, at: position, text))
    }

    /// The setting of that key, missed where it is not given; `what` says what to write.
    mutating func required(_ key: String, in setting: Setting, _ what: String) -> Setting? {
        if let value = setting[key] { return value }
        report(path: setting.path(of: key), at: setting.position, "is missing: write \(what)")
        return nil
    }

    /// Whether the setting is an object; reports each of its keys that is not among the known ones.
    mutating func isObject(_ setting: Setting, keys: [String]) -> Bool {
        guard case .object = setting.node.value else {
            report(setting, "expected an object, {…}, found \(setting.found)")
            return false
        }
        for member in setting.node.members where !keys.contains(member.name) {
            let message =
                ConfigurationKeys.secrets.contains(member.name.lowercased())
                ? "secrets are never in the configuration: use passwordFile, passwordEnvironment or tokenFile"
                : "unknown key \(Quoted(member.name))\(Suggestion.question(member.name, among: keys))"
            report(
                path: setting.path(of: member.name), at: Position(line: member.line, column: member.column),
                message)
        }
        return true
    }

    /// The elements of an array.
    mutating func elements(_ setting: Setting?) -> [Setting]? {
        guard let setting else { return nil }
        guard case .array = setting.node.value else {
            report(setting, "expected an array, […], found \(setting.found)")
            return nil
        }
        return setting.elements
    }

    /// For the keys of the contract that this version does not obey: none is ignored in silence.
    mutating func notAvailable(_ setting: Setting?, instead: String = "leave it out") {
        guard let setting else { return }
        report(setting, "is not available in this version; \(instead)")
    }
}
