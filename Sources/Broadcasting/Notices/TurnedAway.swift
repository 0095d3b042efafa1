import Disk
import JSON
import Mail

/// `state/turned-away.json`: what those in `notify` are to be told of the draft that is being put aside, should a crash
/// come before it is told. It is there before the draft is moved, and goes when the notice is written.
struct TurnedAway {
    private let state: String
    private var path: String { state + "/turned-away.json" }
    private let desk: DraftDesk

    init(of folders: Folders) {
        state = folders.state
        desk = DraftDesk(drafts: folders.drafts)
    }

    /// Without room for it the draft goes aside all the same.
    func write(_ notice: Notice, of name: String, in place: DraftDesk.Place) {
        let json = JSON.object([
            .init("place", .string(place.rawValue)), .init("name", .string(name)),
            .init("event", .string(notice.event)), .init("subject", .string(notice.subject)),
            .init("text", .string(notice.text)),
        ])
        try? Folder.make(state, mode: 0o700)
        try? AtomicFile.replace(path, with: json.bytes(pretty: true) + [0x0A], mode: 0o600)
    }

    /// What a crash left untold; nil where there is nothing, or the draft was not moved.
    func untold() -> Notice? {
        guard let octets = try? File.contents(of: path, limit: 1 << 20), let json = try? JSON.parse(octets),
            let place = json["place"]?.stringValue.flatMap(DraftDesk.Place.init),
            let name = json["name"]?.stringValue, !name.contains("/"), let event = json["event"]?.stringValue,
            let subject = json["subject"]?.stringValue, let text = json["text"]?.stringValue,
            Folder.exists(desk.path(place) + "/" + name)
        else { return nil }
        return Notice(event: event, subject: subject, text: text)
    }

    func remove() { try? Folder.remove(path) }
}

extension Desk {
    private var turnedAway: TurnedAway { TurnedAway(of: configuration.folders) }

    /// Moves a draft aside with its note, and has those in `notify` told.
    /// - Returns: the name that it has there.
    func putAside(
        _ file: SettledFile, _ folder: String, to place: DraftDesk.Place,
        why: (String) throws(SystemError) -> String
    ) throws(SystemError) -> String {
        let now = clock.now()
        var notice: Notice?
        let name = try desk.putAside(folder + "/" + file.name, name: file.name, to: place) {
            (name) throws(SystemError) in
            let note = try why(name)
            guard !configuration.notify.isEmpty else { return note }
            let told: Notice =
                place == .held ? .held(name, why: note, at: now) : .rejected(name, why: note, at: now)
            turnedAway.write(told, of: name, in: place)
            notice = told
            return note
        }
        if let notice { notices.append(notice) }
        return name
    }

    /// What a crash kept from being told.
    func noteTurnedAway() {
        if let untold = turnedAway.untold() { notices.append(untold) }
    }

    /// All that was taken by `takeNotices` is written down where it is told from.
    public func noticesAreWritten() { turnedAway.remove() }
}
