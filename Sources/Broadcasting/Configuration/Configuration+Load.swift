import JSON
import Mail

extension Configuration {
    /// Reads a configuration file whole: every problem at once, in the order of the file.
    ///
    /// - Parameters:
    ///   - bytes: JSON (RFC 8259), with comments and trailing commas.
    ///   - path: the file's name, as problems name it.
    ///   - workspace: the absolute path of the file's folder; relative paths are relative to it.
    ///   - knowsTimeZone: whether there is an IANA time zone of that name.
    /// - Returns: the configuration, nil where any of the problems is an error. A problem's message starts
    ///   with the path of the key, `relays[0].url: …`, but for text that is not JSON at all.
    public static func load(
        bytes: [UInt8], path: String, workspace: String, knowsTimeZone: @escaping (String) -> Bool
    ) -> (configuration: Configuration?, problems: [Problem]) {
        var reader = ConfigurationReader(
            file: path, workspace: workspace.trimmingSlashes, knowsTimeZone: knowsTimeZone)
        do throws(JSONProblem) {
            let root = Setting(path: "", node: try JSONNode.parse(bytes, options: .relaxed))
            var configuration = reader.configuration(root)
            configuration?.places = ConfigurationPlaces(file: path, root)
            let problems = reader.problems.sorted { ($0.position ?? .start) < ($1.position ?? .start) }
            return (problems.contains { $0.severity == .error } ? nil : configuration, problems)
        } catch {
            let position = Position(line: error.line, column: error.column)
            return (nil, [Problem(path: path, at: position, error.message)])
        }
    }
}

extension ConfigurationReader {
    /// Nil where something required is missing or wrong; the rest is checked all the same.
    fileprivate mutating func configuration(_ root: Setting) -> Configuration? {
        guard isObject(root, keys: ConfigurationKeys.root) else { return nil }
        let organisation = text(required("organisation", in: root, "the name of your organisation"))
        let from = mailbox(required("from", in: root, "the sender, \"Name <address>\""))
        let relays = relays(required("relays", in: root, "[{\"url\": \"smtp://host:port\"}]"))
        let optional = optional(root)
        guard let organisation, let from, let relays else { return nil }
        var configuration = Configuration(
            organisation: organisation, from: from, listDomain: from.address.domain,
            folders: Folders(workspace: workspace), relays: relays)
        optional(&configuration)
        return configuration
    }

    /// Checks everything that need not be there; the answer puts it where it belongs.
    private mutating func optional(_ root: Setting) -> (inout Configuration) -> Void {
        let replyTo = mailbox(root["replyTo"])
        let (owner, bounceAddress) = (address(root["owner"]), address(root["bounceAddress"]))
        let postalAddress = text(root["postalAddress"], .lines)
        let (listDomain, timezone) = (domain(root["listDomain"]), timezone(root["timezone"]))
        let (defaultLists, notify) = (names(root["defaultLists"]), notify(root["notify"]))
        let duplicateWindow = duration(root["duplicateWindow"], in: 0...365 * WrittenDuration.day)
        let settleTime = settleTime(root["settleTime"])
        let coolingTime = coolingTime(root["coolingTime"])
        let digestAt = dayTime(root["digestAt"])
        let approvalsAbove = integer(root["approvalsAbove"], in: 0...1_000_000_000)
        let (folders, lists, retry) = (folders(root["folders"]), lists(root["lists"]), retry(root["retry"]))
        notAvailable(root["inbox"])
        notAvailable(root["web"])
        return { configuration in
            configuration.replyTo = replyTo
            configuration.owner = owner
            configuration.bounceAddress = bounceAddress
            set(&configuration.postalAddress, postalAddress)
            set(&configuration.listDomain, listDomain)
            set(&configuration.timezone, timezone)
            set(&configuration.defaultLists, defaultLists)
            set(&configuration.notify, notify)
            set(&configuration.duplicateWindow, duplicateWindow)
            set(&configuration.settleTime, settleTime)
            set(&configuration.coolingTime, coolingTime)
            configuration.approvalsAbove = approvalsAbove
            configuration.digestAt = digestAt
            configuration.folders = folders
            configuration.lists = lists
            configuration.retry = retry
        }
    }

    private mutating func timezone(_ setting: Setting?) -> String? {
        guard let setting, let text = text(setting) else { return nil }
        if knowsTimeZone(text) { return text }
        report(setting, "\(Quoted(text)) is not a known time zone: write a name such as Europe/London")
        return nil
    }

    private mutating func notify(_ setting: Setting?) -> [EmailAddress]? {
        guard let setting, let addresses = addresses(setting) else { return nil }
        return addresses.reduce(into: []) { once, address in
            if !once.contains(where: { $0.comparisonKey == address.comparisonKey }) { once.append(address) }
        }
    }

    private mutating func settleTime(_ setting: Setting?) -> Int? {
        guard let setting, let time = duration(setting, in: 0...WrittenDuration.hour) else { return nil }
        if time == 0 { warn(setting, "'0s': a file may be taken before it is complete") }
        return time
    }
}

extension Position {
    fileprivate static let start = Position(line: 1, column: 1)
}

extension String {
    fileprivate var trimmingSlashes: String {
        var text = self[...]
        while text.utf8.last == UInt8(ascii: "/") { text = text.dropLast() }
        return String(text)
    }
}
