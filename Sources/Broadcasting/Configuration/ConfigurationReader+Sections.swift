import Mail

/// The objects in the configuration: folders, lists, retry.
extension ConfigurationReader {
    mutating func folders(_ setting: Setting?) -> Folders {
        var folders = Folders(workspace: workspace)
        guard let setting, isObject(setting, keys: ConfigurationKeys.folders) else { return folders }
        set(&folders.drafts, path(setting["drafts"]))
        set(&folders.lists, path(setting["lists"]))
        set(&folders.templates, path(setting["templates"]))
        set(&folders.broadcasts, path(setting["broadcasts"]))
        set(&folders.state, path(setting["state"]))
        set(&folders.library, path(setting["library"]))
        let all = [
            folders.drafts, folders.lists, folders.templates, folders.broadcasts, folders.state,
            folders.library,
        ]
        for (index, folder) in all.enumerated() {
            guard let other = all[..<index].firstIndex(of: folder) else { continue }
            let keys = ConfigurationKeys.folders
            let place = setting[keys[index]] ?? setting[keys[other]] ?? setting
            report(place, "'\(keys[index])' and '\(keys[other])' are the same folder: give each its own")
        }
        return folders
    }

    /// Any name of a list is a key there.
    mutating func lists(_ setting: Setting?) -> [Name: ListSettings] {
        var lists: [Name: ListSettings] = [:]
        guard let setting, isObject(setting, keys: setting.node.members.map(\.name)) else { return lists }
        for member in setting.node.members {
            guard let name = Name(member.name) else {
                report(
                    path: setting.path(of: member.name),
                    at: Position(line: member.line, column: member.column),
                    "\(Quoted(member.name)) is not the name of a list: \(Name.form)")
                continue
            }
            if let list = setting[member.name] { lists[name] = listSettings(list) }
        }
        return lists
    }

    private mutating func listSettings(_ setting: Setting) -> ListSettings {
        var list = ListSettings()
        guard isObject(setting, keys: ConfigurationKeys.list) else { return list }
        list.title = text(setting["title"])
        list.description = text(setting["description"], .lines)
        list.from = mailbox(setting["from"])
        list.replyTo = mailbox(setting["replyTo"])
        list.subjectPrefix = text(setting["subjectPrefix"], .lineOrNothing)
        list.template = name(setting["template"])
        list.coolingTime = coolingTime(setting["coolingTime"])
        list.digestAt = dayTime(setting["digestAt"])
        set(&list.catchUp, flag(setting["catchUp"]))
        set(&list.isForExercises, flag(setting["exercise"]))
        list.footer = text(setting["footer"], .lines)
        set(&list.approvals, integer(setting["approvals"], in: 0...100))
        return list
    }

    mutating func coolingTime(_ setting: Setting?) -> Int? {
        duration(setting, in: 0...30 * WrittenDuration.day)
    }

    mutating func retry(_ setting: Setting?) -> RetrySettings {
        var retry = RetrySettings()
        guard let setting, isObject(setting, keys: ConfigurationKeys.retry) else { return retry }
        let delays = WrittenDuration.second...7 * WrittenDuration.day
        let first = duration(setting["firstDelay"], in: delays)
        let longest = duration(setting["maxDelay"], in: delays)
        if let first, let longest, first > longest, let place = setting["maxDelay"] {
            let (shown, limit) = (WrittenDuration.text(longest), WrittenDuration.text(first))
            report(place, "'\(shown)' is shorter than firstDelay: at least \(limit)")
        }
        // Where only one of the two is given, the other's default gives way.
        retry.firstDelay = first ?? min(retry.firstDelay, longest ?? .max)
        retry.maxDelay = longest ?? max(retry.maxDelay, retry.firstDelay)
        set(
            &retry.giveUpAfter,
            duration(setting["giveUpAfter"], in: WrittenDuration.second...30 * WrittenDuration.day))
        return retry
    }
}

/// Keeps the default where nothing was given.
func set<Value>(_ target: inout Value, _ value: Value?) {
    if let value { target = value }
}
